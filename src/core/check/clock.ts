import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Incident } from '../model/incident.ts';
import type { SiteStatus } from '../model/status.ts';
import { ageOf, DAY_MS, HOUR_MS, MINUTE_MS } from '../model/time.ts';
import type { Instant, Moment } from '../model/time.ts';
import type { Site } from '../model/topology.ts';
import { maintenanceState } from '../evaluate/incident.ts';
import { unsettledIn } from '../evaluate/unsettled.ts';
import { isPlainSlug } from '../parse/file-name.ts';
import { createZone } from '../parse/zone.ts';
import type { Zone } from '../parse/zone.ts';

/** After so long without a word members begin to wonder whether anybody is there. */
const OPEN_TOO_LONG_MS = 24 * HOUR_MS;

/** Clocks differ a little, and people round up. */
const FUTURE_TOLERANCE_MS = 5 * MINUTE_MS;

interface ClockInput {
  readonly site: Pick<Site, 'timezone' | 'locale'>;
  readonly incidents: readonly Incident[];
  readonly status: Pick<SiteStatus, 'openIncidents'>;
  readonly now: Instant;
}

/** What comes and goes with the time of day. Warnings and hints, never errors: they must not fail a pull request. */
export function checkClock({ site, incidents, status, now }: ClockInput): Diagnostic[] {
  const open = new Set(status.openIncidents);
  const zone = createZone(site.timezone, site.locale);
  return unsettledIn(incidents, now).flatMap((incident) => [
    ...futureUpdates(incident, now, zone),
    ...(open.has(incident.slug) ? silence(incident, now) : []),
    ...(open.has(incident.slug) || isUnfinished(incident, now) ? overduePromise(incident, now, zone) : []),
    ...(incident.kind === 'maintenance' ? unclosedMaintenance(incident, now) : []),
  ]);
}

function isUnfinished(incident: Incident, now: Instant): boolean {
  if (incident.kind !== 'maintenance') return false;
  const state = maintenanceState(incident, now);
  return state !== 'completed' && state !== 'cancelled';
}

function futureUpdates(incident: Incident, now: Instant, zone: Zone): Diagnostic[] {
  return incident.updates
    .filter(({ at }) => isFromTheFuture(incident, at, now))
    .map(({ at, line }) => {
      const message = `this update is dated ${stamp(at, zone)}, and it is only ${stamp({ at: now, precision: at.precision }, zone)}`;
      const hint = `check the ${at.precision === 'day' ? 'date in the file’s name' : 'mark and the date in the file’s name'}`;
      return diagnostic('mark-in-future', { file: incident.file, line }, message, hint);
    });
}

/** True where something is dated so much later than `now` that no clock's fault explains it. */
export function isFromTheFuture(incident: Incident, moment: Moment, now: Instant): boolean {
  return moment.at > now + FUTURE_TOLERANCE_MS && !namesTheDayOfTheWork(incident, moment);
}

/** Files of planned work carry the day of the work; without marks that is no claim to speak from the future. */
function namesTheDayOfTheWork(incident: Incident, at: Moment): boolean {
  return incident.kind === 'maintenance' && at.precision === 'day';
}

function silence(incident: Incident, now: Instant): Diagnostic[] {
  const spokeAt = lastWordAt(incident);
  if (now - spokeAt <= OPEN_TOO_LONG_MS) return [];
  const message = `"${incident.title}" is still open, and its last update is ${ageText(spokeAt, now)} old`;
  const { slug } = incident;
  const hint = isSafeArgument(slug)
    ? `tell members more with \`signalbox update ${slug} "…"\`, or close it with \`signalbox resolve ${slug}\``
    : 'tell members more in a new update, or say that it is resolved';
  return [diagnostic('open-too-long', lastPlace(incident), message, hint)];
}

function overduePromise(incident: Incident, now: Instant, zone: Zone): Diagnostic[] {
  const { nextUpdateAt: promisedAt } = incident;
  if (promisedAt === undefined || !isPromiseOverdue(incident, now)) return [];
  const promised = stamp({ at: promisedAt, precision: 'minute' }, zone);
  const message = `the next update was promised for ${promised}, ${ageText(promisedAt, now)} ago, and has not come`;
  const hint = 'write it, or put a new time into `next_update`';
  return [diagnostic('promise-overdue', lastPlace(incident), message, hint)];
}

/** True for what a shell takes as one word that is no option: people paste what hints say. */
function isSafeArgument(slug: string): boolean {
  return isPlainSlug(slug) && !slug.startsWith('-');
}

/** True when the promised time has come without a word at or after it. Whether the entry is still open is not asked. */
export function isPromiseOverdue(incident: Incident, now: Instant): boolean {
  const { nextUpdateAt: promisedAt } = incident;
  return promisedAt !== undefined && promisedAt <= now && lastWordAt(incident) < promisedAt;
}

function unclosedMaintenance(incident: Incident, now: Instant): Diagnostic[] {
  const endAt = incident.window?.endAt ?? null;
  if (endAt === null || maintenanceState(incident, now) !== 'ended') return [];
  const message = `the window of "${incident.title}" ended ${ageText(endAt, now)} ago, and no update says that the work is completed`;
  const hint = 'add an update that begins with "Completed:", or move `to` in `window` if the work goes on';
  return [diagnostic('maintenance-not-closed', lastPlace(incident), message, hint)];
}

/** The last update: what comes next belongs below it. */
function lastPlace({ file, updates }: Incident): { file: string; line: number } {
  return { file, line: updates.at(-1)?.line ?? 1 };
}

/** The latest instant at which staff may have spoken. An update known only to the day may have come at its very end. */
function lastWordAt(incident: Incident): Instant {
  let latest = -Infinity;
  for (const { at, untilAt } of incident.updates) {
    latest = Math.max(latest, untilAt ?? -Infinity, at.precision === 'day' ? at.at + DAY_MS : at.at);
  }
  return latest;
}

/** `1 hour`, `37 hours`, `3 days`. */
function ageText(since: Instant, now: Instant): string {
  const { count, unit } = ageOf(since, now);
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** `2010-09-03 23:10` in the site's zone; the day alone where no more is known. Diagnostics are for staff and read the same in every locale. */
function stamp({ at, precision }: Moment, zone: Zone): string {
  const day = zone.dayOf(at);
  if (precision === 'day') return day;
  const minute = zone.minuteOfDay(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${day} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
