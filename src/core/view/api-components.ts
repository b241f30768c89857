import { subjectsOf } from '../evaluate/disagreement.ts';
import type { History } from '../model/history.ts';
import { worst } from '../model/severity.ts';
import type { Severity } from '../model/severity.ts';
import type { SiteStatus } from '../model/status.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Id, Service, Topology } from '../model/topology.ts';
import { groupsOf } from '../model/topology.ts';
import type { ApiEntry } from './api-incidents.ts';

/** One row of the API's flat list: a service, a zone (a "group" over there), or a group of servers. */
export interface ApiComponent {
  readonly id: Id;
  /** Unique among those beside it. */
  readonly name: string;
  /** Behind the name of the zone, for a group of servers. */
  readonly fullName: string;
  /** Markdown of the owner's. */
  readonly about?: string;
  readonly severity: Severity;
  /** From 1, among those beside it. */
  readonly position: number;
  readonly zone?: Id;
  /** Of a zone: never empty, in the order of their positions. */
  readonly children?: readonly Id[];
  /** When the status last changed, as far as anybody remembers; never later than now. */
  readonly changedAt: Instant;
}

export interface ApiComponentsInput {
  readonly topology: Topology;
  readonly status: SiteStatus;
  readonly history: History;
  readonly now: Instant;
  /** Stands in where no change is remembered. */
  readonly knownSince: Instant;
  /** Every entry that is listed anywhere. */
  readonly entries: readonly ApiEntry[];
}

/** Longer ago than this no change is looked for. */
const LOOK_BACK_MS = 365 * DAY_MS;

/**
 * Services first, then a group for each zone with its groups of servers inside. In the order of their positions, those at the top
 * before those inside; at one position and level in the order of the file.
 */
export function apiComponents(input: ApiComponentsInput): readonly ApiComponent[] {
  const { status } = input;
  const rows = rowsOf(input.topology);
  // As on the pages, an incident whose extent nobody can read leaves no service green.
  const isBlind = status.reasons.some(({ code }) => code === 'extent-unreadable');
  const own = new Map<Id, Severity>(status.groups.map(({ id, severity }) => [id, severity]));
  for (const { id, severity } of status.services)
    own.set(id, isBlind ? worst([severity, 'unknown']) : severity);
  const changes = changesIn(input);
  const ofAll = (ids: readonly Id[]) => ({
    severity: worst(ids.map((id) => own.get(id) ?? 'unknown')),
    changedAt: Math.max(...ids.map(changes)),
  });
  return rows.map((row) => ({ ...row, ...ofAll(row.children ?? [row.id]) }));
}

type Row = Omit<ApiComponent, 'severity' | 'changedAt'>;

const known = new WeakMap<Topology, readonly Row[]>();

/** What of the components follows from the topology alone; made once for each. */
function rowsOf(topology: Topology): readonly Row[] {
  let rows = known.get(topology);
  if (rows === undefined) {
    rows = makeRows(topology);
    known.set(topology, rows);
  }
  return rows;
}

function makeRows({ services, zones }: Topology): readonly Row[] {
  const filled = zones.filter(({ groups }) => groups.length > 0);
  const topNames = uniqueNames([...services, ...filled]);
  const top: Row[] = [
    ...services.map((service) => ({ ...told(service, topNames) })),
    ...filled.map((zone) => ({ ...told(zone, topNames), children: zone.groups.map(({ id }) => id) })),
  ].map((row, index) => ({ ...row, position: index + 1 }));
  const inside = filled.flatMap((zone): Row[] => {
    const names = uniqueNames(zone.groups);
    return zone.groups.map((group, index) => {
      const row = told(group, names);
      const fullName = `${topNames.get(zone.id) ?? zone.name} - ${row.name}`;
      return { ...row, fullName, zone: zone.id, position: index + 1 };
    });
  });
  // Stable: what is equal here keeps its order.
  return [...top, ...inside].sort((a, b) => a.position - b.position);
}

interface Named {
  readonly id: Id;
  readonly name: string;
  readonly about?: string;
}

function told({ id, about }: Named, names: ReadonlyMap<Id, string>) {
  const name = names.get(id) ?? id;
  return { id, name, fullName: name, ...(about === undefined ? {} : { about }) };
}

