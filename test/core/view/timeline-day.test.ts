import { describe, expect, test } from 'vitest';
import type { History } from '../../../src/core/model/history.ts';
import type { Incident } from '../../../src/core/model/incident.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { viewContext } from '../../../src/core/view/context.ts';
import { MAX_LASTING, MAX_ROWS, timelineDayView } from '../../../src/core/view/timeline-day.ts';
import { topology as siteOf } from '../evaluate/build.ts';
import { CONTEXT, incident, proseOf, update } from './fixtures.ts';
import { memoryOf, summer, watched } from './watched.ts';

const DAY = '2010-08-31';
const minute = (time: string) => ({ at: summer(time), precision: 'minute' }) as const;
const TWO_DAYS = { from: '2010-08-30 00:00', until: '2010-09-01 12:00' };
const NOTHING: History = memoryOf(TWO_DAYS).read(0);

function dayOf(
  history: History,
  entries: readonly Incident[] = [],
  options: {
    readonly day?: string;
    readonly lasting?: readonly Incident[];
    readonly text?: string;
    readonly site?: Topology;
  } = {},
) {
  const { day = DAY, lasting = [], text = 'Some words.', site } = options;
  return timelineDayView({
    context: site === undefined ? CONTEXT : viewContext(site),
    history,
    day: { day, changes: 0, entries, lasting },
    prose: proseOf(entries, text),
  });
}

const anchors = (view: ReturnType<typeof dayOf>) => view.minutes.map(({ anchor }) => anchor);

describe('a day by the minute', () => {
  const story = incident(`${DAY}-a`, {
    title: 'Slow',
    updates: [
      update('2010-08-30', '23:00', { id: 'u0' }),
      update(DAY, '14:12', { id: 'u1', phase: 'identified' }),
      update(DAY, '15:00', { id: 'u2' }),
    ],
    resolved: minute(`${DAY} 15:00`),
  });

  test('joins what the probes saw and what staff wrote, each minute with an anchor', () => {
    const changes = { [`${DAY} 14:12`]: 'gw1:offline', [`${DAY} 14:31`]: '' };
    const view = dayOf(watched({ ...TWO_DAYS, changes }), [story]);
    expect(anchors(view)).toEqual(['t1412', 't1431', 't1500']);
    expect(view.minutes[0]?.rows.map(({ code }) => code)).toEqual(['servers', 'entry']);
    expect(view.minutes[2]?.rows).toEqual([
      {
        code: 'entry',
        what: 'ended',
        at: summer(`${DAY} 15:00`),
        slug: story.slug,
        title: 'Slow',
        anchor: 'u2',
      },
    ]);
  });

  test('leads to an update only where its page shows one', () => {
    const rows = dayOf(NOTHING, [story], { text: ' ' }).minutes.flatMap((each) => each.rows);
    // The one without a text, a phase or effects is not printed there.
    expect(rows.map((row) => ('anchor' in row ? row.anchor : undefined))).toEqual(['u1', undefined]);
  });

  test('has what is known to the day apart', () => {
    const view = dayOf(NOTHING, [incident(`${DAY}-b`, { updates: [update(DAY, null)] })]);
    expect(view.minutes).toEqual([]);
    expect(view.untimed).toMatchObject([{ what: 'told', slug: `${DAY}-b` }]);
  });

  test('tells the two hours apart that the clock shows twice', () => {
    const twice = incident('2010-10-31-a', {
      updates: ['00:30Z', '01:30Z'].map((time, index) => ({
        id: `u${index}`,
        at: { at: Date.parse(`2010-10-31T${time}`), precision: 'minute' },
        line: 1,
      })),
      resolved: null,
    });
    const { minutes } = dayOf(NOTHING, [twice], { day: '2010-10-31' });
    expect(minutes.map(({ anchor, twice: again }) => [anchor, again])).toEqual([
      ['t0130', true],
      ['t0130-2', true],
    ]);
  });

  test('has a bound, and leaves out single servers before all else', () => {
    const names = Array.from({ length: 30 }, (_, index) => `s${index}`);
    const site = siteOf({ a: names.join(' ') }, { mail: 'a' });
    const changes: Record<string, string> = {};
    for (let turn = 0; turn < 600; turn += 1) {
      const clock = `${String(Math.floor(turn / 60) + 1).padStart(2, '0')}:${String(turn % 60).padStart(2, '0')}`;
      changes[`${DAY} ${clock}`] = turn % 2 === 0 ? `s${turn % 30}:offline` : '';
    }
    changes[`${DAY} 22:00`] = names.map((name) => `${name}:offline`).join(' ');
    const view = dayOf(watched({ ...TWO_DAYS, changes, topology: site }), [story], { site });
    const rows = view.minutes.flatMap((each) => each.rows);
    expect(rows).toHaveLength(MAX_ROWS);
    expect(rows.filter(({ code }) => code === 'entry')).toHaveLength(2);
    expect(rows.some(({ code }) => code === 'service')).toBe(true);
    // 600 changes of single servers and thirty at once, against 500 rows of which four are others.
    expect(view.unlisted).toBe(600 - (MAX_ROWS - 4) + 30);
  });

  test('has a bound for what was under way', () => {
    const many = Array.from({ length: 9 }, (_, index) => incident(`2010-08-2${index}-a`));
    const view = dayOf(NOTHING, [], { lasting: many });
    expect(view.lasting).toHaveLength(MAX_LASTING);
    expect(view.lastingUnlisted).toBe(4);
    expect(view.lasting[0]).toEqual({ slug: '2010-08-20-a', title: 'Title of 2010-08-20-a' });
  });
});

