/**
 * Widths of text without a browser: advance widths of an Arial-like sans (Arial, Helvetica, Liberation Sans share
 * them), in hundredths of the font size, for U+0020 to U+007E. Segoe UI, Roboto and San Francisco are at most a few
 * per cent wider, which {@link PESSIMISM} covers.
 */
const REGULAR = [
  28, 28, 35, 56, 56, 89, 67, 19, 33, 33, 39, 58, 28, 33, 28, 28, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 28,
  28, 58, 58, 58, 56, 102, 67, 67, 72, 72, 67, 61, 78, 72, 28, 50, 67, 56, 83, 72, 78, 67, 78, 72, 67, 61, 72,
  67, 94, 67, 67, 61, 28, 28, 28, 47, 56, 33, 56, 56, 50, 56, 56, 28, 56, 56, 22, 22, 50, 22, 83, 56, 56, 56,
  56, 33, 50, 28, 56, 50, 72, 50, 50, 50, 33, 26, 33, 58,
];
const BOLD = [
  28, 33, 47, 56, 56, 89, 72, 24, 33, 33, 39, 58, 28, 33, 28, 28, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 33,
  33, 58, 58, 58, 61, 98, 72, 72, 72, 72, 67, 61, 78, 72, 28, 56, 72, 61, 83, 72, 78, 67, 78, 72, 67, 61, 72,
  67, 94, 67, 67, 61, 33, 28, 33, 58, 56, 33, 56, 61, 56, 61, 56, 33, 61, 61, 28, 28, 56, 28, 89, 61, 61, 61,
  61, 39, 56, 33, 61, 56, 78, 56, 56, 50, 39, 28, 39, 58,
];
export const PESSIMISM = 1.08;
const FIRST = 0x20;
/** From here on (Hangul, CJK, emoji) a character fills its square. */
const FIRST_SQUARE = 0x1100;
const SQUARE = 105;
const OTHER = 78;
const ELLIPSIS = '…';
const ELLIPSIS_WIDTH = 100;

export interface Font {
  /** User units. */
  readonly size: number;
  readonly bold: boolean;
}

function charWidth(char: string, bold: boolean): number {
  const code = char.codePointAt(0) ?? FIRST;
  const known = (bold ? BOLD : REGULAR)[code - FIRST];
  if (known !== undefined) return known;
  if (/\p{M}/u.test(char)) return 0;
  if (char === ELLIPSIS) return ELLIPSIS_WIDTH;
  return code >= FIRST_SQUARE ? SQUARE : OTHER;
}

/** Estimated width of one line in user units, on the wide side. */
export function textWidth(text: string, font: Font): number {
  let hundredths = 0;
  for (const char of text) hundredths += charWidth(char, font.bold);
  return (hundredths * font.size * PESSIMISM) / 100;
}

/** The widest of several lines. */
export function widest(texts: readonly string[], font: Font): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text, font)), 0);
}

/** Pieces that may stand on different lines: split at spaces, and after the signs that join parts of host names. */
function pieces(text: string): string[] {
  return text.match(/\s+|[^\s\-/._]+[-/._]*|[-/._]+/gu) ?? [];
}

/** The longest start of `text` that fits, at least one character, and the rest. */
function splitAt(text: string, font: Font, width: number): [string, string] {
  let head = '';
  for (const char of text) {
    if (head !== '' && textWidth(head + char, font) > width) break;
    head += char;
  }
  return [head, text.slice(head.length)];
}

function greedyLines(text: string, font: Font, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(text)) {
    if (textWidth((line + piece).trimEnd(), font) <= width) {
      line += piece;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trim());
    line = piece.trimStart();
    while (textWidth(line, font) > width) {
      const [head, rest] = splitAt(line, font, width);
      if (rest === '') break;
      lines.push(head);
      line = rest;
    }
  }
  if (line.trim() !== '') lines.push(line.trim());
  return lines;
}

/**
 * `text` in lines no wider than `width`. What does not fit into `maxLines` is cut with an ellipsis;
 * the full name stands in the list below the diagram. An empty text is no line.
 */
export function wrapText(text: string, font: Font, width: number, maxLines: number): string[] {
  const lines = greedyLines(text.replace(/\s+/gu, ' ').trim(), font, width);
  if (lines.length <= maxLines) return lines;
  const kept = lines.slice(0, maxLines);
  const last = splitAt(kept.at(-1) ?? '', font, width - textWidth(ELLIPSIS, font))[0];
  return [...kept.slice(0, -1), last.trimEnd() + ELLIPSIS];
}
