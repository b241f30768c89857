import { describe, expect, it } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import { appointment, calendarOffer, isPlanned, plannedIn } from '../../../src/core/view/calendar.ts';
import { at, CONTEXT, incident, NOW, update } from './fixtures.ts';

const DAY = '2010-09-05';
const work = (slug: string, overrides: Partial<Incident> = {}) =>
  incident(slug, {
    kind: 'maintenance',
    resolved: null,
    window: { startAt: at(DAY, '01:00'), endAt: at(DAY, '03:00') },
    updates: [update('2010-09-03', '12:00')],
    ...overrides,
  });

function appointmentOf(overrides: Partial<Incident>) {
  const subject = work(`${DAY}-w`, overrides);
  if (!isPlanned(subject)) throw new Error('it has a window');
  return appointment(subject, NOW, { summary: '', updates: ['Words.'] }, CONTEXT);
}

describe('how long work takes in a calendar', () => {
  const startAt = at(DAY, '01:00');
  const open = { startAt, endAt: null };

  it.each<[string, Partial<Incident>, number | undefined, boolean]>([
    ['its window', {}, at(DAY, '03:00'), true],
    ['an hour where no end is known', { window: open }, at(DAY, '02:00'), false],
    [
      'until it was done, where only that is known',
      { window: open, resolved: update(DAY, '04:00').at },
      at(DAY, '04:00'),
      true,
    ],
    ['no time at all where both are one', { window: { startAt, endAt: startAt } }, undefined, true],
    [
      'no time at all where it was done before',
      { window: open, resolved: update(DAY, '00:30').at },
      undefined,
      true,
    ],
  ])('%s', (_, overrides, endAt, endKnown) => {
    const view = appointmentOf(overrides);
    expect([view.endAt, view.endKnown]).toEqual([endAt, endKnown]);
  });
});

it('what was called off is expected to do nothing', () => {
  const effects = {
    affects: [{ id: 'web-access', severity: 'down', line: 1, column: 1 }],
    unreadable: false,
  } as const;
  expect(appointmentOf({ effects }).effects?.tense).toBe('expected');
  expect(appointmentOf({ effects, cancelled: true })).not.toHaveProperty('effects');
});

it('the sequence grows with every word, with being done and with being called off', () => {
  const two = [update('2010-09-03', '12:00'), update('2010-09-03', '13:00')];
  expect([
    appointmentOf({}).sequence,
    appointmentOf({ updates: two }).sequence,
    appointmentOf({ updates: two, resolved: update(DAY, '02:00').at }).sequence,
    appointmentOf({ updates: two, cancelled: true }).sequence,
  ]).toEqual([0, 1, 2, 2]);
});

it('work stands in the order of its beginning, last first, whatever the order of the files', () => {
  const later = work('2010-09-01-b', { window: { startAt: at(DAY, '09:00'), endAt: at(DAY, '10:00') } });
  const list = [work('2010-09-05-c'), incident('2010-09-05-x'), later, work('2010-09-05-a')];
  const slugs = ['2010-09-01-b', '2010-09-05-a', '2010-09-05-c'];
  expect(plannedIn(list).map(({ slug }) => slug)).toEqual(slugs);
  expect(plannedIn(list.toReversed()).map(({ slug }) => slug)).toEqual(slugs);
});

describe('a page offers work for one’s own calendar', () => {
  it.each<[string, Incident, string | undefined]>([
    ['while it is ahead', work('2010-09-05-a#b'), '/incidents/2010-09-05-a%23b/maintenance.ics'],
    ['not when it is done', work('2010-09-05-a', { resolved: update(DAY, '02:00').at }), undefined],
    ['not when it is called off', work('2010-09-05-a', { cancelled: true }), undefined],
    ['not of what is no work', incident('2010-09-05-a', { resolved: null }), undefined],
  ])('%s', (_, subject, calendar) => {
    expect(calendarOffer(subject).calendar).toBe(calendar);
  });
});
