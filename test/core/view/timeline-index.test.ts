import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TimelineDay } from '../../../src/core/view/timeline-days.ts';
import {
  LISTED_DAYS,
  packDays,
  timelineView,
  timelineYears,
  timelineYearView,
} from '../../../src/core/view/timeline-index.ts';
import { CONTEXT, incident } from './fixtures.ts';

const day = (date: string, changes = 1, entries = 0): TimelineDay => ({
  day: date,
  changes,
  entries: Array.from({ length: entries }, (_, index) => incident(`${date}-${index}`)),
  lasting: [],
});

/** So many days in a row that end with `last`, newest first. */
function daysUntil(last: string, count: number): readonly TimelineDay[] {
  return Array.from({ length: count }, (_, index) => day(CONTEXT.zone.addDays(last, -index)));
}

describe('the index', () => {
  test('lists days by month, newest first, with how much happened', () => {
    const view = timelineView(CONTEXT, [
      day('2010-09-02', 3, 2),
      day('2010-08-31', 0, 1),
      day('2010-08-01', 7),
    ]);
    expect(view).toMatchObject({
      frame: { path: '/timeline/' },
      total: 3,
      years: [],
      months: [
        { month: '2010-09', days: [{ day: '2010-09-02', changes: 3, entries: 2 }] },
        {
          month: '2010-08',
          days: [
            { day: '2010-08-31', changes: 0, entries: 1 },
            { day: '2010-08-01', changes: 7, entries: 0 },
          ],
        },
      ],
      finder: { first: '2010-08-01', last: '2010-09-02' },
    });
  });

  test('of nothing has no days and no way to one', () => {
    expect(timelineView(CONTEXT, [])).toEqual({
      frame: expect.anything() as unknown,
      total: 0,
      months: [],
      years: [],
    });
  });

  test('of ten years lists the newest days and leads to the years', () => {
    const view = timelineView(CONTEXT, daysUntil('2010-09-03', 3_650));
    expect(view.months.flatMap(({ days }) => days)).toHaveLength(LISTED_DAYS);
    expect(view.years.slice(0, 2)).toEqual([
      { year: '2010', days: 246 },
      { year: '2009', days: 365 },
    ]);
    expect(JSON.stringify(view).length).toBeLessThan(8_000);
  });
});

describe('years', () => {
  const years = timelineYears(daysUntil('2010-01-20', 400));

  test('have pages where the index does not list all days itself', () => {
    expect([...timelineYears(daysUntil('2010-09-03', LISTED_DAYS)).keys()]).toEqual([]);
    expect([...years].map(([year, days]) => [year, days.length])).toEqual([
      ['2010', 20],
      ['2009', 365],
      ['2008', 15],
    ]);
  });

  test.each([
    ['2010', { older: '2009' }, 'newer'],
    ['2009', { older: '2008', newer: '2010' }, 'none'],
    ['2008', { newer: '2009' }, 'older'],
  ])('%s knows its neighbours and its months', (year, neighbours, absent) => {
    const view = timelineYearView(CONTEXT, years, year);
    expect(view).toMatchObject({ ...neighbours, frame: { path: `/timeline/${year}/` } });
    expect(view).not.toHaveProperty(absent);
    expect(view.months.flatMap(({ days }) => days)).toHaveLength(view.count);
  });

  test('that has no days is a bug to ask for', () => {
    expect(() => timelineYearView(CONTEXT, years, '1999')).toThrow('1999');
  });
});

/** As the script reads it. */
function unpacked(packed: string): readonly string[] {
  return packed
    .split(' ')
    .flatMap((text) => {
      const [year = '', digits = ''] = text.split(':');
      return [...digits].flatMap((digit, index) =>
        [0, 1, 2, 3]
          .filter((bit) => (parseInt(digit, 16) >> bit) & 1)
          .map((bit) => CONTEXT.zone.addDays(`${year}-01-01`, index * 4 + bit)),
      );
    })
    .sort()
    .reverse();
}

describe('packed days', () => {
  test('are a digit for four days', () => {
    expect(packDays([day('2010-01-06'), day('2010-01-01')])).toBe(`2010:12${'0'.repeat(90)}`);
    expect(packDays([day('2008-12-31')])).toBe(`2008:${'0'.repeat(91)}2`);
  });

  test('come out as they went in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 5_000 }), { minLength: 1 }), (offsets) => {
        const days = offsets
          .sort((a, b) => b - a)
          .map((offset) => day(CONTEXT.zone.addDays('2004-01-01', offset)));
        expect(unpacked(packDays(days))).toEqual(days.map((one) => one.day));
      }),
    );
  });
});
