/**
 * What a terminal, or a reader's eye, could obey instead of print: control characters, lone surrogates, and everything
 * without a form of its own that turns, hides or tags text (Unicode's Cf). The two joiners stay, because scripts and
 * emoji need them and they move nothing.
 */
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** Every kind of blank and line end, but not the blanks that may not be broken at. */
const BLANKS = /(?:[^\S\u00a0\u202f\ufeff]|\u0085)+/g;

/** A character carries so many marks above and below; more only serve to paint over other lines. */
const MARKS_KEPT = /(\p{M}{4})\p{M}+/gu;

/** One line of text: blanks are single, nothing of it can be obeyed. Null characters and their like are gone, not replaced. */
export function cleanLine(text: string): string {
  return withoutControls(text.replaceAll(BLANKS, ' ')).replaceAll(/ {2,}/g, ' ').trim();
}

/** Lines of code as they stand: blanks are kept, a tab is four of them. */
export function cleanCode(text: string): readonly string[] {
  const lines = text
    .split(/\r\n|[\r\n\u0085\u2028\u2029]/)
    .map((line) => withoutControls(line.replaceAll('\t', '    ')).trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function withoutControls(text: string): string {
  return text.replaceAll(UNPRINTABLE, '').replaceAll(MARKS_KEPT, '$1');
}
