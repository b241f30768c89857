import type { FrontMatterKey } from './front-matter-keys.ts';
import { opensUpdate } from './mark.ts';
import type { Source } from './source.ts';

/**
 * Why there is a splitter of our own and no library: gray-matter ends front matter at any line that begins with `---`,
 * throws on a language it may not run, and takes the whole file where the closing line is missing. All three have to be
 * known beforehand to salvage a file, and who knows them has split it already. What is not there cannot run code either.
 */
export interface FrontMatterSplit {
  /** The YAML, as offsets; empty where there is none. */
  readonly start: number;
  readonly end: number;
  /** Index of the first line of the text below. */
  readonly bodyLine: number;
  /** False for front matter in another language: it is stepped over, not read. */
  readonly readable: boolean;
  /** No line ends it: keys may stand further down, where they are not looked for. */
  readonly open: boolean;
}

const FENCE = /^---[ \t]*$/;
/** `---js`, `--- json`; not `----`, which is a rule across the page. */
const FENCE_WITH_LANGUAGE = /^---[ \t]*([^\s-].*)$/;
const KEY_LINE = /^["']?([A-Za-z_][\w-]*)["']?[ \t]*:(?:\s|$)/;
/** A text that begins with one of these was meant to be front matter. `mail:` and the rest can begin a sentence. */
const TELLING_KEYS = [
  'title',
  'kind',
  'affects',
  'draft',
  'next_update',
] as const satisfies readonly FrontMatterKey[];

/** Finds the front matter; what is wrong with its place or its lines is reported, and the likeliest reading returned. */
export function splitFrontMatter(source: Source): FrontMatterSplit {
  const first = source.lineStarts.findIndex((_, index) => source.line(index).trim() !== '');
  const opening = first === -1 ? '' : source.line(first);
  const language = FENCE_WITH_LANGUAGE.exec(opening)?.[1]?.trim();
  if (FENCE.test(opening)) {
    if (first > 0) reportPlace(source, first);
    return fencedFrom(source, first + 1, true);
  }
  if (language !== undefined) {
    source.report(
      'code-front-matter',
      source.lineStarts[first] ?? 0,
      `the file begins with ${JSON.stringify(opening.trim())}, expected --- alone: front matter is YAML and never runs`,
      'write --- and YAML below it',
    );
    return fencedFrom(source, first + 1, false);
  }
  if (TELLING_KEYS.some((key) => key === KEY_LINE.exec(opening)?.[1])) {
    reportPlace(source, first);
    return fencedFrom(source, first, true, false);
  }
  return { start: 0, end: 0, bodyLine: 0, readable: true, open: false };
}

function reportPlace(source: Source, line: number): void {
  source.report(
    'front-matter-place',
    source.lineStarts[line] ?? 0,
    `the front matter does not begin with --- on the first line of the file`,
    'make --- the very first line, with nothing above it',
  );
}

function fencedFrom(source: Source, firstLine: number, readable: boolean, opened = true): FrontMatterSplit {
  const start = source.lineStarts[firstLine] ?? source.text.length;
  const until = (line: number, bodyLine: number, open: boolean): FrontMatterSplit => ({
    start,
    end: source.lineStarts[line] ?? source.text.length,
    bodyLine,
    readable,
    open,
  });
  const count = source.lineStarts.length;
  let closing = firstLine;
  // An update, or without an opening line anything that ends the keys, means that a later --- is a rule in the text.
  const ends = opened ? (line: string) => !line.startsWith(' ') && opensUpdate(line) : endsKeys;
  while (closing < count && !FENCE.test(source.line(closing)) && !ends(source.line(closing))) closing += 1;
  if (closing < count && FENCE.test(source.line(closing))) return until(closing, closing + 1, false);
  if (opened) {
    source.report(
      'front-matter-open',
      source.lineStarts[Math.max(0, firstLine - 1)] ?? 0,
      'the front matter that begins here never ends, expected a second line ---',
      'put --- on a line of its own below the last key',
    );
  }
  const end = endOfKeys(source, firstLine);
  return until(end, end, true);
}

/** Where nothing says that the keys end, they end at the first empty line or at the first update. */
function endOfKeys(source: Source, firstLine: number): number {
  let line = firstLine;
  while (line < source.lineStarts.length && !endsKeys(source.line(line))) line += 1;
  return line;
}

function endsKeys(line: string): boolean {
  return line.trim() === '' || opensUpdate(line);
}

/** A stretch of front matter that begins with a key; the first one may begin with none. */
export interface KeyPiece {
  readonly start: number;
  readonly end: number;
  readonly key: string | undefined;
}

/** The front matter cut at its keys, for reading them one by one where it cannot be read whole. */
export function keyPieces(source: Source, start: number, end: number): KeyPiece[] {
  const keys = new Map<number, string | undefined>([[start, undefined]]);
  for (let line = source.lineAt(start); (source.lineStarts[line] ?? end) < end; line += 1) {
    const key = KEY_LINE.exec(source.line(line))?.[1];
    if (key !== undefined) keys.set(source.lineStarts[line] ?? end, key);
  }
  const cuts = [...keys.keys(), end];
  return cuts
    .slice(0, -1)
    .map((from, index) => ({ start: from, end: cuts[index + 1] ?? end, key: keys.get(from) }));
}
