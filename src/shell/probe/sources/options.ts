import * as z from 'zod';
import { SECOND_MS, HOUR_MS } from '../../../core/model/time.ts';
import { duration, id, vantageName } from '../../../core/parse/schema-scalars.ts';
import { limit } from '../options.ts';
import type { SourceOptions } from './source-kind.ts';

/*
 * The options that every type of source has. As with probes, an error text completes the sentence "…, expected …", and a
 * description is what editors and the docs say of an option.
 */

const MAX_NAMES = 20;
const MAX_NAME_LENGTH = 300;
const MAX_ENTRIES = 5_000;
/** So many of an engine's own intervals may pass before its word is no longer believed. */
export const BELIEVED_INTERVALS = 2.5;
const MAX_INTERVAL_MS = 6 * HOUR_MS;
/** Nothing that an engine says is believed for longer, whatever anybody writes. */
export const MAX_BELIEVED_MS = 3 * MAX_INTERVAL_MS;

const NAMES_EXPECTED = 'what the engine calls it: a name, or a list of names that must all be well';

const engineName = z.string(NAMES_EXPECTED).min(1, NAMES_EXPECTED).max(MAX_NAME_LENGTH, NAMES_EXPECTED);

const SERVERS_EXPECTED = 'ids of servers, each with what the engine calls it';

const atMost = (record: object) => Object.keys(record).length <= MAX_ENTRIES;

/** A short word for staff, in tables and logs. */
const sourceName = z
  .string('a short name')
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,38}[A-Za-z0-9])?$/,
    'a short name of letters, digits, spaces, dots and dashes',
  );

/** Where an engine looks from when nobody says so. Members read it, and which engine it is is none of their business. */
const DEFAULT_VANTAGE = 'monitoring';

export const sourceShape = () => ({
  name: sourceName.optional().describe('Tells it from other sources, for staff. Default: its type.'),
  vantage: vantageName()
    .default(DEFAULT_VANTAGE)
    .describe(
      `The place it looks from, as members read it, where the engine does not name one. Default: ${DEFAULT_VANTAGE}.`,
    ),
  vantages: z
    .record(z.string(), vantageName())
    .refine(atMost, 'fewer entries')
    .default({})
    .describe('What members read in place of the engine’s own names of places: {fra1: Frankfurt}.'),
  servers: z
    .record(
      id(),
      z.union([engineName, z.array(engineName).min(1).max(MAX_NAMES)], NAMES_EXPECTED),
      SERVERS_EXPECTED,
    )
    .refine(atMost, 'fewer entries')
    .default({})
    .describe(
      'What the engine calls a server, where that is not its id: {gw1: gw1.internal}. Of several names all have to be well.',
    ),
  canaries: z
    .array(engineName)
    .max(MAX_NAMES)
    .default([])
    .describe(
      'What the engine calls its checks of the world outside: where all of them fail, it is cut off.',
    ),
  interval: duration(SECOND_MS, MAX_INTERVAL_MS)
    .prefault('1m')
    .describe('How often the engine looks at the servers. Default: 1m.'),
  believed_for: duration(SECOND_MS, MAX_BELIEVED_MS)
    .optional()
    .describe('What the engine has not looked at for so long is unknown. Default: two and a half intervals.'),
  timeout: limit('5s', 'How long all its answers of one round may take.'),
});

type SourceOutput = z.output<z.ZodObject<ReturnType<typeof sourceShape>>>;

/** What is written as what is used. */
export function sourceOptionsOf(written: SourceOutput): SourceOptions {
  const {
    name,
    vantage,
    vantages,
    servers,
    canaries,
    interval,
    believed_for: believedForMs,
    timeout,
  } = written;
  return {
    rules: {
      name,
      vantage,
      vantages: new Map(Object.entries(vantages)),
      servers: new Map(Object.entries(servers).map(([server, names]) => [server, [names].flat()])),
      canaries,
      believedForMs: believedForMs ?? BELIEVED_INTERVALS * interval,
    },
    intervalMs: interval,
    timeoutMs: timeout,
  };
}
