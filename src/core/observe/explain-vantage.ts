import type { Verdict } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import { VOTE_REASONS } from '../model/vote.ts';
import type { RoundAccount } from './account.ts';
import { verdictIn } from './memory.ts';
import type { ServerMemory, VantageMemory } from './memory.ts';
import type { Sighting } from './quorum.ts';
import { countedFrom } from './round.ts';
import { doubtOf, roundsNeeded } from './server.ts';
import type { Rules } from './server.ts';
import type { SourcedVote } from './source-votes.ts';

export type CountingRules = Pick<Rules, 'failAfter' | 'recoverAfter'>;

/**
 * What a vantage's word on a server rests on. Whatever decides it is asked of what decided it: of `doubtOf`, `verdictIn`
 * and `roundsNeeded`, with what is remembered.
 */
export const STANDINGS = [
  /** Enough rounds said so, and the last one did. */
  'established',
  /** The last rounds say the opposite, and there are not enough of them yet. */
  'challenged',
  /** The last round could not tell, and one such round is no news. */
  'unanswered-once',
  /** It never had a word of its own: so far it only failed, and not often enough. */
  'first-failures',
  /** It never had a word of its own, because no round could tell. */
  'never-told',
  /** It does not look at this server. */
  'not-looking',
  /** Its last word is too old. */
  'outdated',
  /** It is not heard of any more, or lags too far behind the others. */
  'gone',
  /** What was known is not vouched for; see `Doubt`. */
  'held',
  'blind',
  'silent',
  'unanswered',
  'unconfirmed',
  'earlier',
] as const;
export type Standing = (typeof STANDINGS)[number];

/** One vantage's word on one server. */
export interface VantageWord {
  readonly vantage: string;
  /** As it is counted among those of other vantages. */
  readonly verdict: Verdict;
  readonly standing: Standing;
  readonly sinceAt?: Instant;
  readonly sinceIsAtLeast?: true;
  /** When it last had a vote. */
  readonly at?: Instant;
  /** What was known before nobody vouched for it. */
  readonly before?: Exclude<Verdict, 'unknown'>;
  /** How often its last votes said the same; `needed` is how often they have to. */
  readonly run?: {
    readonly verdict: Verdict;
    readonly count: number;
    readonly needed: number;
  };
  /** Of several votes this one counted. */
  readonly counted?: ExplainedVote;
  /** It counted at once, because its source waits by itself. */
  readonly wasSettled: boolean;
}

/** A vote of the last round, with its verdict. */
export type ExplainedVote = RoundAccount['votes'][number] & Pick<SourcedVote, 'verdict'>;

export function withVerdict(vote: RoundAccount['votes'][number]): ExplainedVote {
  return { ...vote, verdict: VOTE_REASONS[vote.reason] };
}

interface WordContext {
  readonly vantage: string;
  /** Undefined where it has no say any more. */
  readonly sighting: Sighting | undefined;
  readonly seen: VantageMemory;
  readonly memory: ServerMemory | undefined;
  /** Its votes on this server in the last round. */
  readonly votes: readonly ExplainedVote[];
  readonly rules: CountingRules;
}

export function wordOf({ vantage, sighting, seen, memory, votes, rules }: WordContext): VantageWord {
  const standing = standingOf(sighting, seen, memory, rules);
  const [counted] = countedFrom(vantage, votes);
  const since = standing === 'blind' || standing === 'silent' ? seen.sightSinceAt : sighting?.sinceAt;
  const run = memory === undefined ? undefined : runOf(memory, rules);
  const wasSettled =
    counted?.settled === true &&
    counted.verdict === memory?.known?.verdict &&
    run?.verdict === counted.verdict;
  return {
    vantage,
    verdict: sighting?.verdict ?? 'unknown',
    standing,
    wasSettled: wasSettled && run !== undefined && run.count < run.needed,
    ...(since === undefined ? {} : { sinceAt: since }),
    ...(sighting?.sinceIsAtLeast === undefined ? {} : { sinceIsAtLeast: true }),
    ...(memory === undefined ? {} : { at: memory.at }),
    ...(memory?.known == null || verdictIn(memory) !== 'unknown' ? {} : { before: memory.known.verdict }),
    ...(run === undefined ? {} : { run }),
    ...(counted === undefined ? {} : { counted }),
  };
}

function standingOf(
  sighting: Sighting | undefined,
  seen: VantageMemory,
  memory: ServerMemory | undefined,
  rules: CountingRules,
): Standing {
  if (memory === undefined) return 'not-looking';
  if (sighting === undefined) return 'gone';
  const verdict = verdictIn(memory);
  if (verdict !== sighting.verdict) return 'outdated';
  if (verdict !== 'unknown') return standingOfKnown(memory, verdict);
  if (seen.sight === 'silent') return 'silent';
  if (memory.known !== null) return doubtOf(memory, seen.sight === 'blind', rules) ?? 'earlier';
  if (seen.sight === 'blind') return 'blind';
  return memory.streak?.verdict === 'offline' ? 'first-failures' : 'never-told';
}

function standingOfKnown({ streak }: ServerMemory, verdict: Verdict): Standing {
  if (streak === null || streak.verdict === verdict) return 'established';
  return streak.verdict === 'unknown' ? 'unanswered-once' : 'challenged';
}

function runOf({ streak, held }: ServerMemory, rules: CountingRules): VantageWord['run'] {
  if (streak === null) return undefined;
  const { verdict, count } = streak;
  return { verdict, count, needed: verdict === 'unknown' ? 1 : roundsNeeded(verdict, held, rules) };
}
