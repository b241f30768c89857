import type { ProbingSettings } from '../../core/model/probing.ts';
import type { Rules } from '../../core/observe/server.ts';

/** Of the interval: what has no answer by then is not waited for, so that rounds never overlap. */
const DEADLINE_SHARE = 0.8;
/** Of the interval: the checks of a round begin within it, so that neither we nor the servers are hit by all at once. */
const SPREAD_SHARE = 0.5;
/** Of intervals: with a longer pause than this between two rounds, no count goes on. */
const RESTART_INTERVALS = 2;

export interface RoundTimes {
  readonly deadlineMs: number;
  readonly spreadMs: number;
  readonly rules: Rules;
}

/**
 * How the time of a round is divided. Single rounds (`--once`) are started by somebody else's clock, which may be slower
 * than topology.yml says; what they find adds up as long as pages believe it.
 */
export function roundTimes(
  settings: Pick<ProbingSettings, 'failAfter' | 'recoverAfter'>,
  everyMs: number,
  single: { readonly freshForMs: number } | null,
): RoundTimes {
  const { failAfter, recoverAfter } = settings;
  const restartAfterMs = Math.max(RESTART_INTERVALS * everyMs, single?.freshForMs ?? 0);
  return {
    deadlineMs: DEADLINE_SHARE * everyMs,
    spreadMs: single === null ? SPREAD_SHARE * everyMs : 0,
    rules: { failAfter, recoverAfter, restartAfterMs },
  };
}
