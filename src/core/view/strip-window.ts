import type { History } from '../model/history.ts';
import type { Incident } from '../model/incident.ts';
import { DAY_MS, HOUR_MS } from '../model/time.ts';
import type { Instant, Moment } from '../model/time.ts';
import type { Zone } from '../parse/zone.ts';

/** From when to when, both known. Half-open. */
export interface TimeRange {
  readonly startAt: Instant;
  readonly endAt: Instant;
}

/** The time an incident's strips are about. */
export interface StripWindow extends TimeRange {
  /** Set where the incident goes on beyond what is drawn at most. */
  readonly cut: boolean;
}

/** How long before and after the incident its strips look. */
export const STRIP_MARGIN_MS = HOUR_MS;
/** A story of months is not told by a drawing as wide as a hand; and one nobody closed must not grow for ever. */
export const STRIP_DAYS = 92;

/**
 * From an hour before to an hour after; of what is known to the day only, whole days. An open end is as far away as is
 * drawn at most. Null for what has no course of its own: announcements, and work that was cancelled.
 */
export function stripWindow(incident: Incident, zone: Zone): StripWindow | null {
  if (incident.kind === 'announcement' || incident.cancelled) return null;
  const { from, to } = courseOf(incident);
  const startAt = from.precision === 'day' ? from.at : from.at - STRIP_MARGIN_MS;
  const limitAt = startAt + STRIP_DAYS * DAY_MS;
  if (to === null) return { startAt, endAt: limitAt, cut: true };
  const endAt = to.precision === 'day' ? endOfDay(to.at, zone) : to.at + STRIP_MARGIN_MS;
  // A file may say that it was over before it began.
  const sane = Math.max(endAt, from.at + STRIP_MARGIN_MS);
  return { startAt, endAt: Math.min(sane, limitAt), cut: sane > limitAt };
}

/** Planned work lasts as long as was planned, or longer. */
function courseOf({ kind, started, resolved, window }: Incident): { from: Moment; to: Moment | null } {
  if (kind !== 'maintenance' || window === undefined) return { from: started, to: resolved };
  const from: Moment = { at: window.startAt, precision: 'minute' };
  if (window.endAt === null) return { from, to: resolved };
  const planned: Moment = { at: window.endAt, precision: 'minute' };
  return { from, to: resolved !== null && resolved.at > planned.at ? resolved : planned };
}

function endOfDay(at: Instant, zone: Zone): Instant {
  return zone.startOfDay(zone.addDays(zone.dayOf(at), 1));
}

/**
 * Whether anybody looked in the window: not at all, not yet to its end, or to its end. Of a window seen in part what is
 * drawn ends with the last thing that happened, because the page has no clock.
 */
export function reachOf(window: TimeRange, observed: History['observed']): 'none' | 'part' | 'whole' {
  if (observed === null || observed.fromAt >= window.endAt || observed.untilAt <= window.startAt)
    return 'none';
  return observed.untilAt >= window.endAt ? 'whole' : 'part';
}
