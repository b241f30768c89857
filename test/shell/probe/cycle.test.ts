import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { VoteReason } from '../../../src/core/model/vote.ts';
import type { BootCheck } from '../../../src/shell/probe/check.ts';
import { runCycle } from '../../../src/shell/probe/cycle.ts';
import type { Cycle, CycleOptions, Standing } from '../../../src/shell/probe/cycle.ts';
import { fakeCheck, serverWith } from './fake-check.ts';

const START = Date.UTC(2010, 8, 3, 22, 10);

beforeEach(() => {
  vi.useFakeTimers({
    now: START,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  });
});
afterEach(() => void vi.useRealTimers());

const WELL: Standing = { lane: 'quick', isOffline: false, wasMissed: false };
const DOWN: Standing = { lane: 'slow', isOffline: true, wasMissed: false };

const options = (more: Partial<CycleOptions>): CycleOptions => ({
  vantage: 'london',
  at: START,
  servers: [],
  canaries: [],
  boots: new Map(),
  standing: () => WELL,
  concurrency: 10,
  retryAfterMs: 3_000,
  deadlineMs: 48_000,
  spreadMs: 0,
  world: {
    resolve: () => Promise.resolve({ address: '127.0.0.1', family: 4 }),
    now: () => START,
    certificateDays: 14,
  },
  signal: new AbortController().signal,
  ...more,
});

async function cycle(more: Partial<CycleOptions>): Promise<Cycle> {
  const done = runCycle(options(more));
  await vi.advanceTimersByTimeAsync(60_000);
  return done;
}

const reasons = ({ round }: Cycle) =>
  Object.fromEntries(round.votes.map(({ server, reason }) => [server, reason]));

test('one vote for each server, all of the time at which the round began', async () => {
  const { round, durationMs } = await cycle({
    servers: [serverWith('a', fakeCheck('ok')), serverWith('b', fakeCheck('bad-reply', { takes: 500 }))],
  });
  expect(round).toEqual({
    at: START,
    canaries: new Map(),
    votes: [
      { server: 'a', vantage: 'london', verdict: 'online', reason: 'ok', at: START },
      { server: 'b', vantage: 'london', verdict: 'offline', reason: 'bad-reply', at: START },
    ],
  });
  expect(durationMs).toBe(500);
});

describe('several checks of one server', () => {
  test.each<[readonly VoteReason[], VoteReason]>([
    [['ok', 'ok'], 'ok'],
    [['ok', 'refusing'], 'refusing'],
    [['tls', 'refusing'], 'tls'],
    [['dns', 'refusing'], 'refusing'],
    [['ok', 'dns', 'local'], 'dns'],
  ])('%j: %s', async (found, expected) => {
    const done = await cycle({ servers: [serverWith('a', ...found.map((reason) => fakeCheck(reason)))] });
    expect(reasons(done)).toEqual({ a: expected });
    expect(done.checks.map(({ reason }) => reason)).toEqual(found);
  });
});

describe('the one retry', () => {
  test.each<VoteReason>(['timeout', 'reset', 'refused', 'unreachable'])(
    'after %s, three seconds later',
    async (reason) => {
      const check = fakeCheck([reason, 'ok'], { takes: 100 });
      const done = await cycle({ servers: [serverWith('a', check)] });
      expect(reasons(done)).toEqual({ a: 'ok' });
      expect(done.checks[0]?.retried).toBe(true);
      expect(check.askedAt[1]! - check.askedAt[0]!).toBeCloseTo(3_100, -1);
    },
  );

  test.each<VoteReason>(['bad-reply', 'refusing', 'tls', 'critical', 'dns', 'local'])(
    'not after %s',
    async (reason) => {
      const check = fakeCheck([reason, 'ok']);
      const done = await cycle({ servers: [serverWith('a', check)] });
      expect(reasons(done)).toEqual({ a: reason });
      expect(check.askedAt).toHaveLength(1);
    },
  );

  test('there is only one', async () => {
    const check = fakeCheck('timeout');
    expect(reasons(await cycle({ servers: [serverWith('a', check)] }))).toEqual({ a: 'timeout' });
    expect(check.askedAt).toHaveLength(2);
  });

  test('not of a server that is known to be offline, nor where it is switched off', async () => {
    const check = fakeCheck('timeout');
    await cycle({ servers: [serverWith('a', check)], standing: () => DOWN });
    await cycle({ servers: [serverWith('a', check)], retryAfterMs: 0 });
    expect(check.askedAt).toHaveLength(2);
  });

  test('not where it could not end before the deadline; what was found then stands', async () => {
    const check = fakeCheck(['timeout', 'ok'], { takes: 15_000, maxMs: 15_000 });
    const done = await cycle({ servers: [serverWith('a', check)], deadlineMs: 32_000 });
    expect(reasons(done)).toEqual({ a: 'timeout' });
    expect(check.askedAt).toHaveLength(1);
  });
});

