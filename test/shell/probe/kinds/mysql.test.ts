import type net from 'node:net';
import { TLSSocket } from 'node:tls';
import mysql2 from 'mysql2';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { VoteReason } from '../../../../src/core/model/vote.ts';
import { mysql, mysqlKind } from '../../../../src/shell/probe/kinds/mysql.ts';
import {
  AUTHORITY_FILE,
  breaksOff,
  closedPort,
  credentialsOf,
  floods,
  goOnInTls,
  hangsUp,
  mute,
  NOISE,
  says,
} from '../servers.ts';
import type { CertificateName } from '../servers.ts';
import { run, server, testWorld } from '../world.ts';

const HOST = '127.0.0.1';
const LIMITS = { connectMs: 500, answerMs: 500 };
const SOON_MS = 3_000;

afterEach(() => {
  vi.restoreAllMocks();
});

/** The server side of the package, as much of it as is used here; it has no types. */
interface ServerConnection {
  serverHandshake(hello: object): void;
  on(event: 'error' | 'quit', listener: (error?: Error) => void): void;
  stream: { end(): void };
}

interface Login {
  readonly user: string;
}

type Judge = (login: Login) => { readonly code: number; readonly message: string } | null;

/** A real server of the protocol, which lets `judge` decide on logins. */
async function database(judge: Judge) {
  const heard: string[] = [];
  const listening = mysql2.createServer((connection: unknown) => {
    const client = connection as ServerConnection;
    client.on('error', () => undefined);
    client.on('quit', () => {
      heard.push('quit');
      client.stream.end();
    });
    client.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.0-test',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xf7ff & ~0x0800 & ~0x20,
      authCallback: (login: Login, done: (error: null, problem?: object | null) => void) => {
        heard.push(`login ${login.user}`);
        done(null, judge(login));
      },
    });
  });
  const inner = Reflect.get(listening, '_server') as net.Server;
  await new Promise<void>((resolve) => inner.listen(0, HOST, resolve));
  onTestFinished(() => new Promise<void>((resolve) => inner.close(() => resolve())));
  // It counts packets in another way than its clients, and says so on every good-bye.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  return { port: (inner.address() as net.AddressInfo).port, heard };
}

/** A packet as it travels: length, number, payload. */
function packet(payload: Buffer, number = 0): Buffer {
  const header = Buffer.alloc(4);
  header.writeUIntLE(payload.length, 0, 3);
  header[3] = number;
  return Buffer.concat([header, payload]);
}

const errorPacket = (code: number, text = 'no', number = 0) =>
  packet(Buffer.concat([Buffer.from([0xff, code & 0xff, code >> 8]), Buffer.from(text)]), number);
const errorPacketOf = (code: number, number: number) => errorPacket(code, '#28000no', number);

/** A greeting that is whole, of protocol 10. */
const greeting = (speaksTls: boolean) =>
  packet(
    Buffer.concat([
      Buffer.from([10]),
      Buffer.from('8.0.0-test\0'),
      Buffer.from([1, 0, 0, 0]),
      Buffer.alloc(8, 'a'),
      Buffer.from([0, 0xff, speaksTls ? 0xff : 0xf7, 8, 2, 0, 0xff, 0x80, 21]),
      Buffer.alloc(10),
      Buffer.alloc(12, 'b'),
      Buffer.from('\0mysql_native_password\0'),
    ]),
  );
const GREETING = greeting(false);
const SSL_REQUEST_BYTES = 36;
const LOGGED_IN = Buffer.from([0, 0, 0, 2, 0, 0, 0]);

