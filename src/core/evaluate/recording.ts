import { REMEMBERED_KINDS } from '../model/history.ts';
import type { RememberedKind, RememberedState } from '../model/history.ts';
import type { ServerVerdict, Snapshot, Verdict } from '../model/snapshot.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { serversOf } from '../model/topology.ts';
import type { Id, Topology } from '../model/topology.ts';
import type { HistoryLine, States } from '../parse/history-lines.ts';
import { monthOf, startOfMonth } from '../parse/instant.ts';
import { NOTHING_DECLARED } from './declared.ts';
import { MAX_BACKDATE_MS } from './history.ts';
import { stepsOf, subjectsIn } from './history-steps.ts';
import type { MonthLines } from './history-steps.ts';
import { NOTHING_PLANNED } from './maintenance.ts';
import { run } from './run.ts';

/** A clock that is behind what is recorded by more than this was set back; less is the ordinary jitter of clocks. */
const CLOCK_TOLERANCE_MS = MINUTE_MS;

/** What a subject is, since when it has been, and what it was before. */
interface Recorded {
  readonly state: RememberedState;
  readonly at: Instant;
  readonly before: RememberedState;
}

/** What the memory holds at its end; enough to write the next lines. */
export interface Recording {
  /** When anybody looked last. */
  readonly takenAt: Instant;
  readonly states: Readonly<Record<RememberedKind, ReadonlyMap<Id, Recorded>>>;
}

export type RecordOutcome =
  | { readonly type: 'recorded'; readonly lines: readonly HistoryLine[]; readonly recording: Recording }
  /** It is older than what is recorded already; nothing of it is news. */
  | { readonly type: 'out-of-order' }
  /** The clock was ahead and has been set back: what was recorded for a time still to come is told anew from here. */
  | { readonly type: 'set-back'; readonly lines: readonly HistoryLine[]; readonly recording: Recording };

interface RecordInput {
  /** Null where nothing is recorded yet. */
  readonly before: Recording | null;
  readonly topology: Topology;
  readonly snapshot: Snapshot;
  /** The recorder's clock. */
  readonly now: Instant;
}

/**
 * What a snapshot adds to the memory: nothing where nothing changed. One of the same time as the last has the last word on
 * it: while one of several vantages lags behind, merged time stands still, and what the others see goes on changing. Groups and services are judged by their probes alone;
 * what staff declare joins when the memory is read. A change is dated to its server's `since`, so an outage begins with its
 * first failure, and so does what follows from it for groups and services.
 */
export function record({ before, topology, snapshot, now }: RecordInput): RecordOutcome {
  const { takenAt } = snapshot;
  if (before !== null && takenAt <= before.takenAt) {
    if (now < before.takenAt - CLOCK_TOLERANCE_MS) return { type: 'set-back', ...afresh(topology, snapshot) };
    if (takenAt < before.takenAt) return { type: 'out-of-order' };
  }
  if (before === null) return { type: 'recorded', ...afresh(topology, snapshot) };
  const lostAt = before.takenAt + topology.site.freshForMs;
  if (takenAt >= lostAt) {
    const { lines, recording } = afresh(topology, snapshot);
    return { type: 'recorded', lines: [{ type: 'lost', at: lostAt }, ...lines], recording };
  }
  const { changes, last } = changesSince(before, topology, snapshot);
  const states = statesAfter(before, changes, last);
  const lines =
    monthOf(takenAt) === monthOf(before.takenAt) ? changes : [...carriedOver(before, takenAt), ...changes];
  return { type: 'recorded', lines, recording: { takenAt, states } };
}

/** Lines stand in the month in which they became known; that nobody looked any more stands in the month in which it began. */
export function byMonth(
  lines: readonly HistoryLine[],
  current: string,
): ReadonlyMap<string, readonly HistoryLine[]> {
  const months = new Map<string, HistoryLine[]>();
  for (const line of lines) {
    const month = line.type === 'lost' ? monthOf(line.at) : current;
    months.set(month, [...(months.get(month) ?? []), line]);
  }
  return months;
}

