import type { Change, History, RememberedState } from '../model/history.ts';
import type { Severity } from '../model/severity.ts';
import type { Verdict } from '../model/snapshot.ts';
import { DAY_MS, MINUTE_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { groupsOf } from '../model/topology.ts';
import type { Id, Topology } from '../model/topology.ts';
import type { ViewContext } from './context.ts';
import { nameOf } from './context.ts';
import type { TimeRange } from './strip-window.ts';

/** Servers of one group to which the same happened in the same minute. */
export interface ServersRow {
  readonly code: 'servers';
  readonly at: Instant;
  /** At most {@link MAX_NAMES}. */
  readonly names: readonly string[];
  readonly count: number;
  /** Absent for servers the topology no longer knows. */
  readonly group?: string;
  readonly from: Verdict;
  readonly to: Verdict;
  /** It became so while nobody looked. */
  readonly found: boolean;
  /** How long it had not been well, where that is known and now over. */
  readonly afterMs?: number;
}

/** A group or service as a whole became another. */
export interface SubjectRow {
  readonly code: 'group' | 'service';
  readonly at: Instant;
  readonly name: string;
  readonly from: Severity;
  readonly to: Severity;
  readonly found: boolean;
  readonly afterMs?: number;
}

/** `lost`: nobody looked from then on. `back`: somebody looked again. `first`: for the first time. */
export type WatchRow =
  | {
      readonly code: 'lost' | 'back';
      readonly at: Instant;
      readonly gap: TimeRange;
      readonly lengthMs: number;
    }
  | { readonly code: 'first'; readonly at: Instant };

export type ChangeRow = ServersRow | SubjectRow | WatchRow;

export const MAX_NAMES = 5;

/** How far back is looked for when it was that something began. A page depends on what happened that long before its day. */
export const LOOK_BACK_MS = DAY_MS;

/** What the probes saw in the range, in the order in which it happened. */
export function changeRows(history: History, context: ViewContext, range: TimeRange): readonly ChangeRow[] {
  const { startAt, endAt } = range;
  const told = tellChanges(history.changes(startAt - LOOK_BACK_MS, endAt)).filter(
    ({ change }) => change.at >= startAt,
  );
  const servers = serverRows(told, context);
  const subjects = told.flatMap((one) => subjectRow(one, context));
  return [...watchRows(history, range), ...servers, ...subjects].sort(
    (a, b) => a.at - b.at || RANK[a.code] - RANK[b.code],
  );
}

const RANK: Readonly<Record<ChangeRow['code'], number>> = {
  first: 0,
  back: 0,
  servers: 1,
  group: 2,
  service: 3,
  lost: 4,
};

/** A change that is worth a row. */
interface Told {
  readonly change: Change;
  readonly from: RememberedState;
  readonly found: boolean;
  readonly afterMs?: number;
}

/**
 * Times in which nobody looked are told once for all, so of the changes at their two ends only those are left after which
 * something is not what it had been before.
 */
function tellChanges(changes: readonly Change[]): readonly Told[] {
  const unwellSinceAt = new Map<string, Instant>();
  const beforeGap = new Map<string, RememberedState>();
  return changes.flatMap((change): Told[] => {
    const { at, to, gap } = change;
    const key = `${change.kind} ${change.id}`;
    if (gap === 'lost') {
      beforeGap.set(key, change.from);
      return [];
    }
    const known = gap === 'back' ? beforeGap.get(key) : change.from;
    beforeGap.delete(key);
    if (gap === 'back' && (known === to || (known === undefined && isWell(to)))) return [];
    const sinceAt = unwellSinceAt.get(key);
    if (isWell(to)) unwellSinceAt.delete(key);
    else if (to !== 'unknown' && sinceAt === undefined && known !== undefined) unwellSinceAt.set(key, at);
    const after = isWell(to) && sinceAt !== undefined ? { afterMs: minutesBetween(sinceAt, at) } : {};
    return [{ change, from: known ?? 'unknown', found: gap === 'back', ...after }];
  });
}

function isWell(state: RememberedState): boolean {
  return state === 'online' || state === 'operational';
}

/** As long as the two times printed are apart, whatever their seconds. */
function minutesBetween(startAt: Instant, endAt: Instant): number {
  return (Math.floor(endAt / MINUTE_MS) - Math.floor(startAt / MINUTE_MS)) * MINUTE_MS;
}

function serverRows(told: readonly Told[], { topology, names }: ViewContext): readonly ServersRow[] {
  const groupOf = groupNames(topology);
  // Servers the topology no longer knows come last.
  const order = new Map([...groupOf.keys()].map((id, index) => [id, index]));
  const orderOf = ({ change }: Told) => order.get(change.id) ?? order.size;
  const rows = new Map<string, { row: ServersRow; names: string[] }>();
  for (const { change, found, afterMs, ...one } of [...told].sort((a, b) => orderOf(a) - orderOf(b))) {
    if (change.kind !== 'server') continue;
    const group = groupOf.get(change.id);
    const [from, to] = [one.from as Verdict, change.to as Verdict];
    const minute = Math.floor(change.at / MINUTE_MS);
    const key = JSON.stringify([minute, group, from, to, found, afterMs]);
    const name = nameOf(names, change.id);
    const same = rows.get(key);
    if (same !== undefined) {
      same.names.push(name);
      same.row = { ...same.row, at: Math.min(same.row.at, change.at) };
      continue;
    }
    const row: ServersRow = {
      code: 'servers',
      at: change.at,
      names: [],
      count: 0,
      ...(group === undefined ? {} : { group }),
      from,
      to,
      found,
      ...(afterMs === undefined ? {} : { afterMs }),
    };
    rows.set(key, { row, names: [name] });
  }
  return [...rows.values()].map(({ row, names: all }) => {
    const each = [...new Set(all)];
    return { ...row, names: each.slice(0, MAX_NAMES), count: each.length };
  });
}

function groupNames(topology: Topology): ReadonlyMap<Id, string> {
  return new Map(groupsOf(topology).flatMap(({ name, servers }) => servers.map(({ id }) => [id, name])));
}

function subjectRow({ change, from, found, afterMs }: Told, { names }: ViewContext): readonly SubjectRow[] {
  if (change.kind === 'server') return [];
  return [
    {
      code: change.kind,
      at: change.at,
      name: nameOf(names, change.id),
      from: from as Severity,
      to: change.to as Severity,
      found,
      ...(afterMs === undefined ? {} : { afterMs }),
    },
  ];
}

function watchRows(history: History, { startAt, endAt }: TimeRange): readonly WatchRow[] {
  const isWithin = (at: Instant) => startAt <= at && at < endAt;
  const firstAt = history.observed?.fromAt;
  const gaps = history.gaps(startAt, endAt).flatMap((gap): WatchRow[] => {
    const told = { gap, lengthMs: minutesBetween(gap.startAt, gap.endAt) };
    return [
      ...(isWithin(gap.startAt) ? [{ code: 'lost', at: gap.startAt, ...told } as const] : []),
      ...(isWithin(gap.endAt) ? [{ code: 'back', at: gap.endAt, ...told } as const] : []),
    ];
  });
  return firstAt !== undefined && isWithin(firstAt) ? [{ code: 'first', at: firstAt }, ...gaps] : gaps;
}
