import { Temporal } from 'temporal-polyfill';
import { DAY_MS, MINUTE_MS, type CalendarDay, type Instant } from '../model/time.ts';
import { addDays, dayNumber, dayOfNumber } from './calendar.ts';

/** Where a local time lands. `skipped`: the clocks jumped over it, `at` is that much later. `twice`: it came again at `secondAt`. */
export interface LocalInstant {
  readonly at: Instant;
  readonly quality: 'exact' | 'skipped' | 'twice';
  readonly secondAt?: Instant;
}

/** Local time of one IANA zone, with the order of day and month of one locale. */
export interface Zone {
  readonly timezone: string;
  /** True where `31/08` is written for 31 August, false where it is `08/31`. */
  readonly dayFirst: boolean;
  /** `minuteOfDay` is what the clock on the wall shows, 0 to 1440; 1440 is the midnight that ends the day. */
  toInstant(day: CalendarDay, minuteOfDay: number): LocalInstant;
  startOfDay(day: CalendarDay): Instant;
  dayOf(at: Instant): CalendarDay;
  /** Minutes on the wall clock at `at`, 0 to 1439. */
  minuteOfDay(at: Instant): number;
  addDays(day: CalendarDay, count: number): CalendarDay;
  /** Minutes east of UTC that a name such as `BST` stands for around `near`; undefined for names nobody uses in this zone. */
  abbreviationOffsetMinutes(name: string, near: Instant): number | undefined;
}

/** What is remembered of one calendar day. */
interface DayInfo {
  readonly startAt: Instant;
  readonly endAt: Instant;
  /** 24 hours long, so that no transition falls into it: minutes are counted from its start. */
  readonly even: boolean;
}

export const MINUTES_PER_DAY = 1440;
const MAX_REMEMBERED_ZONES = 16;
/** The locales whose English names of zones people type, beside the site's own. */
const NAMING_LOCALES = ['en-GB', 'en-US', 'en-AU', 'en-CA', 'en-NZ', 'en-IN', 'en-ZA'];

const zones = new Map<string, Zone>();

/**
 * The zone of an IANA name (checked where the topology is read: an unknown name throws a `RangeError` here).
 * The same object comes back for the same arguments, with all it remembers.
 */
export function createZone(timezone: string, locale: string): Zone {
  const key = `${timezone} ${locale}`;
  let zone = zones.get(key);
  if (zone === undefined) {
    zone = buildZone(timezone, locale);
    if (zones.size >= MAX_REMEMBERED_ZONES) zones.clear();
    zones.set(key, zone);
  }
  return zone;
}

function buildZone(timezone: string, locale: string): Zone {
  const info = rememberedDays(timezone);
  const dayNumberOf = (at: Instant): number => {
    let number = Math.floor(at / DAY_MS);
    // Zones lie within a day of UTC either way; a day that a zone left out is empty and stepped over.
    while (info(number).startAt > at) number -= 1;
    while (info(number).endAt <= at) number += 1;
    return number;
  };
  const abbreviations = rememberedAbbreviations(timezone, locale);
  return {
    timezone,
    dayFirst: isDayFirst(locale),
    addDays,
    startOfDay: (day) => info(dayNumber(day)).startAt,
    dayOf: (at) => dayOfNumber(dayNumberOf(at)),
    minuteOfDay(at) {
      const day = info(dayNumberOf(at));
      if (day.even) return Math.floor((at - day.startAt) / MINUTE_MS);
      const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
      return local.hour * 60 + local.minute;
    },
    toInstant(day, minuteOfDay) {
      if (minuteOfDay >= MINUTES_PER_DAY)
        return this.toInstant(addDays(day, 1), minuteOfDay - MINUTES_PER_DAY);
      const { startAt, even } = info(dayNumber(day));
      if (even) return { at: startAt + minuteOfDay * MINUTE_MS, quality: 'exact' };
      return onUnevenDay(timezone, day, minuteOfDay);
    },
    abbreviationOffsetMinutes: (name, near) => abbreviations(near).get(name.toUpperCase()),
  };
}

/**
 * Where each day begins and ends. Between two changes of the clocks a day begins at the same time of UTC as the one before, so
 * the time zone database is asked once for each time between changes; days on which the clocks change are asked for one by one.
 */
