import type { History } from '../model/history.ts';
import type { Incident, Phase, Prose } from '../model/incident.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { CalendarDay, Instant } from '../model/time.ts';
import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';
import { linkOf } from './entry.ts';
import { reachOf } from './strip-window.ts';
import type { TimeRange } from './strip-window.ts';
import { changeRows } from './timeline-changes.ts';
import type { ChangeRow } from './timeline-changes.ts';
import { eventsOf } from './timeline-days.ts';
import type { EntryEvent, TimelineDay } from './timeline-days.ts';
import { isWorthTelling, standingAt } from './timeline-standing.ts';
import type { StandingView } from './timeline-standing.ts';

/** What staff's files say happened. */
export interface EntryRow {
  readonly code: 'entry';
  readonly what: EntryEvent['what'];
  readonly at: Instant;
  readonly slug: string;
  readonly title: string;
  /** Of the update on the entry's own page. */
  readonly anchor?: string;
  readonly phase?: Phase;
}

export type TimelineRow = ChangeRow | EntryRow;

export interface MinuteView {
  /** `t1412`, by the wall clock; where that shows the same minute twice, the second is `t0130-2`. */
  readonly anchor: string;
  readonly at: Instant;
  /** The clock shows this minute twice on this day. */
  readonly twice: boolean;
  readonly rows: readonly TimelineRow[];
}

/** How far the probes' records of a day go. */
export type DayReach =
  /** Probes were not recorded yet. */
  | { readonly code: 'before' }
  /** Nobody looked on this day, or has yet. */
  | { readonly code: 'none' }
  /** `fromAt` is set where looking began on this day. `changedAt`: the last that changed, where the day's records have no end yet. */
  | { readonly code: 'part'; readonly fromAt?: Instant; readonly changedAt?: Instant }
  | {
      readonly code: 'whole';
      readonly fromAt?: Instant;
      /** There were times in which nobody looked. */
      readonly gaps: boolean;
      readonly changed: boolean;
    };

/** One day, by the minute. It has no clock: what it says is of that day and stays true. */
export interface TimelineDayView {
  readonly frame: Frame;
  readonly day: CalendarDay;
  readonly reach: DayReach;
  /** What was not well as the day began; absent where all was, or nobody looked yet. */
  readonly before?: StandingView;
  /** Entries under way as the day began, and how many more there were. */
  readonly lasting: readonly { readonly slug: string; readonly title: string }[];
  readonly lastingUnlisted: number;
  /** What is known to be of this day and no more exactly. */
  readonly untimed: readonly EntryRow[];
  /** Oldest first. */
  readonly minutes: readonly MinuteView[];
  /** Changes the page has no room for. */
  readonly unlisted: number;
  /** The same as the day ended; absent also while the day's records have no end. */
  readonly after?: StandingView;
  /** The nearest days that have a page. */
  readonly older?: CalendarDay;
  readonly newer?: CalendarDay;
}

export const TIMELINE_PATH = '/timeline/';
/** The weight of a page has a bound, whatever happens in a day. */
export const MAX_ROWS = 500;
export const MAX_LASTING = 5;

export function timelineDayPath(day: CalendarDay): string {
  return `${TIMELINE_PATH}${day}/`;
}

export interface TimelineDayInput {
  readonly context: ViewContext;
  readonly history: History;
  readonly day: TimelineDay;
  readonly older?: CalendarDay;
  readonly newer?: CalendarDay;
  prose(slug: string): Prose;
}

export function timelineDayView(input: TimelineDayInput): TimelineDayView {
  const { context, history, older, newer } = input;
  const { day, entries, lasting } = input.day;
  const range = rangeOf(day, context);
  const rows = changeRows(history, context, range);
  const told = entries.flatMap((incident) => entryRows(incident, range, input));
  const { kept, unlisted } = bounded([...rows, ...told.flatMap(({ row, timed }) => (timed ? [row] : []))]);
  const reach = dayReach(history, range, rows);
  const before = standingAt(history, context, range.startAt);
  const after = standingAt(history, context, range.endAt - 1);
  const seenBefore = reach.code !== 'before' && reach.code !== 'none' && reach.fromAt === undefined;
  return {
    frame: frameOf(context, timelineDayPath(day)),
    day,
    reach,
    ...(seenBefore && isWorthTelling(before) ? { before } : {}),
    lasting: lasting.slice(0, MAX_LASTING).map((incident) => {
      const { slug, title } = linkOf(incident);
      return { slug, title };
    }),
    lastingUnlisted: Math.max(0, lasting.length - MAX_LASTING),
    untimed: told.flatMap(({ row, timed }) => (timed ? [] : [row])),
    minutes: minutesOf(kept, day, context),
    unlisted,
    ...(reach.code === 'whole' && isWorthTelling(after) ? { after } : {}),
    ...(older === undefined ? {} : { older }),
    ...(newer === undefined ? {} : { newer }),
  };
}

