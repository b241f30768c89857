import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import { OUTAGES_LISTED, recordView, stripView } from '../../../src/core/view/record.ts';
import { CONTEXT, incident } from './fixtures.ts';
import { dayOf, outage, period, recordOf, spent } from './records.ts';

const NONE = new Map();

describe('the strip', () => {
  test('joins days of one kind, oldest first', () => {
    expect(stripView(recordOf('?+xx/~m+'))).toEqual({
      fromDay: '2010-06-06',
      toDay: '2010-09-03',
      total: 90,
      runs: [
        { state: 'operational', days: 82 },
        { state: 'unknown', days: 1 },
        { state: 'operational', days: 1 },
        { state: 'down', days: 2 },
        { state: 'partial', days: 1 },
        { state: 'degraded', days: 1 },
        { state: 'maintenance', days: 1 },
        { state: 'operational', days: 1 },
      ],
      uptime: 10_000,
      coverage: 10_000,
    });
  });

  test('tells the uptime of its own ninety days, and how much of them was observed', () => {
    const periods = [
      period({ period: '7d', uptime: 1, coverage: 2 }),
      period({ uptime: 9_997, coverage: 9_820 }),
    ];
    expect(stripView(recordOf('', { periods }))).toMatchObject({ uptime: 9_997, coverage: 9_820 });
  });
});

describe('the days behind the strip', () => {
  const rows = (letters: string) => recordView(recordOf(letters), NONE).days;

  test('newest first; well days and days not observed share rows, others have their own', () => {
    expect(rows('?'.repeat(85) + '+x/~m').map(({ from, to, state }) => [from, to, state])).toEqual([
      ['2010-09-03', '2010-09-03', 'maintenance'],
      ['2010-09-02', '2010-09-02', 'degraded'],
      ['2010-09-01', '2010-09-01', 'partial'],
      ['2010-08-31', '2010-08-31', 'down'],
      ['2010-08-30', '2010-08-30', 'operational'],
      ['2010-06-06', '2010-08-29', 'unknown'],
    ]);
  });

  test('two bad days are two rows', () => {
    expect(rows('xx').map(({ state }) => state)).toEqual(['down', 'down', 'operational']);
  });

  test('tell how long it was what, worst first, and how much of the day was observed', () => {
    const day = {
      ...dayOf('x', '2010-09-03'),
      spent: spent({
        operational: 20 * HOUR_MS,
        unknown: HOUR_MS,
        degraded: HOUR_MS,
        down: HOUR_MS,
        maintenance: HOUR_MS,
      }),
    };
    expect(recordView(recordOf('', { days: [day] }), NONE).days).toEqual([
      {
        from: '2010-09-03',
        to: '2010-09-03',
        state: 'down',
        spent: [
          { severity: 'down', lengthMs: HOUR_MS },
          { severity: 'degraded', lengthMs: HOUR_MS },
          { severity: 'maintenance', lengthMs: HOUR_MS },
        ],
        coverage: 9_583,
      },
    ]);
  });

  test('a run of days is observed as much as all of it was, rounded down', () => {
    const almost = { ...dayOf('+', '2010-09-02'), spent: spent({ operational: DAY_MS - 1, unknown: 1 }) };
    const days = [almost, dayOf('+', '2010-09-03')];
    expect(recordView(recordOf('', { days }), NONE).days[0]?.coverage).toBe(9_999);
  });

  test('a day of no length was not observed', () => {
    const days = [{ day: '2010-09-03', worst: 'unknown' as const, spent: spent() }];
    expect(recordView(recordOf('', { days }), NONE).days[0]?.coverage).toBe(0);
  });
});

test('strip and rows cover every day once, whatever the days are', () => {
  const letters = fc.array(fc.constantFrom('+', 'm', '?', '~', '/', 'x'), { minLength: 90, maxLength: 90 });
  fc.assert(
    fc.property(letters, (days) => {
      const record = recordOf(days.join(''));
      const { strip, days: rows } = recordView(record, NONE);
      const barStates = strip.runs.flatMap((run) => Array.from({ length: run.days }, () => run.state));
      expect(barStates).toEqual(record.days.map(({ worst }) => worst));
      const covered = rows.flatMap(({ from, to, state }) => {
        const found: string[] = [];
        for (let day = to; day >= from; day = CONTEXT.zone.addDays(day, -1)) found.push(`${day} ${state}`);
        return found;
      });
      expect(covered).toEqual(record.days.map(({ day, worst }) => `${day} ${worst}`).reverse());
    }),
  );
});

describe('uptime', () => {
  test('comes with what there was beside it', () => {
    const periods = [
      period({
        period: '7d',
        uptime: 9_997,
        coverage: 9_820,
        downByStaffMs: 5 * MINUTE_MS,
        spent: spent({ operational: 6 * DAY_MS, down: 12 * MINUTE_MS, partial: HOUR_MS }),
      }),
    ];
    expect(recordView(recordOf('', { periods }), NONE).periods).toEqual([
      {
        period: '7d',
        uptime: 9_997,
        coverage: 9_820,
        downByStaffMs: 5 * MINUTE_MS,
        spent: [
          { severity: 'down', lengthMs: 12 * MINUTE_MS },
          { severity: 'partial', lengthMs: HOUR_MS },
        ],
      },
    ]);
  });
});

describe('outages', () => {
  test('lead to the incidents that spoke of them, and to none that is gone', () => {
    const known = incident('2010-08-31-service-down');
    const outages = [outage({ witness: 'both', incidents: [known.slug, '2010-08-30-withdrawn'] })];
    const view = recordView(recordOf('', { outages }), new Map([[known.slug, known]]));
    expect(view.outages[0]?.incidents).toEqual([
      { slug: known.slug, title: known.title, date: '2010-08-31' },
    ]);
  });

  test('begin and end on a day where staff wrote no more than that', () => {
    const vague = incident('2010-08-31-vague', {
      started: { at: outage().startAt, precision: 'day' },
      resolved: { at: outage().endAt, precision: 'minute' },
      updates: [],
    });
    const times = (incidents: readonly string[]) => {
      const record = recordOf('', { outages: [outage({ incidents })] });
      const { from, to } = recordView(record, new Map([[vague.slug, vague]])).outages[0] ?? {};
      return [from, to];
    };
    const [startAt, endAt] = [outage().startAt, outage().endAt];
    expect(times([vague.slug])).toEqual([
      { at: startAt, precision: 'day' },
      { at: endAt, precision: 'minute' },
    ]);
    expect(times([])).toEqual([
      { at: startAt, precision: 'minute' },
      { at: endAt, precision: 'minute' },
    ]);
  });

  test('are listed up to a number, and counted beyond it', () => {
    const outages = Array.from({ length: OUTAGES_LISTED + 3 }, () => outage());
    const view = recordView(recordOf('', { outages }), NONE);
    expect([view.outages.length, view.outagesUnlisted]).toEqual([OUTAGES_LISTED, 3]);
    expect(recordView(recordOf('', { outages: [outage()] }), NONE).outagesUnlisted).toBe(0);
  });
});
