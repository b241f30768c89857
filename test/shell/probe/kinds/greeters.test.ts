import { describe, expect, it, test } from 'vitest';
import { VOTE_REASONS } from '../../../../src/core/model/vote.ts';
import type { VoteReason } from '../../../../src/core/model/vote.ts';
import type { ProbeKind } from '../../../../src/shell/probe/kind.ts';
import { ftp } from '../../../../src/shell/probe/kinds/ftp.ts';
import { imap } from '../../../../src/shell/probe/kinds/imap.ts';
import { pop3 } from '../../../../src/shell/probe/kinds/pop3.ts';
import { smtp } from '../../../../src/shell/probe/kinds/smtp.ts';
import { ssh } from '../../../../src/shell/probe/kinds/ssh.ts';
import {
  breaksOff,
  closedPort,
  floods,
  hangsUp,
  mute,
  NOISE,
  says,
  saysSlowly,
  staysHalfOpen,
} from '../servers.ts';
import { run, server, testWorld } from '../world.ts';

const HOST = '127.0.0.1';
/** Generous where a machine is busy, and far above what is measured. */
const SOON_MS = 4_000;
const LIMITS = { connectMs: 1_000, answerMs: 500 };
const TEN_MEGABYTES = 10 * 1024 * 1024;

interface Protocol {
  readonly kind: ProbeKind;
  readonly greeting: string;
  readonly wrong: string;
  readonly refusal: string | undefined;
  readonly farewell: string;
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  smtp: {
    kind: smtp,
    greeting: '220 mx.example ESMTP\r\n',
    wrong: 'SSH-2.0-OpenSSH_9.2\r\n',
    refusal: '421 too busy\r\n',
    farewell: 'QUIT\r\n',
  },
  imap: {
    kind: imap,
    greeting: '* OK ready\r\n',
    wrong: '220 mx.example ESMTP\r\n',
    refusal: '* BYE going down\r\n',
    farewell: 'a2 LOGOUT\r\n',
  },
  pop3: {
    kind: pop3,
    greeting: '+OK ready\r\n',
    wrong: '* OK ready\r\n',
    refusal: '-ERR no room\r\n',
    farewell: 'QUIT\r\n',
  },
  ftp: {
    kind: ftp,
    greeting: '220 ready\r\n',
    wrong: '+OK ready\r\n',
    refusal: '421 too many users\r\n',
    farewell: 'QUIT\r\n',
  },
  ssh: {
    kind: ssh,
    greeting: 'SSH-2.0-OpenSSH_9.2\r\n',
    wrong: 'HTTP/1.1 400 Bad Request\r\n',
    refusal: undefined,
    farewell: 'SSH-2.0-Signalbox\r\n',
  },
};

