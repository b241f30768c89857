import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../src/render/csp.ts';
import { headersFile } from '../../src/render/headers.ts';

/** Directive → what it allows. */
function directives(policy: string): Readonly<Record<string, string>> {
  const parts = policy.split('; ').map((part) => part.split(/ (.*)/s) as [string, string]);
  return Object.fromEntries(parts);
}

/** What `_headers` says of one path. */
function blockOf(file: string, path: string): readonly string[] {
  const lines = file.split('\n');
  const rest = lines.slice(lines.indexOf(path) + 1);
  return rest.slice(0, rest.indexOf('')).map((line) => line.trim());
}

describe('the policy of a page', () => {
  it.each([
    ['without a script', {}, [undefined, undefined]],
    ['with a script that asks nobody', { script: true }, ["'self'", undefined]],
    ['with a script that asks for news', { script: true, asks: true }, ["'self'", "'self'"]],
  ])('%s', (_, options, [script, connect]) => {
    const {
      'script-src': scripts,
      'connect-src': connections,
      ...rest
    } = directives(contentSecurityPolicy(options));
    expect([scripts, connections]).toEqual([script, connect]);
    expect(rest).toEqual({
      'default-src': "'none'",
      'style-src': "'self'",
      'img-src': "'self' data:",
      'base-uri': "'none'",
      'form-action': "'none'",
    });
  });
});

describe('the _headers file', () => {
  it('keeps every copy of the heartbeat out of every cache, and lets anybody read it', () => {
    expect(blockOf(headersFile('a{}', false), '/heartbeat.json')).toEqual([
      'Content-Type: application/json; charset=utf-8',
      'Cache-Control: no-store',
      'Access-Control-Allow-Origin: *',
    ]);
  });

  it('forbids nothing that a page’s own policy allows', () => {
    for (const recorded of [false, true]) {
      const header = blockOf(headersFile('a{}', recorded), '/*').find((line) => line.startsWith('Content-S'));
      const sent = directives(header?.replace('Content-Security-Policy: ', '') ?? '');
      const page = directives(contentSecurityPolicy({ inlineCss: 'a{}', script: true, asks: !recorded }));
      expect(sent).toEqual({ ...page, 'frame-ancestors': "'none'" });
    }
  });

  it('gives no path two rules for one header, which hosts would join', () => {
    const everywhere = blockOf(headersFile('a{}', false), '/*').map((line) => line.split(':')[0]);
    for (const path of ['/assets/*', '/heartbeat.json']) {
      const here = blockOf(headersFile('a{}', false), path).map((line) => line.split(':')[0]);
      expect(here.filter((name) => everywhere.includes(name))).toEqual([]);
    }
  });
});
