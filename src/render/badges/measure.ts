import { withoutBidiControls } from '../bidi.ts';
import { PESSIMISM, textWidth } from '../diagram/text.ts';
import type { Font } from '../diagram/text.ts';

/*
 * How wide a text is in an ordinary sans, without a font file: in the middle of what systems have, where the diagram's
 * measure is on the wide side. A picture gives its texts their length, so it has to be a good guess, not a safe one.
 */

/** Of a letter outside ASCII, in parts of the font size; from Hangul on a character fills its square. */
const CAPITAL = 0.7;
const OTHER = 0.56;
const SQUARE = 1;
const FIRST_SQUARE = 0x1100;
const LAST_OF_ASCII = 0x7e;
const ELLIPSIS = '…';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One line as it can be drawn: no line ends, nothing that turns other words round. */
export function lineOf(text: string): string {
  return withoutBidiControls(text).replace(/\s+/gu, ' ').trim();
}

/** What a reader takes for one character: letters with their accents, flags, families of emoji. */
function charactersOf(text: string): readonly string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** In user units. */
export function usualWidth(text: string, font: Font): number {
  return charactersOf(text).reduce((width, character) => width + characterWidth(character, font), 0);
}

function characterWidth(character: string, font: Font): number {
  const [base = ''] = character.normalize('NFD');
  const code = base.codePointAt(0) ?? 0;
  if (code <= LAST_OF_ASCII) return textWidth(base, font) / PESSIMISM;
  if (/[\p{M}\p{Cf}]/u.test(base)) return 0;
  if (code >= FIRST_SQUARE) return SQUARE * font.size;
  return (/\p{Lu}/u.test(base) ? CAPITAL : OTHER) * font.size;
}

/** The text, or as much of it as has room and an ellipsis. At least one character is kept. */
export function cutToWidth(text: string, font: Font, room: number): string {
  if (usualWidth(text, font) <= room) return text;
  const left = room - usualWidth(ELLIPSIS, font);
  let [kept, width] = ['', 0];
  for (const character of charactersOf(text)) {
    width += characterWidth(character, font);
    if (kept !== '' && width > left) break;
    kept += character;
  }
  return kept.trimEnd() + ELLIPSIS;
}

/** The text in lines that have room; what `maxLines` do not hold is cut. Words that are too long for a line are broken. */
export function linesOf(text: string, font: Font, room: number, maxLines: number): readonly string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== '' && lines.length < maxLines - 1) {
    const head = headOf(rest, font, room);
    lines.push(head.trimEnd());
    rest = rest.slice(head.length).trimStart();
  }
  return rest === '' ? lines : [...lines, cutToWidth(rest, font, room)];
}

/** As many whole words as have room; of a first word that has none, as many characters. */
function headOf(text: string, font: Font, room: number): string {
  let head = '';
  for (const [word] of text.matchAll(/\s*\S+/gu)) {
    if (usualWidth(head + word, font) > room) break;
    head += word;
  }
  if (head !== '') return head;
  let width = 0;
  for (const character of charactersOf(text)) {
    width += characterWidth(character, font);
    if (head !== '' && width > room) break;
    head += character;
  }
  return head;
}
