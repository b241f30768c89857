import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../model/time.ts';
import { MINUTE_MS } from '../model/time.ts';
import { calendarDay } from '../parse/calendar.ts';
import { parseDuration } from '../parse/duration.ts';
import type { Zone } from '../parse/zone.ts';
import { floorToMinute } from './mark.ts';

/** The forms a time on the command line can have, for help texts and messages. */
export const TIME_FORMS = '2010-09-03 23:10 (in the site’s time) or 2010-09-03T22:10:00Z';
export const COMING_TIME_FORMS = `11:15, 15m, 1h30m, ${TIME_FORMS}`;

const ZONED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/i;
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d))?$/;
const CLOCK = /^(\d{1,2})[:.](\d\d)$/;

/** True for a time that says its own offset and so needs no zone to be read by. */
export function isZonedTime(text: string): boolean {
  return ZONED.test(text.trim());
}

/** An instant with an offset, `2010-09-03T22:10:00Z`; undefined for anything else. */
export function parseZonedTime(text: string): Instant | undefined {
  if (!isZonedTime(text)) return undefined;
  try {
    return Temporal.Instant.from(text.trim()).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/**
 * A day with or without a clock time in the site's zone, or an instant with an offset; undefined for anything else, and for a
 * time that the clocks skip. In the hour that comes twice the first one is meant.
 */
export function parseTime(text: string, zone: Zone): Instant | undefined {
  const local = LOCAL.exec(text.trim());
  if (local === null) return parseZonedTime(text);
  const [, year, month, date, hour = '0', minute = '0'] = local;
  const day = calendarDay(Number(year), Number(month), Number(date));
  return day === undefined ? undefined : onDay(day, Number(hour), Number(minute), zone);
}

/** As {@link parseTime}, and also the next `11:15` after `after`, and `15m` after it. */
export function parseComingTime(text: string, after: Instant, zone: Zone): Instant | undefined {
  const duration = parseDuration(text.trim());
  // A promise made at 23:10:30 stands in an update of 23:10, and in 15 minutes is 23:25 to everybody.
  if (duration !== undefined && duration > 0) {
    return floorToMinute(after) + Math.ceil(duration / MINUTE_MS) * MINUTE_MS;
  }
  const clock = CLOCK.exec(text.trim());
  if (clock === null) return parseTime(text, zone);
  const today = zone.dayOf(after);
  const onThe = (day: string) => onDay(day, Number(clock[1]), Number(clock[2]), zone);
  const at = onThe(today);
  return at !== undefined && at <= after ? onThe(zone.addDays(today, 1)) : at;
}

function onDay(day: string, hour: number, minute: number, zone: Zone): Instant | undefined {
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined;
  const { at, quality } = zone.toInstant(day, hour * 60 + minute);
  return quality === 'skipped' ? undefined : at;
}