describe('the login', () => {
  it('is made, and taken back properly', async () => {
    const { port, heard } = await database(() => null);
    const { reason, outcome, tookMs } = await run(mysql, `${HOST}:${String(port)}`, LIMITS);
    expect(outcome).toEqual({ reason: 'ok', connectMs: expect.any(Number) as number });
    expect(reason).toBe('ok');
    expect(heard).toEqual(['login signalbox', 'quit']);
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('is that of the user the operator names', async () => {
    const { port, heard } = await database(() => null);
    await run(mysql, { host: HOST, port, user: 'monitor', password: 'secret' }, LIMITS);
    expect(heard[0]).toBe('login monitor');
  });

  it.each<readonly [number, VoteReason, string]>([
    [1045, 'ok', 'denies the login (error 1045)'],
    [1130, 'ok', 'denies the login (error 1130)'],
    [1129, 'ok', 'blocked this host'],
    [1040, 'ok', 'no connection free'],
    [1053, 'refusing', ''],
  ])('that ends with error %d', async (code, expected, warning) => {
    const { port } = await database(() => ({ code, message: 'no' }));
    const { reason, outcome } = await run(mysql, `${HOST}:${String(port)}`, LIMITS);
    expect(`${reason} ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected} `));
    expect(outcome.warnings?.join(' ') ?? '').toContain(warning);
  });

  it('is refused where there is no room, if the operator says so', async () => {
    const { port } = await database(() => ({ code: 1040, message: 'Too many connections' }));
    expect((await run(mysql, { host: HOST, port, full: 'offline' }, LIMITS)).reason).toBe('refusing');
  });

  it('over TLS needs a server that speaks it', async () => {
    const { port } = await database(() => null);
    const { reason } = await run(mysql, { host: 'localhost', port, tls: true }, LIMITS);
    expect(reason).toBe('tls');
  });

  it('needs the package', async () => {
    const missing = 'signalbox-has-no-such-package';
    const kind = mysqlKind(() => import(missing) as Promise<never>);
    const { port } = await server(says(GREETING));
    const { reason, verdict, outcome } = await run(kind, `${HOST}:${String(port)}`, LIMITS);
    expect([reason, verdict]).toEqual(['not-installed', 'unknown']);
    expect(outcome.detail).toContain('npm install mysql2');
  });
});

describe('a way of logging in that the package does not know', () => {
  /** Wants another way, hears the answer, and denies the login. */
  const wants =
    (method: string, heard: Buffer[]): Parameters<typeof server>[0] =>
    (socket) => {
      socket.write(GREETING);
      socket.once('data', () => {
        socket.write(packet(Buffer.from(`\xfe${method}\0nonce\0`, 'latin1'), 2));
        socket.once('data', (answer: Buffer) => {
          heard.push(answer);
          socket.end(errorPacketOf(1045, 4));
        });
      });
    };

  it.each(['client_ed25519', 'parsec', 'mysql_clear_password'])('%s', async (method) => {
    const heard: Buffer[] = [];
    const { port } = await server(wants(method, heard));
    const { reason, outcome } = await run(mysql, { host: HOST, port, password: 'secret' }, LIMITS);
    expect(reason).toBe('ok');
    expect(outcome.warnings).toHaveLength(1);
    expect(outcome.warnings?.[0]).toContain('does not know: give the prober’s user another');
    expect(outcome.detail).toBe(`it wants "${method}"`);
    // It was answered, as clients that are no failed connection do, and not with the password.
    expect(heard[0]?.subarray(4)).toEqual(Buffer.alloc(64));
  });
});

describe('the login over TLS', () => {
  /** Wants TLS after its greeting, and lets everybody in. */
  const database =
    (certificate: CertificateName): Parameters<typeof server>[0] =>
    (socket) => {
      socket.write(greeting(true));
      socket.once('data', (asked: Buffer) => {
        // The handshake may have come along with the wish for it.
        socket.pause();
        if (asked.length > SSL_REQUEST_BYTES) socket.unshift(asked.subarray(SSL_REQUEST_BYTES));
        goOnInTls(socket, certificate, packet(LOGGED_IN, 3));
      });
    };

  it.each([
    ['good', {}, 'ok'],
    ['good', { host: HOST, servername: 'mail.test' }, 'ok'],
    ['expired', {}, 'tls'],
    ['self-signed', {}, 'tls'],
    ['other-name', {}, 'tls'],
    ['self-signed', { verify: false }, 'ok'],
  ] as const)('with a certificate that is %s, %j', async (certificate, changes, expected) => {
    const { port } = await server(database(certificate));
    const written = { host: 'localhost', port, tls: true, ca: AUTHORITY_FILE, ...changes };
    const { reason, outcome } = await run(mysql, written, LIMITS);
    expect(`${reason} ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected} `));
  });

  /** Wants TLS, and a login in it, which it denies. */
  const denying =
    (certificate: CertificateName, heard: Buffer[]): Parameters<typeof server>[0] =>
    (socket) => {
      socket.write(greeting(true));
      socket.once('data', (asked: Buffer) => {
        socket.pause();
        if (asked.length > SSL_REQUEST_BYTES) socket.unshift(asked.subarray(SSL_REQUEST_BYTES));
        const secure = new TLSSocket(socket, { isServer: true, ...credentialsOf(certificate) });
        secure.on('error', () => undefined);
        secure.once('data', (login: Buffer) => {
          heard.push(login);
          secure.end(errorPacketOf(1045, 3));
        });
      });
    };
  /** The scrambled password of a login: behind the user, its length and that many bytes. */
  const scrambleLength = (login: Buffer) => login[login.indexOf('signalbox\0') + 'signalbox\0'.length];

  it.each([
    ['good', { host: 'localhost' }, 'ok', 20],
    ['good', { host: HOST }, 'ok', 20],
    ['self-signed', { host: 'localhost', verify: false }, 'ok', 20],
    ['expired', { host: 'localhost' }, 'tls', 0],
    ['self-signed', { host: 'localhost' }, 'tls', 0],
    ['other-name', { host: 'localhost' }, 'tls', 0],
  ] as const)(
    'is carried to its end where the certificate is %s, %j, and has the password where that holds',
    async (certificate, written, expected, length) => {
      const heard: Buffer[] = [];
      const { port } = await server(denying(certificate, heard));
      const options = { port, tls: true, ca: AUTHORITY_FILE, password: 'secret', ...written };
      const { reason, outcome } = await run(mysql, options, LIMITS);
      expect(`${reason} ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected} `));
      expect(outcome.warnings ?? []).toHaveLength(expected === 'ok' ? 1 : 0);
      expect(heard.map(scrambleLength)).toEqual([length]);
    },
  );

  it('warns of a certificate near its end', async () => {
    const { port } = await server(database('good'));
    const world = testWorld({ now: () => Date.UTC(2125, 11, 31) });
    const { outcome } = await run(
      mysql,
      { host: 'localhost', port, tls: true, ca: AUTHORITY_FILE },
      LIMITS,
      world,
    );
    expect(outcome).toMatchObject({
      reason: 'ok',
      warnings: ['Its certificate ends in 1 day, on 2126-01-01.'],
    });
  });

  it('with authorities that cannot be read is our failure', async () => {
    const { port } = await server(database('good'));
    const written = { host: 'localhost', port, tls: true, ca: '/etc/hosts' };
    expect((await run(mysql, written, LIMITS)).reason).toBe('local');
  });
});