describe.each(Object.entries(PROTOCOLS))('%s', (_name, { kind, greeting, wrong, refusal, farewell }) => {
  type Case = readonly [name: string, behaviour: Parameters<typeof server>[0], expected: VoteReason];
  const half = greeting.slice(0, 3);
  const cases: readonly Case[] = [
    ['greets', says(greeting), 'ok'],
    [
      'greets in pieces',
      saysSlowly([greeting.slice(0, 2), greeting.slice(2, -1), greeting.slice(-1)], 40),
      'ok',
    ],
    ['says nothing', mute, 'timeout'],
    ['stops in the middle of a line', says(half), 'timeout'],
    ['hangs up without a word', hangsUp(), 'reset'],
    ['hangs up in the middle of a line', hangsUp(half), 'reset'],
    ['is half open', staysHalfOpen(), 'reset'],
    ['is half open in the middle of a line', staysHalfOpen(half), 'reset'],
    ['is half open behind its greeting', staysHalfOpen(greeting), 'ok'],
    ['breaks the connection', breaksOff(), 'reset'],
    ['breaks the connection in the middle of a line', breaksOff(half), 'reset'],
    ['greets and hangs up', hangsUp(greeting), 'ok'],
    ['speaks another protocol', says(wrong), 'bad-reply'],
    ['sends noise', says(NOISE), 'bad-reply'],
    ['sends ten bytes of noise and waits', says(NOISE.subarray(0, 10)), 'bad-reply'],
    ['floods without a line end', floods(half, TEN_MEGABYTES), 'bad-reply'],
    ['floods with zeros', floods('', TEN_MEGABYTES, '\0'), 'bad-reply'],
    ['greets and floods', floods(greeting, TEN_MEGABYTES), 'ok'],
    ...(refusal === undefined ? [] : ([['refuses', hangsUp(refusal), 'refusing']] as const)),
  ];

  it.each(cases)('that %s', async (_behaviour, behaviour, expected) => {
    const { port } = await server(behaviour);
    const { reason, verdict, outcome, tookMs } = await run(kind, `${HOST}:${String(port)}`, LIMITS);
    expect(`${reason}: ${outcome.detail ?? ''}`).toMatch(new RegExp(`^${expected}:`));
    expect(verdict).toBe(VOTE_REASONS[expected]);
    expect(tookMs).toBeLessThan(SOON_MS);
    if (expected === 'timeout') expect(tookMs).toBeGreaterThanOrEqual(LIMITS.answerMs);
    // How long it took to connect is known whatever was said then; a connection broken at once may never have been one.
    if (expected !== 'reset') expect(outcome.connectMs).toBeLessThan(SOON_MS);
  });

  it('where nothing listens', async () => {
    const { reason, outcome } = await run(kind, `${HOST}:${String(await closedPort())}`, LIMITS);
    expect(reason).toBe('refused');
    expect(outcome.connectMs).toBeUndefined();
  });

  it('says good-bye, and nothing before the greeting', async () => {
    const heardBefore: string[] = [];
    const heard: string[] = [];
    const { port } = await server((socket) => {
      socket.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
      setTimeout(() => {
        heardBefore.push(...heard);
        socket.write(greeting);
      }, 150);
    });
    expect((await run(kind, `${HOST}:${String(port)}`, LIMITS)).reason).toBe('ok');
    expect(heardBefore).toEqual([]);
    expect(heard.join('')).toBe(farewell);
  });

  it.each(refusal === undefined ? [] : [refusal])(
    'says good-bye to a server that waits for it after %j',
    async (said) => {
      const { port, received } = await server(says(said));
      const { reason } = await run(kind, `${HOST}:${String(port)}`, LIMITS);
      expect([reason, received()]).toEqual(['refusing', farewell]);
    },
  );

  it('does not keep ten megabytes', async () => {
    const { port } = await server(floods(greeting, TEN_MEGABYTES));
    const before = process.memoryUsage().arrayBuffers;
    await run(kind, `${HOST}:${String(port)}`, LIMITS);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(TEN_MEGABYTES / 2);
  });

  it('ends with its round', async () => {
    const { port } = await server(mute);
    const round = new AbortController();
    const world = testWorld({ signal: round.signal });
    setTimeout(() => round.abort(), 100);
    const { reason, tookMs } = await run(
      kind,
      `${HOST}:${String(port)}`,
      { ...LIMITS, answerMs: 20_000 },
      world,
    );
    expect(reason).toBe('not-probed');
    expect(tookMs).toBeLessThan(SOON_MS);
    expect((await run(kind, `${HOST}:${String(port)}`, LIMITS, world)).reason).toBe('not-probed');
  });
});

