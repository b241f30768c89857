import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { TestContext } from 'vitest';
import { filesBelow } from '../../src/shell/files.ts';
import { buildExample } from '../support/example-site.ts';
import { sharedFolder, temporaryFolder, writeFiles } from '../support/folder.ts';
import { ask, isInstalled, nginxArguments, startWebServer, WEB_SERVERS } from '../support/web-servers.ts';
import type { WebServer } from '../support/web-servers.ts';

/*
 * docs/deploy/nginx.conf and docs/deploy/Caddyfile, served by the real programs over the example site. Where a program
 * is not installed its tests are skipped, and say so.
 */

const folder = sharedFolder();
const root = path.join(folder, 'site');

const PAGE = 'public, max-age=30, stale-while-revalidate=30, stale-if-error=86400';
const FOREVER = 'public, max-age=31536000, immutable';

/** Every kind of file that a site holds or will hold, besides those the example has already. */
const MORE_FILES = {
  'api/v2/summary.json': '{"page":{"name":"Example Mail"}}\n',
  'api/signalbox.json': '{"version":1}\n',
  'services/hosting/feed.json': '{"version":"https://jsonfeed.org/version/1.1"}\n',
  'feed.json': '{"version":"https://jsonfeed.org/version/1.1"}\n',
  'history.atom': '<feed xmlns="http://www.w3.org/2005/Atom"/>\n',
  'updates.rss': '<rss version="2.0"/>\n',
  'maintenance.ics': 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
  'services/hosting/history.rss': '<rss version="2.0"/>\n',
  'services/hosting/updates.atom': '<feed xmlns="http://www.w3.org/2005/Atom"/>\n',
  'incidents/2010-09-01-works/maintenance.ics': 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
  'status.md': '# Mail and webmail work – says the page\n',
  'status.txt': 'Mail and webmail work – says the page\n',
  'heartbeat.json': '{"version":1}\n',
  '.well-known/security.txt': 'Contact: mailto:help@example.org\n',
  '.signalbox-tmp/123/half': 'half a page',
  '.publish.lock': '123',
  'incidents/.hidden/index.html': 'not for readers',
  _redirects: '/a /b',
};

beforeAll(async () => {
  await buildExample({ outDir: root, stateDir: path.join(folder, 'state') }, { recorded: false });
  writeFiles(root, MORE_FILES);
  const home = readFileSync(path.join(root, 'index.html'));
  writeFileSync(path.join(root, 'index.html.gz'), gzipSync(home));
  writeFileSync(path.join(root, 'index.html.br'), brotliCompressSync(home));
});

/** Paths of files that the example's build names by their content. */
const assets = () => {
  const home = readFileSync(path.join(root, 'sitemap.xml'), 'utf8');
  const incident = /\/incidents\/[^<]+\//.exec(home)![0];
  const page = readFileSync(path.join(root, incident, 'index.html'), 'utf8');
  return { incident, stylesheet: /\/assets\/site\.[0-9a-f]+\.css/.exec(page)![0] };
};

type Row = readonly [target: string, type: string, cache: string, open: boolean];
const FILES: readonly Row[] = [
  ['/', 'text/html', PAGE, false],
  ['/infrastructure/', 'text/html', PAGE, false],
  ['INCIDENT', 'text/html', PAGE, false],
  ['STYLESHEET', 'text/css', FOREVER, false],
  ['/favicon.svg', 'image/svg+xml', PAGE, false],
  ['/robots.txt', 'text/plain', PAGE, false],
  ['/sitemap.xml', 'application/xml', PAGE, false],
  ['/status.txt', 'text/plain', PAGE, true],
  ['/status.md', 'text/markdown', PAGE, true],
  ['/.well-known/security.txt', 'text/plain', PAGE, false],
  ['/api/v2/summary.json', 'application/json', PAGE, true],
  ['/api/signalbox.json', 'application/json', PAGE, true],
  ['/feed.json', 'application/feed+json', PAGE, true],
  ['/services/hosting/feed.json', 'application/feed+json', PAGE, true],
  ['/history.atom', 'application/atom+xml', PAGE, true],
  ['/updates.rss', 'application/rss+xml', PAGE, true],
  ['/services/hosting/history.rss', 'application/rss+xml', PAGE, true],
  ['/services/hosting/updates.atom', 'application/atom+xml', PAGE, true],
  ['/maintenance.ics', 'text/calendar', PAGE, true],
  ['/incidents/2010-09-01-works/maintenance.ics', 'text/calendar', PAGE, true],
  ['/badge/status.svg', 'image/svg+xml', 'public, max-age=60', true],
  ['/badge/status.json', 'application/json', 'public, max-age=60', true],
  ['/badge/system-status.svg', 'image/svg+xml', 'public, max-age=60', true],
  ['/badge/incoming-mail.svg', 'image/svg+xml', 'public, max-age=60', true],
  ['/heartbeat.json', 'application/json', 'no-store', true],
  ['/widget/', 'text/html', PAGE, false],
];

