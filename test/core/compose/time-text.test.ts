import { describe, expect, test } from 'vitest';
import { parseComingTime, parseTime } from '../../../src/core/compose/time-text.ts';
import { createZone } from '../../../src/core/parse/zone.ts';
import { at } from './support.ts';

const ZONE = createZone('Europe/London', 'en-GB');

describe('a time', () => {
  test.each([
    ['2010-09-03 23:10', at('2010-09-03 23:10')],
    ['2010-09-03T23:10', at('2010-09-03 23:10')],
    ['2010-09-03', at('2010-09-03 00:00')],
    ['2010-09-03 24:00', at('2010-09-04 00:00')],
    ['2010-09-03T22:10:00Z', at('2010-09-03 23:10')],
    ['2010-09-03T22:10Z', at('2010-09-03 23:10')],
    ['2010-09-04T00:10:00+02:00', at('2010-09-03 23:10')],
    ['2010-10-31 01:30', at('2010-10-31 01:30')],
  ])('%s', (text, instant) => {
    expect(parseTime(text, ZONE)).toBe(instant);
  });

  test.each([
    '',
    'now',
    '23:10',
    '2010-02-30',
    '2010-09-03 25:00',
    '2010-09-03 23:60',
    '2010-13-01T00:00:00Z',
    '2010-03-28 01:30',
    '03/09/2010',
  ])('not %j', (text) => {
    expect(parseTime(text, ZONE)).toBeUndefined();
  });
});

describe('a time to come, after 23:10', () => {
  test.each([
    ['23:30', at('2010-09-03 23:30')],
    ['23.30', at('2010-09-03 23:30')],
    ['9:00', at('2010-09-04 09:00')],
    ['23:10', at('2010-09-04 23:10')],
    ['15m', at('2010-09-03 23:25')],
    ['1h30m', at('2010-09-04 00:40')],
    ['2010-09-05 22:00', at('2010-09-05 22:00')],
  ])('%s', (text, instant) => {
    expect(parseComingTime(text, at('2010-09-03 23:10'), ZONE)).toBe(instant);
  });

  test.each(['0m', '-15m', '25:00', 'soon'])('not %j', (text) => {
    expect(parseComingTime(text, at('2010-09-03 23:10'), ZONE)).toBeUndefined();
  });
});
