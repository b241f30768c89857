import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../model/time.ts';

/** `2010-09-03T22:10:00Z` and its like, as RFC 3339 has them; undefined for everything else. Rounded down to milliseconds. */
export function readInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/.test(text))
    return undefined;
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** In UTC, as short as it can be told: `2010-09-03T22:10:00Z`, with milliseconds where there are any. */
export function writeInstant(at: Instant): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString();
}

/** `YYYY-MM` of an instant, in UTC. */
export function monthOf(at: Instant): string {
  return writeInstant(at).slice(0, 7);
}

/** The first instant of a `YYYY-MM`, in UTC. */
export function startOfMonth(month: string): Instant {
  return Temporal.Instant.from(`${month}-01T00:00:00Z`).epochMilliseconds;
}

/** The first instant after a `YYYY-MM`, in UTC. */
export function startOfNextMonth(month: string): Instant {
  const next = Temporal.PlainYearMonth.from(month).add({ months: 1 });
  return startOfMonth(next.toString());
}
