import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { VoteReason } from '../../../../src/core/model/vote.ts';
import { http } from '../../../../src/shell/probe/kinds/http.ts';
import { https } from '../../../../src/shell/probe/kinds/https.ts';
import {
  AUTHORITY_FILE,
  breaksOff,
  closedPort,
  converses,
  floods,
  hangsUp,
  mute,
  NOISE,
  says,
  saysSlowly,
} from '../servers.ts';
import { optionsOf, server, testWorld } from '../world.ts';

const SOON_MS = 4_000;

/** `limits` of the request that stands inside the options. */
async function check(kind: typeof http, written: unknown, world = testWorld()) {
  const options = optionsOf(kind, written);
  const startedAt = performance.now();
  const outcome = await kind.run(
    { ...options, request: { ...options.request, connectMs: 1_000, answerMs: 500 } },
    world,
  );
  return { outcome, reason: outcome.reason, tookMs: performance.now() - startedAt };
}

const at = (port: number, path = '/', host = '127.0.0.1') => `http://${host}:${String(port)}${path}`;

/** A proper web server. */
async function web(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: { url: string; headers: IncomingMessage['headers']; method: string }[] = [];
  const started = createServer((request, response) => {
    requests.push({ url: request.url ?? '', headers: request.headers, method: request.method ?? '' });
    handle(request, response);
  });
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    started.closeAllConnections();
    started.close();
  });
  return { port: (started.address() as AddressInfo).port, requests };
}

const answer =
  (status: number, body = 'hello', headers: Readonly<Record<string, string>> = {}) =>
  (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(status, headers).end(body);

describe('the status', () => {
  it.each<readonly [number, unknown, VoteReason]>([
    [200, undefined, 'ok'],
    [204, undefined, 'ok'],
    [301, undefined, 'ok'],
    [404, undefined, 'bad-reply'],
    [500, undefined, 'bad-reply'],
    [503, undefined, 'refusing'],
    [401, 401, 'ok'],
    [200, 401, 'bad-reply'],
    [404, ['2xx', 404], 'ok'],
    [299, '2xx', 'ok'],
    [300, '2xx', 'bad-reply'],
    [450, '400-450', 'ok'],
    [503, 503, 'ok'],
  ])('%d where %j is fine', async (status, expected, reason) => {
    const { port } = await web(answer(status));
    const written = { url: at(port), ...(expected === undefined ? {} : { status: expected }) };
    expect((await check(http, written)).reason).toBe(reason);
  });
});

describe('what is sent', () => {
  it('names the host, asks for no compression and closes', async () => {
    const { port, requests } = await web(answer(200));
    await check(http, at(port, '/a?b=c#d', 'mail.test'));
    expect(requests).toEqual([
      {
        url: '/a?b=c',
        method: 'GET',
        headers: {
          host: `mail.test:${String(port)}`,
          'user-agent': 'Signalbox',
          accept: '*/*',
          'accept-encoding': 'identity',
          connection: 'close',
        },
      },
    ]);
  });

  it('has the headers, the user and the method that were asked for', async () => {
    const { port, requests } = await web(answer(200));
    await check(http, {
      url: at(port),
      method: 'HEAD',
      headers: { Host: 'www.example.org', 'X-Check': 'yes' },
      user: 'probe',
      password: 's:ecret',
    });
    expect(requests[0]).toMatchObject({
      method: 'HEAD',
      headers: {
        host: 'www.example.org',
        'x-check': 'yes',
        authorization: `Basic ${Buffer.from('probe:s:ecret').toString('base64')}`,
      },
    });
  });

  it('goes to an IPv6 address too', async () => {
    const reply = 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n';
    const { port, received } = await server(
      converses('', (line) => (line === '' ? reply : undefined)),
      { host: '::1' },
    );
    expect((await check(http, `http://[::1]:${String(port)}/`)).reason).toBe('ok');
    expect(received()).toContain(`host: [::1]:${String(port)}\r\n`);
  });
});

describe('a text the answer has to contain', () => {
  it.each<readonly [string, string, VoteReason]>([
    ['all is well', 'is well', 'ok'],
    ['größer', 'größer', 'ok'],
    ['all is lost', 'is well', 'bad-reply'],
    ['', 'is well', 'bad-reply'],
    [`${'x'.repeat(1024 * 1024 - 4)}well`, 'well', 'ok'],
    [`${'x'.repeat(1024 * 1024 - 3)}well`, 'well', 'bad-reply'],
  ])('%# %.20s', async (body, contains, expected) => {
    const { port } = await web(answer(200, body));
    expect((await check(http, { url: at(port), contains })).reason).toBe(expected);
  });

  it('is not unpacked, and the log says so', async () => {
    const { port, requests } = await web((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('all is well'));
    });
    const { outcome } = await check(http, { url: at(port), contains: 'well' });
    expect(outcome.detail).toBe(
      'its answer, status 200, lacks the expected text; it came packed (gzip), which is not undone',
    );
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });
});

