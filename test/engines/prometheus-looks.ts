import { PLACES } from '../../scripts/engines/prometheus-stack.ts';
import type { Verdict } from '../../src/core/model/snapshot.ts';
import { VOTE_REASONS } from '../../src/core/model/vote.ts';
import { MODES } from './prometheus-run.ts';
import type { Look, Mode } from './prometheus-run.ts';

/* What can be said of a look. */

/** The array is prepared and not in use: nothing listens there from the beginning. */
export const NOT_IN_USE = 'store4';

export function verdictsOf({ rounds }: Look, mode: Mode): ReadonlyMap<string, Verdict> {
  return new Map([...rounds[mode].snapshot.servers].map(([id, { verdict }]) => [id, verdict]));
}

export const isWell = (look: Look) => MODES.every((mode) => isWellIn(look, mode));

export function isWellIn(look: Look, mode: Mode): boolean {
  const verdicts = [...verdictsOf(look, mode)];
  return verdicts.every(([id, verdict]) => verdict === (id === NOT_IN_USE ? 'offline' : 'online'));
}

/** Well by what was seen after that time, and not by what is still believed of before. */
export function isWellSince(at: number): (look: Look) => boolean {
  return (look) =>
    isWell(look) && MODES.every((mode) => look.rounds[mode].account.votes.every((vote) => vote.at > at));
}

/** No light is green or red. */
export const isDark = (look: Look) => MODES.every((mode) => isDarkIn(look, mode));

export function isDarkIn(look: Look, mode: Mode): boolean {
  // An alert that fires goes on firing for as long as Prometheus goes by its last samples, which is five minutes.
  return [...verdictsOf(look, mode)].every(
    ([id, verdict]) => verdict === 'unknown' || (mode === 'alerts' && id === NOT_IN_USE),
  );
}

export function isEverywhere(server: string, verdict: Verdict): (look: Look) => boolean {
  return (look) => MODES.every((mode) => verdictsOf(look, mode).get(server) === verdict);
}

/** All servers that were red at any time. */
export function redIn(looks: readonly Look[], mode: Mode): ReadonlySet<string> {
  const red = looks.flatMap((look) =>
    [...verdictsOf(look, mode)].filter(([, verdict]) => verdict === 'offline'),
  );
  return new Set(red.map(([id]) => id));
}

/** Why what is unknown is. */
export function doubtsIn(look: Look, mode: Mode): ReadonlySet<string> {
  const reasons = look.rounds[mode].account.votes.map(({ reason }) => reason);
  return new Set(reasons.filter((reason) => VOTE_REASONS[reason] === 'unknown'));
}

/** How often in a row Prometheus has found the server down by now, by the place that did so least. */
export function failuresInARow(looks: readonly Look[], server: string): number {
  const ofPlace = (place: string) => {
    const votes = looks.flatMap(({ rounds }) =>
      rounds.probes.account.votes.filter((vote) => vote.server === server && vote.vantage === place),
    );
    const before = votes.findLastIndex(({ reason }) => reason !== 'reported-down');
    // The same check is seen in more than one round.
    return new Set(votes.slice(before + 1).map(({ at }) => at)).size;
  };
  return Math.min(...PLACES.map(ofPlace));
}
