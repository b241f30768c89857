import type { Instant } from '../core/model/time.ts';
import { daysBetween } from '../core/parse/calendar.ts';
import { parseIncident } from '../core/parse/incident.ts';
import { createZone } from '../core/parse/zone.ts';
import type { Zone } from '../core/parse/zone.ts';
import { moveIncident, moveMentions, movedName, movedSlugs } from './moved-text.ts';
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

/**
 * The days by which a moment is moved so that it becomes the last such time of day that has gone by: today once the clock
 * shows it, until then yesterday. What was written before the moment then lies in the past, at any time of day.
 */
export function daysToMove(moment: Instant, now: Instant, zone: Zone): number {
  const today = zone.dayOf(now);
  const { at } = zone.toInstant(today, zone.minuteOfDay(moment));
  const day = at <= now ? today : zone.addDays(today, -1);
  return daysBetween(zone.dayOf(moment), day);
}

/**
 * A site with every date moved by the same number of whole days, so that `moment` is just past. Where the clocks change on
 * one of the days arrived at, a time may not exist there or come twice; then all of it goes one more day back, so that the
 * moved files read as the originals did.
 */
export function moveSite(site: DatedSite, { moment, now, ...place }: Place & Moments): MovedSite {
  const zone = createZone(place.timezone, place.locale);
  const nearest = daysToMove(moment, now, zone);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const moved = movedBy(site, nearest - step, zone);
    const before = faultsOf(site.incidents, moment, place, (file) => movedName(file, moved.days));
    if (faultsOf(moved.incidents, now, place).join('\n') === before.join('\n')) return moved;
  }
  return movedBy(site, nearest, zone);
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

/** What the reader finds wrong with each file, and which of them speak of what is still to come. Sorted. */
function faultsOf(
  incidents: readonly SiteFile[],
  now: Instant,
  site: Place,
  nameOf = (file: string) => file,
): readonly string[] {
  const faults = incidents.flatMap(({ file, text }) => {
    const { incident, diagnostics } = parseIncident(text, { file, digest: '', ...site });
    const ahead = (incident?.updates ?? []).filter(({ at }) => at.at > now);
    const found = [...diagnostics.map(({ code }) => code), ...ahead.map(() => 'ahead of its time')];
    return found.map((fault) => `${nameOf(file)} ${fault}`);
  });
  return faults.sort();
}
