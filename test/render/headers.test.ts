import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../src/render/csp.ts';
import { headersFile } from '../../src/render/headers.ts';
import type { HeadersInput } from '../../src/render/headers.ts';

/** Directive → what it allows. */
function directives(policy: string): Readonly<Record<string, string>> {
  const parts = policy.split('; ').map((part) => part.split(/ (.*)/s) as [string, string]);
  return Object.fromEntries(parts);
}

/** Path of a rule → header → value, in the order of the file. */
function rulesOf(file: string): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const blocks = file.trimEnd().split('\n\n');
  const rules = blocks.map((block): [string, Record<string, string>] => {
    const [path = '', ...lines] = block.split('\n');
    for (const line of lines) expect(line).toMatch(/^ {2}[A-Z][A-Za-z-]+: \S/);
    return [path, Object.fromEntries(lines.map((line) => line.trim().split(/: (.*)/s) as [string, string]))];
  });
  expect(new Set(rules.map(([path]) => path)).size).toBe(rules.length);
  return new Map(rules);
}

/** What a host sends with a path: all values of all rules that fit. */
function sentWith(file: string, path: string): Readonly<Record<string, readonly string[]>> {
  const sent: Record<string, string[]> = {};
  for (const [rule, headers] of rulesOf(file)) {
    const pattern = rule.replaceAll('.', '\\.').replaceAll('*', '.*').replace(/:\w+/g, '[^/]+');
    if (!new RegExp(`^${pattern}$`).test(path)) continue;
    for (const [name, value] of Object.entries(headers)) (sent[name] ??= []).push(value);
  }
  return sent;
}

const PATHS = [
  '/404.html',
  '/incidents/2010-09-01-a/',
  '/incidents/2010-09-02-b/',
  '/history/',
  '/history/2010/09/',
  '/timeline/2010-09-03/',
  '/services/incoming-mail/',
  '/infrastructure/',
  '/a-page-to-come/',
  '/widget/',
  '/',
];

const headersOf = (changes: Partial<HeadersInput> = {}) =>
  headersFile({
    css: 'a{}',
    widgetCss: 'b{}',
    recorded: false,
    paths: PATHS,
    security: true,
    ...changes,
  });

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
    expect(rulesOf(headersOf()).get('/heartbeat.json')).toEqual({
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      'Access-Control-Allow-Origin': '*',
    });
  });

  it.each([
    ['/history.atom', 'application/atom+xml'],
    ['/updates.atom', 'application/atom+xml'],
    ['/services/hosting/history.atom', 'application/atom+xml'],
    ['/services/hosting/updates.atom', 'application/atom+xml'],
    ['/history.rss', 'application/rss+xml'],
    ['/updates.rss', 'application/rss+xml'],
    ['/services/hosting/history.rss', 'application/rss+xml'],
    ['/services/hosting/updates.rss', 'application/rss+xml'],
    ['/feed.json', 'application/feed+json'],
    ['/services/hosting/feed.json', 'application/feed+json'],
    ['/maintenance.ics', 'text/calendar'],
    ['/incidents/2010-09-05-storage-work/maintenance.ics', 'text/calendar'],
    ['/status.txt', 'text/plain'],
    ['/status.md', 'text/markdown'],
  ])('gives %s its type, for anybody to read', (path, type) => {
    expect(sentWith(headersOf(), path)).toMatchObject({
      'Content-Type': [`${type}; charset=utf-8`],
      'Access-Control-Allow-Origin': ['*'],
      'X-Content-Type-Options': ['nosniff'],
    });
  });

  it.each(['/api/v2/summary.json', '/api/v2/incidents/unresolved.json', '/api/signalbox.json'])(
    'lets anybody read %s',
    (path) => {
      expect(sentWith(headersOf(), path)['Access-Control-Allow-Origin']).toEqual(['*']);
    },
  );

  it.each(['/badge/status.svg', '/badge/system-status.svg', '/badge/hosting.json'])(
    'lets any site show %s, for a minute',
    (path) => {
      expect(sentWith(headersOf(), path)).toMatchObject({
        'Cache-Control': ['public, max-age=60'],
        'Access-Control-Allow-Origin': ['*'],
        'Cross-Origin-Resource-Policy': ['cross-origin'],
      });
    },
  );

  it('tells the type of security.txt where there is one', () => {
    const path = '/.well-known/security.txt';
    expect(sentWith(headersOf(), path)['Content-Type']).toEqual(['text/plain; charset=utf-8']);
    expect(rulesOf(headersOf({ security: false })).has(path)).toBe(false);
  });

  it('forbids nothing that a page’s own policy allows, and every frame but that around the widget', () => {
    for (const recorded of [false, true]) {
      for (const path of [...PATHS, '/index.html']) {
        const [sent, ...more] = sentWith(headersOf({ recorded }), path)['Content-Security-Policy'] ?? [];
        const inlineCss = path === '/widget/' ? 'b{}' : 'a{}';
        const page = directives(contentSecurityPolicy({ inlineCss, script: true, asks: !recorded }));
        expect(more).toEqual([]);
        expect([path, directives(sent ?? '')]).toEqual([
          path,
          { ...page, 'frame-ancestors': path === '/widget/' ? '*' : "'none'" },
        ]);
      }
    }
  });

  it('gives no path two rules for one header, which one host would join and another would not', () => {
    const paths = [
      ...PATHS,
      ...[...rulesOf(headersOf()).keys()].map((rule) => rule.replaceAll('*', 'x').replace(/:(\w+)/g, '$1')),
    ];
    for (const path of paths)
      for (const [name, values] of Object.entries(sentWith(headersOf(), path)))
        expect([path, name, values.length]).toEqual([path, name, 1]);
  });

  it('keeps within what Cloudflare Pages reads: 100 rules, 2,000 characters a line', () => {
    expect(rulesOf(headersOf()).size).toBeLessThan(60);
    for (const line of headersOf().split('\n')) expect(line.length).toBeLessThan(2_000);
  });

  it('is the same however many pages there are of a kind', () => {
    const many = Array.from({ length: 500 }, (_, index) => `/incidents/2010-09-01-${String(index)}/`);
    expect(headersOf({ paths: [...many, ...PATHS] })).toBe(headersOf());
  });
});
