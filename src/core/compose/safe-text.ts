import { findTrailingEffects } from '../parse/effects-line.ts';
import { readMark } from '../parse/mark.ts';

/**
 * Text typed on a command line becomes part of an incident file, where the start of a line means something:
 * a time opens an update, a brace opens effects, there and behind the text. What was typed as text must stay text.
 * Every escape here is a CommonMark backslash escape of an ASCII punctuation character, so readers see exactly what was typed.
 */

/** Everything below U+0020 but tab and line feed, DEL, and the C1 controls: nothing prints them, terminals obey them. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Line ends as `\n`, no control characters, no halves of a surrogate pair, no blank lines or spaces around. */
export function cleanText(text: string): string {
  return text
    .replaceAll(/\r\n?|\u2028|\u2029|\u0085/g, '\n')
    .replaceAll(CONTROLS, '')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
}

/** What a line may begin with, besides a time, that means more than text; the escape goes before the second group. */
const SPECIAL_STARTS: readonly RegExp[] = [
  // {affects: …}
  /^(\s*)(\{)/,
  // --- ends front matter, and like === turns the line above into a heading
  /^(\s*)(-)(?=-+\s*$)/,
  /^(\s*)(=)(?==*\s*$)/,
];

/**
 * Escapes what would be read as a mark or as a rule at the start of a line, or as effects anywhere in it, outside fenced code.
 * A fence left open is closed, so that the next update is not swallowed by it.
 */
export function escapeText(text: string): string {
  let fence = '';
  const lines = text.split('\n').map((line) => {
    if (fence !== '') {
      if (closes(line, fence)) fence = '';
      return line;
    }
    fence = openedBy(line);
    return fence === '' ? escapeLine(line) : line;
  });
  if (fence !== '') lines.push(fence);
  return lines.join('\n');
}

function escapeLine(line: string): string {
  const start = SPECIAL_STARTS.find((pattern) => pattern.test(line));
  if (start !== undefined) return escapeTrailing(line.replace(start, '$1\\$2'));
  return escapeTrailing(isMark(line) ? escapeMark(line) : line);
}

/** Effects count behind other text too: `Webmail is down. {affects: …}`. */
function escapeTrailing(line: string): string {
  const at = findTrailingEffects(line, 0);
  return at === undefined ? line : escapeTrailing(`${line.slice(0, at)}\\${line.slice(at)}`);
}

function isMark(line: string): boolean {
  return readMark(line, () => true) !== undefined;
}

/** `\[10:30]`, `10\:30`; where no backslash helps, as in `4pm – tea`, the first digit is written by its number. */
function escapeMark(line: string): string {
  const escaped = line.replace(/[[:.,/@-]/, '\\$&');
  return isMark(escaped) ? line.replace(/\d/, (digit) => `&#${String(digit.charCodeAt(0))};`) : escaped;
}

/** The fence a line opens (CommonMark 4.5); empty when it opens none. */
function openedBy(line: string): string {
  const match = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line);
  return match?.[1] ?? '';
}

function closes(line: string, fence: string): boolean {
  const match = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line);
  return match?.[1] !== undefined && match[1].startsWith(fence);
}

/** True when a text begins with a list, quote, heading, table or code block, which needs a line of its own. */
export function beginsWithBlock(text: string): boolean {
  return /^([-+*>#|]|`{3}|~{3}|\d{1,9}[.)](\s|$))/.test(text);
}

/** The text as readers see it where {@link escapeText} put an escape. */
export function plainText(text: string): string {
  return text
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/&#(\d{2});/g, (_, code: string) => String.fromCharCode(Number(code)));
}
