import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/model/time.ts';
import { createWords } from '../../../src/render/words/words.ts';

const words = createWords({ locale: 'en-GB', timezone: 'Europe/London' });

describe('shares', () => {
  test.each([
    [10_000, '100%'],
    [9_999, '99.99%'],
    [9_997, '99.97%'],
    [9_820, '98.2%'],
    [500, '5%'],
    [1, '0.01%'],
    [0, '0%'],
  ])('%i hundredths of a percent are %s', (hundredths, expected) => {
    expect(words.percent(hundredths)).toBe(expected);
  });

  test.each([
    ['de', '99,97\u00a0%'],
    ['tr', '%99,97'],
  ])('are written as in %s', (locale, expected) => {
    expect(createWords({ locale, timezone: 'UTC' }).percent(9_997)).toBe(expected);
  });

  test('are never rounded up, and say exactly what they are given', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (hundredths) => {
        expect(Math.round(Number(words.percent(hundredths).replace('%', '')) * 100)).toBe(hundredths);
      }),
    );
    expect(words.percent(9_999.9)).toBe('99.99%');
  });
});

describe('lengths of time', () => {
  test.each([
    [0, 'less than a minute'],
    [59 * SECOND_MS, 'less than a minute'],
    [MINUTE_MS, '1 minute'],
    [12 * MINUTE_MS + 59 * SECOND_MS, '12 minutes'],
    [HOUR_MS, '1 hour'],
    [65 * MINUTE_MS, '1 hour 5 minutes'],
    [47 * HOUR_MS + 59 * MINUTE_MS, '47 hours 59 minutes'],
    [48 * HOUR_MS, '2 days'],
    [3 * DAY_MS + 2 * HOUR_MS + 5 * MINUTE_MS, '3 days 2 hours'],
    [90 * DAY_MS, '90 days'],
  ])('%i ms are %s', (lengthMs, expected) => {
    expect(words.duration(lengthMs)).toBe(expected);
  });

  test('are put together as a site likes', () => {
    const strings = { 'duration.joined': '{larger} and {smaller}' };
    const own = createWords({ locale: 'en-GB', timezone: 'UTC', strings });
    expect(own.duration(65 * MINUTE_MS)).toBe('1 hour and 5 minutes');
  });
});