describe('the deadline', () => {
  test('what was not reached, or has not answered, is not known', async () => {
    const mute = (id: string) => serverWith(id, fakeCheck('timeout', { takes: 15_000, maxMs: 15_000 }));
    const done = await cycle({
      servers: ['a', 'b', 'c', 'd'].map(mute),
      concurrency: 1,
      retryAfterMs: 0,
      deadlineMs: 40_000,
    });
    expect(reasons(done)).toEqual({ a: 'timeout', b: 'timeout', c: 'not-probed', d: 'not-probed' });
    expect(done.round.votes[3]?.verdict).toBe('unknown');
    expect(done.durationMs).toBe(40_000);
  });

  test('those that may take longest begin first, so that a mute one is found out in time', async () => {
    const slow = fakeCheck('timeout', { takes: 20_000, maxMs: 20_000 });
    const quick = Array.from({ length: 9 }, (_, index) => serverWith(`q${String(index)}`, fakeCheck('ok')));
    const done = await cycle({ servers: [...quick, serverWith('slow', slow)], spreadMs: 30_000 });
    expect(reasons(done)['slow']).toBe('timeout');
    expect(slow.askedAt).toHaveLength(2);
  });

  test('none begins so late that it could not end, asked again, in time', async () => {
    const checks = Array.from({ length: 10 }, () => fakeCheck('timeout', { takes: 20_000, maxMs: 20_000 }));
    const startedAt = performance.now();
    const done = await cycle({
      servers: checks.map((check, index) => serverWith(`s${String(index)}`, check)),
      spreadMs: 30_000,
      concurrency: 20,
    });
    expect(Math.max(...checks.map(({ askedAt }) => askedAt[0]! - startedAt))).toBeLessThanOrEqual(5_001);
    expect(new Set(Object.values(reasons(done)))).toEqual(new Set(['timeout']));
  });

  test('told to stop it ends at once', async () => {
    const stop = new AbortController();
    const done = runCycle(
      options({ servers: [serverWith('a', fakeCheck('ok', { takes: 9_000 }))], signal: stop.signal }),
    );
    await vi.advanceTimersByTimeAsync(10);
    stop.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect((await done).durationMs).toBe(10);
  });
});

test('checks begin evenly over the time there is', async () => {
  const checks = Array.from({ length: 4 }, () => fakeCheck('ok'));
  const startedAt = performance.now();
  await cycle({
    servers: checks.map((check, index) => serverWith(`s${String(index)}`, check)),
    spreadMs: 20_000,
  });
  expect(checks.map(({ askedAt }) => Math.round((askedAt[0]! - startedAt) / 1_000))).toEqual([0, 5, 10, 15]);
});

test('servers that are down do not keep the others waiting', async () => {
  const mute = Array.from({ length: 40 }, (_, index) =>
    serverWith(`mute${String(index)}`, fakeCheck('timeout', { takes: 5_000, maxMs: 5_000 })),
  );
  const good = fakeCheck('ok');
  const startedAt = performance.now();
  const done = await cycle({
    servers: [...mute, serverWith('good', good)],
    standing: (id) => (id === 'good' ? WELL : DOWN),
  });
  expect(good.askedAt[0]! - startedAt).toBeLessThan(10);
  expect(done.round.votes.filter(({ reason }) => reason === 'timeout')).toHaveLength(40);
});

test('of servers that are down, those nobody reached last time come first', async () => {
  const checks = ['a', 'b', 'c'].map((id) => ({ id, check: fakeCheck('timeout', { takes: 1_000 }) }));
  await cycle({
    servers: checks.map(({ id, check }) => serverWith(id, check)),
    standing: (id) => ({ ...DOWN, wasMissed: id === 'c' }),
    concurrency: 1,
  });
  const order = [...checks].sort((a, b) => a.check.askedAt[0]! - b.check.askedAt[0]!).map(({ id }) => id);
  expect(order).toEqual(['c', 'a', 'b']);
});

