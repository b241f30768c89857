import { isFault } from '../model/severity.ts';
import type { Incident } from '../model/incident.ts';
import type { Disagreement, Status } from '../model/status.ts';
import { HOUR_MS, type Instant, type Moment } from '../model/time.ts';
import type { Id, Service, Topology } from '../model/topology.ts';
import { groupsOf } from '../model/topology.ts';
import { declaredOn, faultsIn, type Declared, type DeclaredBy } from './declared.ts';
import { newestFirst, refOf, subjectsEver } from './incident.ts';

/** For how long after staff closed an incident the page says that the probes still see the fault. */
export const RECENTLY_RESOLVED_MS = 24 * HOUR_MS;

/** True for an unplanned incident that was closed a short while before `now`. */
export function isRecentlyResolved({ kind, resolved }: Incident, now: Instant): boolean {
  return (
    kind === 'incident' && resolved !== null && resolved.at <= now && now < resolved.at + RECENTLY_RESOLVED_MS
  );
}

/** Everything by which an incident can touch a service: itself, its groups and their servers. */
export function subjectsOf(service: Service, topology: Topology): ReadonlySet<Id> {
  const used = new Set([...service.needs, ...service.degradedWithout]);
  const groups = groupsOf(topology).filter((group) => used.has(group.id));
  return new Set([
    service.id,
    ...used,
    ...groups.flatMap((group) => group.servers.map((server) => server.id)),
  ]);
}

export interface TwoViews {
  readonly probed: Status;
  readonly declared: Status;
  readonly subjects: ReadonlySet<Id>;
  readonly reports: Declared;
  readonly recentlyResolved: readonly Incident[];
}

/** How staff's word and the probes differ about one service; undefined where they do not. */
export function disagreementOf({
  probed,
  declared,
  subjects,
  reports,
  recentlyResolved,
}: TwoViews): Disagreement | undefined {
  const said = [...subjects].flatMap((subject) => declaredOn(reports, subject));
  const seen = { probed: probed.severity };
  if (isFault(declared.severity)) {
    const faults = faultsIn(said);
    const incidents = refsOf(faults.map(({ incident }) => incident));
    const both = { declared: declared.severity, ...seen, incidents };
    if (isFault(probed.severity))
      return probed.severity === declared.severity ? undefined : { kind: 'differ', ...both };
    const since = earliest(faults);
    return { kind: 'staff-only', ...both, ...(since === undefined ? {} : { since }) };
  }
  if (!isFault(probed.severity)) return undefined;
  if (said.length > 0) {
    const incidents = refsOf(said.map(({ incident }) => incident));
    return { kind: 'differ', declared: declared.severity, ...seen, incidents };
  }
  const closed = recentlyResolved.filter((incident) =>
    [...subjectsEver(incident)].some((subject) => subjects.has(subject)),
  );
  const resolved = latest(closed);
  if (resolved === undefined) return { kind: 'probes-only', ...seen };
  return { kind: 'resolved-but-seen', ...seen, resolved, incidents: refsOf(closed) };
}

function refsOf(incidents: readonly Incident[]): ReturnType<typeof refOf>[] {
  return [...new Set(incidents)].sort(newestFirst).map(refOf);
}

/** Undefined where all of them begin only later. */
function earliest(entries: readonly DeclaredBy[]): Moment | undefined {
  return entries
    .flatMap(({ since }) => since ?? [])
    .sort(compareMoments)
    .at(0);
}

function latest(closed: readonly Incident[]): Moment | undefined {
  return closed
    .flatMap(({ resolved }) => resolved ?? [])
    .sort(compareMoments)
    .at(-1);
}

function compareMoments(a: Moment, b: Moment): number {
  return a.at - b.at || Number(b.precision === 'day') - Number(a.precision === 'day');
}
