import { DAY_MS, MINUTE_MS, type CalendarDay, type Instant, type Moment } from '../model/time.ts';
import type { DiagnosticCode } from '../model/diagnostic.ts';
import { addDays, calendarDay, dayNumber, daysBetween } from './calendar.ts';
import type { Stamp, WrittenDate } from './stamp.ts';
import { MINUTES_PER_DAY, type LocalInstant, type Zone } from './zone.ts';

/** A time more than this much earlier than the one above it is the next day's. */
export const NEXT_DAY_AFTER_MINUTES = 12 * 60;
/** A slash date further than this from the file's date probably has day and month the other way round. */
export const FAR_DATE_DAYS = 60;

export interface TimeContext {
  readonly zone: Zone;
  readonly fileDay: CalendarDay;
}

/** A diagnostic still without a place: the same stamp is read more than once before it is known which reading counts. */
export interface Remark {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
}

/** The time something is told after. */
export interface Anchor {
  readonly at: Instant;
  /** Day and minute of its end: of a span the end, otherwise the time itself. No minute where only the day is known. */
  readonly day: CalendarDay;
  readonly minute?: number;
  /** The minute as written, of a time that the clocks skip: `at` is as much later as they went forward. */
  readonly skippedMinute?: number | undefined;
}

export interface Placed {
  readonly moment: Moment;
  readonly anchor: Anchor;
  /** How it stands to the anchor before it. `leap`: forward by so much that it may be a mistake. */
  readonly step: 'first' | 'dated' | 'forward' | 'leap' | 'next-day' | 'back';
  readonly remarks: readonly Remark[];
}

/** Says which instant a stamp means, told after `before`; without one, on the file's day. */
export function placeStamp(stamp: Stamp, before: Anchor | undefined, context: TimeContext): Placed {
  const remarks: Remark[] = [];
  const { zone, fileDay } = context;
  const dated = stamp.date && readDate(stamp.date, context, remarks);
  const day = dated ?? before?.day ?? fileDay;
  if (stamp.minute === undefined) {
    const at = zone.startOfDay(day);
    const back = before !== undefined && daysBetween(before.day, day) < 0;
    return { moment: { at, precision: 'day' }, anchor: { at, day }, step: back ? 'back' : 'dated', remarks };
  }
  const offset = stamp.zone === undefined ? undefined : offsetOf(stamp.zone, day, zone, remarks);
  const place = (on: CalendarDay): LocalInstant =>
    offset === undefined
      ? notBefore(zone.toInstant(on, stamp.minute ?? 0), before?.at)
      : inOtherZone(stamp.minute ?? 0, offset, on, dated === undefined, zone, before?.at);
  let local = place(day);
  let step: Placed['step'] = before === undefined ? 'first' : dated === undefined ? 'forward' : 'dated';
  if (before !== undefined && isEarlier(local, stamp.minute, before, zone)) step = 'back';
  if (before?.minute !== undefined && dated === undefined) {
    const minutesBack = before.minute - wallMinute(local.at, before.day, zone);
    if (step === 'back' && minutesBack > NEXT_DAY_AFTER_MINUTES) {
      local = place(addDays(day, 1));
      step = 'next-day';
    } else if (minutesBack < -NEXT_DAY_AFTER_MINUTES) step = 'leap';
  }
  if (local.quality !== 'exact') remarks.push(clockChange(local.quality, stamp, zone.dayOf(local.at)));
  const anchor = {
    at: local.at,
    day: zone.dayOf(local.at),
    minute: zone.minuteOfDay(local.at),
    skippedMinute: local.quality === 'skipped' ? stamp.minute : undefined,
  };
  return { moment: { at: local.at, precision: 'minute' }, anchor, step, remarks };
}

/** In the night the clocks go forward `01:28` is read as 02:28, and whoever wrote it still wrote it before 02:12: there the clock as written tells. */
function isEarlier({ at, quality }: LocalInstant, written: number, before: Anchor, zone: Zone): boolean {
  const isSkipped = quality === 'skipped';
  const comparesAsWritten = isSkipped || before.skippedMinute !== undefined;
  if (!comparesAsWritten || zone.dayOf(at) !== zone.dayOf(before.at)) return at < before.at;
  const minute = isSkipped ? written : zone.minuteOfDay(at);
  return minute < (before.skippedMinute ?? zone.minuteOfDay(before.at));
}

/** The end of a span that begins at `start`; undefined, with a remark, where it would end before it began. */
export function placeSpanEnd(
  stamp: Stamp,
  start: Anchor,
  context: TimeContext,
): { untilAt: Instant | undefined; anchor: Anchor; remarks: readonly Remark[] } {
  const { moment, anchor, step, remarks } = placeStamp(stamp, start, context);
  if (step !== 'back' && moment.at >= start.at) return { untilAt: moment.at, anchor, remarks };
  const message = `the span ends at ${stamp.text}, before it begins`;
  const hint = 'swap the times, or write the date of the end where it is on another day; the end is not used';
  return {
    untilAt: undefined,
    anchor: start,
    remarks: [...remarks, { code: 'span-backwards', message, hint }],
  };
}

