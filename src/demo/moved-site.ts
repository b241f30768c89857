import type { Incident } from '../core/model/incident.ts';
import type { Instant } from '../core/model/time.ts';
import { daysBetween } from '../core/parse/calendar.ts';
import { parseIncident } from '../core/parse/incident.ts';
import { createZone } from '../core/parse/zone.ts';
import type { Zone } from '../core/parse/zone.ts';
import { moveIncident, moveMentions, movedSlugs } from './moved-text.ts';
import type { SiteFile } from './moved-text.ts';

/** The texts of a site that carry dates. */
export interface DatedSite {
  readonly topology: SiteFile;
  readonly incidents: readonly SiteFile[];
  readonly content: readonly SiteFile[];
}

export interface MovedSite extends DatedSite {
  /** How many days later everything is; the same for every file. */
  readonly days: number;
}

/** Whose clocks and whose order of day and month count. */
interface Place {
  readonly timezone: string;
  readonly locale: string;
}

interface Moments {
  /** What the site was written for. */
  readonly moment: Instant;
  readonly now: Instant;
}

/** Where the clocks of a zone change there are two days a year to step over; more than a week would be another mistake. */
const MAX_STEPS = 7;

/** The days by which a moment is moved so that its day becomes today, by the clocks of the site. */
export function daysToMove(moment: Instant, now: Instant, zone: Zone): number {
  return daysBetween(zone.dayOf(moment), zone.dayOf(now));
}

/**
 * A site with every date moved by the same number of whole days, so that the day of `moment` is today. What was written
 * that day and lies ahead at this time of day cannot be told yet; and where the clocks change on one of the days arrived
 * at, a time may not exist there or come twice. Then all of it goes one more day back, so that the moved files read now
 * as the originals did at their moment.
 */
export function moveSite(site: DatedSite, { moment, now, ...place }: Place & Moments): MovedSite {
  const zone = createZone(place.timezone, place.locale);
  const nearest = daysToMove(moment, now, zone);
  const before = readingsOf(site.incidents, moment, place);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const moved = movedBy(site, nearest - step, zone);
    if (isAsBefore(before, readingsOf(moved.incidents, now, place))) return moved;
  }
  // Yesterday lies behind us, whatever else it may do to a text.
  return movedBy(site, nearest - 1, zone);
}

function movedBy({ topology, incidents, content }: DatedSite, days: number, zone: Zone): MovedSite {
  const slugs = movedSlugs(
    incidents.map(({ file }) => file),
    days,
  );
  const mentions = ({ file, text }: SiteFile) => ({ file, text: moveMentions(text, { slugs }) });
  return {
    days,
    topology: mentions(topology),
    incidents: incidents.map((incident) => moveIncident(incident, { days, zone, slugs })),
    content: content.map(mentions),
  };
}

/** An entry as it reads at an instant. */
interface Reading {
  /** What the reader finds wrong with it. */
  readonly faults: string;
  /** Of each time it tells of, whether that is still to come. */
  readonly ahead: readonly boolean[];
}

function readingsOf(incidents: readonly SiteFile[], now: Instant, site: Place): readonly Reading[] {
  return incidents.map(({ file, text }) => {
    const { incident, diagnostics } = parseIncident(text, { file, digest: '', ...site });
    return {
      faults: diagnostics
        .map(({ code }) => code)
        .sort()
        .join(),
      ahead: timesOf(incident).map((at) => at > now),
    };
  });
}

/** Nothing is wrong that was not, and nothing lies ahead that did not. */
function isAsBefore(before: readonly Reading[], after: readonly Reading[]): boolean {
  return after.every(({ faults, ahead }, index) => {
    const known = before[index];
    return faults === known?.faults && ahead.every((isAhead, time) => !isAhead || known.ahead[time] === true);
  });
}

/** Every time that an entry tells of. */
function timesOf(incident: Incident | null): readonly Instant[] {
  if (incident === null) return [];
  const { started, resolved, window, nextUpdateAt, updates } = incident;
  const all = [
    started.at,
    resolved?.at,
    window?.startAt,
    window?.endAt,
    nextUpdateAt,
    ...updates.flatMap(({ at, untilAt }) => [at.at, untilAt]),
  ];
  return all.filter((at) => at !== undefined && at !== null);
}
