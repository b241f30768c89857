import type { Verdict } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';

/*
 * What is remembered from round to round of what vantages said. All times are of votes, none of our own clock.
 * Nothing here knows where votes come from: a prober of ours or a monitoring engine feeds the same memory.
 */

/** What a server was found to be after enough rounds said so. */
export interface Known {
  readonly verdict: Exclude<Verdict, 'unknown'>;
  /** The first of the rounds that established it. */
  readonly sinceAt: Instant;
  /** Set where nobody could tell just before: it may have been so for longer. */
  readonly sinceIsAtLeast?: true;
}

/** Rounds in a row that said the same. */
export interface Streak {
  readonly verdict: Verdict;
  readonly count: number;
  readonly firstAt: Instant;
  /** Set where the server was unknown when it began. */
  readonly outOfTheDark?: true;
}

/** One server as one vantage has seen it. */
export interface ServerMemory {
  /** Of the last vote. */
  readonly at: Instant;
  /** Null until enough rounds said the same for the first time. An unknown does not end it. */
  readonly known: Known | null;
  /** Since when nobody vouches for {@link known}; the server is unknown from then on. Null while somebody does. */
  readonly darkSinceAt: Instant | null;
  /** Null where counting begins anew. */
  readonly streak: Streak | null;
  /** Rounds in a row that did not confirm {@link known}. */
  readonly unconfirmed: { readonly count: number; readonly firstAt: Instant } | null;
  /** It was lost together with nearly all others, so more failures are asked for than usual. */
  readonly held: boolean;
  readonly lastOnlineAt: Instant | null;
}

/**
 * What a vantage sees of the world. `blind`: all its canaries fail. `doubtful`: it has none, and nearly everything
 * failed at once. `silent`: the engines that tell of it have nothing that can be believed.
 */
export const SIGHTS = ['clear', 'doubtful', 'blind', 'silent'] as const;
export type Sight = (typeof SIGHTS)[number];

export interface VantageMemory {
  /** Of its latest observation. */
  readonly at: Instant;
  readonly sight: Sight;
  readonly sightSinceAt: Instant;
  readonly servers: ReadonlyMap<Id, ServerMemory>;
}

/** By vantage. */
export type Memory = ReadonlyMap<string, VantageMemory>;

/** What a vantage says of a server: nothing that nobody vouches for. */
export function verdictIn(memory: ServerMemory | undefined): Verdict {
  return memory?.known == null || memory.darkSinceAt !== null ? 'unknown' : memory.known.verdict;
}

/** True where an outage is known of, be it in the dark at the moment. */
export function isKnownOffline(memory: ServerMemory | undefined): boolean {
  return memory?.known?.verdict === 'offline';
}

/** True where a failure is seen and not believed yet, because nearly everything was lost at once. */
export function isHeldBack({ held, streak }: ServerMemory): boolean {
  return held && streak?.verdict === 'offline';
}
