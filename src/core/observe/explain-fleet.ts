import { compareText } from '../model/diagnostic.ts';
import type { Verdict } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import { serversOf } from '../model/topology.ts';
import { OWN_CHECKS } from './account.ts';
import type { AccountedSource } from './account.ts';
import { createExplainer } from './explain.ts';
import type { ExplainInput, Remark, ServerExplanation } from './explain.ts';
import { withVerdict } from './explain-vantage.ts';
import type { ExplainedVote } from './explain-vantage.ts';
import type { Memory, Sight } from './memory.ts';
import { countedFrom } from './round.ts';
import { freshVantages } from './snapshot.ts';

/** A place that was looked from. */
export interface ExplainedVantage {
  readonly name: string;
  /** Null where it is not heard of any more, or was left out. */
  readonly sight: Sight | null;
  readonly sightSinceAt?: Instant;
  readonly lastAt?: Instant;
  /** Null where it has none. */
  readonly canaries: 'answering' | 'failing' | null;
  /** So many servers, by the vote of the last round that counted for each. */
  readonly votes: Readonly<Record<Verdict, number>>;
}

export interface FleetExplanation {
  readonly remarks: readonly Remark[];
  /** Servers that the prober checked itself. */
  readonly ownVotes: number;
  readonly sources: readonly AccountedSource[];
  /** In the order of names. */
  readonly vantages: readonly ExplainedVantage[];
  /** Servers that are not online, and those of which a vote says that they are offline; the gravest first, and of those the latest. */
  readonly doubted: readonly DoubtedServer[];
  /** Servers that are online, and no vote says that they are offline. */
  readonly sound: number;
  /** Servers that nobody looks at. */
  readonly unwatched: number;
}

/** A server with the verdict of the moment: what pages read, or what was found while pages do not believe it. */
export interface DoubtedServer extends ServerExplanation {
  readonly verdict: Verdict;
  readonly sinceAt?: Instant;
}

const GRAVITY = { offline: 0, unknown: 1, online: 2 } as const satisfies Record<Verdict, number>;

export function explainFleet(input: ExplainInput): FleetExplanation {
  const { account, topology, evidence } = input;
  const explain = createExplainer(input);
  const all = serversOf(topology).map(({ id }) => explain(id));
  const watched = all.filter(({ rule }) => rule !== 'unwatched');
  const doubted = watched
    .filter((server) => isDoubted(server, evidence.believed))
    .map((server) => ({ ...server, ...shownOf(server, evidence.believed) }))
    .sort(byGravity);
  const votes = account.votes.map(withVerdict);
  return {
    remarks: all[0]?.remarks.filter(({ code }) => code !== 'differs') ?? [],
    ownVotes: votes.filter(({ source }) => source === OWN_CHECKS).length,
    sources: account.sources,
    vantages: vantagesOf(input, votes),
    doubted,
    sound: watched.length - doubted.length,
    unwatched: all.length - watched.length,
  };
}

/** Roles that do not count come last, whatever their servers are. Equal ones stay in the order of the file. */
function byGravity(a: DoubtedServer, b: DoubtedServer): number {
  const isIdle = ({ server }: DoubtedServer) => Number(server.role !== 'active');
  return (
    isIdle(a) - isIdle(b) || GRAVITY[a.verdict] - GRAVITY[b.verdict] || (b.sinceAt ?? 0) - (a.sinceAt ?? 0)
  );
}

function shownOf({ told, found }: ServerExplanation, isBelieved: boolean) {
  const { verdict, sinceAt } = isBelieved ? told : found;
  return { verdict, ...(sinceAt === undefined ? {} : { sinceAt }) };
}

function isDoubted(server: ServerExplanation, isBelieved: boolean): boolean {
  const { told, found, votes } = server;
  const isOnline = found.verdict === 'online' && (!isBelieved || told.verdict === 'online');
  return !isOnline || votes.some((vote) => isContrary(vote, server));
}

/** Who cannot tell does not contradict, and is counted with its place. A place that sees nothing says nothing of a single server. */
function isContrary({ verdict, vantage }: ExplainedVote, { words }: ServerExplanation): boolean {
  const word = words.find((one) => one.vantage === vantage);
  if (verdict !== 'offline' || word === undefined) return false;
  return word.standing !== 'blind' && word.standing !== 'silent';
}

function vantagesOf(
  { account, seen, roundAt, topology }: ExplainInput,
  votes: readonly ExplainedVote[],
): readonly ExplainedVantage[] {
  const { freshForMs } = topology.site;
  const fresh = new Set(freshVantages(seen, { at: roundAt, freshForMs }).map(([name]) => name));
  const names = new Set([...seen.keys(), ...votes.map(({ vantage }) => vantage)]);
  return [...names].sort(compareText).map((name) => ({
    name,
    ...sightOf(seen, name, fresh.has(name)),
    canaries: account.canaries.get(name) ?? null,
    votes: tally(countedFrom(name, votes)),
  }));
}

function sightOf(
  seen: Memory,
  name: string,
  isFresh: boolean,
): Pick<ExplainedVantage, 'sight' | 'sightSinceAt' | 'lastAt'> {
  const place = seen.get(name);
  if (place === undefined) return { sight: null };
  const { sight, sightSinceAt, at } = place;
  return isFresh ? { sight, sightSinceAt, lastAt: at } : { sight: null, lastAt: at };
}

function tally(votes: readonly ExplainedVote[]): Record<Verdict, number> {
  const count = (side: Verdict) => votes.filter(({ verdict }) => verdict === side).length;
  return { online: count('online'), offline: count('offline'), unknown: count('unknown') };
}
