import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ageOf,
  contains,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  overlaps,
  type Window,
} from '../../../src/core/model/time.ts';

const window: fc.Arbitrary<Window> = fc
  .tuple(fc.integer({ min: -20, max: 20 }), fc.option(fc.integer({ min: 0, max: 20 })))
  .map(([startAt, length]) => ({ startAt, endAt: length === null ? null : startAt + length }));
const instant = fc.integer({ min: -30, max: 50 });
const INSTANTS = Array.from({ length: 90 }, (_, index) => index - 40);

describe('a window', () => {
  test.each<[Window, number, boolean]>([
    [{ startAt: 10, endAt: 20 }, 9, false],
    [{ startAt: 10, endAt: 20 }, 10, true],
    [{ startAt: 10, endAt: 20 }, 19, true],
    [{ startAt: 10, endAt: 20 }, 20, false],
    [{ startAt: 10, endAt: 10 }, 10, false],
    [{ startAt: 10, endAt: null }, 1e15, true],
    [{ startAt: 10, endAt: null }, 9, false],
  ])('%o at %i: %s', (given, at, expected) => {
    expect(contains(given, at)).toBe(expected);
  });

  test('overlaps another exactly when some instant lies in both', () => {
    fc.assert(
      fc.property(window, window, (a, b) => {
        expect(overlaps(a, b)).toBe(INSTANTS.some((at) => contains(a, at) && contains(b, at)));
      }),
    );
  });

  test('overlaps both ways, and itself unless it is empty', () => {
    fc.assert(
      fc.property(window, window, (a, b) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        expect(overlaps(a, a)).toBe(a.endAt === null || a.endAt > a.startAt);
      }),
    );
  });

  test('that follows another without a gap shares nothing with it', () => {
    fc.assert(
      fc.property(window, instant, (a, at) => {
        if (a.endAt === null) return;
        const next = { startAt: a.endAt, endAt: null };
        expect(overlaps(a, next)).toBe(false);
        if (at >= a.startAt) expect(contains(a, at)).not.toBe(contains(next, at));
      }),
    );
  });
});

describe('an age', () => {
  test.each<[number, number, string]>([
    [0, 0, 'minute'],
    [MINUTE_MS - 1, 0, 'minute'],
    [MINUTE_MS, 1, 'minute'],
    [HOUR_MS - 1, 59, 'minute'],
    [HOUR_MS, 1, 'hour'],
    [48 * HOUR_MS - 1, 47, 'hour'],
    [48 * HOUR_MS, 2, 'day'],
    [43 * DAY_MS + 23 * HOUR_MS, 43, 'day'],
    [-5 * DAY_MS, 0, 'minute'],
  ])('of %i ms is %i %s', (elapsedMs, count, unit) => {
    expect(ageOf(1_000_000, 1_000_000 + elapsedMs)).toEqual({ count, unit });
  });

  test('never claims more than has passed, and less than one unit less', () => {
    const units = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 * DAY_MS }), (elapsedMs) => {
        const { count, unit } = ageOf(0, elapsedMs);
        expect(Number.isInteger(count)).toBe(true);
        expect(count * units[unit]).toBeLessThanOrEqual(elapsedMs);
        expect((count + 1) * units[unit]).toBeGreaterThan(elapsedMs);
      }),
    );
  });
});
