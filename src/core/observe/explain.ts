import { groupBy } from '../group-by.ts';
import { compareText } from '../model/diagnostic.ts';
import type { ProbeEvidence, ServerVerdict, SnapshotFault, Verdict } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import { groupsOf } from '../model/topology.ts';
import type { Group, Id, Server, Topology } from '../model/topology.ts';
import { validUntilAt } from '../parse/snapshot.ts';
import type { RoundAccount } from './account.ts';
import { wordOf, withVerdict } from './explain-vantage.ts';
import type { CountingRules, ExplainedVote, VantageWord } from './explain-vantage.ts';
import type { Memory } from './memory.ts';
import { combine, quorumOf } from './quorum.ts';
import type { Quorum } from './quorum.ts';
import { freshVantages, PROBER_SOURCE, sightingsOf } from './snapshot.ts';

/*
 * Why a light is what it is, as facts: which votes there were, what each place made of them, and which rule made the verdict
 * of that. Nothing here decides anything: the verdict is made anew, from what is remembered, by what made it.
 */

export interface ExplainInput {
  readonly topology: Topology;
  /** The servers that anything looks at. */
  readonly watched: ReadonlySet<Id>;
  readonly rules: CountingRules;
  /** What the last round was made of. */
  readonly account: RoundAccount;
  /** When the last round began, by the memory. */
  readonly roundAt: Instant;
  readonly seen: Memory;
  /** The snapshot as pages read it now. */
  readonly evidence: ProbeEvidence;
  readonly now: Instant;
}

/** What pages read of what the prober found, where that is not simply the same. */
export type Remark =
  /** There is no snapshot that can be read. */
  | { readonly code: 'no-snapshot'; readonly fault: Exclude<SnapshotFault, 'old'> }
  /** The prober’s last round is too old to be believed. */
  | { readonly code: 'late' }
  /** It is not that old, and another one should have come. */
  | { readonly code: 'overdue' }
  /** The oldest of what the snapshot is made of is too old. */
  | { readonly code: 'old'; readonly takenAt: Instant }
  /** Somebody else wrote the snapshot. */
  | { readonly code: 'foreign'; readonly source: string | null }
  /** The votes at hand and what is remembered are not of one round. */
  | { readonly code: 'two-rounds'; readonly votesAt: Instant }
  /** The prober’s own snapshot says something else of this server. */
  | { readonly code: 'differs'; readonly told: Verdict };

/** How the words of several places become one verdict. */
export const RULES = [
  /** No check and no source is about it. */
  'unwatched',
  /** A source should know of it, and none has ever spoken of it. */
  'unspoken',
  /** One place looks at it, and its word is the verdict. */
  'alone',
  'majority',
  'tie',
  /** None can see it. */
  'nobody',
] as const;
export type Rule = (typeof RULES)[number];

export interface ServerExplanation {
  readonly server: Server;
  readonly group: Group;
  /** As pages read it now, before they hear what staff declared. */
  readonly told: Told;
  /** What the prober’s last round amounts to. */
  readonly found: ServerVerdict;
  readonly rule: Rule;
  readonly quorum: Quorum;
  /** In the order they were given. */
  readonly votes: readonly ExplainedVote[];
  /** Of every place that looks at it, in the order of names. */
  readonly words: readonly VantageWord[];
  readonly remarks: readonly Remark[];
}

export type Told = Pick<ServerVerdict, 'verdict' | 'sinceAt' | 'sinceIsAtLeast'>;

/** After so many intervals a round is overdue. */
const OVERDUE_INTERVALS = 2.5;

/** The explanation of a server, in the topology it is asked of; all of them share what is looked up once. */
export function createExplainer(input: ExplainInput): (id: Id) => ServerExplanation {
  const { account, seen, roundAt, topology, now } = input;
  const { freshForMs } = topology.site;
  const votes = groupBy(account.votes.map(withVerdict), ({ server }) => server);
  const fresh = freshVantages(seen, { at: roundAt, freshForMs });
  const places = [...seen].sort(([a], [b]) => compareText(a, b));
  const homes = new Map(
    groupsOf(topology).flatMap((group) => group.servers.map((server) => [server.id, { server, group }])),
  );
  const general = remarksOn(input);
  return (id) => {
    const home = homes.get(id);
    if (home === undefined) throw new RangeError(`"${id}" is no server of the topology`);
    const cast = votes.get(id) ?? [];
    const sightings = input.watched.has(id) ? sightingsOf(id, fresh, roundAt - freshForMs) : [];
    const words = places.map(([vantage, place]) =>
      wordOf({
        vantage,
        sighting: sightings.find((sighting) => sighting.vantage === vantage),
        seen: place,
        memory: place.servers.get(id),
        votes: cast.filter((vote) => vote.vantage === vantage),
        rules: input.rules,
      }),
    );
    const looking = words.filter(({ standing }) => standing !== 'not-looking');
    const [found, quorum] = [combine(sightings), quorumOf(sightings)];
    const told = toldOf(id, input.evidence, freshForMs, now);
    return {
      ...home,
      told,
      found,
      quorum,
      rule: ruleOf(quorum, looking.length, input.watched.has(id)),
      votes: cast,
      words: looking,
      remarks: [...general, ...differing(general, told, found)],
    };
  };
}

function ruleOf({ verdict, seeing }: Quorum, looking: number, isWatched: boolean): Rule {
  if (!isWatched) return 'unwatched';
  if (looking === 0) return 'unspoken';
  if (looking === 1) return 'alone';
  if (seeing === 0) return 'nobody';
  return verdict === 'unknown' ? 'tie' : 'majority';
}

/** A verdict that is not believed any more has been unknown since then. */
function toldOf(id: Id, evidence: ProbeEvidence, freshForMs: number, now: Instant): Told {
  if (evidence.believed) return evidence.snapshot.servers.get(id) ?? { verdict: 'unknown' };
  if (evidence.fault !== 'old') return { verdict: 'unknown' };
  const sinceAt = Math.min(now, validUntilAt(evidence.snapshot.takenAt, freshForMs));
  return { verdict: 'unknown', sinceAt };
}

/** What is to be said of every server alike. */
function remarksOn({ account, roundAt, evidence, now, topology }: ExplainInput): readonly Remark[] {
  const ageMs = now - roundAt;
  const isLate = ageMs >= topology.site.freshForMs;
  const isOverdue = ageMs > OVERDUE_INTERVALS * account.everyMs;
  return [
    ...snapshotRemarks(evidence, isLate),
    ...(isLate || isOverdue ? [{ code: isLate ? ('late' as const) : ('overdue' as const) }] : []),
    ...(account.at === roundAt ? [] : [{ code: 'two-rounds' as const, votesAt: account.at }]),
  ];
}

function snapshotRemarks(evidence: ProbeEvidence, isLate: boolean): readonly Remark[] {
  if (!('snapshot' in evidence)) return [{ code: 'no-snapshot', fault: evidence.fault }];
  const { source = null, takenAt } = evidence.snapshot;
  const isForeign = source !== PROBER_SOURCE;
  return [
    ...(isForeign ? [{ code: 'foreign' as const, source }] : []),
    ...(!evidence.believed && (isForeign || !isLate) ? [{ code: 'old' as const, takenAt }] : []),
  ];
}

/** What explains all servers explains this one. */
function differing(general: readonly Remark[], told: Told, found: ServerVerdict): readonly Remark[] {
  const isExplained = general.some(({ code }) => code !== 'overdue' && code !== 'two-rounds');
  if (isExplained || told.verdict === found.verdict) return [];
  return [{ code: 'differs', told: told.verdict }];
}
