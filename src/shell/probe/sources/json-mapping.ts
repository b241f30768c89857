import * as z from 'zod';
import type { EngineReport } from '../../../core/observe/source-votes.ts';
import type { Instant } from '../../../core/model/time.ts';
import type { VoteReason } from '../../../core/model/vote.ts';
import { isMapping, quoteValue } from '../../../core/parse/value-words.ts';
import { ProbeFailure } from '../failure.ts';
import type { EngineClock } from './engine-clock.ts';
import { nameOf, timeOf, valueAt } from './engine-values.ts';
import { fieldOf, fieldPath, listPath } from './json-paths.ts';
import type { JsonEntry, JsonPath } from './json-paths.ts';

/*
 * How any JSON is read: where its entries are, which of their fields is what, and which states mean online and offline.
 */

const MAX_ENTRIES = 50_000;
/** Each becomes a vantage of its own, and members read its name. */
const MAX_VANTAGES = 50;
const MAX_STATES = 50;

const ONLINE = ['up', 'ok', 'online', 'true', '1'] as const;
const OFFLINE = ['down', 'critical', 'offline', 'false', '0'] as const;

const FIELDS_EXPECTED = 'a mapping that says where in an entry its server, state and time stand';
const STATE_EXPECTED = 'a state as the engine writes it: a word, a number, or true or false';
const states = z
  .array(
    z.union([z.string(), z.number(), z.boolean()], STATE_EXPECTED).transform((state) => wordOf(state) ?? ''),
    `a list, each entry ${STATE_EXPECTED}`,
  )
  .max(MAX_STATES)
  .optional();

export const mappingShape = () => ({
  list: listPath()
    .optional()
    .describe(
      'Where the entries are: data.items. A list, or a mapping of entries. Default: the whole answer.',
    ),
  fields: z
    .strictObject(
      {
        server: fieldPath('server').describe(
          'What the engine calls the server. $key is the key of an entry in a mapping.',
        ),
        state: fieldPath('state').describe('Its state.'),
        time: fieldPath('time').describe(
          'When it was checked. One that begins with $. is read from the whole answer.',
        ),
        vantage: fieldPath('vantage').optional().describe('Where it was checked from.'),
        since: fieldPath('since').optional().describe('Since when it has been in this state.'),
        boot: fieldPath('boot').optional().describe('When the machine started.'),
      },
      FIELDS_EXPECTED,
    )
    .describe('Where in an entry each of these stands.'),
  states: z
    .strictObject({
      online: states.describe(`Default: ${ONLINE.join(', ')}.`),
      offline: states.describe(`Default: ${OFFLINE.join(', ')}.`),
    })
    .refine(({ online = [], offline = [] }) => !online.some((state) => offline.includes(state)), {
      error: 'no state that is both online and offline',
    })
    .default({})
    .describe('Which states mean what, in any case. Any other is unknown.'),
  settled: z
    .boolean('true or false')
    .default(false)
    .describe(
      'true: the engine has waited for enough failures before it says so, and one answer is enough. Default: false.',
    ),
});

export interface Mapping {
  readonly list: readonly string[];
  readonly fields: {
    readonly server: JsonPath;
    readonly state: JsonPath;
    readonly time: JsonPath;
    readonly vantage: JsonPath | undefined;
    readonly since: JsonPath | undefined;
    readonly boot: JsonPath | undefined;
  };
  readonly verdicts: ReadonlyMap<string, 'ok' | 'reported-down'>;
  readonly settled: boolean;
}

type MappingOutput = z.output<z.ZodObject<ReturnType<typeof mappingShape>>>;

/** What is written as what is used. A state that somebody gave a meaning loses the one it has by default. */
export function mappingOf({ list = [], fields, states: given, settled }: MappingOutput): Mapping {
  const { server, state, time, vantage, since, boot } = fields;
  const meaning = (words: readonly string[], reason: 'ok' | 'reported-down') =>
    words.map((word) => [word, reason] as const);
  return {
    list,
    fields: { server, state, time, vantage, since, boot },
    verdicts: new Map([
      ...meaning(given.online === undefined ? ONLINE : [], 'ok'),
      ...meaning(given.offline === undefined ? OFFLINE : [], 'reported-down'),
      ...meaning(given.online ?? [], 'ok'),
      ...meaning(given.offline ?? [], 'reported-down'),
    ]),
    settled,
  };
}

