import type { CalendarDay, Instant } from '../model/time.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { Zone } from '../parse/zone.ts';

const two = (count: number) => String(count).padStart(2, '0');

/** `23:10`, or with another separator `23.10`. */
export function clockText(minuteOfDay: number, separator = ':'): string {
  return `${two(Math.floor(minuteOfDay / 60))}${separator}${two(minuteOfDay % 60)}`;
}

/** `2010-09-03 23:10` in the site's zone: the form that every place in an incident file accepts. */
export function localText(at: Instant, zone: Zone): string {
  return `${zone.dayOf(at)} ${clockText(zone.minuteOfDay(at))}`;
}

/** The minute `at` lies in; marks know no seconds. */
export function floorToMinute(at: Instant): Instant {
  return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

interface MarkStyle {
  readonly open: string;
  readonly close: string;
  readonly separator: ':' | '.';
}

const PLAIN_STYLE: MarkStyle = { open: '[', close: ']', separator: ':' };

/** How the mark at the start of this line is written; the usual form when it is written in no form we would repeat. */
function styleOf(line: string): MarkStyle {
  const bracketed = /^\[(?:[\d/-]+ )?\d\d([:.])\d\d\]/.exec(line);
  if (bracketed !== null) return { ...PLAIN_STYLE, separator: bracketed[1] === '.' ? '.' : ':' };
  const bare = /^\d\d([:.])\d\d(:| -)(?= )(?! *\d)/.exec(line);
  if (bare === null) return PLAIN_STYLE;
  return { open: '', close: bare[2] ?? ':', separator: bare[1] === '.' ? '.' : ':' };
}

/**
 * The ways to write the mark of an update at `at`, the most natural first. Which of them is read as `at` depends on what
 * stands around it (the 12-hour rule, the year a slash date takes, the hour that comes twice), so the caller tries them in turn.
 * @param neighbour the line of the file the mark will stand next to, and the day that line's own mark means
 */
export function markCandidates(
  at: Instant,
  zone: Zone,
  utc: Zone,
  neighbour: { readonly line: string; readonly day: CalendarDay } | null,
): readonly string[] {
  const day = zone.dayOf(at);
  const clock = clockText(zone.minuteOfDay(at));
  const style = neighbour === null ? PLAIN_STYLE : styleOf(neighbour.line);
  const alone = [
    `${style.open}${clockText(zone.minuteOfDay(at), style.separator)}${style.close}`,
    `[${clock}]`,
  ];
  const slashed = `[${slashDate(day, zone)} ${clock}]`;
  const iso = `[${day} ${clock}]`;
  const dated = neighbour !== null && /^\[\d{4}-/.test(neighbour.line) ? [iso, slashed] : [slashed, iso];
  const exact = [`[${clockText(utc.minuteOfDay(at))} UTC]`, `[${localText(at, utc)} UTC]`];
  // On another day than its neighbour a time alone would be right by the 12-hour rule only, and wrong to a hasty reader.
  const sameDay = neighbour === null || neighbour.day === day;
  return [...new Set([...(sameDay ? alone : []), ...dated, ...exact])];
}

/** `03/09` or `09/03`, as the locale has it. */
function slashDate(day: CalendarDay, zone: Zone): string {
  const [, month = '', date = ''] = day.split('-');
  return zone.dayFirst ? `${date}/${month}` : `${month}/${date}`;
}
