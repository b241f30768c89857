import { compareText } from '../model/diagnostic.ts';
import type { ServerVerdict, Snapshot } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { verdictIn } from './memory.ts';
import type { Memory, ServerMemory } from './memory.ts';
import { combine } from './quorum.ts';
import type { Sighting } from './quorum.ts';

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
  const fresh = [...memory]
    .filter(([, vantage]) => at - vantage.at < freshForMs)
    .sort(([a], [b]) => compareText(a, b));
  const takenAt = fresh.reduce((oldest, [, vantage]) => Math.min(oldest, vantage.at), at);
  const verdicts = servers.map((id): [Id, ServerVerdict] => {
    const sightings = fresh.map(([name, vantage]) =>
      sightingOf(name, vantage.servers.get(id), at - freshForMs),
    );
    return [id, notAfter(withBoot(combine(sightings), boots?.get(id)), takenAt)];
  });
  return {
    takenAt,
    ...(source === undefined ? {} : { source }),
    vantages: fresh.map(([name]) => name),
    vantageTimes: Object.fromEntries(fresh.map(([name, vantage]) => [name, vantage.at])),
    servers: new Map(verdicts),
  };
}

function sightingOf(vantage: string, memory: ServerMemory | undefined, staleAt: Instant): Sighting {
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

/** The verdict as it may be told by a snapshot of that time. */
export function notAfter(verdict: ServerVerdict, takenAt: Instant): ServerVerdict {
  const { sinceAt, bootedAt, lastOnlineAt, ...rest } = verdict;
  return {
    ...rest,
    ...(sinceAt === undefined ? {} : { sinceAt: Math.min(sinceAt, takenAt) }),
    ...(bootedAt === undefined || bootedAt > takenAt ? {} : { bootedAt }),
    ...(lastOnlineAt === undefined ? {} : { lastOnlineAt: Math.min(lastOnlineAt, takenAt) }),
  };
}