describe.each([
  ['that is to let us log in', false],
  ['that is to greet', true],
])('a server %s', (_name, greetingOnly) => {
  it.each<readonly [string, Parameters<typeof server>[0], VoteReason]>([
    ['says nothing', mute, 'timeout'],
    ['stops in its greeting', says(GREETING.subarray(0, 30)), 'timeout'],
    ['hangs up', hangsUp(), 'reset'],
    ['hangs up in its greeting', (socket) => socket.end(GREETING.subarray(0, 30)), 'reset'],
    ['breaks off', breaksOff(), 'reset'],
    ['speaks another protocol', says('220 mx.example ESMTP\r\n'), 'bad-reply'],
    ['sends noise', says(NOISE), 'bad-reply'],
    ['floods', floods('', 10_000_000), 'bad-reply'],
    ['is of another protocol version', says(packet(Buffer.from([9, 1, 2, 3]))), 'bad-reply'],
    ['begins with another packet', says(packet(GREETING.subarray(4), 1)), 'bad-reply'],
    ['has blocked us', (socket) => socket.end(errorPacket(1129, "Host 'x' is blocked")), 'ok'],
    ['is full', (socket) => socket.end(errorPacket(1040, 'Too many connections')), 'ok'],
    ['is shutting down', (socket) => socket.end(errorPacket(1053)), 'refusing'],
  ])('%s', async (_case, behaviour, expected) => {
    const { port } = await server(behaviour);
    const written = { host: HOST, port, greeting_only: greetingOnly };
    const { reason, outcome, tookMs } = await run(mysql, written, LIMITS);
    expect(`${reason} ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected} `));
    expect(tookMs).toBeLessThan(SOON_MS);
  });
});

describe('after the greeting, a server that', () => {
  it.each<readonly [string, (socket: Parameters<Parameters<typeof server>[0]>[0]) => void, VoteReason]>([
    ['says no more', () => undefined, 'timeout'],
    ['hangs up', (socket) => socket.once('data', () => socket.end()), 'reset'],
    ['breaks off', (socket) => socket.once('data', () => socket.resetAndDestroy()), 'reset'],
    [
      'sends noise',
      (socket) => socket.once('data', () => socket.write(packet(NOISE.subarray(5), 2))),
      'bad-reply',
    ],
    ['floods', (socket) => socket.once('data', () => floods('', 5_000_000)(socket)), 'bad-reply'],
    [
      'asks for a file',
      (socket) =>
        socket.once('data', () => socket.write(packet(Buffer.from('\xfb/etc/passwd', 'latin1'), 2))),
      'bad-reply',
    ],
  ])('%s', async (_name, next, expected) => {
    const { port, received } = await server((socket) => {
      socket.write(GREETING);
      next(socket);
    });
    const { reason, outcome, tookMs } = await run(mysql, `${HOST}:${String(port)}`, LIMITS);
    expect(`${reason} ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected} `));
    expect(tookMs).toBeLessThan(SOON_MS);
    expect(received()).toContain('signalbox');
  });

  it('only greets is enough where the greeting is all that is asked', async () => {
    const { port, received } = await server(says(GREETING));
    const { reason } = await run(mysql, { host: HOST, port, greeting_only: true }, LIMITS);
    expect(reason).toBe('ok');
    expect(received()).toBe('');
  });
});

it('nothing listens', async () => {
  expect((await run(mysql, `${HOST}:${String(await closedPort())}`, LIMITS)).reason).toBe('refused');
});

it('ends with its round', async () => {
  const { port } = await server(says(GREETING));
  const round = new AbortController();
  setTimeout(() => round.abort(), 100);
  const world = testWorld({ signal: round.signal });
  expect((await run(mysql, `${HOST}:${String(port)}`, { answerMs: 20_000 }, world)).reason).toBe(
    'not-probed',
  );
});
