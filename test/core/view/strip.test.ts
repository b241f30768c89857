import { describe, expect, test } from 'vitest';
import type { Declarable, Incident } from '../../../src/core/model/incident.ts';
import type { History } from '../../../src/core/model/history.ts';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { viewContext } from '../../../src/core/view/context.ts';
import { createStrips, MAX_GROUPS } from '../../../src/core/view/strip.ts';
import { topology as siteOf } from '../evaluate/build.ts';
import { incident, TOPOLOGY, update } from './fixtures.ts';
import { memoryOf, summer, watched } from './watched.ts';

const DAY = '2010-08-31';
const minute = (time: string) => ({ at: summer(time), precision: 'minute' }) as const;
const affects = (...named: readonly string[]) => ({
  affects: named.map((id) => ({ id, severity: 'degraded' as Declarable, line: 1, column: 1 })),
  unreadable: false,
});

/** From 14:00 to 15:00, unless told otherwise. */
function trouble(named: readonly string[], overrides: Partial<Incident> = {}): Incident {
  return incident(`${DAY}-a`, {
    effects: affects(...named),
    updates: [update(DAY, '14:00'), update(DAY, '15:00')],
    resolved: minute(`${DAY} 15:00`),
    ...overrides,
  });
}

const ALL_DAY = { from: `${DAY} 00:00`, until: `${DAY} 23:59` };
const SHORT_OUTAGE = { [`${DAY} 14:12`]: 'gw1:offline', [`${DAY} 14:31`]: '' };

function stripsOf(subject: Incident, history: History, topology: Topology = TOPOLOGY) {
  return createStrips(history, viewContext(topology)).view(subject);
}

/** `gateways: 0-100 operational | gw1: …` */
function drawn(view: ReturnType<typeof stripsOf>) {
  const pieces = (segments: readonly { from: number; to: number; state: string }[]) =>
    segments.map(({ from, to, state }) => `${from.toFixed()}-${to.toFixed()} ${state}`).join(', ');
  return view?.groups.map(({ id, segments, servers }) =>
    [
      `${id}: ${pieces(segments)}`,
      ...servers.map(({ name, segments: its }) => `${name}: ${pieces(its)}`),
    ].join(' | '),
  );
}

