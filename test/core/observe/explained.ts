import type { ProbeEvidence } from '../../../src/core/model/snapshot.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import { serversOf } from '../../../src/core/model/topology.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { AccountedSource } from '../../../src/core/observe/account.ts';
import type { ExplainInput } from '../../../src/core/observe/explain.ts';
import type { Memory } from '../../../src/core/observe/memory.ts';
import { observe } from '../../../src/core/observe/round.ts';
import { PROBER_SOURCE, snapshotOf } from '../../../src/core/observe/snapshot.ts';
import { snapshotText } from '../../../src/core/observe/snapshot-text.ts';
import type { SourcedVote } from '../../../src/core/observe/source-votes.ts';
import { parseSnapshot } from '../../../src/core/parse/snapshot.ts';
import { parseTopology } from '../../../src/core/parse/topology.ts';
import { VOTE_REASONS } from '../../../src/core/model/vote.ts';
import type { VoteReason } from '../../../src/core/model/vote.ts';
import { at, REASON_OF, RULES } from './rounds.ts';

export const FRESH_FOR_MS = 5 * 60_000;
/** After the beginning of the last round. */
export const AFTER_MS = 42_000;

/** More letters than single rounds have, for what only engines say. */
const REASONS: Readonly<Record<string, VoteReason>> = {
  ...REASON_OF,
  t: 'timeout',
  d: 'reported-down',
  s: 'stale',
  f: 'source-failed',
};

export function topologyOf(servers: Readonly<Record<string, string>>): Topology {
  const rows = Object.entries(servers).map(([id, more]) => `          - {id: ${id}${more}}`);
  const text = [
    'site: {name: Small Mail, url: "https://status.small.example", timezone: Europe/London, fresh_for: 5m}',
    'zones:',
    '  - id: core',
    '    groups:',
    '      - id: gateways',
    '        name: AV/GreyListing',
    '        servers:',
    ...rows,
    'services:',
    '  - {id: mail, needs: [gateways]}',
  ].join('\n');
  const { topology } = parseTopology(text, { file: 'topology.yml', env: {} });
  if (topology === null) throw new Error('the topology of the test cannot be read');
  return topology;
}

export interface Situation {
  /** Servers with more of their YAML: `, role: standby`. */
  readonly servers?: Readonly<Record<string, string>>;
  /** Server → source and vantage (`probe London`) → one letter a round, a minute apart; a dot where there was no vote. */
  readonly votes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Vantage → one letter a round: `+` where its canaries answer. */
  readonly canaries?: Readonly<Record<string, string>>;
  /** What is added to the votes of a source and vantage. */
  readonly more?: Readonly<Record<string, Partial<SourcedVote>>>;
  readonly sources?: readonly AccountedSource[];
  readonly rules?: Partial<typeof RULES>;
  /** After the beginning of the last round. */
  readonly afterMs?: number;
  /** In place of the prober's own snapshot. */
  readonly evidence?: ProbeEvidence;
}

/** What a prober would have left behind after these rounds. */
export function situation(given: Situation): ExplainInput {
  const { servers = {}, rules = {}, afterMs = AFTER_MS } = given;
  const ids = Object.keys(given.votes);
  const topology = topologyOf({ ...Object.fromEntries(ids.map((id) => [id, ''])), ...servers });
  const length = Math.max(
    ...Object.values(given.votes).flatMap((of) => Object.values(of).map((row) => row.length)),
  );
  let seen: Memory = new Map();
  let [votes, canaries]: [readonly SourcedVote[], Map<string, 'answering' | 'failing'>] = [[], new Map()];
  for (let round = 0; round < length; round += 1) {
    votes = ids.flatMap((server) => votesIn(given, server, round));
    canaries = new Map(
      Object.entries(given.canaries ?? {}).map(([name, row]) => [
        name,
        row[round] === '+' ? 'answering' : 'failing',
      ]),
    );
    seen = observe(seen, { at: at(round), votes, canaries }, { ...RULES, ...rules });
  }
  const roundAt = at(length - 1);
  const now = roundAt + afterMs;
  return {
    topology,
    watched: new Set(ids),
    rules: { ...RULES, ...rules },
    account: {
      at: roundAt,
      vantage: 'London',
      everyMs: 60_000,
      votes,
      sources: given.sources ?? [],
      canaries,
    },
    roundAt,
    seen,
    evidence: given.evidence ?? evidenceOf(topology, seen, roundAt, now),
    now,
  };
}

function votesIn({ votes, more = {} }: Situation, server: string, round: number): readonly SourcedVote[] {
  return Object.entries(votes[server] ?? {}).flatMap(([place, row]): SourcedVote[] => {
    const letter = row[round] ?? '.';
    if (letter === '.') return [];
    const [source = '', vantage = ''] = place.split(' ');
    const reason = REASONS[letter];
    if (reason === undefined) throw new RangeError(`"${letter}" is no vote`);
    const vote = { source, server, vantage, verdict: VOTE_REASONS[reason], reason, at: at(round) };
    return [{ ...vote, ...more[place] }];
  });
}

/** The prober's own snapshot, as pages read it. */
export function evidenceOf(
  topology: Topology,
  seen: Memory,
  roundAt: Instant,
  now: Instant,
  source = PROBER_SOURCE,
): ProbeEvidence {
  const ids = serversOf(topology).map(({ id }) => id);
  const snapshot = snapshotOf(seen, { at: roundAt, freshForMs: FRESH_FOR_MS, servers: ids, source });
  return parseSnapshot(snapshotText(snapshot), {
    file: 'snapshot.json',
    now,
    freshForMs: FRESH_FOR_MS,
    serverIds: ids,
  }).evidence;
}
