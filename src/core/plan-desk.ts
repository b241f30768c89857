import type { Instant } from './model/time.ts';
import type { PagePlan } from './page-plan.ts';
import type { Reading } from './sources.ts';
import type { ViewContext } from './view/context.ts';
import type { Archive } from './view/history.ts';
import type { Strips } from './view/strip.ts';
import type { TimelineDay } from './view/timeline-days.ts';

/**
 * What plans are made from and what their views read, replaced as a whole with every new reading. A plan that is kept from
 * one reading to the next reads the newest, and so keeps nothing old alive.
 */
export interface PlanDesk {
  reading: Reading;
  context: ViewContext;
  /** What every page prints around its content. */
  site: string;
  strips: Strips;
  archive: Archive;
  /** Newest first. */
  days: readonly TimelineDay[];
  /** Everything of the topology that a day's page may print or judge by. */
  subjects: string;
}

/** A page of the archive, and for how long it may still change. */
export interface ArchiveEntry {
  plan: PagePlan;
  /** What probes see after this is none of its business; -Infinity where nothing they see is. */
  readonly dependsUntilAt: Instant;
  /** Plans the same page anew, by the desk as it is then. */
  make(): PagePlan;
}

export function archiveEntry(make: () => PagePlan, dependsUntilAt: Instant = -Infinity): ArchiveEntry {
  return { plan: make(), dependsUntilAt, make };
}

/** What of the site every page prints around its content, and how it prints times. */
export function siteInputs({ topology, demonstration }: ViewContext): string {
  const { name, url, timezone, locale, contact = null } = topology.site;
  return JSON.stringify([name, url, timezone, locale, contact, demonstration]);
}
