import { describe, expect, test } from 'vitest';
import {
  declaredSince,
  effectsAt,
  endOf,
  isOpen,
  maintenanceState,
  newestFirst,
  startOf,
  wasOpen,
} from '../../../src/core/evaluate/incident.ts';
import type { Incident } from '../../../src/core/model/incident.ts';
import { at, dayOf, effects, incident, maintenance, minute, update } from './build.ts';

describe('open', () => {
  const phases = (...marks: [string, 'investigating' | 'resolved' | 'monitoring' | 'postmortem'][]) =>
    marks.map(([clock, phase]) => update(minute(clock), { phase }));
  test.each<[string, Incident, boolean]>([
    ['while nothing resolves it', incident('i'), true],
    ['not once resolved', incident('i', { resolved: minute('23:00') }), false],
    ['not from the very minute of its end', incident('i', { resolved: minute('23:10') }), false],
    ['until a resolving that lies ahead', incident('i', { resolved: minute('23:15') }), true],
    ['not on the day it was resolved, known to the day', incident('i', { resolved: dayOf(3) }), false],
    ['when it begins later and nothing closes it', incident('i', { started: minute('23:50') }), true],
    [
      'not when it begins later and its file closes it',
      incident('i', { started: minute('09:00', 5), resolved: minute('10:00', 5) }),
      false,
    ],
    [
      'when taken up again',
      incident('i', { updates: phases(['22:00', 'resolved'], ['23:00', 'monitoring']) }),
      true,
    ],
    [
      'not before it is taken up again',
      incident('i', { updates: phases(['22:00', 'resolved'], ['23:30', 'investigating']) }),
      false,
    ],
    [
      'not by a postmortem',
      incident('i', {
        resolved: minute('22:00'),
        updates: phases(['22:00', 'resolved'], ['23:00', 'postmortem']),
      }),
      false,
    ],
    [
      'until the front matter says, where that is later than the mark',
      incident('i', { resolved: minute('23:30'), updates: phases(['22:00', 'resolved']) }),
      true,
    ],
    ['never, for an announcement', incident('i', { kind: 'announcement' }), false],
    ['never, for maintenance', maintenance('m', 'web:down'), false],
  ])('%s', (_, entry, open) => {
    expect(isOpen(entry, at('23:10'))).toBe(open);
  });

  test('looking back, a start to come is not forgiven', () => {
    const later = incident('i', { started: minute('23:50') });
    expect([wasOpen(later, at('23:10')), wasOpen(later, at('23:50'))]).toEqual([false, true]);
  });
});

describe('effects', () => {
  const entry = incident('i', {
    affects: 'mail:degraded',
    started: minute('10:00'),
    updates: [
      update(minute('10:00')),
      update(minute('10:30'), { effects: effects('mail:down') }),
      update(minute('10:45')),
      update(minute('11:00'), { effects: effects('') }),
      update(minute('11:30'), { effects: effects('mail:partial') }),
    ],
    resolved: minute('12:00'),
  });
  test.each<[string, string]>([
    ['09:59', ''],
    ['10:00', 'degraded'],
    ['10:29', 'degraded'],
    ['10:30', 'down'],
    ['10:59', 'down'],
    ['11:00', ''],
    ['11:30', 'partial'],
    ['11:59', 'partial'],
    ['12:00', ''],
  ])('at %s: %s', (clock, severity) => {
    const inForce = effectsAt(entry, at(clock)).affects.map((declaration) => declaration.severity);
    expect(inForce.join(' ')).toBe(severity);
  });

  test('since when a fault is declared without a break', () => {
    const since = (clock: string) => declaredSince(entry, 'mail', at(clock));
    expect([since('10:59'), since('11:10'), since('11:40')]).toEqual([
      minute('10:00'),
      undefined,
      minute('11:30'),
    ]);
    expect(declaredSince(incident('i', { affects: 'mail', started: dayOf(2) }), 'mail', at('23:10'))).toEqual(
      dayOf(2),
    );
  });

  test('a fault that comes back with a reopening counts from there', () => {
    const updates = [
      update(minute('10:30'), { phase: 'resolved' }),
      update(minute('11:00'), { phase: 'investigating' }),
    ];
    const reopened = incident('i', { affects: 'mail:down', started: minute('10:00'), updates });
    expect(effectsAt(reopened, at('10:40')).affects).toEqual([]);
    expect(effectsAt(reopened, at('11:00')).affects).toHaveLength(1);
    expect(declaredSince(reopened, 'mail', at('11:10'))).toEqual(minute('11:00'));
  });

  test('those of maintenance hold while its window is open, those of an announcement never', () => {
    const work = maintenance('m', 'web:down');
    expect(effectsAt(work, at('21:59')).affects).toEqual([]);
    expect(effectsAt(work, at('22:00')).affects).toHaveLength(1);
    expect(effectsAt(work, at('23:30')).affects).toEqual([]);
    expect(effectsAt(incident('a', { kind: 'announcement', affects: 'web' }), at('23:00')).affects).toEqual(
      [],
    );
  });
});

describe('a window’s state', () => {
  const done = { resolved: minute('23:00') };
  test.each<[string, Incident, string]>([
    ['21:59', maintenance('m', ''), 'scheduled'],
    ['22:00', maintenance('m', ''), 'active'],
    ['23:30', maintenance('m', ''), 'ended'],
    ['23:00', maintenance('m', '', done), 'completed'],
    ['22:59', maintenance('m', '', done), 'active'],
    ['23:00', maintenance('m', '', { cancelled: true, ...done }), 'cancelled'],
    ['23:00', incident('m', { kind: 'maintenance' }), 'scheduled'],
    ['23:00', incident('m', { kind: 'maintenance', ...done }), 'completed'],
    [
      '23:00',
      maintenance('m', '', { updates: [update(minute('22:30'), { phase: 'completed' })] }),
      'completed',
    ],
  ])('at %s', (clock, entry, state) => {
    expect(maintenanceState(entry, at(clock))).toBe(state);
  });
});

describe('start and end', () => {
  const now = at('23:10');
  test.each<[string, Incident, object | null]>([
    ['open', incident('i'), null],
    ['resolved', incident('i', { resolved: dayOf(2) }), dayOf(2)],
    ['to be resolved', incident('i', { resolved: minute('23:30') }), null],
    ['window open', maintenance('m', ''), null],
    ['window over', maintenance('m', '', { to: '23:00' }), minute('23:00')],
    ['completed early', maintenance('m', '', { resolved: minute('22:10') }), minute('22:10')],
    ['cancelled', maintenance('m', '', { to: '23:00', cancelled: true }), null],
  ])('end, %s', (_, entry, end) => {
    expect(endOf(entry, now)).toEqual(end);
  });

  test('maintenance starts by its window, an incident by its start', () => {
    expect([startOf(maintenance('m', '')), startOf(incident('i', { started: dayOf(2) }))]).toEqual([
      minute('22:00'),
      dayOf(2),
    ]);
  });

  test('newest first; at one instant the minute before the day; then by slug', () => {
    const entries = [
      incident('day', { started: dayOf(3) }),
      incident('midnight', { started: minute('00:00') }),
      incident('b', { started: minute('09:00') }),
      incident('a', { started: minute('09:00') }),
      incident('old', { started: dayOf(1) }),
    ];
    expect(entries.sort(newestFirst).map(({ slug }) => slug)).toEqual(['a', 'b', 'midnight', 'day', 'old']);
  });
});
