import { compareText } from '../../core/model/diagnostic.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Id } from '../../core/model/topology.ts';
import { believedBoot, isBootDue, settleBoot } from '../../core/observe/boot.ts';
import type { BootMemory } from '../../core/observe/boot.ts';
import { isKnownOffline } from '../../core/observe/memory.ts';
import type { Memory, VantageMemory } from '../../core/observe/memory.ts';
import type { ProberMemory } from '../../core/observe/prober-memory.ts';
import { observe } from '../../core/observe/round.ts';
import type { Round } from '../../core/observe/round.ts';
import type { Rules } from '../../core/observe/server.ts';
import { PROBER_SOURCE, snapshotOf } from '../../core/observe/snapshot.ts';
import type { SourceMemory } from '../../core/observe/source-votes.ts';
import { MAX_VANTAGES } from '../../core/parse/snapshot-schema.ts';
import type { BootCheck } from './check.ts';
import { runCycle } from './cycle.ts';
import type { Cycle, CycleOptions, Standing } from './cycle.ts';
import type { Plan } from './plan-source.ts';
import type { RoundTimes } from './round-times.ts';
import { askSources } from './sources/ask-sources.ts';
import type { AskedSource } from './sources/ask-sources.ts';

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
  /** In the order of the file. */
  readonly asked: readonly AskedSource[];
  /** Of all places that have any. */
  readonly canaries: Round['canaries'];
  /** Places of engines for which there was no room. */
  readonly leftOut: readonly string[];
  readonly seen: Memory;
  readonly sources: ProberMemory['sources'];
  readonly boots: ProberMemory['boots'];
  readonly snapshot: Snapshot;
}

/** One round: asks, counts, and says what it amounts to. Writes nothing. */
export async function proberRound(input: RoundInput): Promise<RoundResult> {
  const { plan, vantage, times, at, memory } = input;
  const { settings, servers, canaries, topology, watched } = plan;
  const seen = ownName(vantage, memory);
  const [cycle, asked] = await Promise.all([
    runCycle({
      ...input,
      servers,
      canaries,
      boots: dueBoots(input),
      standing: (server) => standingOf(seen.get(vantage), server),
      concurrency: settings.concurrency,
      retryAfterMs: settings.retryAfterMs,
      deadlineMs: times.deadlineMs,
      spreadMs: times.spreadMs,
    }),
    askSources(plan.sources, {
      servers: watched,
      memory: memory.sources,
      deadlineMs: times.deadlineMs,
      world: input.world,
      signal: input.signal,
    }),
  ]);
  const sources = new Map(asked.map(({ source, findings }) => [source.rules.name, findings.memory]));
  const found = withinBounds(together(cycle.round, asked), vantage);
  const after = observe(stillSeen(seen, vantage, sources), found.round, rulesOf(times.rules, asked));
  const boots = bootsAfter(input, cycle, asked);
  const known = watched.flatMap((id) => {
    const bootedAt = believedBoot(boots.get(id), at);
    return bootedAt === undefined ? [] : [[id, bootedAt] as const];
  });
  const snapshot = snapshotOf(after, {
    at,
    freshForMs: topology.site.freshForMs,
    servers: watched,
    boots: new Map(known),
    source: PROBER_SOURCE,
  });
  return {
    cycle,
    asked,
    canaries: found.round.canaries,
    leftOut: found.leftOut,
    seen: after,
    sources,
    boots,
    snapshot,
  };
}

/** A prober that was given another name looks from the same place, and goes on from what it knew. */
function ownName(vantage: string, { vantage: before, seen }: ProberMemory): Memory {
  const known = before === null ? undefined : seen.get(before);
  if (before === vantage || known === undefined || seen.has(vantage)) return seen;
  return new Map([...seen].map(([name, memory]) => [name === before ? vantage : name, memory]));
}

