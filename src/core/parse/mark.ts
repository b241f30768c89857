import { readStamp, asSpan, type FoundStamp, type Stamp } from './stamp.ts';

/** The time at the start of a line that opens an update. Offsets count from the start of the line. */
export interface Mark {
  readonly from: Stamp;
  /** End of a span. */
  readonly until: Stamp | undefined;
  readonly start: number;
  /** Where the text of the update begins. */
  readonly end: number;
  /** What stands between the brackets and is no time: `[16:57 second try]`. */
  readonly leftover: string | undefined;
  /** A bracket that nobody closed: `[16:57 We are …`. */
  readonly unclosed: boolean;
}

/** `impossible` looks like a mark and tells no time of day; it opens nothing. */
export type MarkReading =
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'impossible'; readonly start: number; readonly text: string };

/** A zone's name behind a time without brackets; in brackets any word is asked for its zone. */
export type IsZone = (name: string) => boolean;

/** From four spaces on a line is code to Markdown. */
const MAX_INDENT = 3;
const MAX_BRACKET_LENGTH = 60;

const SPACES = /[ \t]*/y;
const BRACKET_SPAN = /[ \t]*(?:-{1,3}|[–—]|to\b|until\b|till\b)[ \t]*/y;
const BARE_SPAN = /[ \t]*(?:-{1,3}|[–—])[ \t]*/y;
/** Behind a bracket or a span a colon or dash may follow; a bare time needs one. */
const TAIL = /[ \t]*(?::|[.,](?=\s|$)|-{1,3}(?=\s|$)|[–—])?[ \t]*/y;
const BARE_TAIL = /(?:[ \t]*:(?=\s|$)|[ \t]*[–—]|[ \t]+-{1,3}|-{1,3}(?=\s|$))[ \t]*/y;
/** `[16:57](…)`, `[16:57][…]` and `[16:57]: https://…` are links. */
const LINK = /\](?:\(|\[(?![ \t]*\d)|:[ \t]*(?:<|\/|#|\w+:\/\/|www\.|mailto:))/y;
const SPAN_OF_BRACKETS = /\][ \t]*(?:-{1,3}|[–—])[ \t]*\[[ \t]*/y;
/** Slash dates alone need two digits each: `[1/2]` counts parts, `[31/08]` is a day. */
const DAY_ALONE = /^(?:\d{4}[-/]|\d\d\/\d\d)/;
const TIME_INSIDE = /\d{1,2}:\d{2}/;
/** Without the site's zone at hand: what could be the name of one. */
const LOOKS_LIKE_ZONE: IsZone = (name) => /^(?:Z|[A-Z]{3,5}|(?:UTC|GMT)?\+.*)$/.test(name);

/** Reads the mark a line begins with; undefined where it begins with none. */
export function readMark(line: string, isZone: IsZone = LOOKS_LIKE_ZONE): MarkReading | undefined {
  let start = 0;
  while (start <= MAX_INDENT && line.charCodeAt(start) === 0x20) start += 1;
  if (start > MAX_INDENT) return undefined;
  const code = line.charCodeAt(start);
  if (code === 0x5b) return bracketMark(line, start, isZone);
  return code >= 0x30 && code <= 0x39 ? bareMark(line, start, isZone) : undefined;
}

/** True for a line that opens an update wherever it stands in the text. */
export function opensUpdate(line: string): boolean {
  return readMark(line)?.kind === 'mark';
}

function bracketMark(line: string, start: number, isZone: IsZone): MarkReading | undefined {
  const inside = start + 1 + matchLength(SPACES, line, start + 1);
  const close = line.indexOf(']', inside);
  const closed = close !== -1 && close - start <= MAX_BRACKET_LENGTH;
  if (closed && matchLength(LINK, line, close) > 0) return undefined;
  const found = readStamp(line, inside, closed ? undefined : isZone);
  if (found === undefined) {
    const text = closed ? line.slice(start, close + 1) : '';
    return TIME_INSIDE.test(text) ? { kind: 'impossible', start, text } : undefined;
  }
  if (found.stamp.minute === undefined && !(closed && DAY_ALONE.test(found.stamp.text))) return undefined;
  if (found.stamp.impossible)
    return { kind: 'impossible', start, text: line.slice(start, closed ? close + 1 : found.end) };
  if (!closed) {
    const end = found.end + matchLength(TAIL, line, found.end);
    return {
      kind: 'mark',
      mark: { from: found.stamp, until: undefined, start, end, leftover: undefined, unclosed: true },
    };
  }
  return closedBracket(line, start, close, found);
}

function closedBracket(line: string, start: number, close: number, from: FoundStamp): MarkReading {
  let until = spanEnd(line, from.end, BRACKET_SPAN);
  let end = close;
  if (until === undefined && from.end + matchLength(SPACES, line, from.end) === close) {
    const second = spanEnd(line, close, SPAN_OF_BRACKETS);
    const secondClose = second === undefined ? -1 : second.end + matchLength(SPACES, line, second.end);
    if (second !== undefined && line[secondClose] === ']') {
      until = second;
      end = secondClose;
    }
  }
  const leftover = end === close ? line.slice((until ?? from).end, close).trim() : '';
  end = end + 1 + matchLength(TAIL, line, end + 1);
  return marked(from, until, start, end, leftover === '' ? undefined : leftover);
}

function bareMark(line: string, start: number, isZone: IsZone): MarkReading | undefined {
  const found = readStamp(line, start, isZone);
  if (found?.stamp.minute === undefined) return undefined;
  const until = spanEnd(line, found.end, BARE_SPAN, isZone);
  const spans = until !== undefined && !/\w/.test(line.charAt(until.end));
  // `1.25 - 1.50GB` counts something.
  if (until !== undefined && !spans && found.stamp.text.includes('.')) return undefined;
  const timeEnd = spans ? until.end : found.end;
  const tail = matchLength(spans ? TAIL : BARE_TAIL, line, timeEnd);
  if (!spans && tail === 0) return undefined;
  if (found.stamp.impossible) {
    // `99.95 - …` is a number; `25:10: …` was meant to be a time.
    const text = found.stamp.text;
    return text.includes(':') ? { kind: 'impossible', start, text } : undefined;
  }
  return marked(found, spans ? until : undefined, start, timeEnd + tail);
}

/** The second time of a span whose joint begins at `from`. */
function spanEnd(line: string, from: number, joint: RegExp, isZone?: IsZone): FoundStamp | undefined {
  const length = matchLength(joint, line, from);
  const found = length === 0 ? undefined : readStamp(line, from + length, isZone);
  return found?.stamp.minute === undefined || found.stamp.impossible ? undefined : found;
}

function marked(
  found: FoundStamp,
  foundUntil: FoundStamp | undefined,
  start: number,
  end: number,
  leftover?: string,
): MarkReading {
  const { from, until } =
    foundUntil === undefined
      ? { from: found.stamp, until: undefined }
      : asSpan(found.stamp, foundUntil.stamp);
  return { kind: 'mark', mark: { from, until, start, end, leftover, unclosed: false } };
}

function matchLength(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.[0].length ?? 0;
}
