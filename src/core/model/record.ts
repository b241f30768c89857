import type { Fault, Severity } from './severity.ts';
import type { CalendarDay, Instant } from './time.ts';
import type { Id } from './topology.ts';

/** How long a subject was in each severity, in milliseconds; the sum is the length of the window. */
export type Spent = Readonly<Record<Severity, number>>;

/** Spans over which uptime is told, shortest first. */
export const PERIODS = ['24h', '7d', '30d', '90d', '365d'] as const;
export type Period = (typeof PERIODS)[number];

/** Who knew of a fault. */
export const WITNESSES = ['probes', 'staff', 'both'] as const;
export type Witness = (typeof WITNESSES)[number];

/** One service on one day of the site's zone; the last day ends at the time of the data. */
export interface DayRecord {
  readonly day: CalendarDay;
  /** Probes and staff together; `unknown` is time in which nobody looked or could tell. */
  readonly spent: Spent;
  /** The worst of the day; `unknown` where nobody looked for half of it or more and no fault is known. */
  readonly worst: Severity;
}

/** Uptime over one period that ends at the time of the data. */
export interface PeriodRecord {
  readonly period: Period;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly spent: Spent;
  /** The part of the time down that only staff declared; probes saw none or could not tell. */
  readonly downByStaffMs: number;
  /**
   * Share of the observed time, planned work left out, in which the service was not down. In hundredths of a percent,
   * rounded down: 9997 is 99.97 %. Null where nothing was observed.
   */
  readonly uptime: number | null;
  /** Share of the period that was observed at all, the same way: 9820 is 98.2 %. */
  readonly coverage: number;
}

/** A stretch in which a service was not well. Touching stretches of one severity are one. */
export interface Outage {
  readonly startAt: Instant;
  /** The time of the data where it still lasts. */
  readonly endAt: Instant;
  readonly lasting: boolean;
  readonly severity: Fault;
  readonly witness: Witness;
  /** Slugs of the incidents that declared it, newest first. */
  readonly incidents: readonly string[];
}

/** What a service has been through. */
export interface ServiceRecord {
  readonly id: Id;
  /** The time of the data: everything ends here. */
  readonly asOf: Instant;
  /** {@link RECORD_DAYS} days, oldest first, the current one last. */
  readonly days: readonly DayRecord[];
  readonly periods: readonly PeriodRecord[];
  /** Within the days shown, newest first, planned work left out. */
  readonly outages: readonly Outage[];
}

export const RECORD_DAYS = 90;
