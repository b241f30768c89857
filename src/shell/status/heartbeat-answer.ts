import * as z from 'zod';
import { readInstant } from '../../core/parse/instant.ts';
import { MINUTE_MS, SECOND_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Got } from './get.ts';
import { readJson } from '../../core/parse/json-text.ts';

/** An instant as RFC 3339 writes it; the output is epoch milliseconds. */
export const instant = z
  .string()
  .max(40)
  .refine((text) => readInstant(text) !== undefined)
  .transform((text) => readInstant(text) ?? 0);

const MAX_FRESH_SECONDS = 31_536_000;

/** What is asked of `/heartbeat.json` (docs/freshness.md); other keys may come. */
const heartbeatSchema = z.object({
  version: z.literal(1),
  published_at: instant,
  fresh_for: z.number().positive().max(MAX_FRESH_SECONDS),
  recorded: z.boolean().default(false),
});

export interface Heartbeat {
  readonly publishedAt: Instant;
  readonly freshForMs: number;
  readonly recorded: boolean;
}

/** Null for what no site of ours publishes. */
export function readHeartbeat(text: string): Heartbeat | null {
  const read = heartbeatSchema.safeParse(readJson(text));
  if (!read.success) return null;
  const { published_at: publishedAt, fresh_for: freshFor, recorded } = read.data;
  return { publishedAt, freshForMs: freshFor * SECOND_MS, recorded };
}

/**
 * The time by the clock of the host, as the freshness contract reads it: the answer's `Date`; and where a cache has had it
 * for so long that it would be older than the publish it tells of, `Date` plus `Age`. Our own clock where there is no `Date`.
 */
export function hostTime(
  { dateAt, ageMs }: Pick<Got, 'dateAt' | 'ageMs'>,
  { publishedAt }: Heartbeat,
  own: Instant,
): Instant {
  if (dateAt === undefined) return own;
  return dateAt - publishedAt < ageMs ? dateAt + ageMs : dateAt;
}

/** Clocks differ; more than this is no difference of clocks. */
const CLOCK_TOLERANCE_MS = MINUTE_MS;

/** Why what a heartbeat tells of is not believed at `now`; null where it is. */
export function heartbeatProblem(
  { publishedAt, freshForMs, recorded }: Heartbeat,
  now: Instant,
): string | null {
  if (recorded) return 'the site shows a recorded moment, so it says nothing of now';
  const published = `it was last published at ${timeText(publishedAt)}`;
  if (publishedAt > now + Math.max(freshForMs, CLOCK_TOLERANCE_MS))
    return `${published}, which is yet to come`;
  return now > publishedAt + freshForMs ? `${published}, and nobody knows the state since` : null;
}

/** `2010-09-03T22:15:00Z`: the zone of a site elsewhere is not known. */
export function timeText(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
