import type { History } from '../model/history.ts';
import type { ProbeEvidence, ServerVerdict } from '../model/snapshot.ts';
import { DAY_MS } from '../model/time.ts';
import type { Id } from '../model/topology.ts';

/** Outages longer ago than this are not looked for. */
const LOOK_BACK_MS = 365 * DAY_MS;

/**
 * A boot says for how long a machine runs, which is how long it has been online only where nobody saw an outage since.
 * Where the snapshot's own word reaches back to when looking began and no further, the memory may know of one.
 */
export function afterOutages(evidence: ProbeEvidence, history: History): ProbeEvidence {
  if (!('snapshot' in evidence) || history.observed === null) return evidence;
  const { snapshot } = evidence;
  const servers = new Map(
    [...snapshot.servers].map(([id, verdict]) => [id, afterOutage(id, verdict, history)]),
  );
  return { ...evidence, snapshot: { ...snapshot, servers } };
}

function afterOutage(id: Id, verdict: ServerVerdict, history: History): ServerVerdict {
  const { bootedAt, sinceAt, sinceIsAtLeast } = verdict;
  if (verdict.verdict !== 'online' || sinceIsAtLeast === undefined) return verdict;
  if (bootedAt === undefined || sinceAt === undefined || bootedAt >= sinceAt) return verdict;
  const stretches = history.verdicts(id, Math.max(bootedAt, sinceAt - LOOK_BACK_MS), sinceAt);
  const last = stretches.findLastIndex(({ state }) => state === 'offline');
  if (last < 0) return verdict;
  const next = stretches[last + 1];
  const online = { verdict: 'online', seenFrom: verdict.seenFrom } as const;
  // It came back before our eyes, or while nobody looked: then all that is known is since when somebody looks again.
  return next?.state === 'online'
    ? { ...online, sinceAt: next.startAt }
    : { ...online, sinceAt, sinceIsAtLeast };
}
