import * as z from 'zod';
import { compareText } from '../model/diagnostic.ts';
import { VERDICTS } from '../model/snapshot.ts';
import type { Verdict } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import type { Advised } from './advice.ts';
import type { BootMemory } from './boot.ts';
import { SIGHTS } from './memory.ts';
import type { Memory, ServerMemory, Sight, VantageMemory } from './memory.ts';
import type { SourceMemory } from './source-votes.ts';
import { readJson } from '../parse/json-text.ts';

/** Everything a prober has to know of the rounds before; `state/prober.json`. Private: it holds addresses. */
export interface ProberMemory {
  /** When the last round began; null before the first one. */
  readonly roundAt: Instant | null;
  /** The name its own vantage had then. */
  readonly vantage: string | null;
  /** What its own vantage and those of engines have seen. */
  readonly seen: Memory;
  /** What each source has spoken of, by its name. */
  readonly sources: ReadonlyMap<string, SourceMemory>;
  readonly boots: ReadonlyMap<Id, BootMemory>;
  /** What staff were told last; see `untoldChanges`. */
  readonly told: ReadonlyMap<Id, Verdict>;
  /** Vantage → what staff were told of its sight last; clear where it is not named. */
  readonly toldSights: ReadonlyMap<string, Sight>;
  /** What the log has of advice. */
  readonly warnedAt: Advised;
  /** What staff were told of it. */
  readonly advisedAt: Advised;
  /** Where names led to last, as the resolver keeps it. */
  readonly addresses: unknown;
}

export const NO_PROBER_MEMORY: ProberMemory = {
  roundAt: null,
  vantage: null,
  seen: new Map(),
  sources: new Map(),
  boots: new Map(),
  told: new Map(),
  toldSights: new Map(),
  warnedAt: new Map(),
  advisedAt: new Map(),
  addresses: {},
};

const MEMORY_VERSION = 2;
/** In UTF-16 code units: ten times what five thousand servers seen from one place need. */
export const MAX_MEMORY_LENGTH = 20_000_000;

/** Same memory, same bytes. Times are milliseconds since 1970. */
export function proberMemoryText({
  roundAt,
  vantage: own,
  seen,
  sources,
  addresses,
  ...maps
}: ProberMemory): string {
  const value = {
    version: MEMORY_VERSION,
    roundAt,
    vantage: own,
    seen: plain(mapped(seen, seenValue)),
    sources: plain(mapped(sources, (source) => plain(mapped(source, plain)))),
    boots: plain(maps.boots),
    told: plain(maps.told),
    toldSights: plain(maps.toldSights),
    warnedAt: plain(maps.warnedAt),
    advisedAt: plain(maps.advisedAt),
    addresses,
  };
  return `${JSON.stringify(value)}\n`;
}

function seenValue({ at, sight, sightSinceAt, servers }: VantageMemory) {
  return { at, sight, sightSinceAt, servers: plain(mapped(servers, serverValue)) };
}

/** Field by field, because the order of fields differs with how a memory came about. */
function serverValue(server: ServerMemory) {
  const { at, known, darkSinceAt, streak, unconfirmed, held, lastOnlineAt } = server;
  return { at, known, darkSinceAt, streak, unconfirmed, held, lastOnlineAt };
}

function mapped<Value, Written>(
  map: ReadonlyMap<string, Value>,
  write: (value: Value) => Written,
): ReadonlyMap<string, Written> {
  return new Map([...map].map(([key, value]) => [key, write(value)]));
}

function plain<Value>(map: ReadonlyMap<string, Value>): Readonly<Record<string, Value>> {
  return Object.fromEntries([...map].sort(([a], [b]) => compareText(a, b)));
}

/** Undefined for what is torn, of another version, or of another program. Never throws for bad input. */
export function readProberMemory(text: string): ProberMemory | undefined {
  if (text.length > MAX_MEMORY_LENGTH) return undefined;
  const { success, data } = memorySchema.safeParse(readJson(text));
  if (!success) return undefined;
  const { roundAt, vantage: own, seen, sources, boots, told, toldSights, addresses } = data;
  const { warnedAt, advisedAt } = data;
  return { roundAt, vantage: own, seen, sources, boots, told, toldSights, warnedAt, advisedAt, addresses };
}

const instant = z.int().min(0);
const count = z.int().min(1);

function mapOf<Value extends z.ZodType>(value: Value) {
  return z.record(z.string(), value).transform((found) => new Map(Object.entries(found)));
}

const known = z
  .object({
    verdict: z.enum(['online', 'offline']),
    sinceAt: instant,
    sinceIsAtLeast: z.literal(true).exactOptional(),
  })
  .nullable();

const streak = z
  .object({
    verdict: z.enum(VERDICTS),
    count,
    firstAt: instant,
    outOfTheDark: z.literal(true).exactOptional(),
  })
  .nullable();

const server: z.ZodType<ServerMemory> = z.object({
  at: instant,
  known,
  darkSinceAt: instant.nullable(),
  streak,
  unconfirmed: z.object({ count, firstAt: instant }).nullable(),
  held: z.boolean(),
  lastOnlineAt: instant.nullable(),
});

const vantage: z.ZodType<VantageMemory> = z.object({
  at: instant,
  sight: z.enum(SIGHTS),
  sightSinceAt: instant,
  servers: mapOf(server),
});

const boot: z.ZodType<BootMemory> = z.object({
  bootedAt: instant.nullable(),
  toldAt: instant.nullable(),
  askedAt: instant,
});

const memorySchema = z.object({
  version: z.literal(MEMORY_VERSION),
  roundAt: instant.nullable(),
  vantage: z.string().nullable(),
  seen: mapOf(vantage),
  sources: mapOf(mapOf(mapOf(instant))),
  boots: mapOf(boot),
  told: mapOf(z.enum(VERDICTS)),
  toldSights: mapOf(z.enum(SIGHTS)),
  warnedAt: mapOf(instant),
  advisedAt: mapOf(instant).prefault({}),
  addresses: z.unknown(),
});
