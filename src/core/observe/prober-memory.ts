import * as z from 'zod';
import { compareText } from '../model/diagnostic.ts';
import { VERDICTS } from '../model/snapshot.ts';
import type { Verdict } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import type { BootMemory } from './boot.ts';
import { SIGHTS } from './memory.ts';
import type { ServerMemory, Sight, VantageMemory } from './memory.ts';

/** Everything a prober has to know of the rounds before; `state/prober.json`. Private: it holds addresses. */
export interface ProberMemory {
  /** Null before the first round. */
  readonly seen: VantageMemory | null;
  readonly boots: ReadonlyMap<Id, BootMemory>;
  /** What staff were told last; see `untoldChanges`. */
  readonly told: ReadonlyMap<Id, Verdict>;
  readonly toldSight: Sight;
  /** Check → when staff were last warned of something about it. */
  readonly warnedAt: ReadonlyMap<string, Instant>;
  /** Where names led to last, as the resolver keeps it. */
  readonly addresses: unknown;
}

export const NO_PROBER_MEMORY: ProberMemory = {
  seen: null,
  boots: new Map(),
  told: new Map(),
  toldSight: 'clear',
  warnedAt: new Map(),
  addresses: {},
};

const MEMORY_VERSION = 1;
/** In UTF-16 code units: ten times what five thousand servers need. */
export const MAX_MEMORY_LENGTH = 20_000_000;

/** Same memory, same bytes. Times are milliseconds since 1970. */
export function proberMemoryText({ seen, toldSight, addresses, ...maps }: ProberMemory): string {
  const value = {
    version: MEMORY_VERSION,
    seen: seen && seenValue(seen),
    boots: plain(maps.boots),
    told: plain(maps.told),
    toldSight,
    warnedAt: plain(maps.warnedAt),
    addresses,
  };
  return `${JSON.stringify(value)}\n`;
}

function seenValue({ at, sight, sightSinceAt, servers }: VantageMemory) {
  const written = new Map([...servers].map(([id, server]) => [id, serverValue(server)]));
  return { at, sight, sightSinceAt, servers: plain(written) };
}

/** Field by field, because the order of fields differs with how a memory came about. */
function serverValue(server: ServerMemory) {
  const { at, known, darkSinceAt, streak, unconfirmed, held, lastOnlineAt } = server;
  return { at, known, darkSinceAt, streak, unconfirmed, held, lastOnlineAt };
}

function plain<Value>(map: ReadonlyMap<string, Value>): Readonly<Record<string, Value>> {
  return Object.fromEntries([...map].sort(([a], [b]) => compareText(a, b)));
}

/** Undefined for what is torn, of another version, or of another program. Never throws for bad input. */
export function readProberMemory(text: string): ProberMemory | undefined {
  if (text.length > MAX_MEMORY_LENGTH) return undefined;
  const { success, data } = memorySchema.safeParse(readJson(text));
  if (!success) return undefined;
  const { seen, boots, told, toldSight, warnedAt, addresses } = data;
  return { seen, boots, told, toldSight, warnedAt, addresses };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
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
  seen: vantage.nullable(),
  boots: mapOf(boot),
  told: mapOf(z.enum(VERDICTS)),
  toldSight: z.enum(SIGHTS),
  warnedAt: mapOf(instant),
  addresses: z.unknown(),
});