/** Without places that nobody tells of any more: what they said last is not left standing. */
function stillSeen(seen: Memory, own: string, sources: ReadonlyMap<string, SourceMemory>): Memory {
  const told = new Set([own, ...[...sources.values()].flatMap((memory) => [...memory.keys()])]);
  return new Map([...seen].filter(([name]) => told.has(name)));
}

/** Engines see from places of their own, or from that of the prober, whose votes then stand beside theirs. */
function together(round: Round, asked: readonly AskedSource[]): Round {
  const canaries = new Map(round.canaries);
  for (const { findings } of asked)
    for (const [vantage, state] of findings.canaries)
      if (state === 'answering' || !canaries.has(vantage)) canaries.set(vantage, state);
  return { ...round, votes: [...round.votes, ...asked.flatMap(({ findings }) => findings.votes)], canaries };
}

/** No snapshot has room for more places than this: the prober’s own, then those of engines in the order of names. */
function withinBounds(
  round: Round,
  own: string,
): { readonly round: Round; readonly leftOut: readonly string[] } {
  const names = [...new Set(round.votes.map(({ vantage }) => vantage))].filter((name) => name !== own);
  const leftOut = names.sort(compareText).slice(MAX_VANTAGES - 1);
  if (leftOut.length === 0) return { round, leftOut };
  const without = new Set(leftOut);
  return { round: { ...round, votes: round.votes.filter(({ vantage }) => !without.has(vantage)) }, leftOut };
}

/** An engine that looks less often than it is asked has no gap between two of its checks. */
function rulesOf(rules: Rules, asked: readonly AskedSource[]): (vantage: string) => Rules {
  const believed = new Map<string, number>();
  for (const { findings } of asked)
    for (const vantage of findings.memory.keys())
      believed.set(vantage, Math.max(believed.get(vantage) ?? 0, findings.believedForMs));
  return (vantage) => ({
    ...rules,
    restartAfterMs: rules.restartAfterMs + (believed.get(vantage) ?? 0),
  });
}

function standingOf(seen: VantageMemory | undefined, server: Id): Standing {
  const memory = seen?.servers.get(server);
  const isOffline = isKnownOffline(memory);
  const isFailing = isOffline || memory?.streak?.verdict === 'offline';
  return { lane: isFailing ? 'slow' : 'quick', isOffline, wasMissed: memory?.streak?.verdict === 'unknown' };
}

/** A machine that is down is not asked how long it has been up. */
function dueBoots({ plan, vantage, memory, at }: RoundInput): ReadonlyMap<Id, BootCheck> {
  const due = plan.servers.flatMap(({ id, boot }): [Id, BootCheck][] => {
    const isWanted =
      !isKnownOffline(memory.seen.get(vantage)?.servers.get(id)) && isBootDue(memory.boots.get(id), at);
    return boot === undefined || !isWanted ? [] : [[id, boot]];
  });
  return new Map(due);
}

/** What is known of each server that is asked; those that are asked no more are forgotten. A question of its own comes first. */
function bootsAfter(
  { plan, memory, at }: RoundInput,
  { boots }: Cycle,
  asked: readonly AskedSource[],
): ReadonlyMap<Id, BootMemory> {
  const after = new Map<Id, BootMemory>();
  const questions = new Map(plan.servers.map(({ id, boot }) => [id, boot]));
  for (const id of plan.watched) {
    const [before, boot] = [memory.boots.get(id), questions.get(id)];
    const told = boot === undefined ? toldBoot(id, asked) : boots.get(id)?.bootedAt;
    if (told !== undefined)
      after.set(id, settleBoot(before, { bootedAt: told, askedAt: at, wraps: boot?.wraps ?? false }));
    else if (before !== undefined && (boot !== undefined || plan.sources.length > 0)) after.set(id, before);
  }
  return after;
}

/** Of several engines the latest start counts. */
function toldBoot(id: Id, asked: readonly AskedSource[]): Instant | undefined {
  const told = asked.flatMap(({ findings }) => findings.boots.get(id) ?? []);
  return told.length === 0 ? undefined : Math.max(...told);
}
