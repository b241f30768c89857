import type { Incident } from '../model/incident.ts';
import type { CalendarDay, Instant, Moment } from '../model/time.ts';
import type { WrittenTime, WrittenWindow } from './front-matter-values.ts';
import { NEXT_DAY_AFTER_MINUTES, placeStamp, type Placed, type TimeContext } from './moment.ts';
import type { Source } from './source.ts';
import { reportRemarks, type ReadUpdates } from './updates.ts';
import { quoteValue } from './value-words.ts';

/*
 * Times of the front matter, put on the calendar. A time of day alone is told after the update it belongs with,
 * by the same rule as the marks: more than 12 hours earlier means the next day.
 */

/** A time before the beginning is none: then `resolved` says that it is over, and no more. */
export function resolvedMoment(
  written: WrittenTime | true | undefined,
  read: ReadUpdates,
  started: Moment,
  context: TimeContext,
  source: Source,
): Moment | true | undefined {
  if (written === undefined || written === true) return written;
  const { moment } = place(written, read.last, context, source);
  const day = context.zone.dayOf(moment.at);
  const isBefore =
    moment.precision === 'day' || started.precision === 'day'
      ? day < context.zone.dayOf(started.at)
      : moment.at < started.at;
  if (!isBefore) return moment;
  const message = `\`resolved\` is ${quoteValue(written.stamp.text)} (on ${day}), before it started`;
  source.report(
    'bad-value',
    written.offset,
    message,
    'correct it; until then the end of the last update is used',
  );
  return true;
}

/** `started: "23:50"` above a first mark `[00:15]` is the evening before. */
export function startedMoment(
  written: WrittenTime | undefined,
  read: ReadUpdates,
  context: TimeContext,
  source: Source,
): Moment | undefined {
  if (written === undefined) return undefined;
  const { zone, fileDay } = context;
  const { first } = read;
  const day = first === undefined ? fileDay : zone.dayOf(first.at);
  const sameDay = placeStamp(written.stamp, undefined, { zone, fileDay: day });
  const dayIsTold = written.stamp.date !== undefined || first?.minute === undefined;
  const isEveningBefore = !dayIsTold && sameDay.moment.at - first.at > NEXT_DAY_AFTER_MINUTES * 60_000;
  const placed = isEveningBefore
    ? placeStamp(written.stamp, undefined, { zone, fileDay: zone.addDays(day, -1) })
    : sameDay;
  reportRemarks(source, written.offset, placed.remarks);
  return placed.moment;
}

export function nextUpdateAt(
  written: WrittenTime | undefined,
  read: ReadUpdates,
  context: TimeContext,
  source: Source,
): Pick<Incident, 'nextUpdateAt'> {
  if (written === undefined) return {};
  return { nextUpdateAt: place(written, read.last, context, source).moment.at };
}

/** A window that ends before it begins is none. A day without a time is the whole day: from its beginning, to its end. */
export function windowOf(
  written: WrittenWindow | undefined,
  context: TimeContext,
  source: Source,
): Pick<Incident, 'window'> {
  if (written === undefined) return {};
  const from = place(written.from, undefined, context, source);
  const to = place(written.to, from.anchor, context, source);
  const startAt = from.moment.at;
  const endAt = to.moment.precision === 'day' ? endOfDay(to.anchor.day, context) : to.moment.at;
  if (endAt > startAt) return { window: { startAt, endAt } };
  source.report(
    'missing-window',
    written.to.offset,
    `the window ends at ${written.to.stamp.text}, which is not after ${written.from.stamp.text}`,
    'correct the times, or write the date of the end',
  );
  return {};
}

function endOfDay(day: CalendarDay, { zone }: TimeContext): Instant {
  return zone.startOfDay(zone.addDays(day, 1));
}

function place(
  written: WrittenTime,
  before: Placed['anchor'] | undefined,
  context: TimeContext,
  source: Source,
): Placed {
  const placed = placeStamp(written.stamp, before, context);
  reportRemarks(source, written.offset, placed.remarks);
  return placed;
}
