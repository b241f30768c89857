import fc from 'fast-check';
import { DECLARABLE, type Incident } from '../../../src/core/model/incident.ts';
import { VERDICTS, type ProbeEvidence, type Verdict } from '../../../src/core/model/snapshot.ts';
import { HOUR_MS } from '../../../src/core/model/time.ts';
import {
  ROLES,
  serversOf,
  groupsOf,
  type Group,
  type Service,
  type Topology,
} from '../../../src/core/model/topology.ts';
import { effects, incident, NOW, TAKEN_AT, topology, update } from './build.ts';

/** One random site with its evidence and its incidents; small, because every law breaks in the small. */
export interface World {
  readonly site: Topology;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly incidents: readonly Incident[];
}

const redundancy = fc.oneof(
  fc.constant({ kind: 'any' } as const),
  fc.constant({ kind: 'all' } as const),
  fc.integer({ min: 1, max: 3 }).map((count) => ({ kind: 'at-least', count }) as const),
);

const role = fc.oneof(
  { weight: 6, arbitrary: fc.constant('active' as const) },
  { weight: 4, arbitrary: fc.constantFrom(...ROLES) },
);

const groupSeed = fc.record({
  roles: fc.array(role, { maxLength: 4 }),
  redundancy,
  fallback: fc.option(fc.nat(9), { nil: undefined }),
  effect: fc.boolean(),
});

const serviceSeed = fc.record({
  needs: fc.array(fc.nat(9), { maxLength: 3 }),
  without: fc.array(fc.nat(9), { maxLength: 2 }),
});

const shape = fc
  .record({
    groups: fc.array(groupSeed, { minLength: 1, maxLength: 4 }),
    services: fc.array(serviceSeed, { maxLength: 3 }),
  })
  .map(({ groups, services }): Topology => {
    const id = (index: number) => `g${index % groups.length}`;
    const made = groups.map((seed, index): Group => {
      const other =
        seed.fallback === undefined || id(seed.fallback) === id(index) ? undefined : id(seed.fallback);
      return {
        id: id(index),
        name: id(index),
        zoneId: 'zone',
        redundancy: seed.redundancy,
        supporting: false,
        ...(other === undefined ? {} : { fallback: { to: other, effect: 'Carried.' } }),
        ...(seed.effect ? { effect: 'Lost.' } : {}),
        servers: seed.roles.map((each, n) => ({
          id: `${id(index)}s${n}`,
          name: 'server',
          role: each,
          groupId: id(index),
        })),
      };
    });
    const unique = (indexes: readonly number[]) => [...new Set(indexes.map(id))];
    const offered = services.map((seed, index): Service => ({
      id: `service${index}`,
      name: 'service',
      needs: unique(seed.needs),
      degradedWithout: unique(seed.without).filter((group) => !unique(seed.needs).includes(group)),
    }));
    const base = topology({});
    return {
      ...base,
      zones: [{ id: 'zone', name: 'Zone', colour: 'blue', groups: made }],
      services: offered,
    };
  });

const HOURS = [-30, -26, -20, -3, -3, -3, -1, -1, -1, 0, 1, 3];
const moment = fc
  .record({ hours: fc.constantFrom(...HOURS), precision: fc.constantFrom('minute' as const, 'day' as const) })
  .map(({ hours, precision }) => ({ at: NOW + hours * HOUR_MS, precision }));

function affects(ids: readonly string[]) {
  const entry = fc
    .tuple(fc.constantFrom(...ids, 'nowhere'), fc.constantFrom(...DECLARABLE))
    .map(([id, severity]) => `${id}:${severity}`);
  return fc.array(entry, { minLength: 1, maxLength: 3 }).map((entries) => entries.join(' '));
}

function entryFor(ids: readonly string[]): fc.Arbitrary<Omit<Incident, 'slug'>> {
  const written = fc
    .tuple(affects(ids), fc.boolean())
    .map(([text, bad]) => effects(text, { incoming: 'delayed' }, bad && text.endsWith('operational')));
  const change = fc.record({ at: moment, effects: written, has: fc.boolean() });
  return fc
    .record({
      kind: fc.constantFrom(
        'incident' as const,
        'incident' as const,
        'maintenance' as const,
        'announcement' as const,
      ),
      started: moment,
      resolved: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: moment }),
      first: written,
      changes: fc.array(change, { maxLength: 2 }),
      from: fc.constantFrom(-30, -3, -3, -3, 1),
      hours: fc.option(fc.constantFrom(2, 5, 28), { nil: null }),
    })
    .map(({ kind, started, resolved, first, changes, from, hours }) => {
      const startAt = NOW + from * HOUR_MS;
      const updates = changes
        .sort((a, b) => a.at.at - b.at.at)
        .map(({ at, effects: later, has }) => update(at, has ? { effects: later } : {}));
      const made = incident('', {
        kind,
        started,
        resolved: kind === 'announcement' ? null : resolved,
        updates: [update(started), ...updates],
      });
      const window = { startAt, endAt: hours === null ? null : startAt + hours * HOUR_MS };
      return { ...made, effects: first, ...(kind === 'maintenance' ? { window } : {}) };
    });
}

export const world: fc.Arbitrary<World> = shape.chain((site) => {
  const servers = serversOf(site).map(({ id }) => id);
  const ids = [...servers, ...groupsOf(site).map(({ id }) => id), ...site.services.map(({ id }) => id)];
  const entries = fc.array(entryFor(ids), { maxLength: 5 });
  const verdicts = fc.array(fc.constantFrom(...VERDICTS), {
    minLength: servers.length,
    maxLength: servers.length,
  });
  return fc.record({ verdicts, entries }).map(({ verdicts: seen, entries: made }) => ({
    site,
    verdicts: new Map(servers.map((id, index) => [id, seen[index] ?? 'unknown'])),
    incidents: made.map((entry, index) => ({ ...entry, slug: `entry-${index}`, title: `Entry ${index}` })),
  }));
});

export function evidenceOf(verdicts: ReadonlyMap<string, Verdict>): ProbeEvidence & { believed: true } {
  const servers = new Map(
    [...verdicts].map(([id, verdict]) => [id, { verdict, sinceAt: TAKEN_AT - HOUR_MS, seenFrom: {} }]),
  );
  return { believed: true, snapshot: { takenAt: TAKEN_AT, vantages: [], servers } };
}