/** Everything as it is now, with no word on what was before. */
function afresh(topology: Topology, snapshot: Snapshot): { lines: HistoryLine[]; recording: Recording } {
  const { takenAt } = snapshot;
  const states = judged(topology, snapshot.takenAt, verdictsIn(topology, snapshot));
  const recorded = (kind: RememberedKind) =>
    new Map(
      [...states[kind]].map(([id, state]): [Id, Recorded] => [id, { state, at: takenAt, before: 'unknown' }]),
    );
  return {
    lines: [{ type: 'all', at: takenAt, states }],
    recording: {
      takenAt,
      states: { server: recorded('server'), group: recorded('group'), service: recorded('service') },
    },
  };
}

/** A month's file begins with what held when the month did, so that it can be read by itself. */
function carriedOver(before: Recording, takenAt: Instant): HistoryLine[] {
  const plain = (kind: RememberedKind) =>
    new Map([...before.states[kind]].map(([id, { state }]) => [id, state]));
  const at = startOfMonth(monthOf(takenAt));
  return [
    {
      type: 'all',
      at,
      states: { server: plain('server'), group: plain('group'), service: plain('service') },
    },
  ];
}

type ChangeLine = Extract<HistoryLine, { type: 'change' }>;

/** What each instant at which anything changed makes of servers, then of groups and services, in this order. */
function changesSince(
  before: Recording,
  topology: Topology,
  snapshot: Snapshot,
): { readonly changes: readonly ChangeLine[]; readonly last: States } {
  const { takenAt } = snapshot;
  const turned = turnedServers(before, topology, snapshot);
  const firstAt = Math.min(takenAt, ...[...turned.values()].map(({ at }) => at));
  // What became known earlier may have happened later than what becomes known now.
  const between = [...before.states.server.values()].flatMap(({ at }) => (at > firstAt ? at : []));
  // At the end in any case: roles and groups may be others than they were.
  const times = new Set([...[...turned.values()].map(({ at }) => at), ...between, takenAt]);

  const changes: ChangeLine[] = [];
  const told = new Map<string, RememberedState>();
  let last = plainStates(before);
  for (const at of [...times].sort((a, b) => a - b)) {
    const verdictAt = (id: Id) => {
      const turn = turned.get(id);
      if (turn !== undefined && turn.at <= at) return turn.state as Verdict;
      return stateAt(before.states.server.get(id), at) as Verdict;
    };
    last = judged(topology, takenAt, new Map(serversOf(topology).map(({ id }) => [id, verdictAt(id)])));
    for (const kind of REMEMBERED_KINDS) {
      for (const id of subjectsOf(before.states[kind], last[kind], at === takenAt)) {
        const state = last[kind].get(id) ?? 'unknown';
        const was = told.get(`${kind} ${id}`) ?? stateAt(before.states[kind].get(id), at);
        if (was === state) continue;
        told.set(`${kind} ${id}`, state);
        changes.push({ type: 'change', at, kind, id, state });
      }
    }
  }
  return { changes, last };
}

/** What the topology no longer has ends when that is seen, not at an instant before. */
function subjectsOf(
  before: ReadonlyMap<Id, Recorded>,
  now: ReadonlyMap<Id, RememberedState>,
  isLast: boolean,
): readonly Id[] {
  return [...new Set([...(isLast ? before.keys() : []), ...now.keys()])].sort();
}

function stateAt(recorded: Recorded | undefined, at: Instant): RememberedState {
  if (recorded === undefined) return 'unknown';
  return recorded.at <= at ? recorded.state : recorded.before;
}

/** The servers that are not what they were, and since when. */
function turnedServers(
  before: Recording,
  topology: Topology,
  snapshot: Snapshot,
): ReadonlyMap<Id, Pick<Recorded, 'state' | 'at'>> {
  const turned = new Map<Id, Pick<Recorded, 'state' | 'at'>>();
  for (const [id, state] of verdictsIn(topology, snapshot)) {
    const last = before.states.server.get(id);
    if ((last?.state ?? 'unknown') === state) continue;
    turned.set(id, { state, at: turnedAt(snapshot.servers.get(id), last, snapshot.takenAt) });
  }
  return turned;
}

