import { describe, expect, it } from 'vitest';
import type { VoteReason } from '../../../../src/core/model/vote.ts';
import { tcp } from '../../../../src/shell/probe/kinds/tcp.ts';
import { tls } from '../../../../src/shell/probe/kinds/tls.ts';
import { certificateWarning } from '../../../../src/shell/probe/tls-handshake.ts';
import {
  AUTHORITY_FILE,
  breaksOff,
  closedPort,
  floods,
  hangsUp,
  mute,
  NOISE,
  says,
  saysSlowly,
} from '../servers.ts';
import { run, server, testWorld } from '../world.ts';

const HOST = '127.0.0.1';
const SOON_MS = 4_000;
const LIMITS = { connectMs: 1_000, answerMs: 500 };

describe('tcp', () => {
  it.each<readonly [string, Parameters<typeof server>[0], string | undefined, VoteReason]>([
    ['takes the connection', mute, undefined, 'ok'],
    ['takes it and hangs up', hangsUp(), undefined, 'ok'],
    ['says what is expected', says('hello there'), 'hello', 'ok'],
    ['says it in pieces', saysSlowly(['he', 'll', 'o'], 40), 'hello', 'ok'],
    ['says it and floods', floods('hello', 10_000_000), 'hello', 'ok'],
    ['says something else', says('help'), 'hello', 'bad-reply'],
    ['sends noise', says(NOISE), 'hello', 'bad-reply'],
    ['says the beginning', says('hel'), 'hello', 'timeout'],
    ['says nothing', mute, 'hello', 'timeout'],
    ['hangs up', hangsUp('hel'), 'hello', 'reset'],
    ['breaks off', breaksOff('hel'), 'hello', 'reset'],
  ])('%s', async (_name, behaviour, expectedText, expected) => {
    const { port } = await server(behaviour);
    const written = { host: HOST, port, ...(expectedText === undefined ? {} : { expect: expectedText }) };
    const { reason, tookMs } = await run(tcp, written, LIMITS);
    expect(reason).toBe(expected);
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it('nothing listens', async () => {
    expect((await run(tcp, `${HOST}:${String(await closedPort())}`, LIMITS)).reason).toBe('refused');
  });

  it('a name that leads nowhere is no failure of the server', async () => {
    const { reason, verdict } = await run(tcp, 'nowhere.test:25', LIMITS);
    expect([reason, verdict]).toEqual(['dns', 'unknown']);
  });

  it('says so where the address is remembered', async () => {
    const { port } = await server(mute);
    const world = testWorld({
      resolve: () => Promise.resolve({ address: HOST, family: 4, remembered: true }),
    });
    const { reason, outcome } = await run(tcp, `old.test:${String(port)}`, LIMITS, world);
    expect(reason).toBe('ok');
    expect(outcome.warnings).toEqual([
      'Its name could not be resolved just now; the last address known was asked.',
    ]);
  });

  it('over IPv6, as an address and as a family', async () => {
    const { port } = await server(mute, { host: '::1' });
    expect((await run(tcp, `[::1]:${String(port)}`, LIMITS)).reason).toBe('ok');
    expect((await run(tcp, { host: 'localhost', port, family: 6 }, LIMITS)).reason).toBe('ok');
  });

  it('a name that leads to two addresses is asked at one, and nobody else is tried', async () => {
    const [four, six] = [await server(mute), await server(mute, { host: '::1' })];
    await run(tcp, { host: 'localhost', port: four.port }, LIMITS);
    await run(tcp, { host: 'localhost', port: six.port, family: 6 }, LIMITS);
    expect([four.connections(), six.connections()]).toEqual([1, 1]);
  });
});

describe('tls', () => {
  const trust = { host: 'localhost', ca: AUTHORITY_FILE };

  it.each([
    ['good', {}, 'ok'],
    ['good', { host: HOST }, 'ok'],
    ['good', { servername: 'mail.test' }, 'ok'],
    ['good', { servername: 'mail.test', host: HOST }, 'ok'],
    ['good', { servername: 'wrong.test' }, 'tls'],
    ['good', { ca: undefined }, 'tls'],
    ['expired', {}, 'tls'],
    ['expired', { verify: false }, 'ok'],
    ['self-signed', {}, 'tls'],
    ['self-signed', { verify: false, ca: undefined }, 'ok'],
    ['other-name', {}, 'tls'],
    ['other-name', { host: HOST }, 'tls'],
    ['other-name', { servername: 'other.test' }, 'ok'],
  ] as const)('%s certificate, %j', async (certificate, changes, expected) => {
    const { port } = await server(mute, { certificate });
    const { reason, outcome, tookMs } = await run(tls, { ...trust, port, ...changes }, LIMITS);
    expect(`${reason} ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected} `));
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it.each<readonly [string, Parameters<typeof server>[0], VoteReason]>([
    ['says nothing', mute, 'timeout'],
    ['speaks in the clear', says('220 mx.example ESMTP\r\n'), 'tls'],
    ['sends noise', says(NOISE), 'tls'],
    ['floods', floods('', 10_000_000), 'tls'],
    ['hangs up', hangsUp(), 'reset'],
    ['breaks off', breaksOff(), 'reset'],
  ])('%s', async (_name, behaviour, expected) => {
    const { port } = await server(behaviour);
    const { reason, tookMs } = await run(tls, { ...trust, port }, LIMITS);
    expect(reason).toBe(expected);
    expect(tookMs).toBeLessThan(SOON_MS);
  });

  it.each([
    ['is not there', '/nowhere/authority.pem'],
    ['is a folder', '/tmp'],
    ['is a device', '/dev/zero'],
    ['holds no certificate', '/etc/hosts'],
  ])('a `ca` that %s is our failure', async (_name, ca) => {
    const { port } = await server(mute, { certificate: 'good' });
    const { reason, verdict } = await run(tls, { ...trust, port, ca }, LIMITS);
    expect([reason, verdict]).toEqual(['local', 'unknown']);
  });

  it('warns of an expired certificate that nobody verifies', async () => {
    const { port } = await server(mute, { certificate: 'expired' });
    const { outcome } = await run(tls, { ...trust, port, verify: false }, LIMITS);
    expect(outcome.warnings).toEqual(['Its certificate ended on 2020-01-01.']);
  });
});

describe('certificateWarning', () => {
  const END = 'Jan  1 00:00:00 2030 GMT';
  const endAt = Date.UTC(2030, 0, 1);
  const day = 86_400_000;

  it.each([
    [endAt - 14 * day - 1, undefined],
    [endAt - 14 * day, 'Its certificate ends in 14 days, on 2030-01-01.'],
    [endAt - day, 'Its certificate ends in 1 day, on 2030-01-01.'],
    [endAt - 1, 'Its certificate ends within a day, on 2030-01-01.'],
    [endAt, 'Its certificate ended on 2030-01-01.'],
  ])('%s', (now, expected) => {
    expect(certificateWarning({ valid_to: END }, now, 14)).toBe(expected);
  });

  it.each([{}, { valid_to: 'whenever' }])('says nothing of %j', (certificate) => {
    expect(certificateWarning(certificate, endAt, 14)).toBeUndefined();
  });
});
