import type { ChangeRow, ServersRow, SubjectRow } from '../../core/view/timeline-changes.ts';
import type { DayReach } from '../../core/view/timeline-day.ts';
import type { StandingView } from '../../core/view/timeline-standing.ts';
import { describeSpan } from './probe-account.ts';
import type { BaseWords } from './words.ts';

/** One thing the probes saw, as a sentence. */
export function describeChange(words: BaseWords, row: ChangeRow): string {
  switch (row.code) {
    case 'first':
      return words.text('row.first');
    case 'lost':
      return words.text('row.lost', { span: describeSpan(words, row.gap, row.at) });
    case 'back':
      return words.text('row.back-to-watch', { duration: words.duration(row.lengthMs) });
    case 'servers':
      return describeServers(words, row);
    case 'group':
    case 'service':
      return describeSubject(words, row);
  }
}

function describeServers(words: BaseWords, row: ServersRow): string {
  const { count, from, to, found, afterMs } = row;
  const args = { count, servers: serversText(words, row) };
  if (to === 'unknown') return words.text('row.unknown', args);
  if (found) return words.text(`row.found.${to}`, args);
  if (to === 'offline') return words.text('row.offline', args);
  if (afterMs !== undefined)
    return words.text('row.back-after', { ...args, duration: words.duration(afterMs) });
  return words.text(from === 'offline' ? 'row.back' : 'row.online', args);
}

/** `gw1 and gw2 (AV/GreyListing)`; of many some are named. */
function serversText(
  words: BaseWords,
  { names, count, group }: { names: readonly string[]; count: number; group?: string },
): string {
  const more = count - names.length;
  const listed =
    more > 0 ? words.text('row.servers.more', { names: names.join(', '), count: more }) : words.list(names);
  return group === undefined ? listed : words.text('row.servers', { names: listed, group });
}

function describeSubject(words: BaseWords, { code, name, to, from, afterMs }: SubjectRow): string {
  if (to !== 'operational') return words.text(`row.${code}`, { name, state: words.text(`state.${to}`) });
  if (from === 'unknown') return words.text(`row.${code}`, { name, state: words.text('state.operational') });
  if (afterMs === undefined) return words.text(`row.${code}.well`, { name });
  return words.text(`row.${code}.well-after`, { name, duration: words.duration(afterMs) });
}

/** What was not well at one end of a day, a sentence each. */
export function describeStanding(words: BaseWords, standing: StandingView): readonly string[] {
  if (standing.blind) return [words.text('standing.blind')];
  return [
    ...standing.servers.map((servers) =>
      words.text('standing.servers', { count: servers.count, servers: serversText(words, servers) }),
    ),
    ...standing.subjects.map(({ kind, name, state }) => words.text(`standing.${kind}.${state}`, { name })),
  ];
}

/** How far the probes' records of a day go: one sentence, or two. */
export function describeReach(words: BaseWords, reach: DayReach): string {
  if (reach.code === 'before' || reach.code === 'none') return words.text(`day.reach.${reach.code}`);
  const from =
    reach.fromAt === undefined
      ? []
      : [words.text('day.reach.from', { time: words.time(reach.fromAt, reach.fromAt) })];
  if (reach.code === 'part') {
    const { changedAt } = reach;
    const last =
      changedAt === undefined
        ? words.text('day.reach.part-nothing')
        : words.text('day.reach.part', { time: words.time(changedAt, changedAt) });
    return [...from, last].join(' ');
  }
  if (from.length > 0) return from.join(' ');
  if (reach.gaps) return words.text('day.reach.whole-gaps');
  return words.text(reach.changed ? 'day.reach.whole' : 'day.reach.whole-nothing');
}
