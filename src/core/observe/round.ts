import { compareText } from '../model/diagnostic.ts';
import type { Verdict } from '../model/snapshot.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { ABSENCES } from '../model/vote.ts';
import type { Vote } from '../model/vote.ts';
import { verdictIn } from './memory.ts';
import type { Memory, ServerMemory, VantageMemory } from './memory.ts';
import { countVote } from './server.ts';
import type { Rules } from './server.ts';
import { massFailure, sightAfter } from './sight.ts';

/** What became of a vantage's canaries. A vantage that has none is not named. */
export type Canaries = ReadonlyMap<string, 'answering' | 'failing'>;

/** What was found in one round, by any number of vantages. */
export interface Round {
  /** When it began, or was asked for; votes tell their own times. */
  readonly at: Instant;
  /** One for each server and vantage; in any order. */
  readonly votes: readonly Vote[];
  readonly canaries: Canaries;
}

/** Vantages are not all asked equally often. */
export type RulesOf = (vantage: string) => Rules;

/** After so long without a look, what was known is forgotten: what is found then began when it was found. */
const FORGET_AFTER_MS = DAY_MS;

/** Of several votes for one thing the weightiest counts. */
const WEIGHT = { offline: 2, online: 1, unknown: 0 } as const satisfies Record<Verdict, number>;

/**
 * What a round makes of what is remembered. The order of its votes means nothing, and the same round again changes
 * nothing. Servers without a vote stay as they are, and are forgotten after a day.
 */
export function observe(memory: Memory, round: Round, rules: Rules | RulesOf): Memory {
  const rulesOf = typeof rules === 'function' ? rules : () => rules;
  const names = new Set([...round.votes.map(({ vantage }) => vantage), ...round.canaries.keys()]);
  const after = new Map(memory);
  for (const name of [...names].sort(compareText))
    after.set(name, observeFrom(name, memory.get(name), round, rulesOf(name)));
  return after;
}

function observeFrom(
  name: string,
  before: VantageMemory | undefined,
  round: Round,
  rules: Rules,
): VantageMemory {
  const isBlind = round.canaries.get(name) === 'failing';
  const votes = countedFrom(name, round.votes).map((vote) => (isBlind ? blinded(vote) : vote));
  // Who proved that it sees the world outside may believe that everything else is down.
  const held = round.canaries.has(name) ? new Set() : massFailure(before, votes, rules);
  const servers = new Map<Id, ServerMemory>();
  for (const [id, server] of before?.servers ?? [])
    if (Math.abs(round.at - server.at) <= FORGET_AFTER_MS) servers.set(id, server);
  for (const vote of votes)
    servers.set(vote.server, countVote(servers.get(vote.server), vote, rules, held.has(vote.server)));
  const at = votes.reduce((latest, vote) => Math.max(latest, vote.at), votes[0]?.at ?? round.at);
  const sight = isBlind ? 'blind' : isSilent(votes, servers) ? 'silent' : null;
  return { at, ...sightAfter(before, servers, sight, round.at), servers };
}

/** Nobody has anything of it, and what was known has run out. */
function isSilent(votes: readonly Vote[], servers: ReadonlyMap<Id, ServerMemory>): boolean {
  const isAbsent = votes.length > 0 && votes.every(({ reason }) => ABSENCES.has(reason));
  return isAbsent && [...servers.values()].every((server) => verdictIn(server) === 'unknown');
}

function blinded(vote: Vote): Vote {
  return { ...vote, verdict: 'unknown', reason: 'blind' };
}

/** The votes of a vantage that count: one for each server, in a total order. */
export function countedFrom<Cast extends Vote>(vantage: string, votes: readonly Cast[]): readonly Cast[] {
  const sorted = votes
    .filter((vote) => vote.vantage === vantage)
    .sort(
      (a, b) =>
        compareText(a.server, b.server) ||
        WEIGHT[b.verdict] - WEIGHT[a.verdict] ||
        a.at - b.at ||
        compareText(a.reason, b.reason),
    );
  return sorted.filter((vote, index) => vote.server !== sorted[index - 1]?.server);
}
