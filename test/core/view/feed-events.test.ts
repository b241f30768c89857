import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident, Update } from '../../../src/core/model/incident.ts';
import { eventsOf, latestEventAt, spokenAt } from '../../../src/core/view/feed-events.ts';
import { FEED_ENTRIES, selectForFeed } from '../../../src/core/view/feed-selection.ts';
import { at, CONTEXT, incident, NOW, update } from './fixtures.ts';

const DAY = '2010-09-05';
const WINDOW = { startAt: at(DAY, '01:00'), endAt: at(DAY, '03:00') };

const told = (subject: Incident) => eventsOf(subject, CONTEXT.zone).map(({ id, word }) => `${id} ${word}`);
const work = (overrides: Partial<Incident> = {}) =>
  incident(`${DAY}-w`, {
    kind: 'maintenance',
    window: WINDOW,
    resolved: null,
    updates: [update('2010-09-03', '12:00')],
    ...overrides,
  });

describe('what happens to an incident', () => {
  const first = update(DAY, '10:00');
  const closed = update(DAY, '11:00', { phase: 'resolved' });

  it.each<[string, Partial<Incident>, readonly string[]]>([
    [
      'is its updates',
      { updates: [first, closed], resolved: closed.at },
      ['u-20100905-1000 incident', 'u-20100905-1100 resolved'],
    ],
    [
      'is told to be over where no update says so',
      { updates: [first], resolved: first.at },
      ['u-20100905-1000 incident', 'resolved resolved'],
    ],
    [
      'is not over while it is open',
      { updates: [first, update(DAY, '10:30')], resolved: null },
      ['u-20100905-1000 incident', 'u-20100905-1030 update'],
    ],
    [
      'is over once, also where somebody looks back',
      { updates: [first, closed, update(DAY, '12:00', { phase: 'postmortem' })], resolved: closed.at },
      ['u-20100905-1000 incident', 'u-20100905-1100 resolved', 'u-20100905-1200 postmortem'],
    ],
    [
      'is over again where the title says so after it was taken up',
      {
        updates: [closed, update(DAY, '12:00', { phase: 'investigating' })],
        resolved: update(DAY, '12:00').at,
      },
      ['u-20100905-1100 resolved', 'u-20100905-1200 investigating', 'resolved resolved'],
    ],
    [
      'is one event of an announcement',
      { kind: 'announcement', updates: [update(DAY, null)], resolved: null },
      ['u-20100905 announcement'],
    ],
  ])('%s', (_, overrides, expected) => {
    expect(told(incident(`${DAY}-a`, overrides))).toEqual(expected);
  });
});

describe('what happens to planned work', () => {
  const done = (clock: string) => update(DAY, clock, { phase: 'completed' });

  it.each<[string, Partial<Incident>, readonly string[]]>([
    ['is its window', {}, ['u-20100903-1200 scheduled', 'started started', 'ended ended']],
    [
      'ends by staff’s word',
      { updates: [update('2010-09-03', '12:00'), done('02:00')], resolved: done('02:00').at },
      ['u-20100903-1200 scheduled', 'started started', 'u-20100905-0200 completed'],
    ],
    [
      'does not begin where it was done before',
      { updates: [update('2010-09-03', '12:00'), done('00:30')], resolved: done('00:30').at },
      ['u-20100903-1200 scheduled', 'u-20100905-0030 completed'],
    ],
    [
      'is done by the end of its window where the day alone is known',
      { updates: [update(DAY, null)], resolved: update(DAY, null).at },
      ['u-20100905 scheduled', 'started started', 'completed completed'],
    ],
    [
      'does not take place where it is called off',
      { cancelled: true },
      ['u-20100903-1200 scheduled', 'cancelled cancelled'],
    ],
    [
      'has no end where none is known',
      { window: { ...WINDOW, endAt: null } },
      ['u-20100903-1200 scheduled', 'started started'],
    ],
  ])('%s', (_, overrides, expected) => {
    expect(told(work(overrides))).toEqual(expected);
  });

  it('without a window is what was said of it', () => {
    const unread = incident(`${DAY}-w`, { kind: 'maintenance', resolved: null, updates: work().updates });
    expect(told(unread)).toEqual(['u-20100903-1200 scheduled']);
  });

  it('was announced a week before, for all we know, where a file bears only the day of the work', () => {
    const [first] = eventsOf(work({ updates: [update(DAY, null)] }), CONTEXT.zone);
    expect(first).toMatchObject({ at: { at: at('2010-08-29', '00:00'), precision: 'day' }, dated: false });
  });

  it('was spoken of when staff wrote a time, never in the future', () => {
    const later = update(DAY, '02:00');
    expect(spokenAt(work(), CONTEXT.zone, NOW)).toBe(at('2010-09-03', '12:00'));
    const updates = [update('2010-09-03', '12:00'), later];
    expect(spokenAt(work({ updates }), CONTEXT.zone, NOW)).toBe(at('2010-09-03', '12:00'));
    expect(spokenAt(work({ updates }), CONTEXT.zone, later.at.at)).toBe(later.at.at);
    expect(spokenAt(work({ updates: [update(DAY, null)] }), CONTEXT.zone, NOW)).toBeUndefined();
  });
});