export function rangeOf(day: CalendarDay, { zone }: Pick<ViewContext, 'zone'>): TimeRange {
  return { startAt: zone.startOfDay(day), endAt: zone.startOfDay(zone.addDays(day, 1)) };
}

function dayReach(history: History, range: TimeRange, rows: readonly ChangeRow[]): DayReach {
  const { observed } = history;
  const reach = reachOf(range, observed);
  if (observed === null || reach === 'none') {
    return { code: observed === null || observed.fromAt >= range.endAt ? 'before' : 'none' };
  }
  const from = observed.fromAt > range.startAt ? { fromAt: observed.fromAt } : {};
  if (reach === 'whole') {
    const gaps = history.gaps(range.startAt, range.endAt).length > 0;
    return { code: 'whole', ...from, gaps, changed: rows.length > 0 };
  }
  const changedAt = rows.findLast(({ code }) => code !== 'first')?.at;
  return { code: 'part', ...from, ...(changedAt === undefined ? {} : { changedAt }) };
}

function entryRows(
  incident: Incident,
  { startAt, endAt }: TimeRange,
  { prose }: TimelineDayInput,
): readonly { readonly row: EntryRow; readonly timed: boolean }[] {
  const { slug, title } = linkOf(incident);
  const events = eventsOf(incident).filter(({ at }) => startAt <= at.at && at.at < endAt);
  return events.map(({ what, at, update }) => {
    const written = update === undefined ? undefined : incident.updates[update];
    const hasAnchor =
      written !== undefined &&
      (written.phase !== undefined || (prose(slug).updates[update ?? 0] ?? '').trim() !== '');
    const row: EntryRow = {
      code: 'entry',
      what,
      at: at.at,
      slug,
      title,
      ...(hasAnchor ? { anchor: written.id } : {}),
      ...(written?.phase === undefined ? {} : { phase: written.phase }),
    };
    return { row, timed: at.precision === 'minute' };
  });
}

/** What is left out first where there is no room for all: changes of single servers, then of groups. */
const PRIORITY: Readonly<Record<TimelineRow['code'], number>> = {
  entry: 0,
  lost: 0,
  back: 0,
  first: 0,
  service: 1,
  group: 2,
  servers: 3,
};

function bounded(rows: readonly TimelineRow[]): {
  readonly kept: readonly TimelineRow[];
  readonly unlisted: number;
} {
  const important = [...rows].sort((a, b) => PRIORITY[a.code] - PRIORITY[b.code] || a.at - b.at);
  const left = new Set(important.slice(MAX_ROWS));
  const unlisted = [...left].reduce((sum, row) => sum + (row.code === 'servers' ? row.count : 1), 0);
  return { kept: rows.filter((row) => !left.has(row)), unlisted };
}

function minutesOf(
  rows: readonly TimelineRow[],
  day: CalendarDay,
  { zone }: ViewContext,
): readonly MinuteView[] {
  const byMinute = new Map<Instant, TimelineRow[]>();
  // Stable: what staff wrote in a minute follows what the probes saw in it.
  for (const row of rows) {
    const at = Math.floor(row.at / MINUTE_MS) * MINUTE_MS;
    const same = byMinute.get(at);
    if (same === undefined) byMinute.set(at, [row]);
    else same.push(row);
  }
  return [...byMinute]
    .sort(([a], [b]) => a - b)
    .map(([at, its]) => {
      const minute = zone.minuteOfDay(at);
      const local = zone.toInstant(day, minute);
      const twice = local.quality === 'twice';
      const second = twice && at >= (local.secondAt ?? Infinity);
      return { anchor: `t${clockDigits(minute)}${second ? '-2' : ''}`, at, twice, rows: its };
    });
}

function clockDigits(minuteOfDay: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return two(Math.floor(minuteOfDay / 60)) + two(minuteOfDay % 60);
}
