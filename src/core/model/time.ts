/** Milliseconds since 1970-01-01T00:00:00Z. Always an integer, always UTC; zones only matter when reading and printing. */
export type Instant = number;

/** A calendar day in the site's zone, `YYYY-MM-DD`. */
export type CalendarDay = string;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** How exactly an instant is known. A moment known to the day never prints a clock time. */
export type Precision = 'minute' | 'day';

export interface Moment {
  /** With precision `day`: the first instant of that day in the site's zone. */
  readonly at: Instant;
  readonly precision: Precision;
}

/** Half-open interval `[startAt, endAt)`; `endAt` is null while it lasts. */
export interface Window {
  readonly startAt: Instant;
  readonly endAt: Instant | null;
}

/** True when `at` lies in `[startAt, endAt)`. */
export function contains(window: Window, at: Instant): boolean {
  return window.startAt <= at && (window.endAt === null || at < window.endAt);
}

/** True when two half-open windows share at least one instant. Empty windows overlap nothing. */
export function overlaps(a: Window, b: Window): boolean {
  const startAt = Math.max(a.startAt, b.startAt);
  const endAt = Math.min(a.endAt ?? Infinity, b.endAt ?? Infinity);
  return startAt < endAt;
}

export const AGE_UNITS = ['minute', 'hour', 'day'] as const;

export type AgeUnit = (typeof AGE_UNITS)[number];

/** An age as readers see it: floored, minutes below 60, hours below 48, then days. */
export interface Age {
  readonly count: number;
  readonly unit: AgeUnit;
}

/** The age of `since` at `now`. A `since` in the future has the age of 0 minutes. */
export function ageOf(since: Instant, now: Instant): Age {
  const elapsedMs = Math.max(0, now - since);
  if (elapsedMs < HOUR_MS) return { count: Math.floor(elapsedMs / MINUTE_MS), unit: 'minute' };
  if (elapsedMs < 48 * HOUR_MS) return { count: Math.floor(elapsedMs / HOUR_MS), unit: 'hour' };
  return { count: Math.floor(elapsedMs / DAY_MS), unit: 'day' };
}