/** How states are compared. */
function wordOf(state: unknown): string | undefined {
  if (typeof state === 'boolean') return String(state);
  return nameOf(state)?.trim().toLowerCase();
}

export interface Mapped {
  readonly reports: readonly EngineReport[];
  readonly boots: ReadonlyMap<string, Instant>;
  readonly notes: readonly string[];
}

interface Reading {
  readonly wanted: ReadonlySet<string>;
  readonly clock: EngineClock;
  readonly now: Instant;
}

/** @throws ProbeFailure where the answer holds no entries, or too many */
export function readMapped(answer: unknown, mapping: Mapping, reading: Reading): Mapped {
  const { fields } = mapping;
  const reports: EngineReport[] = [];
  const boots = new Map<string, Instant>();
  let nameless = 0;
  for (const entry of entriesIn(answer, mapping.list)) {
    const name = nameOf(fieldOf(entry, answer, fields.server));
    if (name === undefined) nameless += 1;
    if (name === undefined || !reading.wanted.has(name)) continue;
    const read = (path: JsonPath | undefined) =>
      path === undefined ? undefined : fieldOf(entry, answer, path);
    reports.push({ name, ...findingOf(read, mapping, reading) });
    const bootedAt = timeOf(read(fields.boot));
    if (bootedAt !== undefined) boots.set(name, reading.clock.ours(bootedAt));
  }
  if (new Set(reports.map(({ vantage }) => vantage)).size > MAX_VANTAGES)
    throw new ProbeFailure(
      'bad-reply',
      `its answer names more than ${String(MAX_VANTAGES)} places, so "vantage" is probably not one`,
    );
  const notes = nameless === 0 ? [] : [`${String(nameless)} of its entries have no readable "server"`];
  return { reports, boots, notes };
}

function entriesIn(answer: unknown, list: readonly string[]): readonly JsonEntry[] {
  const found = valueAt(answer, list);
  const entries = Array.isArray(found)
    ? found.map((value: unknown): JsonEntry => ({ value }))
    : isMapping(found)
      ? Object.entries(found).map(([key, value]): JsonEntry => ({ key, value }))
      : undefined;
  if (entries === undefined)
    throw new ProbeFailure('bad-reply', `there is no list where "list" says, but ${quoteValue(found)}`);
  if (entries.length > MAX_ENTRIES)
    throw new ProbeFailure('bad-reply', `its answer has more than ${String(MAX_ENTRIES)} entries`);
  return entries;
}

function findingOf(
  read: (path: JsonPath | undefined) => unknown,
  { fields, verdicts, settled }: Mapping,
  { clock, now }: Reading,
): Omit<EngineReport, 'name'> {
  const place = nameOf(read(fields.vantage));
  const vantage = place === undefined ? {} : { vantage: place };
  const unknown = (reason: VoteReason, detail: string) => ({ ...vantage, reason, at: now, detail });
  const at = timeOf(read(fields.time));
  if (at === undefined)
    return unknown(
      'stale',
      `its time is ${quoteValue(read(fields.time))}, and nobody can tell how old that is`,
    );
  const state = read(fields.state);
  const reason = verdicts.get(wordOf(state) ?? '');
  if (reason === undefined)
    return unknown(
      'reported-unknown',
      `its state is ${quoteValue(state)}, which means neither online nor offline`,
    );
  const sinceAt = timeOf(read(fields.since));
  return {
    ...vantage,
    reason,
    at: clock.ours(at),
    ...(settled ? { settled } : {}),
    ...(sinceAt === undefined ? {} : { sinceAt: clock.ours(Math.min(sinceAt, at)) }),
    ...(reason === 'ok' ? {} : { detail: `its state is ${quoteValue(state)}` }),
  };
}