describe('as a day began and as it ended', () => {
  const overnight = { '2010-08-30 22:00': 'gw1:offline gw2:offline', [`${DAY} 08:00`]: 'gw1:offline' };

  test('what was not well is told', () => {
    const { before, after } = dayOf(watched({ ...TWO_DAYS, changes: overnight }));
    expect(before).toEqual({
      blind: false,
      servers: [{ group: 'Gateways', names: ['gw1', 'gw2'], count: 2 }],
      subjects: [
        { kind: 'group', name: 'Gateways', state: 'down' },
        { kind: 'service', name: 'Incoming Mail', state: 'down' },
      ],
    });
    expect(after).toMatchObject({ servers: [{ names: ['gw1'] }], subjects: [] });
  });

  test('nothing is told where all was well', () => {
    const view = dayOf(watched(TWO_DAYS));
    expect(view).not.toHaveProperty('before');
    expect(view).not.toHaveProperty('after');
  });

  test('a day that is not over has not ended', () => {
    const history = watched({ ...TWO_DAYS, changes: overnight, until: `${DAY} 20:00` });
    expect(dayOf(history)).toHaveProperty('before');
    expect(dayOf(history)).not.toHaveProperty('after');
  });

  test('servers that are not in use are not told', () => {
    expect(
      dayOf(watched({ ...TWO_DAYS, changes: { '2010-08-30 22:00': 'web2:offline' } })),
    ).not.toHaveProperty('before');
  });

  test('it may be that nobody looked', () => {
    const gaps = [['2010-08-30 23:00', `${DAY} 01:00`]] as const;
    expect(dayOf(watched({ ...TWO_DAYS, gaps })).before).toEqual({ blind: true, servers: [], subjects: [] });
  });
});

describe('how far the records of a day go', () => {
  const outage = { [`${DAY} 14:12`]: 'gw1:offline' };

  test.each([
    ['nobody ever looked', NOTHING, { code: 'before' }],
    [
      'looking began later',
      watched({ from: '2010-09-01 00:00', until: '2010-09-01 10:00' }),
      { code: 'before' },
    ],
    ['looking had ended', watched({ from: '2010-08-29 00:00', until: '2010-08-30 10:00' }), { code: 'none' }],
    [
      'all day, with a change',
      watched({ ...TWO_DAYS, changes: outage }),
      { code: 'whole', gaps: false, changed: true },
    ],
    ['all day, without one', watched(TWO_DAYS), { code: 'whole', gaps: false, changed: false }],
    [
      'all day, but for a while',
      watched({ ...TWO_DAYS, gaps: [[`${DAY} 10:00`, `${DAY} 11:00`]] }),
      { code: 'whole', gaps: true, changed: true },
    ],
    [
      'from some time on',
      watched({ ...TWO_DAYS, from: `${DAY} 10:02` }),
      { code: 'whole', fromAt: summer(`${DAY} 10:02`), gaps: false, changed: true },
    ],
    [
      'to the last change',
      watched({ ...TWO_DAYS, until: `${DAY} 18:00`, changes: outage }),
      { code: 'part', changedAt: summer(`${DAY} 14:12`) },
    ],
    ['to no change', watched({ ...TWO_DAYS, until: `${DAY} 12:00` }), { code: 'part' }],
    [
      'from some time on, to no change',
      watched({ from: `${DAY} 10:02`, until: `${DAY} 12:00` }),
      { code: 'part', fromAt: summer(`${DAY} 10:02`) },
    ],
  ])('%s', (_, history, expected) => {
    expect(dayOf(history).reach).toEqual(expected);
  });
});
