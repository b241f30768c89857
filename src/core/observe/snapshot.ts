import { compareText } from '../model/diagnostic.ts';
import type { ServerVerdict, Snapshot } from '../model/snapshot.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { punctual } from './lagging.ts';
import { verdictIn } from './memory.ts';
import type { Memory, ServerMemory, VantageMemory } from './memory.ts';
import { combine } from './quorum.ts';
import type { Sighting } from './quorum.ts';

/** What the snapshots of a prober say that they are from. */
export const PROBER_SOURCE = 'signalbox-probe';

interface SnapshotContext {
  readonly at: Instant;
  /** Older votes are no longer believed, whoever gave them. */
  readonly freshForMs: number;
  /** Those that are looked at; a server of the memory that is not among them is left out. */
  readonly servers: readonly Id[];
  /** When machines started, where that is known. */
  readonly boots?: ReadonlyMap<Id, Instant>;
  readonly source?: string;
}

/**
 * What is remembered, as a snapshot: the vantages that are fresh, and for each server what they amount to.
 * Nothing in it is later than the time it is taken at, the oldest of the vantages' latest observations.
 */
export function snapshotOf(memory: Memory, context: SnapshotContext): Snapshot {
  const { at, freshForMs, servers, boots, source } = context;
  const fresh = freshVantages(memory, context);
  const takenAt = fresh.reduce((oldest, [, vantage]) => Math.min(oldest, vantage.at), at);
  const verdicts = servers.map((id): [Id, ServerVerdict] => {
    const verdict = combine(sightingsOf(id, fresh, at - freshForMs));
    return [id, notAfter(withBoot(verdict, boots?.get(id)), takenAt)];
  });
  return {
    takenAt,
    ...(source === undefined ? {} : { source }),
    vantages: fresh.map(([name]) => name),
    vantageTimes: Object.fromEntries(fresh.map(([name, vantage]) => [name, vantage.at])),
    servers: new Map(verdicts),
  };
}

/** Those that are heard of and do not lag behind the others, in the order of names. */
export function freshVantages(
  memory: Memory,
  context: Pick<SnapshotContext, 'at' | 'freshForMs'>,
): readonly (readonly [string, VantageMemory])[] {
  const heardOf = [...memory]
    .filter(([, vantage]) => context.at - vantage.at < context.freshForMs)
    .sort(([a], [b]) => compareText(a, b));
  return punctual(heardOf, context, ([, vantage]) => vantage.at);
}

/** What each vantage tells of a server; what it said at `staleAt` or before is no longer believed. */
export function sightingsOf(
  server: Id,
  fresh: ReturnType<typeof freshVantages>,
  staleAt: Instant,
): readonly (Sighting & { readonly vantage: string })[] {
  return fresh.map(([name, vantage]) => sightingOf(name, vantage.servers.get(server), staleAt));
}

function sightingOf(
  vantage: string,
  memory: ServerMemory | undefined,
  staleAt: Instant,
): Sighting & { readonly vantage: string } {
  if (memory === undefined) return { vantage, verdict: 'unknown' };
  const { at, known, darkSinceAt, unconfirmed, lastOnlineAt } = memory;
  const seen = lastOnlineAt === null ? {} : { lastOnlineAt };
  if (at <= staleAt) return { vantage, verdict: 'unknown', sinceAt: at, ...seen };
  const verdict = verdictIn(memory);
  if (known !== null && verdict !== 'unknown') return { vantage, ...known, ...seen };
  const sinceAt = darkSinceAt ?? unconfirmed?.firstAt ?? at;
  return { vantage, verdict, sinceAt, ...seen };
}

/** A machine that is not seen online says nothing of its start; one that started later than it answers is an error of somebody's clock. */
function withBoot(verdict: ServerVerdict, bootedAt: Instant | undefined): ServerVerdict {
  return bootedAt === undefined || verdict.verdict !== 'online' ? verdict : { ...verdict, bootedAt };
}

/**
 * The verdict as it may be told by a snapshot of that time. A start is told to the minute: to the second it would tell who
 * knows the machine's maker which patches it has.
 */
export function notAfter(verdict: ServerVerdict, takenAt: Instant): ServerVerdict {
  const { sinceAt, bootedAt, lastOnlineAt, ...rest } = verdict;
  return {
    ...rest,
    ...(sinceAt === undefined ? {} : { sinceAt: Math.min(sinceAt, takenAt) }),
    ...(bootedAt === undefined || bootedAt > takenAt ? {} : { bootedAt: toTheMinute(bootedAt) }),
    ...(lastOnlineAt === undefined ? {} : { lastOnlineAt: Math.min(lastOnlineAt, takenAt) }),
  };
}

function toTheMinute(at: Instant): Instant {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
