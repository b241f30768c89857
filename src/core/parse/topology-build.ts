import { INTERNET } from '../model/topology.ts';
import type {
  Flow,
  Group,
  Id,
  Redundancy,
  SecurityContact,
  Server,
  Service,
  Site,
  Topology,
  Zone,
} from '../model/topology.ts';
import { readFlow } from './flow.ts';
import { serverSchema } from './topology-schema.ts';
import type { ServerInput, TopologyInput } from './topology-schema.ts';

type ZoneInput = TopologyInput['zones'][number];
type GroupInput = ZoneInput['groups'][number];
type ServiceInput = TopologyInput['services'][number];

/**
 * The public half of the file, built field by field: what is not named here, `probe:` above all, is not in it.
 * References that lead nowhere are left out; the checks have reported them.
 */
export function buildTopology(input: TopologyInput): Topology {
  const groupIds = new Set(input.zones.flatMap((zone) => zone.groups.map((group) => group.id)));
  return {
    site: siteOf(input.site),
    zones: input.zones.map((zone) => zoneOf(zone, groupIds)),
    services: input.services.map((service) => serviceOf(service, groupIds)),
    flows: flowsOf(input.flows, groupIds),
  };
}

function siteOf(input: TopologyInput['site']): Site {
  const { name, url, timezone, locale, contact, fresh_for, security } = input;
  return {
    name,
    url,
    timezone,
    locale,
    ...optional({ contact }),
    freshForMs: fresh_for,
    ...(security === undefined ? {} : { security: securityOf(security) }),
  };
}

type SecurityInput = NonNullable<TopologyInput['site']['security']>;

function securityOf({ contact, expires, policy }: SecurityInput): SecurityContact {
  return { contact, expiresAt: expires, ...optional({ policy }) };
}

function zoneOf({ id, name = id, colour, about, groups }: ZoneInput, groupIds: ReadonlySet<Id>): Zone {
  return {
    id,
    name,
    colour,
    ...optional({ about }),
    groups: groups.map((group) => groupOf(group, id, groupIds)),
  };
}

function groupOf(input: GroupInput, zoneId: Id, groupIds: ReadonlySet<Id>): Group {
  const { id, name = id, about, redundancy, fallback, effect, supporting, servers } = input;
  return {
    id,
    name,
    ...optional({ about }),
    zoneId,
    redundancy: redundancyOf(redundancy),
    ...(fallback !== undefined && groupIds.has(fallback.to)
      ? { fallback: { to: fallback.to, effect: fallback.effect } }
      : {}),
    ...optional({ effect }),
    supporting,
    servers: servers.map((server) => serverOf(fullServer(server), id)),
  };
}

function redundancyOf(input: GroupInput['redundancy']): Redundancy {
  return typeof input === 'string' ? { kind: input } : { kind: 'at-least', count: input.at_least };
}

/** A server written as its bare id has the defaults of the schema. */
function fullServer(input: GroupInput['servers'][number]): ServerInput {
  return typeof input === 'string' ? serverSchema.parse({ id: input }) : input;
}

function serverOf({ id, name = id, role, note }: ServerInput, groupId: Id): Server {
  return { id, name, role, ...optional({ note }), groupId };
}

function serviceOf(input: ServiceInput, groupIds: ReadonlySet<Id>): Service {
  const { id, name = id, about, needs, degraded_without } = input;
  const isGroup = (groupId: Id) => groupIds.has(groupId);
  return {
    id,
    name,
    ...optional({ about }),
    needs: needs.filter(isGroup),
    degradedWithout: degraded_without.filter(isGroup),
  };
}

/** Chains as single arrows, in file order; of arrows between the same two the first counts. */
function flowsOf(flows: TopologyInput['flows'], groupIds: ReadonlySet<Id>): Flow[] {
  const arrows = new Map<string, Flow>();
  for (const flow of flows) {
    const { hops, fallback } = readFlow(flow) ?? { hops: [], fallback: false };
    hops.slice(1).forEach((to, index) => {
      const from = hops[index] ?? to;
      const name = `${from} ${to}`;
      const leads = [from, to].every((id) => id === INTERNET || groupIds.has(id)) && from !== to;
      if (leads && !arrows.has(name)) arrows.set(name, { from, to, fallback });
    });
  }
  return [...arrows.values()];
}

/** The fields that are there; `exactOptionalPropertyTypes` wants the others absent, not undefined. */
function optional<Fields extends Record<string, unknown>>(
  fields: Fields,
): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };
}
