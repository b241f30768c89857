import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DIALECT_NAMES } from '../../src/demo/dialects.ts';
import type { DialectName } from '../../src/demo/dialects.ts';
import { startFleet } from '../../src/demo/fleet.ts';
import { createStandIn } from '../../src/demo/stand-in.ts';
import type { StandIn } from '../../src/demo/stand-in.ts';

const BOOTED_AT = Date.UTC(2026, 0, 1);
const NOW = Date.UTC(2026, 5, 1);

async function standIn(dialect: DialectName): Promise<StandIn> {
  const made = await createStandIn({ id: 'gw1', dialect, bootedAt: BOOTED_AT, now: () => NOW });
  onTestFinished(() => made.close());
  return made;
}

/** Says something and hears everything, until the other side ends. */
function talk({ port }: StandIn, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(words));
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => (heard += text));
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
}

/** What a connection hears until it has heard `length` characters, and the connection, still open. */
async function hear({ port }: StandIn, length: number) {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  socket.setEncoding('latin1');
  let heard = '';
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('connect', () => length === 0 && resolve());
    socket.on('data', (text: string) => {
      heard += text;
      if (heard.length >= length) resolve();
    });
  });
  return { heard, socket };
}

describe('a running stand-in', () => {
  test.each([
    [
      'smtp',
      'EHLO x\r\nMAIL FROM:<>\r\nQUIT\r\n',
      /^220-gw1\.example\.org ESMTP\r\n220 gw1.*\r\n250-gw1.*\r\n250-.*\r\n250 .*\r\n502 .*\r\n221 .*\r\n$/,
    ],
    ['smtp', 'HELO x\r\nquit\r\n', /\r\n250 gw1\.example\.org\r\n221 /],
    [
      'imap',
      'a1 CAPABILITY\r\na2 SELECT INBOX\r\na3 LOGOUT\r\n',
      /^\* OK .*\r\n\* CAPABILITY .*\r\na1 OK .*\r\na2 NO .*\r\n\* BYE .*\r\na3 OK .*\r\n$/,
    ],
    ['pop3', 'USER x\r\nQUIT\r\n', /^\+OK .*\r\n-ERR .*\r\n\+OK .*\r\n$/],
    ['ftp', 'USER x\r\nQUIT\r\n', /^220-.*\r\n220 .*\r\n530 .*\r\n221 .*\r\n$/],
    [
      'http',
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      /^HTTP\/1\.1 200 OK\r\n(?:.+\r\n)+\r\n<!doctype html>.*gw1\.example\.org/,
    ],
  ] as const)('speaks %s', async (dialect, words, expected) => {
    expect(await talk(await standIn(dialect), words)).toMatch(expected);
  });

  test('tells how long its HTTP answer is', async () => {
    const [head = '', body = ''] = (await talk(await standIn('http'), 'GET / HTTP/1.0\r\n\r\n')).split(
      '\r\n\r\n',
    );
    expect(head).toContain(`content-length: ${String(body.length)}`);
  });

  test('speaks ssh, which waits for the other side', async () => {
    expect((await hear(await standIn('ssh'), 10)).heard).toMatch(/^SSH-2\.0-\S+\r\n$/);
  });

  test('hangs up on a line without an end', async () => {
    const heard = talk(await standIn('smtp'), 'x'.repeat(10_000));
    expect(await heard.catch(() => 'reset')).toMatch(/^220|^reset$/);
  });
});

describe('a stand-in', () => {
  test('that is stopped refuses connections, and cuts those there are', async () => {
    const made = await standIn('smtp');
    const { socket } = await hear(made, 10);
    const cut = new Promise((resolve) => socket.on('close', resolve));
    await made.become('stopped');
    await cut;
    await expect(talk(made, '')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(made.bootedAt).toBeNull();
  });

  test('that is started again has the same port, and has just booted', async () => {
    const made = await standIn('smtp');
    expect(made.bootedAt).toBe(BOOTED_AT);
    const { port } = made;
    await made.become('stopped');
    await made.become('stopped');
    await made.become('running');
    expect(made.port).toBe(port);
    expect(made.bootedAt).toBe(NOW);
    expect(await talk(made, 'QUIT\r\n')).toMatch(/^220-/);
  });

  test('that becomes mute has not booted', async () => {
    const made = await standIn('smtp');
    await made.become('mute');
    expect(made.bootedAt).toBe(BOOTED_AT);
    const { heard, socket } = await hear(made, 0);
    // Whatever it had to say would have come before it notices that we have left.
    socket.end('EHLO x\r\n');
    await new Promise((resolve) => socket.on('close', resolve));
    expect(heard).toBe('');
  });

  test.each([
    ['smtp', /^421 .*\r\n$/],
    ['imap', /^\* BYE .*\r\n$/],
    ['pop3', /^-ERR .*\r\n$/],
    ['ftp', /^421 .*\r\n$/],
    ['ssh', /^Exceeded .*\r\n$/],
    ['http', /^HTTP\/1\.1 503 /],
    ['plain', /^$/],
  ] as const)('that refuses says so in %s, and ends', async (dialect, expected) => {
    const made = await standIn(dialect);
    await made.become('refusing');
    expect(await talk(made, '')).toMatch(expected);
  });

  test('of every dialect is tested', () => {
    expect(DIALECT_NAMES).toHaveLength(7);
  });

  test('that cannot have its port back says so', async () => {
    const made = await standIn('smtp');
    await made.become('stopped');
    const { createServer } = await import('node:net');
    const thief = createServer();
    await new Promise<void>((resolve) => thief.listen(made.port, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => thief.close(() => resolve())));
    await expect(made.become('running')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(made.manner).toBe('stopped');
  });
});

describe('a fleet', () => {
  async function fleet() {
    const wanted = [
      { id: 'gw1', role: 'active', dialect: 'smtp', bootedAt: BOOTED_AT },
      { id: 'store4', role: 'preparing', dialect: 'plain', bootedAt: BOOTED_AT },
      { id: 'web9', role: 'maintenance', dialect: 'http', bootedAt: BOOTED_AT },
    ] as const;
    const made = await startFleet(wanted, () => NOW);
    onTestFinished(() => made.close());
    return made;
  }

  test('has a server each, in order, on ports of their own; those not in use are stopped', async () => {
    const { servers } = await fleet();
    expect([...servers.values()].map(({ id, manner }) => [id, manner])).toEqual([
      ['gw1', 'running'],
      ['store4', 'stopped'],
      ['web9', 'running'],
    ]);
    expect(new Set([...servers.values()].map(({ port }) => port)).size).toBe(3);
  });

  test('tells when each machine was started, as long as it runs', async () => {
    const { servers, bootUrl } = await fleet();
    const ask = async (id: string) => {
      const response = await fetch(bootUrl(id));
      return [response.status, await response.text()] as const;
    };
    const [status, text] = await ask('gw1');
    expect(status).toBe(200);
    expect(text).toMatch(new RegExp(`^node_boot_time_seconds ${String(BOOTED_AT / 1000)}$`, 'm'));
    await servers.get('gw1')!.become('stopped');
    expect(await ask('gw1')).toEqual([503, '']);
    await servers.get('gw1')!.become('running');
    expect((await ask('gw1'))[1]).toContain(`node_boot_time_seconds ${String(NOW / 1000)}\n`);
    expect((await ask('nobody'))[0]).toBe(503);
  });

  test('is gone when it is closed', async () => {
    const made = await fleet();
    await made.close();
    await expect(talk(made.servers.get('gw1')!, '')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(fetch(made.bootUrl('gw1'))).rejects.toThrow();
  });
});
