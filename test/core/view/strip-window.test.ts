import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import { DAY_MS } from '../../../src/core/model/time.ts';
import { reachOf, STRIP_DAYS, stripWindow } from '../../../src/core/view/strip-window.ts';
import { CONTEXT, incident, update } from './fixtures.ts';
import { summer } from './watched.ts';

const DAY = '2010-08-31';
const minute = (time: string) => ({ at: summer(time), precision: 'minute' }) as const;
const day = (date: string) => ({ at: summer(`${date} 00:00`), precision: 'day' }) as const;
const planned = (from: string, to: string | null) => ({
  kind: 'maintenance' as const,
  resolved: null,
  window: { startAt: summer(from), endAt: to === null ? null : summer(to) },
});

describe('the window of an incident', () => {
  test.each<[string, Partial<Incident>, string, string]>([
    [
      'an hour before to an hour after',
      { started: minute(`${DAY} 14:00`), resolved: minute(`${DAY} 15:30`) },
      `${DAY} 13:00`,
      `${DAY} 16:30`,
    ],
    [
      'a moment',
      { started: minute(`${DAY} 14:00`), resolved: minute(`${DAY} 14:00`) },
      `${DAY} 13:00`,
      `${DAY} 15:00`,
    ],
    [
      'the day, where no more is known',
      { started: day(DAY), resolved: day(DAY) },
      `${DAY} 00:00`,
      '2010-09-01 00:00',
    ],
    [
      'days, where no more is known',
      { started: day(DAY), resolved: day('2010-09-02') },
      `${DAY} 00:00`,
      '2010-09-03 00:00',
    ],
    [
      'to the end of a day, where the end is known to that',
      { started: minute(`${DAY} 14:00`), resolved: day('2010-09-01') },
      `${DAY} 13:00`,
      '2010-09-02 00:00',
    ],
    [
      'an end before its beginning',
      { started: minute(`${DAY} 14:00`), resolved: minute(`${DAY} 09:00`) },
      `${DAY} 13:00`,
      `${DAY} 15:00`,
    ],
    ['planned work', planned(`${DAY} 01:00`, `${DAY} 03:00`), `${DAY} 00:00`, `${DAY} 04:00`],
    [
      'planned work that took longer',
      { ...planned(`${DAY} 01:00`, `${DAY} 03:00`), resolved: minute(`${DAY} 05:00`) },
      `${DAY} 00:00`,
      `${DAY} 06:00`,
    ],
    [
      'planned work that was done early',
      { ...planned(`${DAY} 01:00`, `${DAY} 03:00`), resolved: minute(`${DAY} 02:00`) },
      `${DAY} 00:00`,
      `${DAY} 04:00`,
    ],
  ])('%s', (_, overrides, startAt, endAt) => {
    const subject = incident(`${DAY}-a`, { updates: [update(DAY, '14:00')], ...overrides });
    expect(stripWindow(subject, CONTEXT.zone)).toEqual({
      startAt: summer(startAt),
      endAt: summer(endAt),
      cut: false,
    });
  });

  test('over midnight of the day the clocks change has the length it had', () => {
    const subject = incident('2010-10-31-a', {
      started: { at: Date.parse('2010-10-31T00:00:00+01:00'), precision: 'day' },
      resolved: { at: Date.parse('2010-10-31T00:00:00+01:00'), precision: 'day' },
    });
    const window = stripWindow(subject, CONTEXT.zone);
    expect((window?.endAt ?? 0) - (window?.startAt ?? 0)).toBe(DAY_MS + DAY_MS / 24);
  });

  test.each<[string, Partial<Incident>]>([
    ['an open end', { resolved: null }],
    ['an end years later', { resolved: minute('2012-01-01 00:00') }],
    ['planned work without an end', planned(`${DAY} 14:00`, null)],
  ])('is cut: %s', (_, overrides) => {
    const window = stripWindow(
      incident(`${DAY}-a`, { updates: [update(DAY, '14:00')], ...overrides }),
      CONTEXT.zone,
    );
    expect(window?.cut).toBe(true);
    expect((window?.endAt ?? 0) - (window?.startAt ?? 0)).toBe(STRIP_DAYS * DAY_MS);
  });

  test.each<[string, Partial<Incident>]>([
    ['announcements', { kind: 'announcement', resolved: null }],
    ['work that was cancelled', { ...planned(`${DAY} 01:00`, `${DAY} 03:00`), cancelled: true }],
  ])('there is none of %s', (_, overrides) => {
    expect(stripWindow(incident(`${DAY}-a`, overrides), CONTEXT.zone)).toBeNull();
  });
});

describe('how far anybody looked', () => {
  const window = { startAt: 100, endAt: 200 };

  test.each([
    ['never', null, 'none'],
    ['from its end on', { fromAt: 200, untilAt: 900 }, 'none'],
    ['until its beginning', { fromAt: 0, untilAt: 100 }, 'none'],
    ['until its middle', { fromAt: 0, untilAt: 150 }, 'part'],
    ['until a moment before its end', { fromAt: 0, untilAt: 199 }, 'part'],
    ['to its end', { fromAt: 0, untilAt: 200 }, 'whole'],
    ['from its middle on', { fromAt: 150, untilAt: 900 }, 'whole'],
  ] as const)('%s', (_, observed, reach) => {
    expect(reachOf(window, observed)).toBe(reach);
  });
});
