import type { Instant } from '../core/model/time.ts';

/** `2010-09-03T22:10:30Z`: RFC 3339 in UTC, cut to whole seconds, as the heartbeat and the pages tell instants to programs. */
export function isoSeconds(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
