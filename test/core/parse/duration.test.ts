import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/core/parse/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['1h5s', 3_605_000],
    ['0s', 0],
    ['', undefined],
    ['5', undefined],
    ['5 m', undefined],
    ['-5m', undefined],
    ['5m1h', undefined],
    ['1.5h', undefined],
    ['5M', undefined],
    ['2d', undefined],
    ['9999999999s', undefined],
  ])('%j is %j ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it('reads back what is printed, to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999 * 3600 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000 + 999))).toBe(seconds * 1000);
      }),
    );
  });
});
