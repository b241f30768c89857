import type { History } from '../model/history.ts';
import type { ProbeEvidence, ServerVerdict } from '../model/snapshot.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';

/** A light that has not changed for so long has not changed for "at least" so long. */

const LOOK_BACK_MS = 365 * DAY_MS;

/**
 * Adds to a snapshot since when each server is what it is, where the snapshot does not say it: any program can write one,
 * and few of them remember. What the snapshot says itself is left alone.
 */
export function withMemory(evidence: ProbeEvidence, history: History): ProbeEvidence {
  if (!('snapshot' in evidence) || history.observed === null) return evidence;
  const { snapshot } = evidence;
  const entries = [...snapshot.servers];
  if (entries.every(([, { sinceAt }]) => sinceAt !== undefined)) return evidence;
  const servers = new Map(
    entries.map(([id, verdict]): [Id, ServerVerdict] => [
      id,
      verdict.sinceAt === undefined
        ? { ...verdict, ...sinceOf(id, verdict, history, snapshot.takenAt) }
        : verdict,
    ]),
  );
  return { ...evidence, snapshot: { ...snapshot, servers } };
}

function sinceOf(
  id: Id,
  { verdict }: ServerVerdict,
  history: History,
  takenAt: Instant,
): Pick<ServerVerdict, 'sinceAt' | 'sinceIsAtLeast'> {
  if (verdict === 'unknown') return {};
  const startAt = takenAt - LOOK_BACK_MS;
  // What it became at that very instant included.
  const stretches = history.verdicts(id, startAt, takenAt + 1);
  const last = stretches.at(-1);
  if (last?.state !== verdict) return {};
  // Before it nobody looked, so it may have been so for longer.
  const before = stretches.at(-2);
  const isAtLeast = before === undefined || before.state === 'unknown';
  return { sinceAt: last.startAt, ...(isAtLeast ? { sinceIsAtLeast: true } : {}) };
}
