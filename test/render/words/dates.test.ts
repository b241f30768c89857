import { describe, expect, test } from 'vitest';
import { createWords } from '../../../src/render/words/words.ts';

const words = createWords({ locale: 'en-GB', timezone: 'Europe/London' });
const at = (text: string) => Date.parse(text);
const SUMMER = at('2010-09-03T23:10:00+01:00');
const WINTER = at('2010-12-31T23:59:00Z');

describe('times', () => {
  test.each<[string, string, string]>([
    ['day', words.day(SUMMER), '03/09/2010'],
    ['day of a calendar day', words.day('2010-09-02'), '02/09/2010'],
    ['clock', words.clock(SUMMER), '23:10'],
    ['clock at midnight', words.clock(at('2010-09-03T00:05:00+01:00')), '00:05'],
    ['stamp', words.stamp(SUMMER), '03rd Sep @ 23:10'],
    ['long, in summer', words.instantLong(SUMMER), '3 September 2010, 23:10 BST'],
    ['long, in winter', words.instantLong(WINTER), '31 December 2010, 23:59 GMT'],
    ['day, long', words.dayLong('2010-09-02'), '2 September 2010'],
    ['month', words.monthLong('2010-09'), 'September 2010'],
    ['month of an instant', words.monthLong(SUMMER), 'September 2010'],
    ['iso', words.isoDateTime(SUMMER), '2010-09-03T22:10:00Z'],
    [
      'iso, known to the day',
      words.isoMoment({ at: at('2010-09-03T00:00:00+01:00'), precision: 'day' }),
      '2010-09-03',
    ],
    [
      'iso, known to the minute',
      words.isoMoment({ at: SUMMER, precision: 'minute' }),
      '2010-09-03T22:10:00Z',
    ],
    ['moment, known to the day', words.momentLong({ at: SUMMER, precision: 'day' }), '3 September 2010'],
    [
      'moment, known to the minute',
      words.momentLong({ at: SUMMER, precision: 'minute' }),
      '3 September 2010, 23:10 BST',
    ],
    ['the same day', words.time(SUMMER, at('2010-09-03T12:00:00+01:00')), '23:10'],
    [
      'the same day in the zone, another in UTC',
      words.time(at('2010-09-03T00:30:00+01:00'), SUMMER),
      '00:30',
    ],
    ['another day', words.time(SUMMER, at('2010-09-04T00:01:00+01:00')), '3 September, 23:10'],
    ['another year', words.time(SUMMER, at('2011-09-03T23:10:00+01:00')), '3 September 2010, 23:10'],
    ['the same day, known to the day', words.time({ at: SUMMER, precision: 'day' }, SUMMER), '3 September'],
    ['age', words.age({ count: 1, unit: 'minute' }), '1 minute'],
    ['ages', words.age({ count: 43, unit: 'day' }), '43 days'],
    ['hours', words.age({ count: 5, unit: 'hour' }), '5 hours'],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected);
  });

  test.each([
    [1, '01st'],
    [2, '02nd'],
    [3, '03rd'],
    [4, '04th'],
    [11, '11th'],
    [12, '12th'],
    [13, '13th'],
    [21, '21st'],
    [22, '22nd'],
    [23, '23rd'],
    [30, '30th'],
    [31, '31st'],
  ])('the %i of a month is the %s', (day, expected) => {
    expect(words.stamp(Date.UTC(2010, 0, day, 12))).toBe(`${expected} Jan @ 12:00`);
  });

  test('every month of the stamp has three letters', () => {
    const months = Array.from(
      { length: 12 },
      (_, month) => words.stamp(Date.UTC(2010, month, 5, 12)).split(' ')[1],
    );
    expect(months.join(' ')).toBe('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec');
  });

  test('numbers are words up to twelve', () => {
    expect([0, 1, 12, 13, 1234].map((value) => words.number(value))).toEqual([
      'no',
      'one',
      'twelve',
      '13',
      '1,234',
    ]);
  });

  test('other locales and zones print in their own way', () => {
    const german = createWords({ locale: 'de-DE', timezone: 'Europe/Berlin' });
    expect([
      german.day(SUMMER),
      german.clock(SUMMER),
      german.dayLong(SUMMER),
      german.list(['a', 'b', 'c']),
    ]).toEqual(['04.09.2010', '00:10', '4. September 2010', 'a, b und c']);
    const american = createWords({ locale: 'en-US', timezone: 'America/New_York' });
    expect([american.day(SUMMER), american.clock(SUMMER)]).toEqual(['09/03/2010', '18:10']);
  });
});
