import { compareText } from '../model/diagnostic.ts';
import type { Effects, Incident, Phase, Update } from '../model/incident.ts';
import { isFault } from '../model/severity.ts';
import type { IncidentRef } from '../model/status.ts';
import type { Instant, Moment } from '../model/time.ts';
import type { Id } from '../model/topology.ts';

export const MAINTENANCE_STATES = ['scheduled', 'active', 'ended', 'completed', 'cancelled'] as const;
export type MaintenanceState = (typeof MAINTENANCE_STATES)[number];

/** What an entry does that declares nothing. */
export const NO_EFFECTS: Effects = { affects: [], unreadable: false };

const CLOSING: ReadonlySet<Phase> = new Set<Phase>(['resolved', 'completed']);
/** Phases that take up again what was closed. A postmortem looks back and does not. */
const OPENING: ReadonlySet<Phase> = new Set<Phase>([
  'investigating',
  'identified',
  'monitoring',
  'scheduled',
  'in progress',
  'verifying',
]);

/**
 * True while an unplanned incident lasts. Maintenance and announcements are never open.
 *
 * An incident whose start is still to come is open when nothing in its file closes it: staff committed it, and a
 * mistyped hour must not hide an outage. One that is closed in its file and begins later than `now` has simply not happened yet,
 * which is how a site built for a moment of the past reads its newer files.
 */
export function isOpen(incident: Incident, now: Instant): boolean {
  if (incident.kind !== 'incident' || isClosed(incident, now)) return false;
  return incident.started.at <= now || incident.resolved === null;
}

/** True when an unplanned incident had begun by `at` and was not over. For looking back: a start to come is not forgiven here. */
export function wasOpen(incident: Incident, at: Instant): boolean {
  return incident.kind === 'incident' && incident.started.at <= at && !isClosed(incident, at);
}

/** Where a planned window stands. One that cannot be read stays `scheduled` until it is completed or cancelled. */
export function maintenanceState(incident: Incident, now: Instant): MaintenanceState {
  if (incident.cancelled) return 'cancelled';
  if (isClosed(incident, now)) return 'completed';
  const { window } = incident;
  if (window === undefined || now < window.startAt) return 'scheduled';
  return window.endAt === null || now < window.endAt ? 'active' : 'ended';
}

/**
 * What is in force at `at`: the effects of the latest update by then that has any, else the front matter's.
 * Nothing before the start, after the end, outside a maintenance's window, and for announcements.
 */
export function effectsAt(incident: Incident, at: Instant): Effects {
  const inForce =
    incident.kind === 'maintenance' ? maintenanceState(incident, at) === 'active' : wasOpen(incident, at);
  return inForce ? effectsWritten(incident, at) : NO_EFFECTS;
}

/** The latest effects written by `at`, whether or not the entry is in force then. */
export function effectsWritten(incident: Incident, at: Instant): Effects {
  let latest: Update | undefined;
  for (const update of incident.updates) {
    if (update.effects === undefined || update.at.at > at) continue;
    if (latest === undefined || update.at.at >= latest.at.at) latest = update;
  }
  return latest?.effects ?? incident.effects;
}

/** When it began, or is to begin: for maintenance the window's start. */
export function startOf(incident: Incident): Moment {
  if (incident.kind !== 'maintenance' || incident.window === undefined) return incident.started;
  return { at: incident.window.startAt, precision: 'minute' };
}

/** When it ended, seen from `now`; null while it lasts or is to come, and for announcements. */
export function endOf(incident: Incident, now: Instant): Moment | null {
  if (incident.resolved !== null && incident.resolved.at <= now) return incident.resolved;
  if (incident.kind !== 'maintenance' || maintenanceState(incident, now) !== 'ended') return null;
  const endAt = incident.window?.endAt ?? null;
  return endAt === null ? null : { at: endAt, precision: 'minute' };
}

/** From when on, without a break until `at`, the incident has declared a fault of `subject`; undefined where it declares none at `at`. */
export function declaredSince(incident: Incident, subject: Id, at: Instant): Moment | undefined {
  const blames = (effects: Effects) =>
    effects.affects.some(({ id, severity }) => id === subject && isFault(severity));
  let effects = incident.effects;
  let closed = false;
  let since = blames(effects) ? incident.started : undefined;
  for (const update of incident.updates) {
    if (update.at.at > at) continue;
    if (update.effects !== undefined) effects = update.effects;
    if (update.phase !== undefined && CLOSING.has(update.phase)) closed = true;
    else if (update.phase !== undefined && OPENING.has(update.phase)) closed = false;
    since = closed || !blames(effects) ? undefined : (since ?? update.at);
  }
  return since;
}

/** Every subject of which the incident ever declared a fault. */
export function subjectsEver(incident: Incident): ReadonlySet<Id> {
  const all = [incident.effects, ...incident.updates.flatMap((update) => update.effects ?? [])];
  const faults = all.flatMap((effects) => effects.affects).filter(({ severity }) => isFault(severity));
  return new Set(faults.map(({ id }) => id));
}

export function refOf({ slug, title }: Incident): IncidentRef {
  return { slug, title };
}

/** Total order, newest start first; at the same instant what is known to the minute comes before what is known to the day. */
export function newestFirst(a: Incident, b: Incident): number {
  const [startA, startB] = [startOf(a), startOf(b)];
  return (
    startB.at - startA.at ||
    Number(startA.precision === 'day') - Number(startB.precision === 'day') ||
    compareText(a.slug, b.slug)
  );
}

/** Total order, soonest start first. */
export function soonestFirst(a: Incident, b: Incident): number {
  return startOf(a).at - startOf(b).at || compareText(a.slug, b.slug);
}

/** Closed at `at`: for good by then, or between a closing update and the one that takes it up again. */
function isClosed(incident: Incident, at: Instant): boolean {
  const { resolved, updates } = incident;
  if (resolved !== null && at >= resolved.at) return true;
  const phased = updates.filter(
    ({ phase }) => phase !== undefined && (CLOSING.has(phase) || OPENING.has(phase)),
  );
  const later = phased.filter((update) => update.at.at > at);
  const last = phased.filter((update) => update.at.at <= at).at(-1);
  if (last?.phase === undefined || !CLOSING.has(last.phase)) return false;
  const reopens = later.some(({ phase }) => phase !== undefined && OPENING.has(phase));
  // Without a reopening, `resolved:` in the front matter has the last word, and it lies ahead.
  return resolved === null || reopens;
}