/** Directive → value. */
function directives(policy: string): Map<string, string> {
  const parts = policy.split(';').map((part) => part.trim().split(/ (.*)/s));
  return new Map(parts.map(([name = '', value = '']) => [name, value]));
}

/** The policy that the site itself gives to hosts which read `_headers`, for its pages or for the widget. */
function ownPolicy(widget = false): Map<string, string> {
  const headers = readFileSync(path.join(root, '_headers'), 'utf8');
  const block = headers.split('\n\n').find((rule) => rule.startsWith(widget ? '/widget/*\n' : '/\n'));
  return directives(/Content-Security-Policy: (.*)/.exec(block!)![1]!);
}

describe.each(WEB_SERVERS)('%s', (name) => {
  const installed = isInstalled(name, name === 'caddy' ? 'version' : '-v');
  const own = path.join(folder, name);
  let server: WebServer | undefined;

  beforeAll(async () => {
    if (!installed) return;
    mkdirSync(own);
    server = await startWebServer(name, { root, folder: own });
  });
  afterAll(() => server?.stop());

  const running = (context: TestContext): WebServer =>
    server ?? context.skip(`${name} is not installed, so its configuration was not tried`);
  const places = (target: string) => {
    const { incident, stylesheet } = assets();
    return target.replace('INCIDENT', incident).replace('STYLESHEET', stylesheet);
  };

  test.for(FILES)(
    '%s has its type, its age and its readers',
    async ([target, type, cache, open], context) => {
      const { headers, status } = await ask(running(context).port, places(target));
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': `${type}; charset=utf-8`,
        'cache-control': cache,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
      });
      expect(headers['access-control-allow-origin']).toBe(open ? '*' : undefined);
      const ofBadge = target.startsWith('/badge/') ? 'cross-origin' : undefined;
      expect(headers['cross-origin-resource-policy']).toBe(ofBadge);
    },
  );

  test.for(FILES)('%s answers HEAD alike and 304 to who has it', async ([target], context) => {
    const { port } = running(context);
    const whole = await ask(port, places(target));
    const head = await ask(port, places(target), { method: 'HEAD' });
    expect(head.body).toHaveLength(0);
    expect({ ...head.headers, date: '' }).toEqual({ ...whole.headers, date: '' });

    const { etag, 'last-modified': modified } = whole.headers;
    const asked = await ask(port, places(target), { headers: { 'if-none-match': etag! } });
    expect(asked).toMatchObject({ status: 304, headers: { etag } });
    expect(asked.headers['cache-control']).toBe(whole.headers['cache-control']);
    expect(asked.headers['content-security-policy']).toBe(whole.headers['content-security-policy']);
    const since = await ask(port, places(target), { headers: { 'if-modified-since': modified! } });
    expect(since.status).toBe(304);
    const other = await ask(port, places(target), { headers: { 'if-none-match': '"other"' } });
    expect(other.status).toBe(200);
  });

  test.for(['/', 'INCIDENT', '/widget/', '/history.atom', '/nowhere'])(
    'the policy of %s and of its page together is the site’s own',
    async (target, context) => {
      const { headers } = await ask(running(context).port, places(target));
      const sent = directives(headers['content-security-policy'] as string);
      const wanted = ownPolicy(target === '/widget/');
      for (const [directive, value] of sent)
        expect({ directive, value }).toEqual({ directive, value: wanted.get(directive) ?? "'none'" });
      const missing = [...wanted.keys()].filter((directive) => !sent.has(directive));
      // Every page says these two itself.
      expect(missing).toEqual(['default-src', 'style-src']);
    },
  );

  test('every page says the rest of the policy itself, and only the widget may be framed', async (context) => {
    const { port } = running(context);
    for (const page of filesBelow(root).filter((file) => file.endsWith('.html') && !(file in MORE_FILES))) {
      const text = readFileSync(path.join(root, page), 'utf8');
      const meta = /<meta http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1] ?? '';
      expect([page, directives(meta).get('default-src')]).toEqual([page, "'none'"]);
      expect(directives(meta).get('style-src')).toMatch(/^'self'( 'sha256-[\w+/=]+')?$/);
    }
    const policyOf = async (target: string) =>
      directives((await ask(port, target)).headers['content-security-policy'] as string);
    const widget = await policyOf('/widget/');
    const others = await policyOf('/');
    expect([widget.get('frame-ancestors'), others.get('frame-ancestors')]).toEqual(['*', "'none'"]);
    expect([...widget.keys()]).toEqual([...others.keys()]);
    const differ = [...widget].filter(([directive, value]) => others.get(directive) !== value);
    expect(differ.map(([directive]) => directive)).toEqual(['frame-ancestors']);
  });

  test.for([
    '/nowhere',
    '/incidents/',
    '/assets/site.000000000000.css',
    '/.signalbox-tmp/123/half',
    '/.publish.lock',
    '/incidents/.hidden/',
    '/_headers',
    '/_redirects',
    '/index.html.gz',
    '/index.html.br',
    '/..%2f..%2fetc/passwd',
  ])('%s is the page for what is not there', async (target, context) => {
    const { headers, status, body } = await ask(running(context).port, target);
    expect(status === 404 || target.includes('..')).toBe(true);
    expect(status).toBeGreaterThanOrEqual(400);
    if (status !== 404) return;
    expect(body.toString()).toBe(readFileSync(path.join(root, '404.html'), 'utf8'));
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': PAGE,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
    });
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  test('a folder is sent on to its page, by a path that holds behind a proxy', async (context) => {
    const headers = { host: 'internal:8080' };
    const answer = await ask(running(context).port, '/infrastructure', { headers });
    expect([301, 308]).toContain(answer.status);
    expect(answer.headers.location).toBe('/infrastructure/');
  });

  test('nothing is written to it', async (context) => {
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await ask(running(context).port, '/', { method })).status).toBe(405);
  });

  test('compressed twins are sent to those who take them, each with a tag of its own', async (context) => {
    const { port, brotli } = running(context);
    const home = readFileSync(path.join(root, 'index.html'));
    const get = (encoding: string, target = '/') =>
      ask(port, target, { headers: { 'accept-encoding': encoding } });
    const plain = await get('identity');
    const zipped = await get('gzip');
    expect(plain.body.equals(home)).toBe(true);
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(zipped.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(zipped.body.equals(readFileSync(path.join(root, 'index.html.gz')))).toBe(true);
    expect(zipped.headers.etag).not.toBe(plain.headers.etag);
    if (brotli) {
      const small = await get('gzip, br');
      expect(small.headers['content-encoding']).toBe('br');
      expect(brotliDecompressSync(small.body).equals(home)).toBe(true);
    }
    // What has no twin is compressed on the way.
    const other = await get('gzip', '/infrastructure/');
    expect(other.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(other.body).equals(readFileSync(path.join(root, 'infrastructure/index.html')))).toBe(
      true,
    );
  });

  test('a file that is replaced is new at once', async (context) => {
    const { port } = running(context);
    const first = await ask(port, '/status.txt');
    const waiting = path.join(root, '.status.tmp');
    // Longer, because both programs make their tags from the length and the whole second.
    const text = `${first.body.toString()}And more.\n`;
    writeFileSync(waiting, text);
    renameSync(waiting, path.join(root, 'status.txt'));
    const second = await ask(port, '/status.txt', { headers: { 'if-none-match': first.headers.etag! } });
    expect(second).toMatchObject({ status: 200, body: Buffer.from(text) });
  });
});

