import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import {
  eventsOf,
  incidentDaysIn,
  LASTING_DAYS,
  timelineDays,
} from '../../../src/core/view/timeline-days.ts';
import { CONTEXT, incident, NOW, update } from './fixtures.ts';
import { summer } from './watched.ts';

const DAY = '2010-08-31';
const minute = (time: string) => ({ at: summer(time), precision: 'minute' }) as const;
const work = (overrides: Partial<Incident> = {}): Incident =>
  incident(`${DAY}-a`, {
    kind: 'maintenance',
    resolved: null,
    updates: [update('2010-08-28', '10:00', { phase: 'scheduled' })],
    window: { startAt: summer(`${DAY} 01:00`), endAt: summer(`${DAY} 03:00`) },
    ...overrides,
  });

describe('what a file says happened', () => {
  const told = (subject: Incident) =>
    eventsOf(subject).map(({ what, at, update: index }) =>
      [what, new Date(at.at + 3_600_000).toISOString().slice(5, 16), index].join(' ').trim(),
    );

  test.each<[string, Incident, readonly string[]]>([
    [
      'an incident that was told as it went',
      incident(`${DAY}-a`, {
        updates: [update(DAY, '14:00'), update(DAY, '14:30'), update(DAY, '15:00')],
        resolved: minute(`${DAY} 15:00`),
      }),
      ['began 08-31T14:00 0', 'update 08-31T14:30 1', 'ended 08-31T15:00 2'],
    ],
    [
      'an incident that is open',
      incident(`${DAY}-a`, { updates: [update(DAY, '14:00')], resolved: null }),
      ['began 08-31T14:00 0'],
    ],
    [
      'an incident told once',
      incident(`${DAY}-a`, { updates: [update(DAY, '14:00')] }),
      ['told 08-31T14:00 0'],
    ],
    [
      'a beginning and an end nobody wrote at',
      incident(`${DAY}-a`, {
        started: minute(`${DAY} 13:30`),
        updates: [update(DAY, '14:00')],
        resolved: minute(`${DAY} 15:00`),
      }),
      ['update 08-31T14:00 0', 'began 08-31T13:30', 'ended 08-31T15:00'],
    ],
    [
      'an announcement',
      incident(`${DAY}-a`, {
        kind: 'announcement',
        updates: [update(DAY, '14:00'), update(DAY, '16:00')],
        resolved: null,
      }),
      ['announced 08-31T14:00 0', 'update 08-31T16:00 1'],
    ],
    [
      'planned work',
      work(),
      ['update 08-28T10:00 0', 'planned-start 08-31T01:00', 'planned-end 08-31T03:00'],
    ],
    [
      'planned work without an end',
      work({ window: { startAt: summer(`${DAY} 01:00`), endAt: null } }),
      ['update 08-28T10:00 0', 'planned-start 08-31T01:00'],
    ],
    ['work that was cancelled', work({ cancelled: true }), ['update 08-28T10:00 0']],
  ])('%s', (_, subject, expected) => {
    expect(told(subject)).toEqual(expected);
  });

  test('a beginning known to the day is not the update of its first minute', () => {
    const subject = incident(`${DAY}-a`, {
      started: { at: summer(`${DAY} 00:00`), precision: 'day' },
      updates: [update(DAY, '00:00')],
      resolved: null,
    });
    expect(eventsOf(subject).map(({ what }) => what)).toEqual(['update', 'began']);
  });
});

