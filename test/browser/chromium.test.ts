import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { Visitor } from './page-checks.ts';
import { serveFolder, type StaticServer } from './static-server.ts';

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>A page</title></head><body>`;

/** Pages with one fault each: a check that cannot fail is no check. */
const PAGES: Readonly<Record<string, string>> = {
  'good.html': `${PAGE}<main><h1>Good</h1><p>All is well.</p></main>`,
  'policy.html': `${PAGE}<main><h1>Policy</h1><script>document.title = 'ran';</script></main>`,
  'stranger.html': `${PAGE.replace("'none'", '*')}<main><h1>Stranger</h1><img alt="" src="https://pictures.example.net/p.png"></main>`,
  'wide.html': `${PAGE}<main><h1>Wide</h1><div style="width: 2000px">x</div></main>`,
  'grey.html': `${PAGE}<main><h1>Grey</h1><p style="color: #ccc; background: #fff">Who can read this?</p></main>`,
  'script.html':
    '<!doctype html><html lang="en"><title>S</title><main><h1>S</h1><p id="s">no</p><script>s.textContent = "yes"</script></main>',
  '404.html': `${PAGE}<main><h1>Not here</h1></main>`,
  _headers: '/*\n  X-Content-Type-Options: nosniff\n\n/assets/*\n  Cache-Control: max-age=1\n',
};

let folder = '';
let server: StaticServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-harness-'));
  for (const [name, text] of Object.entries(PAGES)) writeFileSync(join(folder, name), text);
  server = await serveFolder(folder);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a browser that is named and not there is an error that says what to do', async () => {
  const launch = launchChromium({ ...process.env, SIGNALBOX_CHROMIUM: '/nowhere/chromium' });
  await expect(launch).rejects.toThrow(
    /No Chromium could be started[^]*\/nowhere\/chromium[^]*SIGNALBOX_CHROMIUM=/,
  );
});

// `bundled` is what CI falls back to where the system has no browser; it must not rot where the system has one.
// It is made for Linux on x64 only.
const canBundle = process.platform === 'linux' && process.arch === 'x64';

const BROWSERS: readonly (readonly [string, string | undefined])[] = [
  ['the first that starts', undefined],
  ...(canBundle ? ([['the bundled one', 'bundled']] as const) : []),
];

describe.each(BROWSERS)('with %s', (_, choice) => {
  const env = { ...process.env, ...(choice === undefined ? {} : { SIGNALBOX_CHROMIUM: choice }) };
  const openVisitor = async (javaScript = true) => {
    const { browser } = await launchChromium(env);
    return { browser, visitor: await Visitor.open(browser, server.origin, { javaScript }) };
  };

  test('a good page has no fault, and each bad one its own', async () => {
    const { browser, visitor } = await openVisitor();
    const faultsOf = async (page: string) => {
      await visitor.go(page);
      return [
        ...(await visitor.complaints()),
        ...(await visitor.sidewaysScroll()),
        ...(await visitor.accessibilityFaults()),
      ];
    };
    expect(await faultsOf('/good.html')).toEqual([]);
    expect((await faultsOf('/policy.html')).join('\n')).toMatch(/security policy: script-src/);
    expect((await faultsOf('/stranger.html')).join('\n')).toContain(
      'asks another host: https://pictures.example.net/p.png',
    );
    expect((await faultsOf('/wide.html')).join('\n')).toMatch(/2\d\d\d px wide where 1280/);
    expect((await faultsOf('/grey.html')).join('\n')).toContain('color-contrast');
    await browser.close();
  });

  test('scripts run only where they may', async () => {
    const read = async (javaScript: boolean) => {
      const { browser, visitor } = await openVisitor(javaScript);
      await visitor.go('/script.html');
      const text = await visitor.page.textContent('#s');
      await browser.close();
      return text;
    };
    expect(await read(true)).toBe('yes');
    expect(await read(false)).toBe('no');
  });
});

test('the server answers as a plain web server does', async () => {
  const missing = await fetch(`${server.origin}/nothing/`);
  expect([missing.status, await missing.text()]).toEqual([404, PAGES['404.html']]);
  const outside = await fetch(`${server.origin}/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd`);
  expect(outside.status).toBe(404);
  const page = await fetch(`${server.origin}/good.html`);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect([page.headers.get('x-content-type-options'), page.headers.get('cache-control')]).toEqual([
    'nosniff',
    'no-store',
  ]);
});