describe.each(WEB_SERVERS)('%s before a link to a release', (name) => {
  test('follows the link anew for each request', async (context) => {
    if (!isInstalled(name, name === 'caddy' ? 'version' : '-v'))
      context.skip(`${name} is not installed, so releases were not tried`);
    const releases = temporaryFolder();
    writeFiles(releases, { 'one/index.html': 'one', 'two/index.html': 'two' });
    const link = path.join(releases, 'site');
    symlinkSync('one', link);
    const own = path.join(releases, 'own');
    mkdirSync(own);
    const { port, stop } = await startWebServer(name, { root: link, folder: own });
    onTestFinished(stop);
    const before = await ask(port, '/');
    symlinkSync('two', `${link}.next`);
    renameSync(`${link}.next`, link);
    const after = await ask(port, '/');
    expect([before.body.toString(), after.body.toString()]).toEqual(['one', 'two']);
  });
});

test('nginx takes the configuration without a word of complaint', (context) => {
  if (!isInstalled('nginx')) context.skip('nginx is not installed, so its configuration was not tried');
  const own = temporaryFolder();
  const { status, stderr } = spawnSync('nginx', [...nginxArguments(8080, { root, folder: own }), '-t'], {
    encoding: 'utf8',
  });
  expect(stderr).not.toMatch(/warn|error|emerg/);
  expect(status).toBe(0);
});
