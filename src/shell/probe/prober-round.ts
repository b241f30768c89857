import type { Snapshot } from '../../core/model/snapshot.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Id } from '../../core/model/topology.ts';
import { believedBoot, isBootDue, settleBoot } from '../../core/observe/boot.ts';
import type { BootMemory } from '../../core/observe/boot.ts';
import { isKnownOffline } from '../../core/observe/memory.ts';
import type { VantageMemory } from '../../core/observe/memory.ts';
import type { ProberMemory } from '../../core/observe/prober-memory.ts';
import { observe } from '../../core/observe/round.ts';
import { snapshotOf } from '../../core/observe/snapshot.ts';
import type { BootCheck } from './check.ts';
import { runCycle } from './cycle.ts';
import type { Cycle, CycleOptions, Standing } from './cycle.ts';
import type { Plan } from './plan-source.ts';
import type { RoundTimes } from './round-times.ts';

const SOURCE = 'signalbox-probe';

export interface RoundInput {
  readonly plan: Plan;
  readonly vantage: string;
  readonly times: RoundTimes;
  readonly at: Instant;
  readonly memory: ProberMemory;
  readonly world: CycleOptions['world'];
  readonly signal: AbortSignal;
}

export interface RoundResult {
  readonly cycle: Cycle;
  readonly seen: VantageMemory;
  readonly boots: ProberMemory['boots'];
  readonly snapshot: Snapshot;
}

/** One round: asks, counts, and says what it amounts to. Writes nothing. */
export async function proberRound(input: RoundInput): Promise<RoundResult> {
  const { plan, vantage, times, at, memory } = input;
  const { settings, servers, canaries, topology } = plan;
  const cycle = await runCycle({
    ...input,
    servers,
    canaries,
    boots: dueBoots(input),
    standing: (server) => standingOf(memory.seen, server),
    concurrency: settings.concurrency,
    retryAfterMs: settings.retryAfterMs,
    deadlineMs: times.deadlineMs,
    spreadMs: times.spreadMs,
  });
  const before = new Map(memory.seen === null ? [] : [[vantage, memory.seen]]);
  const after = observe(before, cycle.round, times.rules);
  const boots = bootsAfter(input, cycle);
  const known = servers.flatMap(({ id }) => {
    const bootedAt = believedBoot(boots.get(id), at);
    return bootedAt === undefined ? [] : [[id, bootedAt] as const];
  });
  const snapshot = snapshotOf(after, {
    at,
    freshForMs: topology.site.freshForMs,
    servers: servers.map(({ id }) => id),
    boots: new Map(known),
    source: SOURCE,
  });
  return { cycle, seen: seenFrom(after, vantage), boots, snapshot };
}

function seenFrom(memory: ReadonlyMap<string, VantageMemory>, vantage: string): VantageMemory {
  const seen = memory.get(vantage);
  if (seen === undefined) throw new Error(`the round left no memory of ${vantage}`);
  return seen;
}

function standingOf(seen: VantageMemory | null, server: Id): Standing {
  const memory = seen?.servers.get(server);
  const isOffline = isKnownOffline(memory);
  const isFailing = isOffline || memory?.streak?.verdict === 'offline';
  return { lane: isFailing ? 'slow' : 'quick', isOffline, wasMissed: memory?.streak?.verdict === 'unknown' };
}

/** A machine that is down is not asked how long it has been up. */
function dueBoots({ plan, memory, at }: RoundInput): ReadonlyMap<Id, BootCheck> {
  const due = plan.servers.flatMap(({ id, boot }): [Id, BootCheck][] => {
    const isWanted = !isKnownOffline(memory.seen?.servers.get(id)) && isBootDue(memory.boots.get(id), at);
    return boot === undefined || !isWanted ? [] : [[id, boot]];
  });
  return new Map(due);
}

/** What is known of each server that is asked; those that are asked no more are forgotten. */
function bootsAfter({ plan, memory, at }: RoundInput, { boots }: Cycle): ReadonlyMap<Id, BootMemory> {
  const after = new Map<Id, BootMemory>();
  for (const { id, boot } of plan.servers) {
    const before = memory.boots.get(id);
    const answer = boots.get(id);
    if (boot !== undefined && answer !== undefined)
      after.set(id, settleBoot(before, { bootedAt: answer.bootedAt, askedAt: at, wraps: boot.wraps }));
    else if (boot !== undefined && before !== undefined) after.set(id, before);
  }
  return after;
}
