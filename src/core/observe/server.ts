import type { Instant } from '../model/time.ts';
import type { Vote } from '../model/vote.ts';
import { isHeldBack } from './memory.ts';
import type { Known, ServerMemory, Streak } from './memory.ts';

/** How much it takes to change a verdict. */
export interface Rules {
  /** Consecutive failed rounds that make a server offline. */
  readonly failAfter: number;
  /** Consecutive good rounds that make an offline server online again. */
  readonly recoverAfter: number;
  /** Two votes further apart than this, in either direction of the clock, have no rounds between them that count. */
  readonly restartAfterMs: number;
}

/** A single round without an answer is no news; the second is. */
const UNKNOWN_AFTER = 2;

type Ballot = Pick<Vote, 'verdict' | 'reason' | 'at' | 'settled' | 'sinceAt' | 'sinceIsAtLeast'>;

/**
 * What one more vote makes of a server. The same vote again changes nothing. `held` tells that the server is lost
 * together with nearly all others of its vantage.
 */
export function countVote(
  before: ServerMemory | undefined,
  vote: Ballot,
  rules: Rules,
  held = false,
): ServerMemory {
  if (before?.at === vote.at) return before;
  const base = ready(before, vote.at, rules);
  const streak = continued(base, vote);
  const now: ServerMemory = {
    ...base,
    at: vote.at,
    streak,
    held: vote.verdict !== 'online' && (base.held || held),
    lastOnlineAt: vote.verdict === 'online' ? vote.at : base.lastOnlineAt,
  };
  const known = established(now, vote, streak, rules);
  if (known === null) return doubted(now, vote, rules);
  return { ...now, known, darkSinceAt: null, unconfirmed: null, held: false };
}

/** The memory as it may be believed at `at`. */
function ready(before: ServerMemory | undefined, at: Instant, rules: Rules): ServerMemory {
  if (before === undefined) return unseen(at);
  const gapMs = Math.abs(at - before.at);
  const memory = notAfter(before, at);
  if (gapMs <= rules.restartAfterMs) return memory;
  // The machine slept, its clock was set, or nobody looked: no round of before counts towards one of now.
  const darkSinceAt = memory.darkSinceAt ?? memory.at;
  return { ...memory, darkSinceAt, streak: null, unconfirmed: null, held: false };
}

function unseen(at: Instant): ServerMemory {
  const nothing = { known: null, darkSinceAt: null, streak: null, unconfirmed: null, lastOnlineAt: null };
  return { at, ...nothing, held: false };
}

/** A clock that was set back leaves times that have yet to come; nothing has been so since the future. */
function notAfter(memory: ServerMemory, at: Instant): ServerMemory {
  if (memory.at <= at) return memory;
  const { known, darkSinceAt, streak, unconfirmed, lastOnlineAt } = memory;
  const past = (time: Instant) => Math.min(time, at);
  return {
    ...memory,
    at,
    known: known && { ...known, sinceAt: past(known.sinceAt) },
    darkSinceAt: darkSinceAt === null ? null : past(darkSinceAt),
    streak: streak && { ...streak, firstAt: past(streak.firstAt) },
    unconfirmed: unconfirmed && { ...unconfirmed, firstAt: past(unconfirmed.firstAt) },
    lastOnlineAt: lastOnlineAt === null ? null : past(lastOnlineAt),
  };
}

/** An unknown breaks a streak like any other vote: what cannot be told counts for neither side. */
function continued({ known, darkSinceAt, streak }: ServerMemory, { verdict, at }: Ballot): Streak {
  if (streak?.verdict === verdict) return { ...streak, count: streak.count + 1 };
  const inTheDark = known === null || darkSinceAt !== null;
  return { verdict, count: 1, firstAt: at, ...(inTheDark ? { outOfTheDark: true } : {}) };
}

/** What this vote confirms or establishes; null where it does neither. */
function established(
  { known, held }: ServerMemory,
  vote: Ballot,
  streak: Streak,
  rules: Rules,
): Known | null {
  const { verdict, count } = streak;
  if (verdict === 'unknown') return null;
  if (known?.verdict === verdict) return known;
  const isFirstSight = known === null && verdict === 'online';
  // A mass failure is doubted whoever tells of it.
  const isSettled = vote.settled === true && !held;
  if (!isFirstSight && !isSettled && count < roundsNeeded(verdict, held, rules)) return null;
  return { verdict, ...beginning(vote, streak) };
}

/** By the word of whoever voted, where it tells; otherwise with the first vote of the streak. */
function beginning(
  { at, sinceAt, sinceIsAtLeast }: Ballot,
  { firstAt, outOfTheDark }: Streak,
): Omit<Known, 'verdict'> {
  if (sinceAt !== undefined) {
    return { sinceAt: Math.min(sinceAt, at), ...(sinceIsAtLeast === undefined ? {} : { sinceIsAtLeast }) };
  }
  return { sinceAt: firstAt, ...(outOfTheDark === undefined ? {} : { sinceIsAtLeast: true }) };
}

/** So many rounds in a row have to say so before it is believed. */
export function roundsNeeded(
  verdict: Known['verdict'],
  held: boolean,
  rules: Pick<Rules, 'failAfter' | 'recoverAfter'>,
): number {
  if (verdict === 'online') return rules.recoverAfter;
  return held ? 2 * rules.failAfter : rules.failAfter;
}

/** A vote that neither confirms what is known nor is enough for something else. */
function doubted(memory: ServerMemory, vote: Ballot, rules: Rules): ServerMemory {
  const { count, firstAt } = memory.unconfirmed ?? { count: 0, firstAt: vote.at };
  const now = { ...memory, unconfirmed: { count: count + 1, firstAt } };
  if (now.known === null) return now;
  const isDark = doubtOf(now, vote.reason === 'blind', rules) !== null;
  return { ...now, darkSinceAt: isDark ? (now.darkSinceAt ?? firstAt) : null };
}

/**
 * Why nobody vouches for what is known. `held`: lost together with nearly all others. `unanswered`: rounds in a row
 * that could not tell. `unconfirmed`: failures and unknowns by turns. `earlier`: it has been so since before.
 */
export type Doubt = 'held' | 'blind' | 'unanswered' | 'unconfirmed' | 'earlier';

/** Null where what is known holds, or nothing is known. The first that applies, of several. */
export function doubtOf(
  memory: ServerMemory,
  isBlind: boolean,
  rules: Pick<Rules, 'failAfter' | 'recoverAfter'>,
): Doubt | null {
  const { known, darkSinceAt, streak, unconfirmed } = memory;
  if (known === null || unconfirmed === null) return darkSinceAt === null ? null : 'earlier';
  if (isHeldBack(memory)) return 'held';
  if (isBlind) return 'blind';
  if (streak?.verdict === 'unknown' && streak.count >= UNKNOWN_AFTER) return 'unanswered';
  if (unconfirmed.count >= patience(known, rules)) return 'unconfirmed';
  return darkSinceAt === null ? null : 'earlier';
}

/**
 * So many rounds in a row may pass without a word for what is known. Failures and unknowns by turns never add up to an
 * outage; without an end to patience such a server would stay online though nobody sees it.
 */
function patience(
  { verdict }: Known,
  { failAfter, recoverAfter }: Pick<Rules, 'failAfter' | 'recoverAfter'>,
): number {
  return Math.max(UNKNOWN_AFTER, verdict === 'online' ? failAfter : recoverAfter);
}
