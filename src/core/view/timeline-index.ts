import { groupBy } from '../group-by.ts';
import type { CalendarDay } from '../model/time.ts';
import { daysBetween } from '../parse/calendar.ts';
import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';
import type { CalendarMonth } from './history.ts';
import { TIMELINE_PATH } from './timeline-day.ts';
import type { TimelineDay } from './timeline-days.ts';

export interface DayCount {
  readonly day: CalendarDay;
  /** What the probes saw change. */
  readonly changes: number;
  /** Incidents, maintenance and announcements that have something to tell of that day. */
  readonly entries: number;
}

export interface TimelineMonth {
  readonly month: CalendarMonth;
  /** Newest first; only those on which something happened. */
  readonly days: readonly DayCount[];
}

export interface YearCount {
  readonly year: string;
  readonly days: number;
}

/** The way to a day for those who know when they had trouble. */
export interface FinderView {
  /** Which days have a page; see {@link packDays}. */
  readonly days: string;
  /** The oldest and the newest of them. */
  readonly first: CalendarDay;
  readonly last: CalendarDay;
}

/** The days on which something happened; of many only the newest, with a page for each year. */
export interface TimelineView {
  readonly frame: Frame;
  readonly total: number;
  /** Newest first. */
  readonly months: readonly TimelineMonth[];
  /** Newest first; empty where all days are listed. */
  readonly years: readonly YearCount[];
  /** Absent where there are no days. */
  readonly finder?: FinderView;
}

/** One year's days. */
export interface TimelineYearView {
  readonly frame: Frame;
  readonly year: string;
  readonly count: number;
  readonly months: readonly TimelineMonth[];
  /** The nearest years that have days. */
  readonly older?: string;
  readonly newer?: string;
}

/** So many days the index lists itself. */
export const LISTED_DAYS = 60;

export function timelineYearPath(year: string): string {
  return `${TIMELINE_PATH}${year}/`;
}

/** @param days newest first. */
export function timelineView(context: ViewContext, days: readonly TimelineDay[]): TimelineView {
  const years = [...timelineYears(days)].map(([year, its]) => ({ year, days: its.length }));
  const [newest, oldest] = [days[0], days.at(-1)];
  return {
    frame: frameOf(context, TIMELINE_PATH),
    total: days.length,
    months: monthsOf(days.slice(0, LISTED_DAYS)),
    years,
    ...(newest === undefined || oldest === undefined
      ? {}
      : { finder: { days: packDays(days), first: oldest.day, last: newest.day } }),
  };
}

/** Year → its days, both newest first; empty while the index lists all days itself. */
export function timelineYears(days: readonly TimelineDay[]): ReadonlyMap<string, readonly TimelineDay[]> {
  if (days.length <= LISTED_DAYS) return new Map();
  return groupBy(days, ({ day }) => day.slice(0, 4));
}

/** @throws when there are no days of that year: nothing links to it. */
export function timelineYearView(
  context: ViewContext,
  years: ReadonlyMap<string, readonly TimelineDay[]>,
  year: string,
): TimelineYearView {
  const days = years.get(year);
  if (days === undefined) throw new Error(`The timeline has no year "${year}".`);
  const names = [...years.keys()];
  const index = names.indexOf(year);
  const [newer, older] = [names[index - 1], names[index + 1]];
  return {
    frame: frameOf(context, timelineYearPath(year)),
    year,
    count: days.length,
    months: monthsOf(days),
    ...(newer === undefined ? {} : { newer }),
    ...(older === undefined ? {} : { older }),
  };
}

function monthsOf(days: readonly TimelineDay[]): readonly TimelineMonth[] {
  return [...groupBy(days, ({ day }) => day.slice(0, 7))].map(([month, its]) => ({
    month,
    days: its.map(({ day, changes, entries }) => ({ day, changes, entries: entries.length })),
  }));
}

const DAYS_PER_DIGIT = 4;
const DIGITS_PER_YEAR = Math.ceil(366 / DAYS_PER_DIGIT);

/**
 * Which days there are, in so few characters that ten years weigh a kilobyte: `2010:` and one hexadecimal digit for four
 * days, 1 January being the lowest bit of the first digit; years apart by spaces, newest first.
 */
export function packDays(days: readonly Pick<TimelineDay, 'day'>[]): string {
  const years = groupBy(days, ({ day }) => day.slice(0, 4));
  return [...years]
    .map(([year, its]) => {
      const digits = Array.from({ length: DIGITS_PER_YEAR }, () => 0);
      for (const { day } of its) {
        const index = daysBetween(`${year}-01-01`, day);
        const digit = Math.floor(index / DAYS_PER_DIGIT);
        digits[digit] = (digits[digit] ?? 0) | (1 << (index % DAYS_PER_DIGIT));
      }
      return `${year}:${digits.map((digit) => digit.toString(16)).join('')}`;
    })
    .join(' ');
}
