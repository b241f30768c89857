import { describe, expect, test } from 'vitest';
import { entryView, TITLE_LIMIT } from '../../../src/core/view/entry.ts';
import { CONTEXT, incident, update } from './fixtures.ts';

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
    ['planned work', { kind: 'maintenance', resolved: null }, { code: 'planned' }],
    ['planned work that is done', { kind: 'maintenance' }, { code: 'completed' }],
    ['planned work that was withdrawn', { kind: 'maintenance', cancelled: true }, { code: 'cancelled' }],
    ['an announcement', { kind: 'announcement', resolved: null }, undefined],
  ] as const)('%s', (_, overrides, tag) => {
    expect(entryView(incident(`${DAY}-a`, overrides), { summary: '', updates: [''] }, CONTEXT).tag).toEqual(
      tag,
    );
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

  test('carry what changed, with names; unknown ids stay as written', () => {
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
      affects: [
        { id: 'web-access', name: 'Web Access', severity: 'down' },
        { id: 'constructor', name: 'constructor', severity: 'operational' },
      ],
      mail: { incoming: 'safe' },
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
