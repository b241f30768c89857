import type { Incident } from '../model/incident.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { dayOfNumber } from '../parse/calendar.ts';
import { maintenanceState } from './incident.ts';

/** So long after the last thing a file speaks of nothing that is said of it depends on the time any more. */
export const SETTLED_AFTER_MS = 7 * DAY_MS;

/** One look through all files serves for so long. */
const LOOK_AGAIN_MS = DAY_MS;

interface Look {
  readonly at: Instant;
  readonly unsettled: readonly Incident[];
}

const looks = new WeakMap<readonly Incident[], Look>();

/**
 * The incidents of which time alone may change what is said: open ones, those to come, those that were over only lately, and
 * planned work that nobody closed. In the order of the list. With every snapshot somebody asks of ten thousand files whether
 * they are open; these are the few that can be.
 */
export function unsettledIn(incidents: readonly Incident[], now: Instant): readonly Incident[] {
  const known = looks.get(incidents);
  if (known !== undefined && known.at <= now && now < known.at + LOOK_AGAIN_MS) return known.unsettled;
  const settledBefore = now - SETTLED_AFTER_MS;
  // Days sort as texts do; a day begins up to a day earlier or later elsewhere.
  const datedBefore = dayOfNumber(Math.floor(settledBefore / DAY_MS) - 1);
  const isSettled = (incident: Incident) =>
    incident.date < datedBefore && latestIn(incident) < settledBefore && isOver(incident, now);
  const unsettled = incidents.filter((incident) => !isSettled(incident));
  looks.set(incidents, { at: now, unsettled });
  return unsettled;
}

function isOver(incident: Incident, now: Instant): boolean {
  if (incident.kind === 'announcement' || incident.cancelled) return true;
  if (incident.kind === 'incident') return incident.resolved !== null;
  return maintenanceState(incident, now) === 'completed';
}

/** The latest instant the file speaks of. */
function latestIn({ started, resolved, updates, window, nextUpdateAt }: Incident): Instant {
  let latest = Math.max(
    started.at,
    resolved?.at ?? -Infinity,
    window?.startAt ?? -Infinity,
    window?.endAt ?? -Infinity,
    nextUpdateAt ?? -Infinity,
  );
  for (const { at, untilAt } of updates) latest = Math.max(latest, at.at, untilAt ?? -Infinity);
  return latest;
}
