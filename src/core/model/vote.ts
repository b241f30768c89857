import type { Verdict } from './snapshot.ts';
import type { Instant } from './time.ts';
import type { Id } from './topology.ts';

/**
 * Why a check came out as it did. Private: reasons are for staff and the log, and reach no page and no snapshot.
 * The list is closed, and each stands for one verdict.
 */
export const VOTE_REASONS = {
  ok: 'online',
  /** Nothing listens there. */
  refused: 'offline',
  /** No answer in time. */
  timeout: 'offline',
  /**
   * The network says there is no such machine (EHOSTUNREACH). A dead machine in the same network looks so, and so does a
   * broken link of our own; canaries tell the two apart.
   */
  unreachable: 'offline',
  /** The connection broke before the answer was whole. */
  reset: 'offline',
  /** Something answered, and it was not what this protocol says. */
  'bad-reply': 'offline',
  /** It answered that it will not serve, such as SMTP 421. */
  refusing: 'offline',
  /** No TLS could be agreed on, or its certificate does not hold; a certificate near its end is no failure. */
  tls: 'offline',
  /** A plug-in said critical. */
  critical: 'offline',
  /** A monitoring engine says that it is down. */
  'reported-down': 'offline',
  /** The way there is broken, and it may be our end of it. */
  'no-route': 'unknown',
  /** Its name could not be resolved, and no earlier address is known. */
  dns: 'unknown',
  /** Our own machine failed: out of files, of ports, of rights. */
  local: 'unknown',
  /** Our own process was too busy to have listened. */
  lag: 'unknown',
  /** A plug-in could not tell, or could not be run. */
  'plug-in': 'unknown',
  /** An optional package that this check needs is not installed. */
  'not-installed': 'unknown',
  /** The round ended before its turn came. */
  'not-probed': 'unknown',
  /** The vantage cannot see anything at all. */
  blind: 'unknown',
  /** The engine has it in its files and has never checked it, whatever state it gives for that. */
  'never-checked': 'unknown',
  /** The engine says that it cannot tell: a machine before it is down, a state that means nothing to us. */
  'reported-unknown': 'unknown',
  /** What the engine has of it is too old to be believed. */
  stale: 'unknown',
  /** The engine says itself that its answer is not whole. */
  partial: 'unknown',
  /** The engine does not speak of it. */
  'not-reported': 'unknown',
  /** The engine did not answer, or not with an answer. */
  'source-failed': 'unknown',
} as const satisfies Readonly<Record<string, Verdict>>;

export type VoteReason = keyof typeof VOTE_REASONS;

/** Reasons of an engine that has nothing to say that can be believed. */
export const ABSENCES: ReadonlySet<VoteReason> = new Set<VoteReason>([
  'stale',
  'partial',
  'not-reported',
  'source-failed',
]);

/** What one vantage made of one server in one round. */
export interface Vote {
  readonly server: Id;
  readonly vantage: string;
  readonly verdict: Verdict;
  readonly reason: VoteReason;
  /** When its check began. The same vote again, by this time, is not counted again. */
  readonly at: Instant;
  /** Set where whoever voted waited for enough failures, or successes, already: its word is then enough at once. */
  readonly settled?: true;
  /** Since when it has been so, where whoever voted knows. Not after {@link at}. */
  readonly sinceAt?: Instant;
  /** Set where it may have been so for longer than since {@link sinceAt}. */
  readonly sinceIsAtLeast?: true;
}