/** Programs that take names for keys would make one of two: every name that occurs twice gets its id. */
export function uniqueNames(things: readonly Named[]): ReadonlyMap<Id, string> {
  let names = new Map(things.map(({ id, name }) => [id, name]));
  for (;;) {
    const counts = new Map<string, number>();
    for (const name of names.values()) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (counts.size === names.size) return names;
    // Two that were alike never are again, because their ids differ: so this ends.
    names = new Map(
      [...names].map(([id, name]) => [id, (counts.get(name) ?? 0) > 1 ? `${name} (${id})` : name]),
    );
  }
}

/**
 * Component → when its status last changed: when the probes last saw a change of it, the latest word of staff on it, or when
 * the probes' data became too old. Of these none moves while nothing changes; the time of the data itself would.
 */
function changesIn(input: ApiComponentsInput): (id: Id) => Instant {
  const { topology, status, now, knownSince, entries } = input;
  const lostAt = lostEvidenceAt(input);
  const latest = new Map<Id, Instant>();
  const note = (id: Id, at: Instant) => latest.set(id, Math.max(latest.get(id) ?? knownSince, at));
  for (const { id } of groupsOf(topology)) note(id, lastSeenChange('group', id, input));
  for (const { id } of topology.services) note(id, lastSeenChange('service', id, input));
  const touched = servicesByGroup(topology);
  for (const { components, updatedAt } of entries) {
    for (const id of components) {
      note(id, updatedAt);
      for (const service of touched.get(id) ?? []) note(service, updatedAt);
    }
  }
  const isLost = !status.believed && lostAt !== undefined;
  return (id) => Math.min(now, Math.max(latest.get(id) ?? knownSince, isLost ? lostAt : knownSince));
}

function lostEvidenceAt({ status, topology }: ApiComponentsInput): Instant | undefined {
  return status.believed || status.takenAt === undefined
    ? undefined
    : status.takenAt + topology.site.freshForMs;
}

/** Without a memory the last change of one of the servers is all there is. */
function lastSeenChange(kind: 'group' | 'service', id: Id, input: ApiComponentsInput): Instant {
  const { history, status, topology, knownSince } = input;
  if (history.observed === null) return lastServerChange(kind, id, status, topology) ?? knownSince;
  const asOf = status.takenAt ?? history.observed.untilAt;
  const fromAt = Math.max(history.observed.fromAt, asOf - LOOK_BACK_MS);
  // What it became at that very instant included.
  const stretches = history.severities(kind, id, fromAt, asOf + 1);
  return stretches.length < 2 ? knownSince : (stretches.at(-1)?.startAt ?? knownSince);
}

function lastServerChange(
  kind: 'group' | 'service',
  id: Id,
  { groups }: SiteStatus,
  { services }: Topology,
): Instant | undefined {
  const service = services.find((one) => one.id === id);
  const ids = kind === 'group' || service === undefined ? [id] : groupsUsedBy(service);
  const times = groups
    .filter((group) => ids.includes(group.id))
    .flatMap(({ servers }) => servers)
    .flatMap(({ counted, sinceAt, sinceIsAtLeast }) =>
      counted && sinceAt !== undefined && sinceIsAtLeast === undefined ? [sinceAt] : [],
    );
  return times.length === 0 ? undefined : Math.max(...times);
}

function groupsUsedBy({ needs, degradedWithout }: Service): readonly Id[] {
  return [...needs, ...degradedWithout];
}

const touching = new WeakMap<Topology, ReadonlyMap<Id, readonly Id[]>>();

/** Group → the services that its trouble may touch. */
function servicesByGroup(topology: Topology): ReadonlyMap<Id, readonly Id[]> {
  let services = touching.get(topology);
  if (services === undefined) {
    const used = topology.services.map((service) => ({
      id: service.id,
      subjects: subjectsOf(service, topology),
    }));
    services = new Map(
      groupsOf(topology).map((group) => [
        group.id,
        used.filter(({ subjects }) => subjects.has(group.id)).map(({ id }) => id),
      ]),
    );
    touching.set(topology, services);
  }
  return services;
}
