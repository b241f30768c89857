import { describe, expect, test } from 'vitest';
import type { ServerVerdict } from '../../../src/core/model/snapshot.ts';
import {
  at,
  dayOf,
  evaluate,
  evidence,
  groupIn,
  incident,
  maintenance,
  minute,
  topology,
  type EntrySpec,
} from './build.ts';

function serverA(
  servers: string,
  probes: string,
  incidents: Parameters<typeof evaluate>[0]['incidents'] = [],
) {
  const status = evaluate({ site: topology({ g: servers }, { s: 'g' }), probes, incidents });
  return groupIn(status, 'g').servers[0];
}

describe('a server', () => {
  test.each<[string, string, string, boolean]>([
    ['active', 'a', 'a:online', true],
    ['maintenance', 'a:maintenance', 'a:offline', true],
    ['standby', 'a:standby', 'a:offline', false],
    ['preparing', 'a:preparing', 'a:offline', false],
    ['withdrawn', 'a:withdrawn', 'a:offline', false],
  ])('of role %s is shown as what it is', (role, servers, probes, counted) => {
    expect(serverA(servers, probes)).toMatchObject({ role, counted });
  });

  test.each<[string, string, string, EntrySpec, object]>([
    [
      'declared down is offline',
      'a',
      'a:online',
      { affects: 'a:down' },
      { verdict: 'offline', probed: 'online', declared: 'down' },
    ],
    [
      'declared down while nobody knows is offline',
      'a',
      'a:unknown',
      { affects: 'a:down' },
      { verdict: 'offline', probed: 'unknown' },
    ],
    [
      'declared degraded only shows',
      'a',
      'a:online',
      { affects: 'a:degraded' },
      { verdict: 'online', declared: 'degraded' },
    ],
    [
      'declared operational does not come online',
      'a',
      'a:offline',
      { affects: 'a:operational' },
      { verdict: 'offline', declared: 'operational' },
    ],
    [
      'declared twice has the worse word',
      'a',
      'a:online',
      { affects: 'a:down a:degraded' },
      { verdict: 'offline', declared: 'down' },
    ],
    [
      'declared down in maintenance is out of order',
      'a:maintenance',
      'a:offline',
      { affects: 'a:down' },
      { role: 'active', verdict: 'offline' },
    ],
    [
      'declared down on standby stays uncounted',
      'a:standby',
      'a:online',
      { affects: 'a:down' },
      { role: 'standby', counted: false },
    ],
  ])('%s', (_, servers, probes, spec, expected) => {
    expect(serverA(servers, probes, [incident('i', spec)])).toMatchObject(expected);
  });

  test.each<[string, string, string, string]>([
    ['an active one', 'a', 'a:down', 'maintenance'],
    ['not one that is not counted anyway', 'a:preparing', 'a:down', 'preparing'],
    ['not one announced to keep working', 'a', 'a:operational', 'active'],
  ])('an open window takes out %s', (_, servers, affects, role) => {
    expect(serverA(servers, 'a:offline', [maintenance('m', affects)])).toMatchObject({ role });
  });

  test('without an entry in the snapshot it is unknown', () => {
    const site = topology({ g: 'a b' }, { s: 'g' });
    const { snapshot } = evidence(site);
    const servers = new Map([...snapshot.servers].filter(([id]) => id !== 'a'));
    const status = evaluate({ site, probes: { believed: true, snapshot: { ...snapshot, servers } } });
    expect(groupIn(status, 'g').servers[0]).toMatchObject({ verdict: 'unknown', seenFrom: {} });
  });
});

describe('since when', () => {
  const withVerdict = (verdict: Omit<ServerVerdict, 'seenFrom'>) => {
    const site = topology({ g: 'a' }, { s: 'g' });
    const { snapshot } = evidence(site);
    const servers = new Map([['a', { ...verdict, seenFrom: {} }]]);
    const probes = { believed: true, snapshot: { ...snapshot, servers } } as const;
    return groupIn(evaluate({ site, probes }), 'g').servers[0];
  };
  const sinceOf = (verdict: Omit<ServerVerdict, 'seenFrom'>) => {
    const { sinceAt, sinceIsAtLeast } = withVerdict(verdict) ?? {};
    return [sinceAt, sinceIsAtLeast];
  };
  const AT_LEAST = { sinceIsAtLeast: true } as const;

  test.each<[string, Omit<ServerVerdict, 'seenFrom'>, number | undefined, true?]>([
    [
      'online: the change, where it is later than the boot',
      { verdict: 'online', sinceAt: at('03:00'), bootedAt: at('02:58') },
      at('03:00'),
    ],
    [
      'online: the boot, where that is later',
      { verdict: 'online', sinceAt: at('03:00'), bootedAt: at('05:00') },
      at('05:00'),
    ],
    [
      'online: the boot, to the minute and no closer',
      { verdict: 'online', sinceAt: at('03:00'), bootedAt: at('05:00') + 59_999 },
      at('05:00'),
    ],
    ['online: the boot, where only that is known', { verdict: 'online', bootedAt: at('05:00') }, at('05:00')],
    [
      'online for longer than anybody looked: at least since then',
      { verdict: 'online', sinceAt: at('03:00'), ...AT_LEAST },
      at('03:00'),
      true,
    ],
    [
      'online for longer than anybody looked, and booted before: the boot, for no outage was seen since',
      { verdict: 'online', sinceAt: at('03:00'), bootedAt: at('01:00'), ...AT_LEAST },
      at('01:00'),
    ],
    [
      'online for longer than anybody looked, and booted after: the boot, a reboot fell between two looks',
      { verdict: 'online', sinceAt: at('03:00'), bootedAt: at('05:00'), ...AT_LEAST },
      at('05:00'),
    ],
    [
      'offline: the change, never the boot',
      { verdict: 'offline', sinceAt: at('03:00'), bootedAt: at('05:00') },
      at('03:00'),
    ],
    [
      'offline for longer than anybody looked: at least since then, whatever booted when',
      { verdict: 'offline', sinceAt: at('03:00'), bootedAt: at('01:00'), ...AT_LEAST },
      at('03:00'),
      true,
    ],
    ['unknown: nothing', { verdict: 'unknown', sinceAt: at('03:00'), ...AT_LEAST }, undefined],
    ['nothing known', { verdict: 'online' }, undefined],
  ])('%s', (_, verdict, sinceAt, atLeast) => {
    expect(sinceOf(verdict)).toEqual([sinceAt, atLeast]);
  });

  test.each(['offline', 'unknown'] as const)(
    'one that is %s says when it was last seen online',
    (verdict) => {
      expect(withVerdict({ verdict, lastOnlineAt: at('04:00') })?.lastOnlineAt).toBe(at('04:00'));
    },
  );

  test('one that is online does not', () => {
    expect(withVerdict({ verdict: 'online', lastOnlineAt: at('04:00') })).not.toHaveProperty('lastOnlineAt');
  });

  test.each<[string, string, EntrySpec, number | undefined]>([
    ['declared down: from the incident on', 'a:online@01:00', { started: minute('20:00') }, at('20:00')],
    [
      'declared down and offline: what the probes saw',
      'a:offline@19:58',
      { started: minute('20:00') },
      at('19:58'),
    ],
    ['declared down, known to the day: no instant', 'a:online@01:00', { started: dayOf(3) }, undefined],
    ['declared down before it begins: no instant', 'a:online@01:00', { started: minute('23:40') }, undefined],
  ])('%s', (_, probes, spec, sinceAt) => {
    expect(serverA('a', probes, [incident('i', { affects: 'a:down', ...spec })])?.sinceAt).toBe(sinceAt);
  });
});
