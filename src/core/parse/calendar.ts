import { Temporal } from 'temporal-polyfill';
import type { CalendarDay } from '../model/time.ts';

/** Years an incident may be dated in; anything else is a typing mistake. */
export const MIN_YEAR = 1970;
export const MAX_YEAR = 2199;

const MONTHS_PER_YEAR = 12;
/** Of the Gregorian calendar, 400 years of which have 146,097 days. */
const MEAN_DAYS_PER_MONTH = 146_097 / 400 / MONTHS_PER_YEAR;

const EPOCH = new Temporal.PlainDate(MIN_YEAR, 1, 1);
/** Month, counted from January 1970, → number of its first day. Asking the library for each day would cost more than reading a file. */
const monthStarts = new Map<number, number>();

/** The number of a month's first day; months count from January 1970, days from 1 January 1970. */
export function monthStart(month: number): number {
  let start = monthStarts.get(month);
  if (start === undefined) {
    start = EPOCH.until(EPOCH.add({ months: month }), { largestUnit: 'day' }).days;
    monthStarts.set(month, start);
  }
  return start;
}

/** The month, counted from January 1970, that a day is in. */
export function monthOf(number: number): number {
  let month = Math.floor(number / MEAN_DAYS_PER_MONTH);
  while (monthStart(month) > number) month -= 1;
  while (monthStart(month + 1) <= number) month += 1;
  return month;
}

/** The calendar day of a year, month and day as written; undefined where the calendar has no such day. */
export function calendarDay(year: number, month: number, day: number): CalendarDay | undefined {
  if (year < MIN_YEAR || year > MAX_YEAR || month < 1 || month > MONTHS_PER_YEAR || day < 1) return undefined;
  const index = (year - MIN_YEAR) * MONTHS_PER_YEAR + month - 1;
  return day > monthStart(index + 1) - monthStart(index) ? undefined : format(year, month, day);
}

/** Days since 1970-01-01; the day must be a real one. */
export function dayNumber(day: CalendarDay): number {
  const month = (Number(day.slice(0, 4)) - MIN_YEAR) * MONTHS_PER_YEAR + Number(day.slice(5, 7)) - 1;
  return monthStart(month) + Number(day.slice(8, 10)) - 1;
}

/** The day so many days after 1970-01-01. */
export function dayOfNumber(number: number): CalendarDay {
  const month = monthOf(number);
  const year = MIN_YEAR + Math.floor(month / MONTHS_PER_YEAR);
  return format(year, month - (year - MIN_YEAR) * MONTHS_PER_YEAR + 1, number - monthStart(month) + 1);
}

export function addDays(day: CalendarDay, count: number): CalendarDay {
  return dayOfNumber(dayNumber(day) + count);
}

/** How many days `b` is after `a`; negative when it is before. */
export function daysBetween(a: CalendarDay, b: CalendarDay): number {
  return a === b ? 0 : dayNumber(b) - dayNumber(a);
}

function format(year: number, month: number, day: number): CalendarDay {
  return `${String(year)}-${month < 10 ? '0' : ''}${String(month)}-${day < 10 ? '0' : ''}${String(day)}`;
}