describe('the days of the timeline', () => {
  const days = (incidents: readonly Incident[], changes: Readonly<Record<string, number>> = {}, now = NOW) =>
    timelineDays({
      incidents,
      daysOf: incidentDaysIn(CONTEXT.zone),
      changes: new Map(Object.entries(changes)),
      today: CONTEXT.zone.dayOf(now),
    });
  const names = (...args: Parameters<typeof days>) => days(...args).map(({ day }) => day);

  test('are those on which something changed or was written, newest first', () => {
    expect(
      names([incident('2010-08-31-a'), incident('2010-08-30-b')], { '2010-08-30': 4, '2010-08-01': 1 }),
    ).toEqual(['2010-08-31', '2010-08-30', '2010-08-01']);
  });

  test('know what they have', () => {
    const subject = incident('2010-08-30-b');
    expect(days([subject], { '2010-08-30': 4 })).toEqual([
      { day: '2010-08-30', changes: 4, entries: [subject], lasting: [] },
    ]);
  });

  test('are all those of an entry, each once', () => {
    const subject = incident('2010-08-30-b', {
      updates: [update('2010-08-30', '23:50'), update('2010-08-31', '00:10'), update('2010-08-31', '09:00')],
      resolved: minute('2010-09-01 10:00'),
    });
    const found = days([subject]);
    expect(found.map(({ day }) => day)).toEqual(['2010-09-01', '2010-08-31', '2010-08-30']);
    expect(found.every(({ entries }) => entries.length === 1)).toBe(true);
  });

  test('are days of the site’s zone', () => {
    const late = { at: Date.parse('2010-08-30T23:30:00Z'), precision: 'minute' } as const;
    expect(names([incident('2010-08-30-b', { updates: [{ id: 'u', at: late, line: 1 }] })])).toEqual([
      '2010-08-31',
    ]);
  });

  test('to come have none, and have theirs when they have come', () => {
    const ahead = work({
      window: { startAt: summer('2010-09-05 01:00'), endAt: summer('2010-09-05 03:00') },
    });
    expect(names([ahead])).toEqual(['2010-08-28']);
    expect(names([ahead], {}, summer('2010-09-05 00:00'))).toEqual(['2010-09-05', '2010-08-28']);
  });

  test('are none where nothing ever happened', () => {
    expect(names([])).toEqual([]);
  });

  const lasting = (subject: Incident, ...others: readonly string[]) =>
    days([subject], Object.fromEntries(others.map((day) => [day, 1])))
      .filter((day) => day.lasting.includes(subject))
      .map(({ day }) => day);

  test('know what was under way as they began', () => {
    const subject = incident('2010-08-30-b', {
      updates: [update('2010-08-30', '23:50')],
      resolved: minute('2010-09-01 10:00'),
    });
    expect(lasting(subject, '2010-08-29', '2010-08-31', '2010-09-02')).toEqual(['2010-09-01', '2010-08-31']);
    expect(
      lasting(work({ window: { startAt: summer('2010-08-30 23:00'), endAt: summer('2010-08-31 02:00') } })),
    ).toEqual(['2010-08-31']);
  });

  test.each<[string, Partial<Incident>]>([
    ['announcements', { kind: 'announcement', resolved: null }],
    ['work that was cancelled', { kind: 'maintenance', cancelled: true, resolved: null }],
    ['work without a readable window', { kind: 'maintenance', resolved: null }],
  ])('%s are never under way', (_, overrides) => {
    expect(lasting(incident('2010-08-30-b', overrides), '2010-08-31', '2010-09-01')).toEqual([]);
  });

  test('an entry nobody closed is under way for three months', () => {
    const forgotten = incident('2010-03-01-b', { resolved: null });
    const [last, beyond] = [LASTING_DAYS, LASTING_DAYS + 1].map((count) =>
      CONTEXT.zone.addDays('2010-03-01', count),
    );
    expect(lasting(forgotten, last ?? '', beyond ?? '')).toEqual([last]);
  });
});

describe('the day an entry’s own page leads to', () => {
  test.each<[string, Incident, string]>([
    ['when it began', incident('2010-08-30-b', { started: minute('2010-08-29 22:00') }), '2010-08-29'],
    ['when work was to begin', work(), DAY],
    ['when it was written of, for work that was cancelled', work({ cancelled: true }), '2010-08-28'],
    [
      'when it was written, for announcements',
      incident('2010-08-30-b', { kind: 'announcement', started: minute('2010-08-01 22:00'), resolved: null }),
      '2010-08-30',
    ],
  ])('is %s', (_, subject, expected) => {
    expect(incidentDaysIn(CONTEXT.zone)(subject).told).toBe(expected);
  });
});
