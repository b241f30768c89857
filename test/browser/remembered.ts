import type { RememberedKind, RememberedState } from '../../src/core/model/history.ts';
import { groupsOf, serversOf } from '../../src/core/model/topology.ts';
import type { Id, Topology } from '../../src/core/model/topology.ts';
import { writeHistoryLine } from '../../src/core/parse/history-lines.ts';
import type { HistoryLine, States } from '../../src/core/parse/history-lines.ts';

/** A time in which something was not well. */
export interface Episode {
  readonly kind: RememberedKind;
  readonly id: Id;
  readonly from: string;
  readonly to: string;
  readonly state: RememberedState;
}

export interface Memory {
  readonly topology: Topology;
  /** RFC 3339, as all times here. */
  readonly from: string;
  readonly until: string;
  readonly episodes: readonly Episode[];
  /** Times in which nobody looked. */
  readonly gaps?: readonly { readonly from: string; readonly to: string }[];
}

const START: Readonly<Record<RememberedKind, RememberedState>> = {
  server: 'online',
  group: 'operational',
  service: 'operational',
};

/** The files of a memory (`2010-08.ndjson`, `observed.json`) in which all was well but for the episodes. */
export function memoryFiles(memory: Memory): Readonly<Record<string, string>> {
  const months = new Map<string, string[]>();
  for (const line of linesOf(memory)) {
    const month = new Date(line.at).toISOString().slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), `${writeHistoryLine(line)}\n`]);
  }
  const files = [...months].map(([month, lines]) => [`${month}.ndjson`, lines.join('')]);
  return {
    ...(Object.fromEntries(files) as object),
    'observed.json': JSON.stringify({ until: memory.until }),
  };
}

function linesOf(memory: Memory): readonly HistoryLine[] {
  const { episodes, gaps = [] } = memory;
  const all = (at: number): HistoryLine => ({ type: 'all', at, states: statesAt(memory, at) });
  const isGap = (at: number) => gaps.some(({ from, to }) => Date.parse(from) <= at && at < Date.parse(to));
  const changes = episodes.flatMap(({ kind, id, from, to, state }): HistoryLine[] => [
    { type: 'change', at: Date.parse(from), kind, id, state },
    { type: 'change', at: Date.parse(to), kind, id, state: START[kind] },
  ]);
  const lines: HistoryLine[] = [
    all(Date.parse(memory.from)),
    ...monthStarts(memory)
      .filter((at) => !isGap(at))
      .map(all),
    ...changes.filter(({ at }) => at < Date.parse(memory.until) && !isGap(at)),
    ...gaps.flatMap(({ from, to }): HistoryLine[] => [
      { type: 'lost', at: Date.parse(from) },
      all(Date.parse(to)),
    ]),
  ];
  return lines.sort((a, b) => a.at - b.at);
}

function monthStarts({ from, until }: Memory): readonly number[] {
  const starts: number[] = [];
  const month = new Date(Date.parse(from));
  for (;;) {
    month.setUTCMonth(month.getUTCMonth() + 1, 1);
    month.setUTCHours(0, 0, 0, 0);
    if (month.getTime() >= Date.parse(until)) return starts;
    starts.push(month.getTime());
  }
}

function statesAt({ topology, episodes }: Memory, at: number): States {
  const states = (kind: RememberedKind, subjects: readonly { readonly id: Id }[]) =>
    new Map(
      subjects.map(({ id }): [Id, RememberedState] => {
        const now = episodes.find(
          (episode) =>
            episode.kind === kind &&
            episode.id === id &&
            Date.parse(episode.from) <= at &&
            at < Date.parse(episode.to),
        );
        return [id, now?.state ?? START[kind]];
      }),
    );
  return {
    server: states('server', serversOf(topology)),
    group: states('group', groupsOf(topology)),
    service: states('service', topology.services),
  };
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Eighty days that end at `untilAt`: every service with faults of its own, every kind among them, a night in which nobody
 * looked, and nothing from the days before.
 */
export function badMonths(topology: Topology, untilAt: number): Memory {
  const at = (daysAgo: number, hours = 0) =>
    new Date(untilAt - daysAgo * DAY_MS + hours * HOUR_MS).toISOString();
  const episodes = topology.services.flatMap(({ id }, index): Episode[] => {
    const fault = (daysAgo: number, hours: number, state: RememberedState): Episode => ({
      kind: 'service',
      id,
      from: at(daysAgo + index / 3),
      to: at(daysAgo + index / 3, hours),
      state,
    });
    return [
      fault(71, 1.3, 'degraded'),
      fault(55, 0.2, 'partial'),
      fault(38, 7, 'down'),
      fault(31, 30, 'partial'),
      fault(17, 0.1, 'down'),
      ...Array.from({ length: index % 4 }, (_, more) => fault(12 - more * 2, 3 + more, 'degraded')),
      fault(4, 0.75, 'maintenance'),
    ];
  });
  const groups = topology.zones[0]?.groups.slice(0, 1) ?? [];
  return {
    topology,
    from: at(80),
    until: at(0),
    episodes: [
      ...episodes,
      ...groups.map(({ id }): Episode => ({ kind: 'group', id, from: at(20), to: at(20, 2), state: 'down' })),
    ],
    gaps: [{ from: at(25), to: at(23, 10) }],
  };
}
