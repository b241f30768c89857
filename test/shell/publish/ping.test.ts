import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isGoodPublish, parseHeartbeatUrl, pingHeartbeat } from '../../../src/shell/publish/ping.ts';
import type { PingOptions } from '../../../src/shell/publish/ping.ts';
import { PROBLEM_CODES } from '../../../src/shell/publish/turn.ts';
import type { ProblemCode } from '../../../src/shell/publish/turn.ts';
import { UserError } from '../../../src/shell/user-error.ts';
import { until } from '../../support/until.ts';
import { turnReport, withoutSnapshot } from './reports.ts';

const SECRET = '5b1c0ffe-e000';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}
type Answer = (response: ServerResponse, request: IncomingMessage, count: number) => void;

/** A dead man's switch that answers as told, and what it was asked. */
async function heartbeat(answer: Answer = (response) => response.end('OK')) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '' } = request;
      asked.push({ method, path, body: Buffer.concat(chunks).toString() });
      answer(response, request, asked.length);
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await until('it listens', () => server.listening);
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${String(port)}`;
  const ping = (options: Partial<PingOptions> = {}) =>
    pingHeartbeat({
      url: parseHeartbeatUrl(`http://${host}/${SECRET}`),
      report: turnReport(),
      limitMs: 10_000,
      pauseMs: 1,
      signal: new AbortController().signal,
      ...options,
    });
  return { asked, ping, host, server };
}

const problem = (code: ProblemCode, message = `/srv/${SECRET} is private`) => ({ code, message });

describe('what is told', () => {
  test('a good publish, with how much was written and how old the data is', async () => {
    const { asked, ping } = await heartbeat();
    expect(await ping()).toBeNull();
    const body = 'files written: 3\npages rendered: 6 of 40\ndata of the probes: 0 minutes old\n';
    expect(asked).toEqual([{ method: 'POST', path: `/${SECRET}`, body }]);
  });

  test.each([
    [undefined, 'missing'],
    [90, '1 minute old'],
    [3 * 86_400, '3 days old'],
  ])('data of %d seconds ago', async (ageS, words) => {
    const { asked, ping } = await heartbeat();
    const report = turnReport();
    const takenAt = report.startedAt + report.durationMs - (ageS ?? 0) * 1_000;
    await ping({ report: ageS === undefined ? withoutSnapshot(report) : { ...report, takenAt } });
    expect(asked[0]?.body).toContain(`data of the probes: ${words}\n`);
  });

  test('that nothing was published, with codes and nothing else', async () => {
    const { asked, ping } = await heartbeat();
    const report = turnReport({
      published: false,
      problems: [problem('pull-failed'), problem('not-written')],
    });
    expect(await ping({ report })).toBeNull();
    const body = 'nothing published: pull-failed, not-written\n';
    expect(asked).toEqual([{ method: 'POST', path: `/${SECRET}/fail`, body }]);
  });

  test.each(PROBLEM_CODES)('of a publish with %s: all is well, or silence', async (code) => {
    const { asked, ping } = await heartbeat();
    const report = turnReport({ problems: [problem(code)] });
    expect(await ping({ report })).toBeNull();
    const goes = ['content-errors', 'snapshot-unusable', 'ping-failed', 'metrics-failed'].includes(code);
    expect([asked.length, isGoodPublish(report)]).toEqual([goes ? 1 : 0, goes]);
  });

  test('silence, where one problem of several is a reason for it', async () => {
    const { asked, ping } = await heartbeat();
    await ping({ report: turnReport({ problems: [problem('content-errors'), problem('deploy-failed')] }) });
    expect(asked).toEqual([]);
    expect(isGoodPublish(turnReport({ published: false }))).toBe(false);
  });

  test.each([
    ['/', '/fail'],
    ['/a/', '/a/fail'],
    ['/a?create=1&x=y', '/a/fail?create=1&x=y'],
    ['/a%20b#part', '/a%20b/fail'],
  ])('failure of %s is asked at %s', async (path, fail) => {
    const { asked, ping, host } = await heartbeat();
    await ping({
      url: parseHeartbeatUrl(` http://${host}${path} `),
      report: turnReport({ published: false }),
    });
    expect(asked[0]?.path).toBe(fail);
  });
});

