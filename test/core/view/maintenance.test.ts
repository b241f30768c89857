import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { isQuiet, plannedWork, workView } from '../../../src/core/view/maintenance.ts';
import { at, CONTEXT, incident, NOW, TOPOLOGY, update } from './fixtures.ts';

const WINDOW = { startAt: at('2010-09-05', '01:00'), endAt: at('2010-09-05', '05:00') };
const down = (...ids: readonly string[]) => ({
  affects: ids.map((id) => ({ id, severity: 'down', line: 1, column: 1 }) as const),
  unreadable: false,
});
const work = (overrides: Partial<Incident> = {}, slug = '2010-09-05-work') =>
  incident(slug, { kind: 'maintenance', resolved: null, window: WINDOW, ...overrides });

describe('work no service will feel', () => {
  test.each([
    ['one of two gateways', { effects: down('gw1') }, true],
    ['both of them', { effects: down('gw1', 'gw2') }, false],
    ['one, and later the other', { effects: down('gw1'), then: down('gw2') }, true],
    ['one, and later both', { effects: down('gw1'), then: down('gw1', 'gw2') }, false],
    ['the only server in service', { effects: down('web1') }, false],
    ['one that is not in service', { effects: down('web2') }, true],
    ['a whole group that is needed', { effects: down('gateways') }, false],
    ['a group no service needs', { effects: down('backups') }, true],
    ['a service', { effects: down('web-access') }, false],
    ['nothing it names', {}, false],
    ['something we do not know', { effects: down('gw1', 'gw9') }, false],
    ['mail', { effects: { ...down('gw1'), mail: { incoming: 'delayed' } } as const }, false],
    ['what cannot be read', { effects: { ...down('gw1'), unreadable: true } }, false],
    ['that is already done', { effects: down('gw1'), resolved: update('2010-09-05', '02:00').at }, true],
    ['that was cancelled', { effects: down('gw1'), cancelled: true }, true],
  ] as const)('%s: %o', (_, { then, ...overrides }: Partial<Incident> & { then?: object }, expected) => {
    const updates = [
      update('2010-09-05', '01:00', { phase: 'in progress' }),
      update('2010-09-05', '02:00', {
        phase: 'completed',
        ...(then === undefined ? {} : { effects: then as ReturnType<typeof down> }),
      }),
    ];
    expect(isQuiet(work({ updates, ...overrides }), withBackups())).toBe(expected);
  });

  test('a service that never works is none it takes down', () => {
    const watched = { id: 'phone', name: 'Phone', needs: [], degradedWithout: [] };
    const topology = { ...TOPOLOGY, services: [...TOPOLOGY.services, watched] };
    expect(isQuiet(work({ effects: down('gw1') }), topology)).toBe(true);
  });

  test('without a window that can be read, nobody knows', () => {
    const vague = incident('2010-09-05-vague', { kind: 'maintenance', effects: down('gw1') });
    expect(isQuiet(vague, TOPOLOGY)).toBe(false);
  });
});

describe('planned work', () => {
  test('under way first, then by its beginning, cancelled ones among them until they would be over', () => {
    const early = { startAt: at('2010-09-04', '01:00'), endAt: at('2010-09-04', '02:00') };
    const cancelled = work({ cancelled: true, window: early }, '2010-09-04-off');
    const active = work({}, '2010-09-03-now');
    const coming = work();
    const status = { activeMaintenance: [active.slug], comingMaintenance: [coming.slug] };
    const slugs = (now: number) =>
      plannedWork(status, [coming, cancelled, active], now).map(({ slug }) => slug);
    expect(slugs(NOW)).toEqual([active.slug, cancelled.slug, coming.slug]);
    expect(slugs(early.endAt)).toEqual([active.slug, coming.slug]);
  });

  test('in short: its window, and what is expected of it unless it was cancelled', () => {
    const subject = work({ effects: down('gw1') });
    expect(workView(subject, CONTEXT, NOW)).toMatchObject({
      tag: { code: 'planned' },
      window: WINDOW,
      effects: { affects: [{ name: 'gw1', severity: 'down' }], tense: 'expected' },
    });
    expect(workView({ ...subject, cancelled: true }, CONTEXT, NOW)).not.toHaveProperty('effects');
  });
});

/** The fixtures' topology with a group nothing stands on. */
function withBackups(): Topology {
  const [incoming, core] = TOPOLOGY.zones;
  if (incoming === undefined || core === undefined) throw new Error('the fixtures have two zones');
  const backups = {
    id: 'backups',
    name: 'Backups',
    zoneId: core.id,
    redundancy: { kind: 'any' },
    supporting: true,
    servers: [{ id: 'backup1', name: 'backup1', role: 'active', groupId: 'backups' }],
  } as const;
  return { ...TOPOLOGY, zones: [incoming, { ...core, groups: [...core.groups, backups] }] };
}
