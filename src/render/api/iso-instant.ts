import type { Instant } from '../../core/model/time.ts';

/** `2010-09-03T22:10:00.000Z`: RFC 3339 in UTC with exactly three decimals, the one form that every client of the API reads. */
export function isoInstant(at: Instant): string {
  return new Date(at).toISOString();
}