function readDate(date: WrittenDate, context: TimeContext, remarks: Remark[]): CalendarDay | undefined {
  if (date.kind === 'iso') {
    const day = calendarDay(date.year, date.month, date.day);
    if (day === undefined)
      remarks.push(noSuchDate([date.year, date.month, date.day].join('-'), 'a day that exists'));
    return day;
  }
  const { first, second, year } = date;
  const written = slash(first, second, year);
  const { dayFirst } = context.zone;
  const order = dayFirst ? 'day/month' : 'month/day';
  const meant = nearestDay(dayFirst ? second : first, dayFirst ? first : second, year, context.fileDay);
  const swapped = nearestDay(dayFirst ? first : second, dayFirst ? second : first, year, context.fileDay);
  if (meant === undefined) {
    const remark = noSuchDate(written, order);
    remarks.push(
      swapped === undefined
        ? remark
        : { ...remark, hint: `write ${slash(second, first, year)}; it is read as ${swapped}` },
    );
    return swapped;
  }
  const far = Math.abs(daysBetween(context.fileDay, meant));
  if (far > FAR_DATE_DAYS) {
    const nearer = swapped !== undefined && Math.abs(daysBetween(context.fileDay, swapped)) < far;
    const message = `${written} is read as ${meant} (${order}), ${far} days from the file's date ${context.fileDay}`;
    const hint = nearer
      ? `did you mean ${slash(second, first, year)} (${swapped})?`
      : 'write it as YYYY-MM-DD if that is meant';
    remarks.push({ code: 'mark-far-date', message, hint });
  }
  return meant;
}

function slash(first: number, second: number, year: number | undefined): string {
  const twoDigits = (part: number): string => String(part).padStart(2, '0');
  return [twoDigits(first), twoDigits(second), ...(year === undefined ? [] : [year])].join('/');
}

function noSuchDate(written: string, expected: string): Remark {
  const message = `${written} is no date, expected ${expected}`;
  return { code: 'bad-mark', message, hint: 'correct the date; until then only the time of day is used' };
}

/** Without a year, the one that puts the date nearest to the file's. */
function nearestDay(
  month: number,
  day: number,
  year: number | undefined,
  fileDay: CalendarDay,
): CalendarDay | undefined {
  if (year !== undefined) return calendarDay(year, month, day);
  const fileYear = Number(fileDay.slice(0, 4));
  let best: CalendarDay | undefined;
  for (const candidate of [fileYear, fileYear - 1, fileYear + 1]) {
    const found = calendarDay(candidate, month, day);
    if (found === undefined) continue;
    if (best === undefined || distance(fileDay, found) < distance(fileDay, best)) best = found;
  }
  return best;
}

function distance(a: CalendarDay, b: CalendarDay): number {
  return Math.abs(daysBetween(a, b));
}

/** Minutes east of UTC; undefined, with a remark, where nobody in the site's zone uses the name. */
function offsetOf(name: string, day: CalendarDay, zone: Zone, remarks: Remark[]): number | undefined {
  const numeric = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(name);
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    if (minutes < MINUTES_PER_DAY) return numeric[1] === '-' ? -minutes : minutes;
  }
  const offset = numeric ? undefined : zone.abbreviationOffsetMinutes(name, zone.startOfDay(day));
  if (offset === undefined) {
    const message = `"${name}" is no time zone known in ${zone.timezone}`;
    remarks.push({
      code: 'mark-unknown-zone',
      message,
      hint: 'write UTC or leave the zone out; it is read as the local time of the site',
    });
  }
  return offset;
}

/**
 * A time told in another zone. With a date, the date is of that zone too. Without one it is the time that falls on
 * `day` where the site is, because that is the day everything else in the file is told in.
 */
function inOtherZone(
  minute: number,
  offset: number,
  day: CalendarDay,
  onSiteDay: boolean,
  zone: Zone,
  earliest: Instant | undefined,
): LocalInstant {
  const at = dayNumber(day) * DAY_MS + (minute - offset) * MINUTE_MS;
  if (!onSiteDay) return { at, quality: 'exact' };
  const fitting = [at - DAY_MS, at, at + DAY_MS].filter((candidate) => zone.dayOf(candidate) === day);
  return {
    at: fitting.find((candidate) => earliest === undefined || candidate >= earliest) ?? fitting[0] ?? at,
    quality: 'exact',
  };
}

/** Of a time that comes twice, the first one not before `earliest`. */
function notBefore(local: LocalInstant, earliest: Instant | undefined): LocalInstant {
  const { at, secondAt } = local;
  if (secondAt === undefined || earliest === undefined || at >= earliest || secondAt < earliest) return local;
  return { ...local, at: secondAt };
}

/** Minutes from the start of `day` to `at` on the wall clock; beyond 1440 on later days. */
function wallMinute(at: Instant, day: CalendarDay, zone: Zone): number {
  return daysBetween(day, zone.dayOf(at)) * MINUTES_PER_DAY + zone.minuteOfDay(at);
}

function clockChange(quality: 'skipped' | 'twice', stamp: Stamp, day: CalendarDay): Remark {
  return quality === 'skipped'
    ? {
        code: 'time-skipped',
        message: `${stamp.text} does not exist on ${day}, the clocks went forward over it`,
        hint: 'it is read as the same time after the change; write the time with UTC to be exact',
      }
    : {
        code: 'time-twice',
        message: `${stamp.text} comes twice on ${day}, the clocks went back`,
        hint: 'the first one that is not before the update above is used; write the time with UTC to be exact',
      };
}
