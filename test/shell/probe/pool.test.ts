import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openPool } from '../../../src/shell/probe/pool.ts';
import type { Lane } from '../../../src/shell/probe/pool.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

interface Work {
  readonly lane?: Lane;
  readonly due?: number;
  /** How long it takes. */
  readonly takes: number;
}

/** Runs named tasks; tells when each began and ended, and how many were under way at most. */
async function run(
  work: Readonly<Record<string, Work>>,
  {
    concurrency = 10,
    deadlineMs = 10_000,
    stopAt,
  }: { concurrency?: number; deadlineMs?: number; stopAt?: number } = {},
) {
  const stop = new AbortController();
  const began: Record<string, number> = {};
  const ended: Record<string, number> = {};
  const pool = openPool({ concurrency, deadlineMs, signal: stop.signal });
  let active = 0;
  let most = 0;
  for (const [name, { lane = 'quick', due = 0, takes }] of Object.entries(work)) {
    pool.add({
      lane,
      dueMs: due,
      async run() {
        began[name] = Math.round(pool.elapsedMs());
        most = Math.max(most, (active += 1));
        await new Promise((resolve) => setTimeout(resolve, takes));
        active -= 1;
        ended[name] = Math.round(pool.elapsedMs());
      },
    });
  }
  let doneAt: number | undefined;
  const done = pool.drain().then(() => (doneAt = Math.round(pool.elapsedMs())));
  if (stopAt !== undefined) setTimeout(() => stop.abort(), stopAt);
  await vi.advanceTimersByTimeAsync(deadlineMs + 1);
  await done;
  return { began, ended, most, doneAt };
}

const many = (count: number, work: Work, prefix = 't'): Record<string, Work> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${String(index)}`, work]));

test('nothing to do is done at once', async () => {
  expect((await run({})).doneAt).toBe(0);
});

test('so many at once and no more; done when the last is', async () => {
  const { most, doneAt } = await run(many(25, { takes: 100 }));
  expect({ most, doneAt }).toEqual({ most: 10, doneAt: 300 });
});

test('a task does not begin before it is due', async () => {
  const { began, doneAt } = await run({ a: { due: 0, takes: 10 }, b: { due: 250, takes: 10 } });
  expect(began).toEqual({ a: 0, b: 250 });
  expect(doneAt).toBe(260);
});

describe('the lanes', () => {
  test('the slow ones leave room for the quick, also for those that are not due yet', async () => {
    const { began } = await run({
      ...many(10, { lane: 'slow', takes: 5_000 }, 'mute'),
      ...many(30, { due: 1_000, takes: 10 }, 'good'),
    });
    const inTime = Object.entries(began).filter(([name, at]) => name.startsWith('good') && at < 1_100);
    expect(inTime).toHaveLength(30);
    expect(Object.values(began).filter((at) => at === 0)).toHaveLength(3);
  });

  test('the quick ones leave the slow their share', async () => {
    const { began } = await run({
      ...many(50, { takes: 1_000 }, 'good'),
      ...many(2, { lane: 'slow', takes: 1_000 }, 'mute'),
    });
    expect([began['mute0'], began['mute1']]).toEqual([0, 0]);
  });

  test('the slow take every place once no quick one waits', async () => {
    const { began } = await run({ ...many(30, { lane: 'slow', takes: 1_000 }, 'mute'), a: { takes: 50 } });
    expect(Object.values(began).filter((at) => at <= 50)).toHaveLength(11);
  });

  test('with one place the slow come last', async () => {
    const { began } = await run(
      { s: { lane: 'slow', takes: 10 }, a: { takes: 10 }, b: { due: 50, takes: 10 } },
      { concurrency: 1 },
    );
    expect(began).toEqual({ a: 0, b: 50, s: 60 });
  });
});

test('at the deadline nothing begins any more, and nothing is waited for', async () => {
  const { began, doneAt } = await run(many(3, { takes: 700 }), { concurrency: 1, deadlineMs: 1_000 });
  expect(Object.keys(began)).toEqual(['t0', 't1']);
  expect(doneAt).toBe(1_000);
});

test('told to stop it ends at once', async () => {
  expect((await run(many(3, { takes: 700 }), { concurrency: 1, stopAt: 30 })).doneAt).toBe(30);
});

test('a task may add another, and it can be drained once more', async () => {
  const pool = openPool({ concurrency: 2, deadlineMs: 1_000, signal: new AbortController().signal });
  const began: string[] = [];
  const task = (name: string, then: () => void = () => undefined) => ({
    lane: 'quick' as const,
    dueMs: 0,
    run: () => {
      began.push(name);
      then();
      return Promise.resolve();
    },
  });
  pool.add(task('a', () => pool.add(task('b'))));
  await pool.drain();
  expect(began).toEqual(['a', 'b']);
  pool.add(task('c'));
  await pool.drain();
  expect(began).toEqual(['a', 'b', 'c']);
});

test('while it waits for a place it does not spin', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout');
  await run(many(20, { takes: 1_000 }), { concurrency: 2 });
  // One for each task itself, and about as many to look again.
  expect(timers.mock.calls.length).toBeLessThan(80);
});

/** Time passes while the pool looks at it, so that something may come due in the middle of a look. */
test.each([0.5, 1, 1.5, 2, 2.5, 3])(
  'what comes due in the middle of a look is not lost: after %s ms',
  async (dueMs) => {
    const read = performance.now.bind(performance);
    let readings = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => read() + readings++);
    onTestFinished(() => void vi.restoreAllMocks());
    const pool = openPool({ concurrency: 10, deadlineMs: 10_000, signal: new AbortController().signal });
    let began = false;
    const run = () => {
      began = true;
      return Promise.resolve();
    };
    pool.add({ lane: 'slow', dueMs, run });
    const done = pool.drain();
    await vi.advanceTimersByTimeAsync(100);
    expect(began).toBe(true);
    await done;
  },
);
