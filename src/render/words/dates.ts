import type { CalendarDay, Instant, Moment } from '../../core/model/time.ts';
import type { MessageArgs, MessageKey } from './messages.ts';

/** Times as readers see them, all in the site's zone and locale. */
export interface Dates {
  /** `02/09/2010` */
  day(day: Instant | CalendarDay): string;
  /** `23:10` */
  clock(at: Instant): string;
  /** `03rd Sep @ 23:10` */
  stamp(at: Instant): string;
  /** `3 September 2010, 23:10 BST` */
  instantLong(at: Instant): string;
  /** `BST`: what the site's zone is called at that instant. */
  zoneName(at: Instant): string;
  /** `3 September 2010` */
  dayLong(day: Instant | CalendarDay): string;
  /** `3 Sep`: where there is hardly any room, and the year is told elsewhere. */
  dayShort(at: Instant): string;
  /** `September 2010`, for a month given as any of its days or as `YYYY-MM`. */
  monthLong(month: Instant | CalendarDay): string;
  /** {@link instantLong}, or {@link dayLong} where only the day is known. */
  momentLong(moment: Moment): string;
  /**
   * In the middle of a sentence: `09:12` on the day of `reference`, `2 September, 09:12` on another,
   * with the year where that differs, or where there is no reference to compare with. Never a clock for a day-precision moment.
   */
  time(moment: Moment | Instant, reference?: Instant): string;
  /** `2010-09-03T22:10:00Z`, for the `datetime` attribute. */
  isoDateTime(at: Instant): string;
  /** `2010-09-03T22:10:00Z`, or `2010-09-03` where only the day is known. */
  isoMoment(moment: Moment): string;
  /** The calendar day of an instant in the site's zone. */
  isoDay(at: Instant): CalendarDay;
}

interface Formatters {
  readonly day: Intl.DateTimeFormat;
  readonly dayLong: Intl.DateTimeFormat;
  readonly dayMonth: Intl.DateTimeFormat;
  readonly monthLong: Intl.DateTimeFormat;
  readonly monthShort: Intl.DateTimeFormat;
  readonly dayMonthShort: Intl.DateTimeFormat;
}

/** Formatters are dear to make and cheap to use; one set for the zone, one for calendar days, which have no zone. */
function createFormatters(locale: string, timeZone: string): Formatters {
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone, calendar: 'gregory' });
  return {
    day: make({ day: '2-digit', month: '2-digit', year: 'numeric' }),
    dayLong: make({ day: 'numeric', month: 'long', year: 'numeric' }),
    dayMonth: make({ day: 'numeric', month: 'long' }),
    monthLong: make({ month: 'long', year: 'numeric' }),
    monthShort: make({ month: 'short' }),
    dayMonthShort: make({ day: 'numeric', month: 'short' }),
  };
}

/** One page names the same instants many times, and the next minute's page names nearly all of them again. */
const MAX_REMEMBERED = 2_000;

function remembering(format: (at: Instant) => string): (at: Instant) => string {
  const known = new Map<Instant, string>();
  return (at) => {
    let text = known.get(at);
    if (text === undefined) {
      text = format(at);
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(at, text);
    }
    return text;
  };
}

export interface DatesOptions {
  /** BCP 47. */
  readonly locale: string;
  /** IANA name. */
  readonly timezone: string;
  readonly text: (key: MessageKey, args?: MessageArgs) => string;
}

export function createDates({ locale, timezone, text }: DatesOptions): Dates {
  const inZone = createFormatters(locale, timezone);
  const inUtc = createFormatters(locale, 'UTC');
  const clockFormat = new Intl.DateTimeFormat(locale, {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const zoneFormat = new Intl.DateTimeFormat(locale, { timeZone: timezone, timeZoneName: 'short' });
  // Swedish writes dates the ISO way round, in every version of ICU.
  const isoFormat = new Intl.DateTimeFormat('sv-SE', {
    timeZone: timezone,
    calendar: 'gregory',
    dateStyle: 'short',
  });

  const format = (name: keyof Formatters, day: Instant | CalendarDay) =>
    typeof day === 'number' ? inZone[name].format(day) : inUtc[name].format(utcMidnight(day));
  const clock = remembering((at) => clockFormat.format(at));
  const isoDay = remembering((at) => isoFormat.format(at));
  const zoneName = remembering((at) => partOf(zoneFormat, at, 'timeZoneName'));
  const isoDateTime = (at: Instant) => new Date(at).toISOString().replace('.000Z', 'Z');
  const instantLong = (at: Instant) =>
    text('date.long', { date: format('dayLong', at), clock: clock(at), zone: zoneName(at) });

  return {
    day: (day) => format('day', day),
    clock,
    stamp: (at) => {
      const day = Number(isoDay(at).slice(8));
      const month = shortMonth(partOf(inZone.monthShort, at, 'month'));
      return text('date.stamp', {
        day: String(day).padStart(2, '0'),
        ordinal: text('date.ordinal', { count: day }),
        month,
        clock: clock(at),
      });
    },
    instantLong,
    zoneName,
    dayLong: (day) => format('dayLong', day),
    dayShort: (at) =>
      inZone.dayMonthShort
        .formatToParts(at)
        .map(({ type, value }) => (type === 'month' ? shortMonth(value) : value))
        .join(''),
    monthLong: (month) => format('monthLong', month),
    momentLong: ({ at, precision }) => (precision === 'day' ? format('dayLong', at) : instantLong(at)),
    time: (when, reference) => {
      const { at, precision } = typeof when === 'number' ? { at: when, precision: 'minute' as const } : when;
      const today = reference === undefined ? '' : isoDay(reference);
      const day = isoDay(at);
      if (precision === 'minute' && day === today) return clock(at);
      const date = format(day.slice(0, 4) === today.slice(0, 4) ? 'dayMonth' : 'dayLong', at);
      return precision === 'day' ? date : text('date.other-day', { date, clock: clock(at) });
    },
    isoDateTime,
    isoMoment: ({ at, precision }) => (precision === 'day' ? isoDay(at) : isoDateTime(at)),
    isoDay,
  };
}

function utcMidnight(day: CalendarDay): number {
  return Date.parse(`${day.length === 7 ? `${day}-01` : day}T00:00:00Z`);
}

function partOf(format: Intl.DateTimeFormat, at: Instant, type: Intl.DateTimeFormatPartTypes): string {
  return format.formatToParts(at).find((part) => part.type === type)?.value ?? '';
}

/** Newer editions of CLDR abbreviate September to "Sept" in British English, one letter longer than every other month. */
function shortMonth(month: string): string {
  return month === 'Sept' ? 'Sep' : month;
}