/** The snapshot's own word where it can be: later than what was seen last, and no further back than reading looks. */
function turnedAt(seen: ServerVerdict | undefined, last: Recorded | undefined, takenAt: Instant): Instant {
  // What is not known any more was known when we looked last.
  if (seen === undefined || seen.verdict === 'unknown' || seen.sinceAt === undefined) return takenAt;
  const { sinceAt } = seen;
  // While it was unknown it may well have been what it turns out to be.
  const earliest = last === undefined ? takenAt : last.state === 'unknown' ? last.at : last.at + 1;
  return earliest <= sinceAt && takenAt - MAX_BACKDATE_MS <= sinceAt ? Math.min(sinceAt, takenAt) : takenAt;
}

function verdictsIn(topology: Topology, snapshot: Snapshot): ReadonlyMap<Id, Verdict> {
  return new Map(
    serversOf(topology).map(({ id }) => [id, snapshot.servers.get(id)?.verdict ?? 'unknown'] as const),
  );
}

/** Every subject of the topology, by what probes see and nothing else. */
function judged(topology: Topology, takenAt: Instant, verdicts: ReadonlyMap<Id, Verdict>): States {
  const servers = new Map(
    serversOf(topology).map(({ id }) => [id, { verdict: verdicts.get(id) ?? 'unknown', seenFrom: {} }]),
  );
  const { groups, services } = run(topology, {
    evidence: { believed: true, snapshot: { takenAt, vantages: [], servers } },
    declared: NOTHING_DECLARED,
    planned: NOTHING_PLANNED,
    assumeOnline: false,
  });
  return {
    server: new Map([...servers].map(([id, { verdict }]) => [id, verdict])),
    group: new Map([...groups].map(([id, { judged: group }]) => [id, group.severity])),
    service: new Map([...services].map(([id, { severity }]) => [id, severity])),
  };
}

function plainStates({ states }: Recording): States {
  const plain = (kind: RememberedKind) => new Map([...states[kind]].map(([id, { state }]) => [id, state]));
  return { server: plain('server'), group: plain('group'), service: plain('service') };
}

/** What the topology no longer has is forgotten. */
function statesAfter(before: Recording, changes: readonly ChangeLine[], last: States): Recording['states'] {
  const after = (kind: RememberedKind) => {
    const recorded = new Map<Id, Recorded>();
    for (const [id, known] of before.states[kind]) if (last[kind].has(id)) recorded.set(id, known);
    for (const { kind: its, id, at, state } of changes) {
      if (its !== kind || !last[kind].has(id)) continue;
      recorded.set(id, { state, at, before: stateAt(recorded.get(id), at - 1) });
    }
    for (const id of last[kind].keys()) {
      if (!recorded.has(id)) recorded.set(id, { state: 'unknown', at: before.takenAt, before: 'unknown' });
    }
    return recorded;
  };
  return { server: after('server'), group: after('group'), service: after('service') };
}

/** What the lines of the memory amount to at its end, so that recording goes on where it stopped; null where there are none. */
export function replay(months: readonly MonthLines[], observedUntilAt: Instant | null): Recording | null {
  const times = months.flatMap(({ lastAt }) => lastAt ?? []);
  if (times.length === 0) return null;
  const states: Record<RememberedKind, Map<Id, Recorded>> = {
    server: new Map(),
    group: new Map(),
    service: new Map(),
  };
  for (const [kind, id] of subjectsIn(months)) {
    const steps = stepsOf(months, kind, id);
    const [step, before] = [steps.at(-1), steps.at(-2)?.state ?? 'unknown'];
    if (step !== undefined) states[kind].set(id, { state: step.state, at: step.at, before });
  }
  return { takenAt: Math.max(...times, observedUntilAt ?? -Infinity), states };
}
