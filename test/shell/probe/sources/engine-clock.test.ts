import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineClock } from '../../../../src/shell/probe/sources/engine-clock.ts';
import { NOW } from '../world.ts';

const cut = (at: number) => Math.floor(at / 1_000) * 1_000;

/** A check a minute ago by the engine's clock, which is so far behind ours. */
function checkedAgo(behindMs: number | undefined): number {
  const clock = engineClock({}, behindMs === undefined ? undefined : NOW - behindMs, NOW);
  return NOW - clock.ours(NOW - 60_000);
}

describe('the clock of an engine', () => {
  it.each<readonly [string, number | undefined, number]>([
    ['is taken for right where it does not tell', undefined, 60_000],
    ['may be right', 0, 60_000],
    ['is right where an answer takes a second', 1_900, 60_000],
    ['may be 30 s behind', 30_000, 30_000],
    ['may be 34 s behind, by whole steps of 10 s', 34_000, 30_000],
    ['may be a minute behind', 60_500, 0],
    ['may be 20 s ahead', -20_000, 80_000],
    ['may be an hour ahead', -3_600_000, 3_660_000],
    ['is not believed where it is further behind: that may be a cache', 90_000, 60_000],
  ])('%s', (_name, behindMs, expected) => {
    expect(checkedAgo(behindMs)).toBe(expected);
  });

  it('is told to staff where it is far behind', () => {
    expect(engineClock({}, NOW - 90_000, NOW).notes).toEqual([
      expect.stringContaining('more than a minute ago') as string,
    ]);
    expect(engineClock({}, NOW - 60_000, NOW).notes).toEqual([]);
  });

  it('leaves in the future what is there, so that it is not believed', () => {
    expect(engineClock({}, undefined, NOW).ours(NOW + 3_600_000)).toBe(NOW + 3_600_000);
    expect(engineClock({}, NOW - 3_600_000, NOW).ours(NOW + 5_000)).toBe(NOW + 5_000);
  });

  it('gives the same check the same time, round after round, wherever it stands', () => {
    const skew = fc.integer({ min: -100_000, max: 58_000 });
    // An answer's date is cut to seconds, and the answer takes up to half a second.
    const jitter = fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(skew, jitter, (behindMs, delays) => {
        const source = {};
        const times = delays.map((delayMs, round) => {
          const now = NOW + round * 60_777;
          return engineClock(source, cut(now - behindMs) - delayMs, now).ours(NOW - 200_000);
        });
        expect(new Set(times).size).toBe(1);
      }),
    );
  });
});
