import { MINUTES_PER_DAY } from './zone.ts';

/** A date as written; which number of a slash date is the day depends on the locale. */
export type WrittenDate =
  | { readonly kind: 'iso'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly kind: 'slash'; readonly first: number; readonly second: number; readonly year?: number };

/** A point in time as people write it, before it is known which day and zone are meant. */
export interface Stamp {
  readonly date: WrittenDate | undefined;
  /** Minute of the day, 0 to 1440 (24:00); absent where only a date is written. */
  readonly minute: number | undefined;
  /** `UTC`, `bst`, `+01:00` as written; absent where the site's zone is meant. */
  readonly zone: string | undefined;
  /** The hour was told with am or pm. */
  readonly meridiem: 'am' | 'pm' | undefined;
  /** The numbers were read, and there is no such time of day. */
  readonly impossible: boolean;
  /** The stamp's own text. */
  readonly text: string;
}

/** A stamp found in a text, with the offset behind it. */
export interface FoundStamp {
  readonly stamp: Stamp;
  readonly end: number;
}

/** `2010-08-31`, `2010/8/31`, `31/08`, `31/8/10`, `31/08/2010`. */
const DATE = String.raw`(?:(?<y>\d{4})(?<dash>[-/])(?<m>\d{1,2})\k<dash>(?<d>\d{1,2})|(?<a>\d{1,2})/(?<b>\d{1,2})(?:/(?<c>\d{4}|\d{2}))?)(?![\d/])`;
/** `16:57`, `09.41`, `4:00am`, `16:57:30`, `4 p.m.`; the names of its groups end in `suffix`, because a name may occur once. */
const time = (suffix: '' | '_') =>
  String.raw`(?:(?<h${suffix}>\d{1,2})(?:[.](?<dot${suffix}>\d{2})|:(?<min${suffix}>\d{2})(?::\d{2}(?:\.\d+)?)?)(?!\d)(?:[ \t]?(?<half${suffix}>[ap]\.?m\b\.?))?|(?<hour${suffix}>\d{1,2})[ \t]?(?<only${suffix}>[ap]\.?m\b\.?))`;
/** Between date and time. */
const JOINT = String.raw`(?:[ \t]*[,@][ \t]*|[ \t]+at[ \t]+|[ \t]+|(?<iso>T))`;
const ZONE = String.raw`[ \t]?(?<zone>(?:UTC|GMT)?\+\d{1,2}(?::?\d{2})?|Z|[A-Za-z]{2,5})(?![A-Za-z\d])`;
/** A minus is an offset behind an ISO time only; elsewhere `16:57-17:10` is a span. */
const WEST = String.raw`(?<west>-\d{2}:?\d{2})(?!\d)`;

const STAMP = new RegExp(
  String.raw`(?:${DATE}(?:${JOINT}${time('')})?|${time('_')})(?:${WEST}|${ZONE})?`,
  'iy',
);

const NOON = MINUTES_PER_DAY / 2;

/** Words that follow a time without being the name of a zone. */
const NO_ZONES = /^(?:to|till|until|and|on|at|am|pm|or)$/i;

const ANY_WORD = (): boolean => true;

/** Reads the stamp that begins at `from`; undefined where none does. `isZone` decides which words behind a time belong to it. */
export function readStamp(
  text: string,
  from: number,
  isZone: (name: string) => boolean = ANY_WORD,
): FoundStamp | undefined {
  STAMP.lastIndex = from;
  const match = STAMP.exec(text);
  const groups = match?.groups;
  if (!match || !groups) return undefined;
  const date = dateOf(groups);
  const time = timeOf(groups);
  let end = from + match[0].length;
  let zone = groups['zone'] ?? groups['west'];
  const belongs =
    zone !== undefined &&
    time.minute !== undefined &&
    (groups['west'] === undefined || groups['iso'] !== undefined) &&
    !NO_ZONES.test(zone) &&
    isZone(zone);
  if (zone !== undefined && !belongs) {
    end -= zone.length;
    while (/[ \t]/.test(text.charAt(end - 1))) end -= 1;
    zone = undefined;
  }
  const { minute, meridiem, impossible } = time;
  return { stamp: { date, minute, zone, meridiem, impossible, text: text.slice(from, end) }, end };
}

/** Reads a text that is a stamp and nothing else, as values of front matter are; undefined for any other. */
export function readWholeStamp(text: string): Stamp | undefined {
  const trimmed = text.trim();
  const found = readStamp(trimmed, 0);
  return found?.end === trimmed.length ? found.stamp : undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

function dateOf(groups: Groups): WrittenDate | undefined {
  const { y, m, d, a, b, c } = groups;
  if (y !== undefined) return { kind: 'iso', year: Number(y), month: Number(m), day: Number(d) };
  if (a === undefined) return undefined;
  const year = c === undefined ? undefined : Number(c.length === 2 ? `20${c}` : c);
  return { kind: 'slash', first: Number(a), second: Number(b), ...(year !== undefined && { year }) };
}

type TimeOfDay = Pick<Stamp, 'minute' | 'meridiem' | 'impossible'>;

const NO_TIME: TimeOfDay = { minute: undefined, meridiem: undefined, impossible: false };

function timeOf(groups: Groups): TimeOfDay {
  const hourText = groups['h'] ?? groups['hour'] ?? groups['h_'] ?? groups['hour_'];
  if (hourText === undefined) return NO_TIME;
  const minutes = Number(groups['min'] ?? groups['dot'] ?? groups['min_'] ?? groups['dot_'] ?? 0);
  const half = (groups['half'] ?? groups['only'] ?? groups['half_'] ?? groups['only_'])?.toLowerCase();
  const meridiem = half === undefined ? undefined : half.startsWith('a') ? 'am' : 'pm';
  const hour = hourOfDay(Number(hourText), meridiem);
  const minute = hour === undefined || minutes > 59 ? undefined : hour * 60 + minutes;
  const impossible = minute === undefined || minute > MINUTES_PER_DAY;
  return { minute: impossible ? 0 : minute, meridiem, impossible };
}

/** `15:35pm` and `00:30am` say the same thing twice, and are understood; `15:35am` contradicts itself. */
function hourOfDay(hour: number, meridiem: 'am' | 'pm' | undefined): number | undefined {
  if (hour > 24) return undefined;
  if (meridiem === undefined) return hour;
  if (meridiem === 'am') return hour > 12 ? undefined : hour % 12;
  return hour === 0 || hour === 24 ? undefined : hour > 12 ? hour : (hour % 12) + 12;
}

/** What is said of one end of a span holds for both: `16:57 - 17:10 UTC`, and `3:35 - 3:50pm` where it then runs forwards. */
export function asSpan(from: Stamp, until: Stamp): { from: Stamp; until: Stamp } {
  const zone = from.zone ?? until.zone;
  const afternoon = (from.minute ?? 0) + NOON;
  const shared =
    until.meridiem === 'pm' &&
    from.meridiem === undefined &&
    afternoon < 2 * NOON &&
    afternoon <= (until.minute ?? 0);
  return { from: { ...from, zone, minute: shared ? afternoon : from.minute }, until: { ...until, zone } };
}
