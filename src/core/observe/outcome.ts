import { VOTE_REASONS } from '../model/vote.ts';
import type { VoteReason } from '../model/vote.ts';

/** Failures that are often over a moment later: a lost packet, a restart. */
const FLEETING: ReadonlySet<VoteReason> = new Set<VoteReason>(['timeout', 'reset', 'refused', 'unreachable']);

/** True where asking once more may tell another story. */
export function isWorthAskingAgain(reason: VoteReason): boolean {
  return FLEETING.has(reason);
}

/**
 * What several checks of one server amount to: all must answer. The first that found it failing gives the reason, else
 * the first that could not tell; a check that could not tell does not excuse one that failed. Ok where there are none.
 */
export function foldReasons(reasons: readonly VoteReason[]): VoteReason {
  const first = (verdict: string) => reasons.find((reason) => VOTE_REASONS[reason] === verdict);
  return first('offline') ?? first('unknown') ?? 'ok';
}

/** Waiting for an answer while our own process was away for more than this share of the time is no waiting. */
const LAG_SHARE = 4;

/** The reason as it may be believed of a check that may take `maxMs`, where the process was away for `lagMs` at a stretch. */
export function reasonUnderLag(reason: VoteReason, maxMs: number, lagMs: number): VoteReason {
  return VOTE_REASONS[reason] === 'offline' && lagMs > maxMs / LAG_SHARE ? 'lag' : reason;
}
