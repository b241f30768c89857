import { compareText } from '../model/diagnostic.ts';
import type { ServerVerdict, Verdict } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';

/** One server as one vantage tells of it. */
export interface Sighting {
  /** Null where it has no name that could be printed; it counts all the same. */
  readonly vantage: string | null;
  readonly verdict: Verdict;
  readonly sinceAt?: Instant;
  readonly sinceIsAtLeast?: true;
  readonly bootedAt?: Instant;
  readonly lastOnlineAt?: Instant;
}

/** What was said, and what it takes. */
export interface Quorum {
  readonly verdict: Verdict;
  /** So many can see. */
  readonly seeing: number;
  /** So many of them have to say the same. */
  readonly needed: number;
}

/** More than half of those that can see; a tie is unknown, and so is nobody. */
export function quorumOf(sightings: readonly Pick<Sighting, 'verdict'>[]): Quorum {
  const count = (side: Verdict) => sightings.filter(({ verdict }) => verdict === side).length;
  const seeing = sightings.length - count('unknown');
  const needed = Math.floor(seeing / 2) + 1;
  const verdict = (['online', 'offline'] as const).find((side) => count(side) >= needed) ?? 'unknown';
  return { verdict, seeing, needed };
}

/**
 * What several vantages amount to, by {@link quorumOf}. A verdict began when the quorum for it did: at the k-th earliest
 * `since` of those who say so, k being the quorum. An unknown began with the latest turn of any of them. The order of the
 * sightings means nothing.
 */
export function combine(sightings: readonly Sighting[]): ServerVerdict {
  const { verdict, needed } = quorumOf(sightings);
  const saying = sightings.filter((sighting) => sighting.verdict === verdict);
  const since = verdict === 'unknown' ? latestTurn(sightings) : quorumSince(saying, needed);
  const bootedAt = latest(sightings.map((sighting) => sighting.bootedAt));
  const lastOnlineAt = lastSeen(sightings, verdict, since.sinceAt);
  return {
    verdict,
    ...since,
    ...(bootedAt === undefined ? {} : { bootedAt }),
    ...(lastOnlineAt === undefined ? {} : { lastOnlineAt }),
    seenFrom: seenFrom(sightings),
  };
}

type Since = Pick<ServerVerdict, 'sinceAt' | 'sinceIsAtLeast'>;

/** Not told where so few say when that the quorum's beginning is not among it. */
function quorumSince(saying: readonly Sighting[], quorum: number): Since {
  const told = saying
    .flatMap(({ sinceAt, sinceIsAtLeast = false }) =>
      sinceAt === undefined ? [] : [{ sinceAt, sinceIsAtLeast }],
    )
    .sort((a, b) => a.sinceAt - b.sinceAt);
  const kth = told[quorum - 1];
  if (kth === undefined) return {};
  // Who began to look then or later, or says nothing of when, may have been of this opinion all along.
  const isAtLeast =
    told.length < saying.length ||
    told.some(({ sinceAt, sinceIsAtLeast }) => sinceIsAtLeast && sinceAt >= kth.sinceAt);
  return { sinceAt: kth.sinceAt, ...(isAtLeast ? { sinceIsAtLeast: true } : {}) };
}

function latestTurn(sightings: readonly Sighting[]): Since {
  const sinceAt = latest(sightings.map((sighting) => sighting.sinceAt));
  return sinceAt === undefined ? {} : { sinceAt };
}

/** Of a server that is not online. An outage is not contradicted by the minority that still sees the server. */
function lastSeen(
  sightings: readonly Sighting[],
  verdict: Verdict,
  sinceAt: Instant | undefined,
): Instant | undefined {
  if (verdict === 'online') return undefined;
  const seenAt = latest(sightings.map(({ lastOnlineAt }) => lastOnlineAt));
  return verdict === 'offline' && seenAt !== undefined && sinceAt !== undefined
    ? Math.min(seenAt, sinceAt)
    : seenAt;
}

function latest(times: readonly (Instant | undefined)[]): Instant | undefined {
  return times.reduce((a, b) => (a === undefined ? b : b === undefined ? a : Math.max(a, b)), undefined);
}

/** Of several that share a name the gravest is told. */
const GRAVITY = { online: 0, unknown: 1, offline: 2 } as const satisfies Record<Verdict, number>;

/** In the order of names, which is nobody's preference. */
function seenFrom(sightings: readonly Sighting[]): Readonly<Record<string, Verdict>> {
  const named = sightings.flatMap(({ vantage, verdict }) => (vantage === null ? [] : [{ vantage, verdict }]));
  named.sort((a, b) => compareText(a.vantage, b.vantage) || GRAVITY[a.verdict] - GRAVITY[b.verdict]);
  return Object.fromEntries(named.map(({ vantage, verdict }) => [vantage, verdict]));
}
