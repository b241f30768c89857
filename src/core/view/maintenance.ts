import { evaluateSite } from '../evaluate/site.ts';
import { effectsWritten, maintenanceState, soonestFirst } from '../evaluate/incident.ts';
import { bySlug } from '../evaluate/lookup.ts';
import { unsettledIn } from '../evaluate/unsettled.ts';
import type { Declaration, Effects, Incident } from '../model/incident.ts';
import type { ProbeEvidence } from '../model/snapshot.ts';
import type { SiteStatus } from '../model/status.ts';
import type { Instant, Window } from '../model/time.ts';
import type { Group, Topology } from '../model/topology.ts';
import { groupsOf, serversOf } from '../model/topology.ts';
import type { ViewContext } from './context.ts';
import type { EffectsView, IncidentLink, Tag } from './entry.ts';
import { effectsView, linkOf, tagAt, tenseOf } from './entry.ts';

/** Planned work in one line, as the infrastructure page lists it. */
export interface WorkView extends IncidentLink {
  readonly tag?: Tag;
  /** Absent where the file's own could not be read. */
  readonly window?: Window;
  /** What staff expect it to do. */
  readonly effects?: EffectsView;
}

/**
 * Planned work that is under way or to come, the first first, then by when it begins.
 * What was cancelled stays until it would have been over, so that those who wait for it find out.
 */
export function plannedWork(
  status: Pick<SiteStatus, 'activeMaintenance' | 'comingMaintenance'>,
  incidents: readonly Incident[],
  now: Instant,
): readonly Incident[] {
  const known = bySlug(incidents);
  const pick = (slugs: readonly string[]) => slugs.flatMap((slug) => known.get(slug) ?? []);
  const cancelled = unsettledIn(incidents, now).filter((incident) => isCancelledAhead(incident, now));
  const ahead = [...pick(status.comingMaintenance), ...cancelled].sort(soonestFirst);
  return [...pick(status.activeMaintenance), ...ahead];
}

function isCancelledAhead({ kind, cancelled, window }: Incident, now: Instant): boolean {
  if (kind !== 'maintenance' || !cancelled || window === undefined) return false;
  return now < (window.endAt ?? window.startAt);
}

export function workView(incident: Incident, context: ViewContext, now: Instant): WorkView {
  const tag = tagAt(incident, now);
  const effects = expectedEffects(incident, context, now);
  return {
    ...linkOf(incident),
    ...(tag === null ? {} : { tag }),
    ...(incident.window === undefined ? {} : { window: incident.window }),
    ...(effects === null ? {} : { effects }),
  };
}

/** What the work is expected to do; null where nothing is said of it, or it will not take place. */
export function expectedEffects(incident: Incident, context: ViewContext, now: Instant): EffectsView | null {
  if (maintenanceState(incident, now) === 'cancelled') return null;
  return effectsView(effectsWritten(incident, now), context, tenseOf(incident, now));
}

/**
 * True for planned work that no member can notice: by its own words it touches servers and groups only, and with those
 * taken out and everything else online every service works. Work that names nothing, or something we do not know,
 * is not quiet, because nothing then vouches for it.
 */
export function isQuiet(maintenance: Incident, topology: Topology): boolean {
  const { window, effects, updates } = maintenance;
  if (window === undefined) return false;
  const said = [effects, ...updates.flatMap((update) => update.effects ?? [])];
  const named = said.flatMap(({ affects }) => affects);
  if (named.length === 0 || !said.every((one) => isHarmlessText(one))) return false;
  const groups = new Map(groupsOf(topology).map((group) => [group.id, group]));
  const servers = new Set(serversOf(topology).map(({ id }) => id));
  if (!named.every(({ id }) => servers.has(id) || groups.has(id))) return false;
  return said.every((one) =>
    leavesServicesAlone(takenOut(one, groups), maintenance, window.startAt, topology),
  );
}

function isHarmlessText({ unreadable, mail }: Effects): boolean {
  const { incoming = 'safe', outgoing = 'safe' } = mail ?? {};
  return !unreadable && incoming === 'safe' && outgoing === 'safe';
}

/** A window excuses a group it names but takes out servers only; what it does to a group it does to all of its servers. */
function takenOut({ affects }: Effects, groups: ReadonlyMap<string, Group>): readonly Declaration[] {
  return affects.flatMap((declaration) => {
    const group = groups.get(declaration.id);
    return group === undefined ? [declaration] : group.servers.map(({ id }) => ({ ...declaration, id }));
  });
}

function leavesServicesAlone(
  affects: readonly Declaration[],
  maintenance: Incident,
  now: Instant,
  topology: Topology,
): boolean {
  const planned: Incident = {
    ...maintenance,
    cancelled: false,
    resolved: null,
    effects: { affects, unreadable: false },
    updates: maintenance.updates.map(({ id, at, line }) => ({ id, at, line })),
  };
  const evidence = allOnline(topology, now);
  const severities = (incidents: readonly Incident[]) =>
    evaluateSite({ topology, evidence, incidents, now }).services.map(({ severity }) => severity);
  // A service that cannot work whatever is online is none that this work takes down.
  const without = severities([]);
  return severities([planned]).every((severity, index) => severity === without[index]);
}

function allOnline(topology: Topology, takenAt: Instant): ProbeEvidence {
  const servers = new Map(
    serversOf(topology).map(({ id }) => [id, { verdict: 'online', seenFrom: {} } as const]),
  );
  return { believed: true, snapshot: { takenAt, vantages: [], servers } };
}
