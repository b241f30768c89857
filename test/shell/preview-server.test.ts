import { symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPreview } from '../../src/shell/preview-server.ts';
import type { PreviewServer } from '../../src/shell/preview-server.ts';
import { UserError } from '../../src/shell/user-error.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { ask, listenTo } from './preview-client.ts';

const PAGE = `<!doctype html><html><head>
<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; img-src &#39;self&#39;">
<title>T</title></head><body>Hello</body></html>`;

interface Preview extends PreviewServer {
  readonly folder: string;
}

async function preview(files: Readonly<Record<string, string>> = {}): Promise<Preview> {
  const folder = temporaryFolder();
  const outDir = path.join(folder, 'public');
  writeFiles(folder, { 'secret.txt': 'secret', 'public-not/x.txt': 'secret' });
  writeFiles(outDir, {
    'index.html': PAGE,
    'a b/ü/index.html': PAGE,
    '404.html': `${PAGE}Not here`,
    ...files,
  });
  const server = await startPreview({ outDir, host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  return Object.assign(server, { folder });
}

describe('what is served', () => {
  test.each([
    ['x.css', 'text/css; charset=utf-8'],
    ['x.js', 'text/javascript; charset=utf-8'],
    ['x.svg', 'image/svg+xml; charset=utf-8'],
    ['x.PNG', 'image/png'],
    ['robots.txt', 'text/plain; charset=utf-8'],
    ['sitemap.xml', 'application/xml; charset=utf-8'],
    ['feed.atom', 'application/atom+xml; charset=utf-8'],
    ['maintenance.ics', 'text/calendar; charset=utf-8'],
    ['favicon.ico', 'image/x-icon'],
    ['_headers', 'application/octet-stream'],
  ])('%s as %s', async (name, contentType) => {
    const { port } = await preview({ [name]: 'content' });
    expect(await ask(port, `/${name}`)).toMatchObject({
      status: 200,
      body: 'content',
      headers: {
        'content-type': contentType,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-length': '7',
      },
    });
  });

  test.each(['/', '/?query', '/index.html', '/a%20b/%C3%BC/', '//'])(
    'a page at %s, with the reload script',
    async (url) => {
      const { port } = await preview();
      const { status, headers, body } = await ask(port, url);
      expect({ status, type: headers['content-type'] }).toEqual({
        status: 200,
        type: 'text/html; charset=utf-8',
      });
      expect(body).toContain('Hello');
      expect(body).toContain('<script src="/__signalbox/reload.js" nonce="');
    },
  );

  test('HEAD answers as GET does, without the body', async () => {
    const { port } = await preview();
    const { body } = await ask(port, '/');
    const head = await ask(port, '/', 'HEAD');
    expect(head).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': String(Buffer.byteLength(body)) },
    });
  });

  test('a folder without its slash redirects, and keeps the query', async () => {
    const { port } = await preview();
    expect(await ask(port, '/a%20b/%C3%BC?x=1')).toMatchObject({
      status: 302,
      headers: { location: '/a%20b/%C3%BC/?x=1' },
    });
  });

  test('what is not there is the site’s own 404 page', async () => {
    const { port } = await preview();
    for (const url of ['/nothing', '/a%20b/', '/index.html/', `/${'x'.repeat(5000)}`]) {
      expect(await ask(port, url)).toMatchObject({ status: 404, body: expect.stringContaining('Not here') });
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not allowed', async (method) => {
    const { port } = await preview();
    expect(await ask(port, '/', method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });
});

describe('nothing outside of the folder', () => {
  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/a%20b/../../secret.txt',
    '/../public-not/x.txt',
    '/..\\secret.txt',
    '/%5c..%5csecret.txt',
    '/index.html%00.txt',
    '/%',
    '/%ff',
    '//etc/passwd',
    '/....//secret.txt',
    '/linked.txt',
    '/linked/secret.txt',
  ])('%s', async (url) => {
    const { port, folder } = await preview();
    symlinkSync(path.join(folder, 'secret.txt'), path.join(folder, 'public/linked.txt'));
    symlinkSync(folder, path.join(folder, 'public/linked'));
    const { status, body } = await ask(port, url);
    expect([400, 404]).toContain(status);
    expect(body).not.toContain('secret');
  });

  test('no redirect leads to another host', async () => {
    const { port } = await preview({ 'evil.example/index.html': PAGE });
    expect(await ask(port, '//evil.example')).toMatchObject({
      status: 302,
      headers: { location: '/evil.example/' },
    });
  });
});

describe('events', () => {
  test('tell of a new build', async () => {
    const { port, reload } = await preview();
    const events = await listenTo(`http://127.0.0.1:${String(port)}`);
    onTestFinished(() => events.close());
    const hello = await events.next();
    expect(hello).toEqual(['hello', expect.stringMatching(/^[0-9a-f]+-0$/)]);
    reload();
    expect(await events.next()).toEqual(['reload', '']);
    // Who was away meanwhile sees by the greeting that something was missed.
    const later = await listenTo(`http://127.0.0.1:${String(port)}`);
    onTestFinished(() => later.close());
    expect(await later.next()).toEqual(['hello', hello![1].replace(/0$/, '1')]);
  });

  test('tell what is wrong, also to who comes later, until it is well', async () => {
    const server = await preview();
    const origin = `http://127.0.0.1:${String(server.port)}`;
    const events = await listenTo(origin);
    onTestFinished(() => events.close());
    await events.next();
    server.well();
    server.fail('line 1\nline 2 </script>');
    expect(await events.next()).toEqual(['problem', '"line 1\\nline 2 </script>"']);
    const later = await listenTo(origin);
    onTestFinished(() => later.close());
    await later.next();
    expect(await later.next()).toEqual(['problem', '"line 1\\nline 2 </script>"']);
    server.well();
    expect(await events.next()).toEqual(['well', '']);
  });

  test('end when the server stops', async () => {
    const server = await preview();
    const events = await listenTo(`http://127.0.0.1:${String(server.port)}`);
    await events.next();
    await server.close();
    expect(await events.next()).toBeNull();
  });

  test('are listened to by the reload script', async () => {
    const { port } = await preview();
    const { headers, body } = await ask(port, '/__signalbox/reload.js');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(() => new Function(body)).not.toThrow();
    expect(body).toContain('new EventSource("/__signalbox/events")');
  });
});

test('while there is no site, the page says why, as text', async () => {
  const folder = temporaryFolder();
  const server = await startPreview({ outDir: path.join(folder, 'none'), host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  expect(await ask(server.port, '/')).toMatchObject({ status: 404, body: 'There is no such page.\n' });
  server.fail('topology.yml:1:1 <b>odd</b>');
  const { status, body } = await ask(server.port, '/');
  expect(status).toBe(500);
  expect(body).toContain('topology.yml:1:1 &lt;b&gt;odd&lt;/b&gt;');
  expect(body).toContain('/__signalbox/reload.js');
});

test('a site below a path of its host is served below that path', async () => {
  const server = await preview();
  server.setBasePath('/status');
  expect(server.url).toBe(`http://127.0.0.1:${String(server.port)}/status/`);
  expect(await ask(server.port, '/status/')).toMatchObject({ status: 200 });
  expect(await ask(server.port, '/')).toMatchObject({ status: 302, headers: { location: '/status/' } });
  expect(await ask(server.port, '/status')).toMatchObject({ status: 302, headers: { location: '/status/' } });
  expect(await ask(server.port, '/status/a%20b/%C3%BC')).toMatchObject({
    status: 302,
    headers: { location: '/status/a%20b/%C3%BC/' },
  });
  expect(await ask(server.port, '/index.html')).toMatchObject({ status: 404 });
});

describe('the port', () => {
  async function taken(): Promise<number> {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
    return (other.address() as AddressInfo).port;
  }

  test('that is taken makes way for the next free one', async () => {
    const port = await taken();
    const server = await startPreview({ outDir: temporaryFolder(), host: '127.0.0.1', port });
    onTestFinished(() => server.close());
    expect(server.port).toBeGreaterThan(port);
    expect(server.port).toBeLessThan(port + 20);
  });

  test('an address that is not this machine’s is a wrong invocation', async () => {
    const failed = startPreview({ outDir: temporaryFolder(), host: '192.0.2.1', port: 0 });
    await expect(failed).rejects.toThrow(UserError);
  });
});