describe('the newest', () => {
  const HOUR = 3_600_000;
  const anyUpdate = (hour: number, phase: Update['phase']): Update => ({
    id: `u-${String(hour)}`,
    at: { at: NOW - hour * HOUR, precision: 'minute' },
    line: 1,
    ...(phase === undefined ? {} : { phase }),
  });
  const anyIncident = fc
    .record({
      hours: fc.uniqueArray(fc.integer({ min: -40, max: 4_000 }), { minLength: 1, maxLength: 4 }),
      isWork: fc.boolean(),
      isOver: fc.boolean(),
    })
    .map(({ hours, isWork, isOver }, index = 0) => {
      const updates = hours.sort((a, b) => b - a).map((hour) => anyUpdate(hour, undefined));
      const last = updates.at(-1)?.at ?? null;
      return { updates, resolved: isOver ? last : null, isWork, index };
    });
  const anySite = fc.array(anyIncident, { maxLength: 90 }).map((list) =>
    list.map(({ updates, resolved, isWork }, index) =>
      incident(`2010-01-01-${String(index)}`, {
        updates,
        resolved,
        ...(isWork
          ? {
              kind: 'maintenance' as const,
              window: { startAt: NOW - index * HOUR, endAt: NOW - (index - 30) * HOUR },
            }
          : {}),
      }),
    ),
  );

  it('are found without looking at every file’s events', () => {
    fc.assert(
      fc.property(anySite, (incidents) => {
        const { incidents: picked, untilAt } = selectForFeed(incidents, CONTEXT, NOW);
        const all = incidents.map((one) => ({ one, events: eventsOf(one, CONTEXT.zone) }));
        const latest = all
          .flatMap(({ one, events }) => {
            const past = events.filter((event) => event.at.at <= NOW);
            return past.length === 0
              ? []
              : [{ slug: one.slug, at: Math.max(...past.map((event) => event.at.at)) }];
          })
          .sort((a, b) => b.at - a.at || (a.slug < b.slug ? -1 : 1));
        expect(picked.map((item) => item.incident.slug)).toEqual(
          latest.slice(0, FEED_ENTRIES).map(({ slug }) => slug),
        );
        const ahead = all
          .flatMap(({ events }) => events.map((event) => event.at.at))
          .filter((time) => time > NOW);
        expect(untilAt).toBe(Math.min(Infinity, ...ahead));
      }),
      { numRuns: 150 },
    );
  });

  it('happen no later than the latest that is reckoned with', () => {
    fc.assert(
      fc.property(anySite, (incidents) => {
        for (const one of incidents)
          for (const event of eventsOf(one, CONTEXT.zone))
            expect(event.at.at).toBeLessThanOrEqual(latestEventAt(one));
      }),
      { numRuns: 60 },
    );
  });
});
