import { describe, expect, test } from 'vitest';
import type { Incident, Update } from '../../../src/core/model/incident.ts';
import { entryView, tagAt, tenseOf, TITLE_LIMIT } from '../../../src/core/view/entry.ts';
import { at, CONTEXT, incident, NOW, update } from './fixtures.ts';

const DAY = '2010-08-31';

describe('tags', () => {
  test.each([
    ['an open incident', { resolved: null }, { code: 'open' }],
    ['a resolved one', {}, { code: 'resolved' }],
    [
      'a resolved one, as staff wrote it',
      { titleTag: 'All Resolved' },
      { code: 'resolved', written: 'All Resolved' },
    ],
    ['planned work: only its window is known', { kind: 'maintenance', resolved: null }, undefined],
    [
      'planned work under way',
      { kind: 'maintenance', resolved: null, phase: 'in progress' },
      { code: 'active' },
    ],
    [
      'planned work being verified',
      { kind: 'maintenance', resolved: null, phase: 'verifying' },
      { code: 'verifying' },
    ],
    ['planned work that is done', { kind: 'maintenance' }, { code: 'completed' }],
    ['planned work that was withdrawn', { kind: 'maintenance', cancelled: true }, { code: 'cancelled' }],
    ['an announcement', { kind: 'announcement', resolved: null }, undefined],
  ] as const)('%s', (_, overrides, tag) => {
    expect(entryView(incident(`${DAY}-a`, overrides), { summary: '', updates: [''] }, CONTEXT).tag).toEqual(
      tag,
    );
  });
});

describe('tags and tense at one instant', () => {
  const work = {
    kind: 'maintenance',
    resolved: null,
    window: { startAt: at('2010-09-03', '22:00'), endAt: at('2010-09-04', '01:00') },
  } as const;
  const hour = 60 * 60_000;
  test.each([
    ['an open incident', { resolved: null }, 0, 'open', 'present'],
    ['one resolved later', { resolved: update('2010-09-04', '10:00').at }, 0, 'open', 'present'],
    ['one resolved by then', { titleTag: 'All Resolved' }, 0, 'resolved', 'past'],
    ['work to come', work, -2 * hour, 'planned', 'expected'],
    ['work under way', work, 0, 'active', 'present'],
    ['work over without a word', work, 2 * hour, 'ended', 'past'],
    ['work that is done', { ...work, resolved: update('2010-09-03', '23:00').at }, 0, 'completed', 'past'],
    ['work that was cancelled', { ...work, cancelled: true }, 0, 'cancelled', 'past'],
  ] as const)('%s', (_, overrides, later, code, tense) => {
    const subject = incident(`${DAY}-a`, overrides);
    expect(tagAt(subject, NOW + later)?.code).toBe(code);
    expect(tenseOf(subject, NOW + later)).toBe(tense);
  });

  test('an announcement has none', () => {
    expect(tagAt(incident(`${DAY}-a`, { kind: 'announcement', resolved: null }), NOW)).toBeNull();
  });
});

describe('what a page of a moment leaves out', () => {
  const shown = (updates: readonly Update[], overrides: Partial<Incident> = {}) =>
    entryView(
      incident('2010-09-03-a', { updates, ...overrides }),
      { summary: '', updates: updates.map(() => 'x') },
      CONTEXT,
      { now: NOW },
    );

  test('updates of more than five minutes later, uncounted', () => {
    const view = shown([
      update('2010-09-03', '22:00'),
      ...['23:15', '23:16'].map((c) => update('2010-09-03', c)),
    ]);
    expect(view.updates.map(({ id }) => id)).toEqual(['u-20100903-2200', 'u-20100903-2315']);
    expect(view.omitted).toBe(0);
  });

  test('not the day of the work, nor the words of an incident with a mistyped hour', () => {
    expect(shown([update('2010-09-05', null)], { kind: 'maintenance', resolved: null }).updates).toHaveLength(
      1,
    );
    expect(shown([update('2010-09-03', '23:40')], { resolved: null }).updates).toHaveLength(1);
  });
});

describe('updates', () => {
  test.each([
    ['on the entry’s own day, a day is not repeated', update(DAY, '10:30'), undefined],
    ['on another day it is told', update('2010-09-01', '00:15'), '2010-09-01'],
    [
      'half past midnight in London is that day, though the day before in UTC',
      update(DAY, '00:30'),
      undefined,
    ],
    ['the entry’s own day without a clock says nothing more', update(DAY, null), undefined],
    ['another day without a clock is told', update('2010-09-01', null), '2010-09-01'],
  ])('%s', (_, item, day) => {
    const view = entryView(
      incident(`${DAY}-a`, { updates: [item] }),
      { summary: '', updates: ['x'] },
      CONTEXT,
    );
    expect(view.updates[0]?.day).toBe(day);
  });

  test('a day-precision update after a timed one names its day', () => {
    const updates = [update(DAY, '10:00'), update(DAY, null)];
    const view = entryView(incident(`${DAY}-a`, { updates }), { summary: '', updates: ['a', 'b'] }, CONTEXT);
    expect(view.updates.map(({ day }) => day)).toEqual([undefined, DAY]);
  });

  test('carry what changed, with names; ids that name nothing are left out', () => {
    const effects = {
      affects: [
        { id: 'web-access', severity: 'down', line: 1, column: 1 },
        { id: 'constructor', severity: 'operational', line: 1, column: 1 },
      ],
      mail: { incoming: 'safe' },
      unreadable: false,
    } as const;
    const view = entryView(
      incident(`${DAY}-a`, { updates: [update(DAY, '10:30', { effects })] }),
      { summary: '', updates: ['x'] },
      CONTEXT,
    );
    expect(view.updates[0]?.changes).toEqual({
      affects: [{ id: 'web-access', name: 'Web Access', severity: 'down' }],
      mail: { incoming: 'safe' },
      tense: 'past',
    });
  });

  test('without a limit every text is whole', () => {
    const updates = [update(DAY, '10:00'), update(DAY, '11:00')];
    const view = entryView(
      incident(`${DAY}-a`, { updates }),
      { summary: 'before', updates: ['a'.repeat(9_999), 'b'] },
      CONTEXT,
    );
    expect(view).toMatchObject({ summary: 'before', omitted: 0 });
    expect(view.updates.map(({ cut }) => cut)).toEqual([false, false]);
  });
});

test('a title of any length is printed within bounds', () => {
  const { title } = entryView(
    incident(`${DAY}-a`, { title: 'long '.repeat(200) }),
    { summary: '', updates: [''] },
    CONTEXT,
  );
  expect(title.length).toBeLessThanOrEqual(TITLE_LIMIT);
});