describe('redirects', () => {
  it('are not followed unless that is asked for', async () => {
    const { port, requests } = await web(answer(302, '', { location: '/there' }));
    expect((await check(http, at(port))).reason).toBe('ok');
    expect((await check(http, { url: at(port), status: 200 })).reason).toBe('bad-reply');
    expect(requests.map(({ url }) => url)).toEqual(['/', '/']);
  });

  it('are followed so often, and the last answer counts', async () => {
    const { port, requests } = await web((request, response) => {
      const next = Number(request.url?.slice(1)) + 1;
      response.writeHead(next > 3 ? 200 : 302, { location: `/${String(next)}` }).end('end');
    });
    const url = at(port, '/0');
    expect((await check(http, { url, redirects: 3, contains: 'end', status: 200 })).reason).toBe('ok');
    expect(requests).toHaveLength(4);
    expect((await check(http, { url, redirects: 2 })).reason).toBe('bad-reply');
  });

  it('take headers and password along on one origin, and nothing to another', async () => {
    const other = await web(answer(200));
    const first = await web((request, response) => {
      const location = request.url === '/0' ? '/1' : at(other.port, '/2', 'localhost');
      response.writeHead(307, { location }).end();
    });
    const secrets = { user: 'u', password: 'p', headers: { Cookie: 'c', 'X-Token': 't' } };
    expect((await check(http, { url: at(first.port, '/0'), redirects: 5, ...secrets })).reason).toBe('ok');
    expect(first.requests.map(({ headers }) => [headers.cookie, headers['x-token']])).toEqual([
      ['c', 't'],
      ['c', 't'],
    ]);
    expect(first.requests.map(({ headers }) => headers.authorization)).toEqual(['Basic dTpw', 'Basic dTpw']);
    expect(other.requests).toHaveLength(1);
    expect(Object.keys(other.requests[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it.each(['ftp://127.0.0.1/', 'http://u:p@127.0.0.1/', 'http://', 'file:///etc/passwd'])(
    'to %s are not followed',
    async (location) => {
      const { port } = await web(answer(302, '', { location }));
      expect((await check(http, { url: at(port), redirects: 5 })).reason).toBe('bad-reply');
    },
  );

  it('in a circle end', async () => {
    const { port, requests } = await web(answer(302, '', { location: '/' }));
    expect((await check(http, { url: at(port), redirects: 5 })).reason).toBe('bad-reply');
    expect(requests).toHaveLength(6);
  });
});

const HEAD = 'HTTP/1.1 200 OK\r\n';

describe('a server that', () => {
  it.each<readonly [string, Parameters<typeof server>[0], VoteReason]>([
    ['says nothing', mute, 'timeout'],
    ['stops in the status line', says('HTTP/1.1 20'), 'timeout'],
    ['stops in the headers', says(`${HEAD}x: y\r\n`), 'timeout'],
    ['stops in the body', says(`${HEAD}content-length: 10\r\n\r\n12345`), 'timeout'],
    ['trickles', saysSlowly([`${HEAD}content-length: 99\r\n\r\n`, ...'x'.repeat(60)], 20), 'timeout'],
    ['hangs up', hangsUp(), 'reset'],
    ['hangs up in the headers', hangsUp(`${HEAD}x: y\r\n`), 'reset'],
    ['hangs up in the body', hangsUp(`${HEAD}content-length: 10\r\n\r\n12345`), 'reset'],
    ['breaks off', breaksOff(), 'reset'],
    ['breaks off in the body', breaksOff(`${HEAD}content-length: 10\r\n\r\n12345`), 'reset'],
    ['ends its body by hanging up', hangsUp(`${HEAD}\r\n12345`), 'ok'],
    ['is no web server', says('220 mx.example ESMTP\r\n'), 'bad-reply'],
    ['sends noise', says(NOISE), 'bad-reply'],
    ['has headers without end', floods(`${HEAD}x: `, 10_000_000), 'bad-reply'],
    ['has headers by the thousand', floods(HEAD, 10_000_000, 'x: y\r\n'), 'bad-reply'],
    ['has a body without end', floods(`${HEAD}\r\n`, 20_000_000), 'ok'],
    [
      'changes the protocol',
      says('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
      'bad-reply',
    ],
    ['sends chunks that are none', says(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n`), 'bad-reply'],
  ])('%s', async (_name, behaviour, expected) => {
    const { port } = await server(behaviour);
    const { reason, outcome, tookMs } = await check(http, at(port));
    expect(`${reason} ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected} `));
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('is not there', async () => {
    expect((await check(http, at(await closedPort()))).reason).toBe('refused');
  });

  it('has no name', async () => {
    expect((await check(http, 'http://nowhere.test/')).reason).toBe('dns');
  });

  it('ends with its round', async () => {
    const { port } = await server(mute);
    const round = new AbortController();
    setTimeout(() => round.abort(), 50);
    const { reason } = await check(http, at(port), testWorld({ signal: round.signal }));
    expect(reason).toBe('not-probed');
  });
});

describe('https', () => {
  const REPLY = `${HEAD}content-length: 2\r\n\r\nok`;

  it.each([
    ['good', {}, 'ok'],
    ['good', { contains: 'ok' }, 'ok'],
    ['good', { contains: 'no' }, 'bad-reply'],
    ['expired', {}, 'tls'],
    ['self-signed', {}, 'tls'],
    ['self-signed', { verify: false }, 'ok'],
    ['other-name', {}, 'tls'],
    ['other-name', { servername: 'other.test' }, 'ok'],
  ] as const)('%s certificate, %j', async (certificate, changes, expected) => {
    const { port } = await server(says(REPLY), { certificate });
    const url = `https://localhost:${String(port)}/`;
    expect((await check(https, { url, ca: AUTHORITY_FILE, ...changes })).reason).toBe(expected);
  });

  it('warns of a certificate near its end', async () => {
    const { port } = await server(says(REPLY), { certificate: 'good' });
    const world = testWorld({ now: () => Date.UTC(2125, 11, 31) });
    const { outcome } = await check(
      https,
      { url: `https://localhost:${String(port)}/`, ca: AUTHORITY_FILE },
      world,
    );
    expect(outcome.warnings).toEqual(['Its certificate ends in 1 day, on 2126-01-01.']);
  });

  it('is told from a server that speaks in the clear', async () => {
    const { port } = await server(says(REPLY));
    expect((await check(https, `https://localhost:${String(port)}/`)).reason).toBe('tls');
  });
});
