import { expect, test } from 'vitest';
import { HOUR_MS } from '../../../src/core/model/time.ts';
import { diagramView } from '../../../src/core/view/diagram-view.ts';
import type { ServerState } from '../../../src/core/view/diagram-view.ts';
import { ALL_ONLINE, NOW, makeStatus, makeTopology } from './fixture.ts';
import type { ServerSpec } from './fixture.ts';

const TOPOLOGY = makeTopology([['z', 'Zone', 'teal', [['g', 'Group', ['one']]]]], []);
const SINCE = NOW - 5 * HOUR_MS;

test.each<[ServerSpec, ServerState, boolean]>([
  [{ verdict: 'online', sinceAt: SINCE }, 'online', true],
  [{ verdict: 'online' }, 'online', false],
  [{ verdict: 'offline', sinceAt: SINCE }, 'offline', false],
  [{ verdict: 'unknown' }, 'unknown', false],
  [{ verdict: 'online', role: 'maintenance', sinceAt: SINCE }, 'maintenance', false],
  [{ verdict: 'offline', role: 'standby' }, 'standby', false],
  [{ verdict: 'online', role: 'preparing', sinceAt: SINCE }, 'preparing', false],
  [{ verdict: 'offline', role: 'withdrawn' }, 'withdrawn', false],
])('%j shows as %s', (spec, state, aged) => {
  const [server] = diagramView(
    TOPOLOGY,
    makeStatus(TOPOLOGY, () => spec),
  ).zones[0]!.groups[0]!.servers;
  expect(server).toMatchObject({ id: 'g-s1', name: 'one', state });
  expect(server?.age).toEqual(aged ? { count: 5, unit: 'hour' } : undefined);
});

test('ages are measured at the time of the data', () => {
  const status = {
    ...makeStatus(TOPOLOGY, () => ({ verdict: 'online', sinceAt: SINCE })),
    now: NOW + 9 * HOUR_MS,
  };
  const [group] = diagramView(TOPOLOGY, status).zones[0]!.groups;
  expect(group?.age).toEqual({ count: 5, unit: 'hour' });
});

test('a server nobody speaks of is unknown', () => {
  const status = makeStatus(TOPOLOGY, ALL_ONLINE);
  const silent = { ...status, groups: status.groups.map((group) => ({ ...group, servers: [] })) };
  expect(diagramView(TOPOLOGY, silent).zones[0]?.groups[0]?.servers[0]?.state).toBe('unknown');
});

test('the legend explains the usual states always and the others where they occur', () => {
  const standby = diagramView(
    TOPOLOGY,
    makeStatus(TOPOLOGY, () => ({ verdict: 'online', role: 'standby' })),
  );
  expect(diagramView(TOPOLOGY, makeStatus(TOPOLOGY, ALL_ONLINE)).states).toEqual([
    'online',
    'offline',
    'unknown',
    'maintenance',
  ]);
  expect(standby.states).toEqual(['online', 'offline', 'unknown', 'maintenance', 'standby']);
});