describe('what the probes saw around an incident', () => {
  test('is drawn from an hour before to an hour after, the group and its servers', () => {
    const view = stripsOf(trouble(['gateways']), watched({ ...ALL_DAY, changes: SHORT_OUTAGE }));
    expect(view).toMatchObject({
      startAt: summer(`${DAY} 13:00`),
      endAt: summer(`${DAY} 16:00`),
      extent: 'whole',
    });
    expect(drawn(view)).toEqual([
      'gateways: 0-100 operational | gw1: 0-40 operational, 40-51 down, 51-100 operational | gw2: 0-100 operational',
    ]);
    expect(view?.groups[0]?.account).toEqual({
      seen: true,
      faults: [],
      offline: [
        {
          servers: ['gw1'],
          spans: [{ startAt: summer(`${DAY} 14:12`), endAt: summer(`${DAY} 14:31`) }],
          totalMs: 19 * MINUTE_MS,
        },
      ],
      unclear: [],
      fine: 1,
      total: 2,
    });
    expect(view?.states).toEqual(['operational', 'down']);
  });

  test('is one strip where nothing happened', () => {
    const view = stripsOf(trouble(['gateways']), watched(ALL_DAY));
    expect(drawn(view)).toEqual(['gateways: 0-100 operational']);
    expect(view?.states).toEqual(['operational']);
  });

  test('names what the group as a whole went through, the worst first, and servers with the same times together', () => {
    const site = siteOf({ a: { servers: 'a1 a2 a3', rule: 2 } });
    const changes = {
      [`${DAY} 13:50`]: 'a1:offline a2:offline',
      [`${DAY} 14:00`]: 'a1:offline a2:offline a3:offline',
      [`${DAY} 14:20`]: '',
    };
    const history = watched({ ...ALL_DAY, changes, topology: site });
    const account = stripsOf(trouble(['a']), history, site)?.groups[0]?.account;
    expect(account?.faults).toMatchObject([
      { severity: 'down', totalMs: 20 * MINUTE_MS },
      { severity: 'partial', totalMs: 10 * MINUTE_MS },
    ]);
    expect(account?.offline.map(({ servers }) => servers)).toEqual([['a1', 'a2'], ['a3']]);
  });

  test.each([
    ['a group', ['gateways'], ['gateways']],
    ['the group of a server', ['gw2'], ['gateways']],
    ['what a service needs', ['web-access'], ['web']],
    ['each once, in the order of the topology', ['web1', 'incoming-mail', 'gateways'], ['gateways', 'web']],
    ['nothing for what the topology does not know', ['gatewaze'], undefined],
    ['nothing where nothing is named', [], undefined],
  ])('shows %s', (_, named, expected) => {
    expect(stripsOf(trouble(named), watched(ALL_DAY))?.groups.map(({ id }) => id)).toEqual(expected);
  });

  test('shows what an update names, and what a service is degraded without', () => {
    const site = siteOf({ a: 'a1', b: 'b1', c: 'c1' }, { mail: { needs: 'a', without: 'b' } });
    const subject = trouble([], {
      updates: [
        update(DAY, '14:00', { effects: affects('mail') }),
        update(DAY, '15:00', { effects: affects('c') }),
      ],
    });
    const view = stripsOf(subject, watched({ ...ALL_DAY, topology: site }), site);
    expect(view?.groups.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  test('begins with the groups in which something happened', () => {
    const view = stripsOf(
      trouble(['gateways', 'web']),
      watched({ ...ALL_DAY, changes: { [`${DAY} 14:12`]: 'web1:offline', [`${DAY} 14:31`]: '' } }),
    );
    expect(view?.groups.map(({ id }) => id)).toEqual(['web', 'gateways']);
  });

  test('leaves out servers that are not in use, and keeps one that was taken out since', () => {
    const site = siteOf({ a: 'a1 a2:preparing a3:standby a4:withdrawn a5:withdrawn' });
    const changes = {
      [`${DAY} 00:00`]: 'a2:offline a5:offline',
      [`${DAY} 14:12`]: 'a1:offline a2:offline a4:offline a5:offline',
    };
    const view = stripsOf(trouble(['a']), watched({ ...ALL_DAY, changes, topology: site }), site);
    expect(view?.groups[0]?.servers.map(({ name }) => name)).toEqual(['a1', 'a4']);
  });

  test('has a bound: eight groups, and the rest counted', () => {
    const groups = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`g${index}`, `s${index}`]));
    const site = siteOf(groups);
    const view = stripsOf(
      trouble(Object.keys(groups)),
      watched({ ...ALL_DAY, topology: site, changes: { [`${DAY} 14:12`]: 's10:offline' } }),
      site,
    );
    expect(view?.groups).toHaveLength(MAX_GROUPS);
    expect(view?.groups[0]?.id).toBe('g10');
    expect(view?.unlisted).toEqual({ count: 3, changed: 0 });
  });

  test('of many servers draws those that something happened to, the longest gone', () => {
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`);
    const site = siteOf({ many: names.join(' ') });
    const gone = (count: number) =>
      names
        .slice(0, count)
        .map((name) => `${name}:offline`)
        .join(' ');
    const changes = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`${DAY} 14:${10 + index}`, gone(12 - index)]),
    );
    const history = watched({ ...ALL_DAY, topology: site, changes: { ...changes, [`${DAY} 14:40`]: '' } });
    const group = stripsOf(trouble(['many']), history, site)?.groups[0];
    expect(group?.servers.map(({ name }) => name)).toEqual(names.slice(0, 8));
    expect(group?.undrawn).toBe(32);
    expect(group?.account).toMatchObject({ fine: 28, total: 40 });
  });

  test('of a week without rest keeps to some hundred pieces', () => {
    const names = Array.from({ length: 8 }, (_, index) => `s${index}`);
    const site = siteOf({ many: { servers: names.join(' '), rule: 'all' } });
    const changes: Record<string, string> = {};
    for (
      let at = summer('2010-08-24 00:00'), turn = 0;
      at < summer('2010-08-30 00:00');
      at += 20 * MINUTE_MS, turn += 1
    ) {
      const time = new Date(at + 60 * MINUTE_MS).toISOString().slice(0, 16).replace('T', ' ');
      changes[time] = turn % 2 === 0 ? names.map((name) => `${name}:offline`).join(' ') : '';
    }
    const history = watched({ from: '2010-08-23 00:00', until: '2010-08-31 23:00', topology: site, changes });
    const subject = trouble(['many'], {
      started: minute('2010-08-24 00:00'),
      resolved: minute('2010-08-30 00:00'),
    });
    const view = stripsOf(subject, history, site);
    const pieces =
      view?.groups.flatMap(({ segments, servers }) => [segments, ...servers.map((s) => s.segments)]) ?? [];
    expect(pieces).toHaveLength(9);
    expect(pieces.flat().length).toBeLessThanOrEqual(800);
    expect(view?.scale.ticks.every(({ day }) => day)).toBe(true);
  });
});

describe('times in which nobody looked', () => {
  test('are told once, and say nothing of a server', () => {
    const gaps = [[`${DAY} 13:10`, `${DAY} 13:40`]] as const;
    const view = stripsOf(trouble(['gateways']), watched({ ...ALL_DAY, gaps }));
    // The last look before was at 13:08, and it is believed for five minutes.
    expect(view?.blind.spans).toEqual([{ startAt: summer(`${DAY} 13:13`), endAt: summer(`${DAY} 13:40`) }]);
    expect(view?.groups[0]?.account).toMatchObject({ offline: [], unclear: [], fine: 2 });
    expect(view?.states).toEqual(['operational', 'unknown']);
  });

  test('may be before anybody ever looked', () => {
    const view = stripsOf(trouble(['gateways']), watched({ from: `${DAY} 13:30`, until: `${DAY} 23:00` }));
    expect(view?.blind.spans).toEqual([{ endAt: summer(`${DAY} 13:30`) }]);
  });

  test('are not those in which one server alone could not be judged', () => {
    const changes = { [`${DAY} 14:12`]: 'gw1:unknown', [`${DAY} 14:31`]: '' };
    const view = stripsOf(trouble(['gateways']), watched({ ...ALL_DAY, changes }));
    expect(view?.blind.spans).toEqual([]);
    expect(view?.groups[0]?.account).toMatchObject({ offline: [], unclear: ['gw1'], fine: 1 });
  });

  test.each([
    ['nobody ever looked', null],
    ['looking began later', { from: `${DAY} 17:00`, until: `${DAY} 18:00` }],
    ['looking ended before', { from: `${DAY} 08:00`, until: `${DAY} 12:00` }],
    ['they are all of it', { ...ALL_DAY, gaps: [[`${DAY} 12:00`, `${DAY} 17:00`]] as const }],
  ])('there are no strips where %s', (_, watch) => {
    const history = watch === null ? memoryOf(ALL_DAY).read(0) : watched(watch);
    expect(stripsOf(trouble(['gateways']), history)).toBeUndefined();
  });
});

describe('a story that is not over', () => {
  const open = trouble(['gateways'], { resolved: null });

  test('is drawn to the last thing that happened, and what came of it can be seen', () => {
    const history = watched({
      ...ALL_DAY,
      until: `${DAY} 18:00`,
      changes: { [`${DAY} 15:30`]: 'gw1:offline' },
    });
    const view = stripsOf(open, history);
    expect(view).toMatchObject({ extent: 'part', endAt: summer(`${DAY} 15:30`) });
    expect(drawn(view)?.[0]).toContain('gw1: 0-98 operational, 98-100 down');
    expect(view?.groups[0]?.account.offline[0]?.spans).toEqual([{ startAt: summer(`${DAY} 15:30`) }]);
  });

  test.each([
    ['the last update that is not ahead of the probes', `${DAY} 14:30`, `${DAY} 14:00`],
    ['the last update of all', `${DAY} 18:00`, `${DAY} 15:00`],
  ])('is drawn to %s', (_, until, endAt) => {
    expect(stripsOf(open, watched({ ...ALL_DAY, until }))?.endAt).toBe(summer(endAt));
  });

  test('has no strips before anything has happened', () => {
    expect(stripsOf(open, watched({ ...ALL_DAY, until: `${DAY} 13:30` }))).toBeUndefined();
  });

  test('is drawn to its end once somebody has looked for an hour more', () => {
    const over = trouble(['gateways']);
    expect(stripsOf(over, watched({ ...ALL_DAY, until: `${DAY} 15:58` }))?.extent).toBe('part');
    expect(stripsOf(over, watched({ ...ALL_DAY, until: `${DAY} 16:00` }))?.extent).toBe('whole');
  });

  test('of years ends where the drawing does', () => {
    const longAgo = trouble(['gateways'], { resolved: null, started: minute('2010-03-01 14:00') });
    const history = watched({ from: '2010-05-31 00:00', until: `2010-06-02 00:00` });
    expect(stripsOf(longAgo, history)?.extent).toBe('cut');
  });
});

describe('what strips are made of', () => {
  const inputs = (subject: Incident, history: History) =>
    createStrips(history, viewContext(TOPOLOGY)).inputs(subject);
  const open = trouble(['gateways'], { resolved: null });
  const memory = (until: string, changes = {}) =>
    memoryOf({ ...ALL_DAY, until, changes }).read(summer(until));

  test.each([
    ['over', trouble(['gateways'])],
    ['open', open],
  ])('is the same a minute later, when nothing happened: %s', (_, subject) => {
    expect(inputs(subject, memory(`${DAY} 17:01`))).toBe(inputs(subject, memory(`${DAY} 17:00`)));
  });

  test.each([
    ['a change', memory(`${DAY} 15:30`), memory(`${DAY} 15:34`, { [`${DAY} 15:32`]: 'gw1:offline' })],
    ['an update that the probes have come up to', memory(`${DAY} 14:58`), memory(`${DAY} 15:02`)],
  ])('is another after %s', (_, before, after) => {
    expect(inputs(open, after)).not.toBe(inputs(open, before));
  });

  test('is another when the drawing is whole', () => {
    const over = trouble(['gateways']);
    expect(inputs(over, memory(`${DAY} 16:00`))).not.toBe(inputs(over, memory(`${DAY} 15:59`)));
  });

  test('is nothing where there can be no strips, and the memory is not asked', () => {
    const history: History = {
      ...memoryOf(ALL_DAY).read(summer(`${DAY} 23:59`)),
      observed: { fromAt: summer(`${DAY} 00:00`), untilAt: summer(`${DAY} 23:59`) },
      digest: () => {
        throw new Error('asked');
      },
    };
    const before = trouble(['gateways'], {
      started: minute('2010-08-01 10:00'),
      resolved: minute('2010-08-01 11:00'),
    });
    expect(inputs(before, history)).toBe('');
    expect(inputs(trouble([]), history)).toBe('');
    expect(inputs(trouble(['gateways'], { kind: 'announcement' }), history)).toBe('');
    expect(() => inputs(trouble(['gateways']), history)).toThrow('asked');
  });

  test('names and roles are part of it', () => {
    const history = memory(`${DAY} 17:00`);
    const renamed: Topology = {
      ...TOPOLOGY,
      zones: TOPOLOGY.zones.map((zone) => ({
        ...zone,
        groups: zone.groups.map((group) => ({ ...group, name: `New ${group.name}` })),
      })),
    };
    expect(createStrips(history, viewContext(renamed)).inputs(open)).not.toBe(inputs(open, history));
  });
});

describe('the axis of the strips', () => {
  const scale = (subject: Incident) => stripsOf(subject, watched(ALL_DAY))?.scale;

  test('has staff’s updates, each minute once, in order', () => {
    const updates = ['14:00', '14:05', '14:05', '14:40', '15:00'].map((clock, index) =>
      update(DAY, clock, { id: `u${index}` }),
    );
    const marks = scale(trouble(['gateways'], { updates: [...updates, update(DAY, '18:00')] }))?.updates;
    expect(marks?.map(({ position, label }) => [position, label])).toEqual([
      [33.33, 'middle'],
      // Too near to the one before for its time to be written.
      [36.11, undefined],
      [55.56, 'middle'],
      [66.67, undefined],
    ]);
  });

  test('has nothing at an update that is known to the day only', () => {
    expect(scale(trouble(['gateways'], { updates: [update(DAY, null)] }))?.updates).toEqual([]);
  });

  test('has the time that was planned', () => {
    const work = trouble(['gateways'], {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: summer(`${DAY} 14:00`), endAt: summer(`${DAY} 15:00`) },
    });
    expect(scale(work)?.planned).toEqual({ from: 33.33, to: 66.67 });
    expect(scale(trouble(['gateways']))).not.toHaveProperty('planned');
  });
});
