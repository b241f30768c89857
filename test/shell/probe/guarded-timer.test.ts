import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { longestWait, startGuardedTimer } from '../../../src/shell/probe/guarded-timer.ts';

/*
 * Time and timers are the test's own here: `away` lets time pass in which no timer fires, as it does while a process is
 * busy.
 */

let nowMs = 0;
beforeEach(() => {
  nowMs = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function pass(ms: number): void {
  for (let left = ms; left > 0; left -= 1) {
    nowMs += 1;
    vi.advanceTimersByTime(1);
  }
}
function away(ms: number): void {
  nowMs += ms;
}

function timer(ms: number) {
  const fired: { readonly at: number; readonly lagged: boolean }[] = [];
  const { cancel } = startGuardedTimer(ms, (lagged) => fired.push({ at: nowMs, lagged }));
  return { fired, cancel };
}

describe('startGuardedTimer', () => {
  it('fires once, in time', () => {
    const { fired } = timer(1_000);
    pass(999);
    expect(fired).toEqual([]);
    pass(5_000);
    expect(fired).toEqual([{ at: 1_000, lagged: false }]);
  });

  it('does not mind being a little late', () => {
    const { fired } = timer(1_000);
    pass(500);
    away(49);
    pass(500);
    expect(fired).toEqual([{ at: 1_049, lagged: false }]);
  });

  it('gives back what was lost, and then believes what it sees', () => {
    const { fired } = timer(1_000);
    pass(500);
    away(300);
    pass(500);
    expect(fired).toEqual([]);
    pass(299);
    expect(fired).toEqual([]);
    pass(1);
    expect(fired).toEqual([{ at: 1_600, lagged: false }]);
  });

  it('gives back no more than a second, and says that more was lost', () => {
    const { fired } = timer(5_000);
    pass(1_000);
    away(9_000);
    pass(4_000);
    expect(fired).toEqual([]);
    pass(1_000);
    expect(fired).toEqual([{ at: 15_000, lagged: true }]);
  });

  it('gives back no more than its own length', () => {
    const { fired } = timer(200);
    away(3_000);
    pass(200);
    expect(fired).toEqual([]);
    pass(200);
    expect(fired).toEqual([{ at: 3_400, lagged: true }]);
  });

  it('gives back once', () => {
    const { fired } = timer(1_000);
    away(300);
    pass(1_000);
    away(300);
    pass(300);
    expect(fired).toEqual([{ at: 1_900, lagged: true }]);
  });

  it('does not mind what is lost after that, where it is little', () => {
    const { fired } = timer(1_000);
    away(300);
    pass(1_000);
    away(200);
    pass(300);
    expect(fired).toEqual([{ at: 1_800, lagged: false }]);
  });

  it('does not fire before its time, whatever the loop counts from', () => {
    const { fired } = timer(1_000);
    vi.advanceTimersByTime(1_000);
    expect(fired).toEqual([]);
    pass(1_000);
    expect(fired).toEqual([{ at: 1_000, lagged: false }]);
  });

  it('can be cancelled, also while it gives back', () => {
    const { fired, cancel } = timer(1_000);
    away(300);
    pass(1_000);
    cancel();
    pass(5_000);
    expect(fired).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    [200, 400],
    [1_000, 2_000],
    [15_000, 16_000],
  ])('of %d ms takes %d ms at most', (ms, expected) => {
    expect(longestWait(ms)).toBe(expected);
  });
});
