import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { CalendarDay } from '../core/model/time.ts';
import { findLines } from '../core/parse/body-lines.ts';
import { addDays } from '../core/parse/calendar.ts';
import { readFileName, slugOfFile } from '../core/parse/file-name.ts';
import type { FrontMatterKey } from '../core/parse/front-matter-keys.ts';
import { splitFrontMatter } from '../core/parse/front-matter-split.ts';
import { placeStamp } from '../core/parse/moment.ts';
import { createSource } from '../core/parse/source.ts';
import type { Source } from '../core/parse/source.ts';
import { readWholeStamp } from '../core/parse/stamp.ts';
import type { Zone } from '../core/parse/zone.ts';

/** A file of the site: its path below the site's folder, with forward slashes, and its text. */
export interface SiteFile {
  readonly file: string;
  readonly text: string;
}

/** By how much everything is moved, and what each entry is then called. */
export interface Move {
  readonly days: number;
  readonly zone: Zone;
  /** Slug → the slug it moves to. */
  readonly slugs: ReadonlyMap<string, string>;
}

/** Puts `text` in place of what stands from `start` to `end`. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Keys of front matter whose values may tell a date. */
const DATED_KEYS: ReadonlySet<string> = new Set<FrontMatterKey>([
  'started',
  'resolved',
  'next_update',
  'window',
]);

/** The date at the beginning of a name; `2010-08-31-website-slowdown`. */
const NAME_DATE_LENGTH = 10;

/** Every form of a date that the reader of marks knows. */
const DATE = /(?<!\d)(?:\d{4}([-/])\d{1,2}\1\d{1,2}|\d{1,2}\/\d{1,2}(?:\/(?:\d{4}|\d{2}))?)(?![\d/])/g;

/** What the move makes of each entry's slug; names without a date stay as they are. */
export function movedSlugs(files: readonly string[], days: number): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [slugOfFile(file), slugOfFile(movedName(file, days))]));
}

/** `incidents/2010-08-31-x.md` → the same with its date moved. */
export function movedName(file: string, days: number): string {
  const { day } = readFileName(file);
  if (day === undefined) return file;
  const at = file.lastIndexOf('/') + 1;
  return `${file.slice(0, at)}${addDays(day, days)}${file.slice(at + NAME_DATE_LENGTH)}`;
}

/**
 * An incident file with every date that a machine reads moved: its name, dated marks, the dates of its front matter, and
 * wherever it names another entry. Prose stays as it is written, and so do times of day. A file whose name has no date is
 * not of any day, and only follows what it names.
 */
export function moveIncident({ file, text: raw }: SiteFile, move: Move): SiteFile {
  const source = createSource(raw, file);
  const { day } = readFileName(file);
  const dates = day === undefined ? [] : dateEdits(source, day, move);
  const names = slugEdits(source.text, move.slugs).filter(({ start, end }) =>
    dates.every((date) => end <= date.start || date.end <= start),
  );
  return { file: movedName(file, move.days), text: edited(source.text, [...dates, ...names]) };
}

/** A text that is no incident, with the entries it names called what they are called after the move. */
export function moveMentions(text: string, { slugs }: Pick<Move, 'slugs'>): string {
  return edited(text, slugEdits(text, slugs));
}

function dateEdits(source: Source, fileDay: CalendarDay, move: Move): Edit[] {
  const split = splitFrontMatter(source);
  const near = move.zone.startOfDay(fileDay);
  const isZone = (name: string) => move.zone.abbreviationOffsetMinutes(name, near) !== undefined;
  const { marks } = findLines(source, split.bodyLine, isZone);
  const stretches = [...marks].map(([line, { start, end }]): Stretch => {
    const at = source.lineStarts[line] ?? 0;
    return { start: at + start, end: at + end };
  });
  if (split.readable) stretches.push(...datedValues(source.text.slice(split.start, split.end), split.start));
  return stretches.flatMap(({ start, end }) =>
    [...source.text.slice(start, end).matchAll(DATE)].map(({ 0: found, index }) => ({
      start: start + index,
      end: start + index + found.length,
      text: movedDate(found, fileDay, move),
    })),
  );
}

type Stretch = Pick<Edit, 'start' | 'end'>;

/** Where in the front matter the values of {@link DATED_KEYS} stand; of what is no YAML, as much as can be read. */
function datedValues(yaml: string, offset: number): Stretch[] {
  const { contents } = parseDocument(yaml);
  if (!isMap(contents)) return [];
  return contents.items
    .filter(({ key }) => isScalar(key) && typeof key.value === 'string' && DATED_KEYS.has(key.value))
    .flatMap(({ value }) => scalarsIn(value))
    .map(({ start, end }) => ({ start: start + offset, end: end + offset }));
}

function scalarsIn(node: unknown): Stretch[] {
  if (isMap(node)) return node.items.flatMap(({ value }) => scalarsIn(value));
  if (isSeq(node)) return node.items.flatMap(scalarsIn);
  const [start, end] = (isScalar(node) ? node.range : undefined) ?? [0, 0];
  return [{ start, end }];
}

/** In the form it was written in; a date that the calendar or the locale does not know stays. */
function movedDate(written: string, fileDay: CalendarDay, { days, zone }: Move): string {
  const stamp = readWholeStamp(written);
  if (stamp?.date === undefined) return written;
  const { anchor, remarks } = placeStamp(stamp, undefined, { zone, fileDay });
  if (remarks.some(({ code }) => code === 'bad-mark')) return written;
  const [year = '', month = '', day = ''] = addDays(anchor.day, days).split('-');
  if (stamp.date.kind === 'iso') return [year, month, day].join(written.charAt(4));
  const order = zone.dayFirst ? [day, month] : [month, day];
  const yearWritten = written.split('/')[2];
  return [...order, ...(yearWritten === undefined ? [] : [year.slice(-yearWritten.length)])].join('/');
}

function slugEdits(text: string, slugs: ReadonlyMap<string, string>): Edit[] {
  if (slugs.size === 0) return [];
  // The longest first: one name may be the beginning of another.
  const longestFirst = [...slugs.keys()].sort((a, b) => b.length - a.length);
  const any = new RegExp(`(?<![\\w-])(?:${longestFirst.map(escaped).join('|')})(?![\\w-])`, 'g');
  return [...text.matchAll(any)].map(({ 0: slug, index }) => ({
    start: index,
    end: index + slug.length,
    text: slugs.get(slug) ?? slug,
  }));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** @param edits that do not overlap. */
function edited(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { start, end, text: put } of [...edits].sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + put + result.slice(end);
  }
  return result;
}