describe('smtp greetings', () => {
  it.each<readonly [string, VoteReason]>([
    ['220-one\r\n220 two\r\n', 'ok'],
    ['220\r\n', 'ok'],
    ['220 bare line feed\n', 'ok'],
    ['220-one\r\n', 'timeout'],
    ['220-one\r\n421 not you\r\n', 'refusing'],
    ['554 not you\r\n', 'refusing'],
    ['521 no mail here\r\n', 'refusing'],
    ['450 later\r\n', 'refusing'],
    ['250 too early\r\n', 'bad-reply'],
    ['220x\r\n', 'bad-reply'],
    ['2200 \r\n', 'bad-reply'],
    [`${'220-more\r\n'.repeat(300)}220 end\r\n`, 'bad-reply'],
    [`220 ${'x'.repeat(5_000)}\r\n`, 'bad-reply'],
  ])('%j', async (greeting, expected) => {
    const { port } = await server(says(greeting));
    expect((await run(smtp, `${HOST}:${String(port)}`, LIMITS)).reason).toBe(expected);
  });

  it('waits for the end of a greeting that Postfix holds back for six seconds, and is silent until then', async () => {
    const heardAt: number[] = [];
    let finalAt = Infinity;
    const { port } = await server((socket) => {
      socket.on('data', () => heardAt.push(performance.now()));
      socket.write('220-mx.example ESMTP\r\n');
      setTimeout(() => {
        finalAt = performance.now();
        socket.write('220 mx.example ESMTP\r\n');
      }, 6_000);
    });
    // With the limits as they are without a word of the operator.
    const { reason, outcome, tookMs } = await run(smtp, { host: HOST, port });
    expect(reason).toBe('ok');
    expect(tookMs).toBeGreaterThan(5_900);
    expect(tookMs).toBeLessThan(9_000);
    expect(outcome.connectMs).toBeLessThan(1_000);
    expect(heardAt.length).toBeGreaterThan(0);
    expect(Math.min(...heardAt)).toBeGreaterThanOrEqual(finalAt);
  });

  test('a greeting line now and then does not make the wait longer', async () => {
    const { port } = await server(
      saysSlowly(
        Array.from({ length: 50 }, () => '220-still here\r\n'),
        100,
      ),
    );
    const { reason, tookMs } = await run(smtp, `${HOST}:${String(port)}`, { answerMs: 500 });
    expect(reason).toBe('timeout');
    expect(tookMs).toBeLessThan(SOON_MS);
  });
});

describe('greetings of the others', () => {
  it.each<readonly [ProbeKind, string, VoteReason]>([
    [imap, '* PREAUTH welcome\r\n', 'ok'],
    [imap, '* ok lower case\r\n', 'ok'],
    [imap, '* OKAY\r\n', 'bad-reply'],
    [pop3, '+OK\r\n', 'ok'],
    [pop3, '+OKAY\r\n', 'bad-reply'],
    [
      ftp,
      '220---------- Welcome ----------\r\nYou are user 1 of 50.\r\n500 is our limit\r\n220 Bye after 15 minutes.\r\n',
      'ok',
    ],
    [ftp, '220-one\r\n421 now full\r\n', 'refusing'],
    [ftp, '120 ready in 1 minute\r\n220 ready\r\n', 'ok'],
    [ftp, '530 not you\r\n', 'refusing'],
    [ftp, '230 too early\r\n', 'bad-reply'],
    [ssh, 'SSH-1.99-OpenSSH_3\r\n', 'ok'],
    [ssh, 'Authorised use only.\r\nSSH-2.0-x\r\n', 'ok'],
    [ssh, 'SSH-1.5-old\r\n', 'bad-reply'],
    [ssh, '220 mx.example ESMTP\r\n', 'bad-reply'],
  ])('%# %j', async (kind, greeting, expected) => {
    const { port } = await server(says(greeting));
    const address = `${HOST}:${String(port)}`;
    expect((await run(kind, address, LIMITS)).reason).toBe(expected);
  });

  it.each(['Not allowed at this time\r\n', 'Exceeded MaxStartups\r\n'])(
    'an SSH server that turns us away is there: %j',
    async (greeting) => {
      const { port, received } = await server(hangsUp(greeting));
      const { reason, outcome } = await run(ssh, `${HOST}:${String(port)}`, LIMITS);
      expect(reason).toBe('ok');
      expect(outcome.warnings?.[0]).toContain('PerSourcePenaltyExemptList');
      expect(received()).toBe('');
    },
  );
});