function rememberedDays(timezone: string): (number: number) => DayInfo {
  const spanAt = rememberedSpans(timezone);
  const days = new Map<number, DayInfo>();
  return (number) => {
    const midnightUtc = number * DAY_MS;
    const { fromAt, untilAt, offsetMs } = spanAt(midnightUtc);
    const startAt = midnightUtc - offsetMs;
    const endAt = startAt + DAY_MS;
    if (fromAt <= startAt && endAt <= untilAt) return { startAt, endAt, even: true };
    let info = days.get(number);
    if (info === undefined) {
      const [first, next] = [startOf(timezone, number), startOf(timezone, number + 1)];
      info = { startAt: first, endAt: next, even: false };
      days.set(number, info);
    }
    return info;
  };
}

/** A time in which the clocks of a zone did not change. */
interface Span {
  /** -Infinity and Infinity where they never did, or never will. */
  readonly fromAt: Instant;
  readonly untilAt: Instant;
  readonly offsetMs: number;
}

function rememberedSpans(timezone: string): (at: Instant) => Span {
  const spans: Span[] = [];
  let last: Span | undefined;
  return (at) => {
    if (last === undefined || at < last.fromAt || at >= last.untilAt) {
      last = spans.find(({ fromAt, untilAt }) => fromAt <= at && at < untilAt);
      if (last === undefined) {
        last = askedSpan(timezone, at);
        spans.push(last);
      }
    }
    return last;
  };
}

function askedSpan(timezone: string, at: Instant): Span {
  const moment = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  const next = moment.getTimeZoneTransition('next');
  // A change at this very instant is the one before the next.
  const before = moment.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  return {
    fromAt: before?.epochMilliseconds ?? -Infinity,
    untilAt: next?.epochMilliseconds ?? Infinity,
    offsetMs: moment.offsetNanoseconds / 1e6,
  };
}

function startOf(timezone: string, number: number): Instant {
  return Temporal.PlainDate.from(dayOfNumber(number)).toZonedDateTime(timezone).epochMilliseconds;
}

/** RFC 5545 and ECMA-262 agree: a skipped time is read with the offset from before the gap, which lands after it. */
function onUnevenDay(timezone: string, day: CalendarDay, minuteOfDay: number): LocalInstant {
  const wall = Temporal.PlainDate.from(day).toPlainDateTime({
    hour: Math.floor(minuteOfDay / 60),
    minute: minuteOfDay % 60,
  });
  const first = wall.toZonedDateTime(timezone, { disambiguation: 'earlier' });
  const last = wall.toZonedDateTime(timezone, { disambiguation: 'later' });
  if (first.epochMilliseconds === last.epochMilliseconds)
    return { at: first.epochMilliseconds, quality: 'exact' };
  return first.toPlainDateTime().equals(wall)
    ? { at: first.epochMilliseconds, quality: 'twice', secondAt: last.epochMilliseconds }
    : { at: last.epochMilliseconds, quality: 'skipped' };
}

/** `Intl` knows the short names of a zone's own offsets (`BST`); offsets it has no name for read `GMT+2` and are left out. */
function rememberedAbbreviations(
  timezone: string,
  locale: string,
): (near: Instant) => ReadonlyMap<string, number> {
  const byYear = new Map<number, ReadonlyMap<string, number>>();
  return (near) => {
    const year = Temporal.Instant.fromEpochMilliseconds(near).toZonedDateTimeISO(timezone).year;
    let names = byYear.get(year);
    if (names === undefined) {
      names = abbreviationsOf(timezone, [locale, ...NAMING_LOCALES], year);
      byYear.set(year, names);
    }
    return names;
  };
}

function abbreviationsOf(
  timezone: string,
  locales: readonly string[],
  year: number,
): ReadonlyMap<string, number> {
  const formats = locales.map(
    (locale) => new Intl.DateTimeFormat(locale, { timeZone: timezone, timeZoneName: 'short' }),
  );
  const names = new Map<string, number>();
  for (let month = 1; month <= 12; month += 1) {
    const sample = Temporal.PlainDate.from({ year, month, day: 1 }).toZonedDateTime(timezone);
    for (const format of formats) {
      const name = format
        .formatToParts(sample.epochMilliseconds)
        .find((part) => part.type === 'timeZoneName')?.value;
      if (name === undefined || /[+\-−\d]/.test(name)) continue;
      const key = name.toUpperCase();
      if (!names.has(key)) names.set(key, Math.round(sample.offsetNanoseconds / 1e6 / MINUTE_MS));
    }
  }
  for (const universal of ['UTC', 'GMT', 'Z']) names.set(universal, 0);
  return names;
}

function isDayFirst(locale: string): boolean {
  const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric', timeZone: 'UTC' });
  const order = format.formatToParts(0).map((part) => part.type);
  return order.indexOf('day') < order.indexOf('month');
}
