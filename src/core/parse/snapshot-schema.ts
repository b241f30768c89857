import * as z from 'zod';
import { VERDICTS } from '../model/snapshot.ts';
import { cleanText } from './clean-text.ts';
import { readInstant } from './instant.ts';

/*
 * The form of `state/snapshot.json`. Anything that can write JSON may have written it, so nothing is believed that
 * is not checked here. Keys that are not known are passed over: a newer prober may tell more.
 */

const SNAPSHOT_VERSION = 1;

/** In UTF-16 code units: far above ten thousand servers seen from three places. */
export const MAX_SNAPSHOT_LENGTH = 4_000_000;
/** Of entries in `servers`, known or not. */
const MAX_SNAPSHOT_SERVERS = 10_000;
export const MAX_VANTAGES = 50;
const MAX_VANTAGE_LENGTH = 60;
const MAX_SOURCE_LENGTH = 100;
/** The longest form of RFC 3339 with nanoseconds is 35 characters. */
const MAX_TIME_LENGTH = 40;

/** An instant as RFC 3339 writes it, `2010-09-03T22:10:00Z`; the output is epoch milliseconds, rounded down. */
const instant = z
  .string('a time such as 2010-09-03T22:10:00Z')
  .max(MAX_TIME_LENGTH)
  .refine((text) => readInstant(text) !== undefined, 'a time such as 2010-09-03T22:10:00Z')
  .transform((text) => readInstant(text) ?? 0);

/** A vantage as pages print it; empty for a name of nothing that prints. */
export const cleanVantage = (name: string) => cleanText(name, MAX_VANTAGE_LENGTH);

const vantage = z
  .string()
  .transform(cleanVantage)
  .refine((name) => name !== '', 'a name');

function mapping<Value extends z.ZodType>(value: Value, maxEntries: number) {
  return z
    .record(z.string(), value)
    .refine((record) => Object.keys(record).length <= maxEntries, `at most ${String(maxEntries)} entries`);
}

export const snapshotSchema = z.object({
  version: z.literal(SNAPSHOT_VERSION, String(SNAPSHOT_VERSION)),
  taken_at: instant,
  source: z
    .string()
    .transform((text) => cleanText(text, MAX_SOURCE_LENGTH))
    .optional(),
  vantages: z.array(vantage).max(MAX_VANTAGES).default([]),
  vantage_times: mapping(instant, MAX_VANTAGES).default({}),
  servers: mapping(z.unknown(), MAX_SNAPSHOT_SERVERS),
});

export const serverEntrySchema = z.object({
  verdict: z.enum(VERDICTS),
  since: instant.optional(),
  since_at_least: z.boolean().default(false),
  booted_at: instant.optional(),
  last_online: instant.optional(),
  seen_from: mapping(z.enum(VERDICTS), MAX_VANTAGES).default({}),
});

export type SnapshotInput = z.output<typeof snapshotSchema>;
export type ServerEntryInput = z.output<typeof serverEntrySchema>;