describe('an answer', () => {
  test.each<[string, Answer, string | null, number]>([
    ['200', (response) => response.end('OK'), null, 1],
    ['204', (response) => response.writeHead(204).end(), null, 1],
    ['404', (response) => response.writeHead(404).end(), 'it answered 404', 1],
    ['500', (response) => response.writeHead(500).end('x'), 'it answered 500', 2],
    ['429', (response) => response.writeHead(429).end(), 'it answered 429', 2],
    ['500, then 200', (response, _, count) => response.writeHead(count === 1 ? 500 : 200).end(), null, 2],
    ['none', (response) => response.destroy(), 'the connection failed (UND_ERR_SOCKET)', 2],
    ['none, then 200', (response, _, count) => (count === 1 ? response.destroy() : response.end()), null, 2],
    [
      'elsewhere',
      (response, _, count) =>
        count > 3 ? response.end() : response.writeHead(302, { location: `/at/${String(count)}` }).end(),
      null,
      4,
    ],
    [
      'in a circle',
      (response) => response.writeHead(307, { location: '/again' }).end(),
      'it redirects more than 3 times',
      4,
    ],
    ['to nowhere', (response) => response.writeHead(301).end(), 'it redirects to where we do not follow', 1],
    [
      'to a file',
      (response) => response.writeHead(301, { location: 'file:///etc/passwd' }).end(),
      'it redirects to where we do not follow',
      1,
    ],
    ['304', (response) => response.writeHead(304).end(), 'it answered 304', 1],
  ])('of %s', async (_, answer, said, requests) => {
    const { asked, ping, host } = await heartbeat(answer);
    const message = `the heartbeat at ${host} was not taken: ${String(said)}`;
    expect(await ping()).toEqual(said === null ? null : { code: 'ping-failed', message });
    expect(asked).toHaveLength(requests);
  });

  test.each([
    [302, ['POST', 'GET'], ''],
    [308, ['POST', 'POST'], 'files written: 3\n'],
  ])('%d is followed as the web follows it', async (status, methods, body) => {
    const { asked, ping } = await heartbeat((response, _, count) =>
      count === 1 ? response.writeHead(status, { location: '/there' }).end() : response.end(),
    );
    expect(await ping()).toBeNull();
    expect(asked.map(({ method }) => method)).toEqual(methods);
    expect(asked[1]?.path).toBe('/there');
    expect(asked[1]?.body.slice(0, body.length)).toBe(body);
    expect(asked[1]?.body === '').toBe(body === '');
  });

  test('that never ends is not read to its end', async () => {
    const { ping } = await heartbeat((response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    expect(await ping()).toBeNull();
  });

  test('that never comes is waited for twice, within the limit', async () => {
    const { asked, ping, host } = await heartbeat(() => undefined);
    const message = `the heartbeat at ${host} was not taken: it did not answer in time`;
    const startedMs = performance.now();
    expect(await ping({ limitMs: 2_000 })).toEqual({ code: 'ping-failed', message });
    expect(performance.now() - startedMs).toBeLessThan(3_500);
    expect(asked).toHaveLength(2);
  });

  test('that does not come in time may come the second time', async () => {
    const { asked, ping } = await heartbeat((response, _, count) => void (count === 2 && response.end()));
    expect(await ping({ limitMs: 2_000 })).toBeNull();
    expect(asked).toHaveLength(2);
  });

  test('is not waited for where the publisher is told to stop', async () => {
    const { asked, ping, host } = await heartbeat(() => undefined);
    const stopping = new AbortController();
    const pinging = ping({ signal: stopping.signal });
    await until('it was asked', () => asked.length === 1);
    stopping.abort();
    const message = `the heartbeat at ${host} was not taken: the publisher was told to stop`;
    expect(await pinging).toEqual({ code: 'ping-failed', message });
    expect(asked).toHaveLength(1);
    expect(await ping({ signal: stopping.signal })).toEqual({ code: 'ping-failed', message });
    expect(asked).toHaveLength(1);
  });

  test('from nobody is a failure that does not tell the address', async () => {
    const { ping, server, host } = await heartbeat();
    server.close();
    const said = (await ping())?.message;
    expect(said).toBe(`the heartbeat at ${host} was not taken: the connection failed (ECONNREFUSED)`);
    const url = parseHeartbeatUrl(`https://nowhere.invalid/${SECRET}?key=${SECRET}`);
    expect((await ping({ url }))?.message).toMatch(
      /^the heartbeat at nowhere\.invalid was not taken: the connection failed \(E\w+\)$/,
    );
  });
});

test('two hundred pings leave nothing behind', async () => {
  let connections = 0;
  const { ping, server, asked } = await heartbeat((response, _, count) =>
    response.writeHead(count % 3 === 0 ? 404 : 200).end('x'.repeat(500_000)),
  );
  server.on('connection', () => (connections += 1));
  const { signal } = new AbortController();
  const handles = () => process.getActiveResourcesInfo().length;
  for (let count = 0; count < 20; count += 1) await ping({ signal });
  const before = handles();
  for (let count = 0; count < 180; count += 1) await ping({ signal });
  expect(asked).toHaveLength(200);
  // Each connection has two ends in this process; a few are kept for a moment to be used again.
  expect(handles() - before).toBeLessThan(10);
  const open = await new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  expect(open).toBeLessThan(10);
  expect(connections).toBeGreaterThan(0);
});

test.each([
  ['nothing', '', 'is no address of the web'],
  ['only its last part', SECRET, 'is no address of the web'],
  ['a very long one', `https://x/${SECRET}${'x'.repeat(2_000)}`, 'is no address of the web'],
  ['one of another kind', `ftp://x/${SECRET}`, 'begins with neither https: nor http:'],
  [
    'one with a password',
    `https://me:${SECRET}@x/y`,
    'has a name or a password before the @, which cannot be sent',
  ],
])('%s is no address of a heartbeat, and is not repeated', (_, text, words) => {
  let refusal: unknown;
  try {
    parseHeartbeatUrl(text);
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(UserError);
  const { message, hint, exitCode } = refusal as UserError;
  expect([message, exitCode]).toEqual([`the address of the heartbeat ${words}`, 2]);
  expect(hint).toMatch(/--heartbeat or as SIGNALBOX_HEARTBEAT\.$/);
  expect(`${message} ${String(hint)}`).not.toContain(SECRET);
});
