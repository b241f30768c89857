import type { CalendarDay } from '../model/time.ts';
import { calendarDay } from './calendar.ts';

/** What the path of an incident file says. */
export interface FileName {
  /** The name without folders and `.md`. */
  readonly slug: string;
  /** Absent where the name does not begin with a date that exists. */
  readonly day?: CalendarDay;
  /** For a file that has no title: `website-slowdown` reads "Website slowdown". */
  readonly title: string;
}

const NAME = /^(?:(\d{4})-(\d{2})-(\d{2})(?:[-_ ]+|$))?(.*)$/s;
const UNTITLED = 'Untitled';

/** `incidents/2010/2010-08-31-website-slowdown.md` → `2010-08-31-website-slowdown` */
export function slugOfFile(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.md$/i, '');
}

/** True for a slug that stands in a URL as it is: letters and digits of any script, `.`, `_` and `-`. */
export function isPlainSlug(slug: string): boolean {
  return oddCharacter(slug) === undefined && slug !== '';
}

/** The first character that is none of these. */
export function oddCharacter(slug: string): string | undefined {
  return /[^\p{L}\p{M}\p{Nd}._-]/u.exec(slug)?.[0];
}

export function readFileName(file: string): FileName {
  const slug = slugOfFile(file);
  const [, year, month, date, name = ''] = NAME.exec(slug) ?? [];
  const day = year === undefined ? undefined : calendarDay(Number(year), Number(month), Number(date));
  const words = (day === undefined ? slug : name).replace(/[-_\s]+/g, ' ').trim();
  const title = words === '' ? UNTITLED : words.charAt(0).toUpperCase() + words.slice(1);
  return { slug, ...(day !== undefined && { day }), title };
}

/** A date anywhere in a path or a text, for files whose name has none: `2010/08/31`, `20100831`, `2010-8-31`. */
export function findDay(text: string): CalendarDay | undefined {
  for (const [, year, month, date] of text.matchAll(
    /(?<!\d)(\d{4})[-/._]?(\d{1,2})[-/._]?(\d{1,2})(?!\d)/g,
  )) {
    const day = calendarDay(Number(year), Number(month), Number(date));
    if (day !== undefined) return day;
  }
  return undefined;
}

const TITLE_TAG = /^(.*?)\s*\[\s*((?:all\s+)?resolved)\s*\]$/is;

/** Takes `[Resolved]` or `[All Resolved]` off the end of a title. */
export function splitTitle(title: string): { title: string; titleTag?: string } {
  const match = TITLE_TAG.exec(title);
  return match === null ? { title } : { title: match[1] ?? '', titleTag: match[2] ?? '' };
}
