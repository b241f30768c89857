import { describe, expect, test } from 'vitest';
import { problemPage, relaxedPolicy, withReloadScript } from '../../src/shell/preview-server-page.ts';

const SCRIPT = '<script src="/__signalbox/reload.js" nonce="N" defer></script>';

describe('the policy', () => {
  test.each([
    [
      "default-src 'none'; style-src 'self'",
      "default-src 'none'; style-src 'self'; script-src 'nonce-N'; connect-src 'self'",
    ],
    ["default-src 'self'", "default-src 'self'; script-src 'self' 'nonce-N'; connect-src 'self'"],
    ["script-src 'none'; connect-src https://a", "script-src 'nonce-N'; connect-src https://a 'self'"],
    ["script-src 'self'; script-src-elem 'none'", "script-src 'self' 'nonce-N'; script-src-elem 'nonce-N'"],
    ["DEFAULT-SRC 'none'; default-src *", "default-src 'none'; script-src 'nonce-N'; connect-src 'self'"],
    ["base-uri 'none'", "base-uri 'none'"],
    ['', ''],
  ])('%j', (policy, relaxed) => {
    expect(relaxedPolicy(policy, 'N')).toBe(relaxed);
  });
});

describe('the page', () => {
  test.each([
    [
      'at the end of the head',
      '<html><head><title>x</title></head><body></body></html>',
      `<html><head><title>x</title>${SCRIPT}</head><body></body></html>`,
    ],
    ['of the body', '<body>x</body>', `<body>x${SCRIPT}</body>`],
    ['of whatever there is', 'x', `x${SCRIPT}`],
    ['once', '<HEAD></HEAD><pre></head></pre>', `<HEAD>${SCRIPT}</HEAD><pre></head></pre>`],
  ])('gets the script %s', (_, html, served) => {
    expect(withReloadScript(html, 'N')).toBe(served);
  });

  const RELAXED = `content="default-src 'none'; script-src 'nonce-N'; connect-src 'self'"`;
  test.each([
    [
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`,
      `<meta http-equiv="Content-Security-Policy" ${RELAXED}>`,
    ],
    [
      `<meta content="default-src &#39;none&#39;" http-equiv="content-security-policy"/>`,
      `<meta ${RELAXED} http-equiv="content-security-policy"/>`,
    ],
    [
      `<meta http-equiv=Content-Security-Policy content="default-src &#x27;none&#x27;">`,
      `<meta http-equiv=Content-Security-Policy ${RELAXED}>`,
    ],
    [
      '<meta name="description" content="Content-Security-Policy">',
      '<meta name="description" content="Content-Security-Policy">',
    ],
  ])('%s', (meta, served) => {
    expect(withReloadScript(`<head>${meta}</head>`, 'N')).toBe(`<head>${served}${SCRIPT}</head>`);
  });

  test('a dollar sign in a page is a dollar sign', () => {
    expect(withReloadScript("<head><title>$& $1 $'</title></head>", 'N')).toContain(
      "<title>$& $1 $'</title>",
    );
  });
});

test('a problem is shown as text', () => {
  const page = problemPage('<script>alert("&")</script>', 'N');
  expect(page).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;');
  expect(page).toContain(SCRIPT);
});
