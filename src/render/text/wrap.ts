import { graphemesOf, widthOf } from './width.ts';

/** What is kept together: a word, or one character of a script that is written without blanks. */
interface Piece {
  readonly text: string;
  readonly width: number;
  /** A blank stands before it, unless a line begins with it. */
  readonly spaced: boolean;
}

/** Stands at the end of what is before it, never at the beginning of a line: closing brackets, full stops of East Asian scripts. */
const CLOSES = /^[\p{Pe}\p{Pf}、。，．！？：；ー々…]/u;

/**
 * Lines of at most `width` columns, none with a blank at its end; `\n` in the text begins a new one. What is too long for a
 * line is cut where the line ends, between whole characters. Nothing is narrower than two columns.
 */
export function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(2, width)));
}

function wrapLine(text: string, limit: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const end = () => {
    lines.push(line.trimEnd());
    [line, used] = ['', 0];
  };
  for (const piece of piecesOf(text, limit)) {
    if (line !== '' && used + (piece.spaced ? 1 : 0) + piece.width > limit) end();
    const blank = piece.spaced && line !== '' ? ' ' : '';
    line += blank + piece.text;
    used += blank.length + piece.width;
  }
  if (line !== '' || lines.length === 0) end();
  return lines;
}

function piecesOf(text: string, limit: number): readonly Piece[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word, index) =>
      wordPieces(word, limit).map((piece, at) => ({ ...piece, spaced: index > 0 && at === 0 })),
    );
}

function wordPieces(word: string, limit: number): readonly Pick<Piece, 'text' | 'width'>[] {
  const whole = { text: word, width: widthOf(word) };
  // The usual word of a script with blanks.
  if (whole.width <= limit && whole.width === word.length) return [whole];
  const pieces: { text: string; width: number }[] = [];
  for (const text of partsOf(word, limit)) {
    const width = widthOf(text);
    const last = pieces.at(-1);
    const isBreakable = width > 1 || (last !== undefined && lastIsWide(last.text));
    const joins = last !== undefined && last.width + width <= limit && (!isBreakable || CLOSES.test(text));
    if (joins) [last.text, last.width] = [last.text + text, last.width + width];
    else pieces.push({ text, width });
  }
  return pieces;
}

/** Nobody joins so much in earnest that one character fills a line. */
function partsOf(word: string, limit: number): readonly string[] {
  return graphemesOf(word).flatMap((grapheme) =>
    widthOf(grapheme) > limit ? Array.from(grapheme) : [grapheme],
  );
}

function lastIsWide(text: string): boolean {
  return widthOf(graphemesOf(text).at(-1) ?? '') > 1;
}

/** The text, with an ellipsis where it takes more than `width` columns. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const grapheme of graphemesOf(text)) {
    used += widthOf(grapheme);
    if (used >= width) break;
    kept += grapheme;
  }
  return `${kept.trimEnd()}…`;
}
