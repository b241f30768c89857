import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { VoteReason } from '../../../../src/core/model/vote.ts';
import { postgres } from '../../../../src/shell/probe/kinds/postgres.ts';
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
import { run, server } from '../world.ts';

const LIMITS = { connectMs: 1_000, answerMs: 500 };
const SOON_MS = 4_000;
const upgrading =
  (certificate: CertificateName): Parameters<typeof server>[0] =>
  (socket) =>
    socket.once('data', () => socket.write('S', () => goOnInTls(socket, certificate)));
const QUESTION = '\x00\x00\x00\x08\x04\xd2\x16\x2f';

describe('postgres', () => {
  it.each<readonly [string, Parameters<typeof server>[0], VoteReason]>([
    ['speaks TLS', says('S'), 'ok'],
    ['does not', says('N'), 'ok'],
    ['answers with an error', says('Eraaargh'), 'refusing'],
    ['says nothing', mute, 'timeout'],
    ['hangs up', hangsUp(), 'reset'],
    ['breaks off', breaksOff(), 'reset'],
    ['speaks another protocol', says('220 mx.example ESMTP\r\n'), 'bad-reply'],
    ['sends noise', says(NOISE), 'bad-reply'],
    ['floods', floods('', 10_000_000), 'bad-reply'],
    ['speaks TLS and floods', floods('S', 10_000_000), 'ok'],
  ])('%s', async (_name, behaviour, expected) => {
    const { port } = await server(behaviour);
    const { reason, tookMs } = await run(postgres, `127.0.0.1:${String(port)}`, LIMITS);
    expect(reason).toBe(expected);
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('asks one question of eight bytes', async () => {
    const { port, received } = await server((socket) => socket.once('data', () => socket.write('N')));
    expect((await run(postgres, `127.0.0.1:${String(port)}`, LIMITS)).reason).toBe('ok');
    expect(received()).toBe(QUESTION);
  });

  it.each([false, true])('keeps to the TLS it asked for, to its proper end; with tls: %s', async (tls) => {
    const heard: string[] = [];
    const { port } = await server((socket) =>
      socket.once('data', () =>
        socket.write('S', () => {
          const secure = new TLSSocket(socket, { isServer: true, ...credentialsOf('good') });
          secure.on('secure', () => heard.push('secure'));
          secure.on('end', () => heard.push('end'));
          secure.on('error', ({ message }) => heard.push(message));
          secure.resume();
        }),
      ),
    );
    const written = { host: 'localhost', port, tls, ca: AUTHORITY_FILE };
    const { outcome } = await run(postgres, written, LIMITS);
    expect(outcome).toEqual({ reason: 'ok', connectMs: expect.any(Number) as number });
    expect(heard).toEqual(['secure', 'end']);
  });

  it('does not look at a certificate that nobody asked it to look at', async () => {
    const { port } = await server(upgrading('expired'));
    const { outcome } = await run(postgres, `localhost:${String(port)}`, LIMITS);
    expect(outcome).toEqual({ reason: 'ok', connectMs: expect.any(Number) as number });
  });

  it('nothing listens', async () => {
    expect((await run(postgres, `127.0.0.1:${String(await closedPort())}`, LIMITS)).reason).toBe('refused');
  });

  it.each<readonly [string, Parameters<typeof server>[0], VoteReason]>([
    ['a good certificate', upgrading('good'), 'ok'],
    ['an expired certificate', upgrading('expired'), 'tls'],
    ['a certificate nobody signed', upgrading('self-signed'), 'tls'],
    ['no TLS', says('N'), 'tls'],
    ['TLS that never comes', says('S'), 'timeout'],
  ])('with tls, %s', async (_name, behaviour, expected) => {
    const { port } = await server(behaviour);
    const written = { host: 'localhost', port, tls: true, ca: AUTHORITY_FILE };
    expect((await run(postgres, written, LIMITS)).reason).toBe(expected);
  });
});