describe('canaries', () => {
  const failing = () => serverWith('a', fakeCheck('timeout'));
  const birds = (...answers: readonly (VoteReason | readonly VoteReason[])[]) =>
    answers.map((answer) => fakeCheck(answer));

  test.each<[string, readonly (VoteReason | readonly VoteReason[])[], string | undefined]>([
    ['none', [], undefined],
    ['all answer', ['ok', 'ok'], 'answering'],
    ['one answers', ['timeout', 'ok'], 'answering'],
    ['none answers', ['timeout', 'no-route'], 'failing'],
    ['one answers when asked again', [['timeout', 'ok'], 'timeout'], 'answering'],
  ])('%s', async (_, answers, state) => {
    const done = await cycle({ canaries: birds(...answers), servers: [serverWith('a', fakeCheck('ok'))] });
    expect(done.round.canaries.get('london')).toBe(state);
  });

  test('are asked once more when servers fail: the line may have broken after they answered', async () => {
    const canaries = birds(['ok', 'timeout'], ['ok', 'refused']);
    const done = await cycle({ canaries, servers: [failing()] });
    expect(done.round.canaries.get('london')).toBe('failing');
    expect(canaries.map(({ askedAt }) => askedAt.length)).toEqual([2, 2]);
  });

  test('not where the failing server is known to be offline', async () => {
    const canaries = birds('ok');
    await cycle({ canaries, servers: [failing()], standing: () => DOWN });
    expect(canaries[0]?.askedAt).toHaveLength(1);
  });

  test('not where there is no time for it', async () => {
    const canaries = [fakeCheck(['ok', 'timeout'], { maxMs: 45_000 })];
    const done = await cycle({ canaries, servers: [failing()] });
    expect(done.round.canaries.get('london')).toBe('answering');
  });
});

describe('a process that was held up', () => {
  /** The clock goes on while nothing else does. */
  const holdUp = (ms: number) => {
    const before = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => before() + ms);
  };

  test.each<[number, VoteReason]>([
    [200, 'timeout'],
    [300, 'lag'],
  ])('by %d ms, with a check of at most 1 s: %s', async (ms, expected) => {
    const done = runCycle(
      options({
        servers: [serverWith('a', fakeCheck('timeout', { takes: 500 })), serverWith('b', fakeCheck('ok'))],
        retryAfterMs: 0,
      }),
    );
    await vi.advanceTimersByTimeAsync(120);
    holdUp(ms);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.restoreAllMocks();
    const found = await done;
    expect(reasons(found)).toEqual({ a: expected, b: 'ok' });
    expect(found.lagMs).toBeGreaterThan(ms - 60);
  });

  test('its canaries prove nothing', async () => {
    const done = runCycle(options({ canaries: [fakeCheck('timeout', { takes: 500 })], retryAfterMs: 0 }));
    await vi.advanceTimersByTimeAsync(120);
    holdUp(900);
    await vi.advanceTimersByTimeAsync(60_000);
    vi.restoreAllMocks();
    expect((await done).round.canaries.get('london')).toBe('answering');
  });
});

describe('a bug in a check is no fault of the server', () => {
  test.each([
    [
      'throws',
      () => Promise.reject(new Error('no such method')),
      'the check odd failed, which is a bug: no such method',
    ],
    [
      'never ends',
      () => new Promise<never>(() => undefined),
      'the check odd did not end in time, which is a bug',
    ],
  ])('%s', async (_, run, detail) => {
    const done = await cycle({ servers: [serverWith('a', { kind: 'odd', maxMs: 1_000, run })] });
    expect(reasons(done)).toEqual({ a: 'local' });
    expect(done.checks[0]?.outcome).toEqual({ reason: 'local', detail });
  });
});

test('boot times are asked for along with it', async () => {
  const boot = {
    kind: 'http',
    maxMs: 1_000,
    wraps: false,
    run: () => Promise.resolve({ bootedAt: START - 1 }),
  };
  const never = { kind: 'http', maxMs: 1_000, wraps: false, run: () => Promise.reject(new Error('broken')) };
  const { boots } = await cycle({
    boots: new Map<string, BootCheck>([
      ['a', boot],
      ['b', never],
    ]),
  });
  expect(boots).toEqual(
    new Map([
      ['a', { bootedAt: START - 1 }],
      ['b', { bootedAt: null, detail: 'the question http failed, which is a bug: broken' }],
    ]),
  );
});
