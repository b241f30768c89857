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

type Ballot = Pick<Vote, 'verdict' | 'reason' | 'at'>;

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
  const known = established(now, streak, rules);
  if (known === null) return doubted(now, vote, streak, rules);
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
function established({ known, held }: ServerMemory, streak: Streak, rules: Rules): Known | null {
  const { verdict, count, firstAt, outOfTheDark } = streak;
  if (verdict === 'unknown') return null;
  if (known?.verdict === verdict) return known;
  const isFirstSight = known === null && verdict === 'online';
  if (!isFirstSight && count < roundsNeeded(verdict, held, rules)) return null;
  return { verdict, sinceAt: firstAt, ...(outOfTheDark === undefined ? {} : { sinceIsAtLeast: true }) };
}

function roundsNeeded(verdict: Known['verdict'], held: boolean, rules: Rules): number {
  if (verdict === 'online') return rules.recoverAfter;
  return held ? 2 * rules.failAfter : rules.failAfter;
}

/** A vote that neither confirms what is known nor is enough for something else. */
function doubted(memory: ServerMemory, vote: Ballot, streak: Streak, rules: Rules): ServerMemory {
  const { count, firstAt } = memory.unconfirmed ?? { count: 0, firstAt: vote.at };
  const unconfirmed = { count: count + 1, firstAt };
  if (memory.known === null) return { ...memory, unconfirmed };
  const isDark =
    memory.darkSinceAt !== null ||
    isHeldBack(memory) ||
    vote.reason === 'blind' ||
    (vote.verdict === 'unknown' && streak.count >= UNKNOWN_AFTER) ||
    unconfirmed.count >= patience(memory.known, rules);
  return { ...memory, unconfirmed, darkSinceAt: isDark ? (memory.darkSinceAt ?? firstAt) : null };
}

/**
 * So many rounds in a row may pass without a word for what is known. Failures and unknowns by turns never add up to an
 * outage; without an end to patience such a server would stay online though nobody sees it.
 */
function patience({ verdict }: Known, { failAfter, recoverAfter }: Rules): number {
  return Math.max(UNKNOWN_AFTER, verdict === 'online' ? failAfter : recoverAfter);
}
