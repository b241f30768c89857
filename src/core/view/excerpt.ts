/**
 * Cutting texts to a number of words, so that the weight of the home page has a bound
 * whatever staff write. A cut text always comes with a link to the whole.
 */

/** Longer runs without a space count as several words: weight is what matters here, and not every script has spaces. */
const CHARACTERS_PER_WORD = 10;

const ELLIPSIS = '…';

export interface Excerpt {
  readonly text: string;
  readonly cut: boolean;
}

export function countWords(text: string): number {
  const runs = text.match(/\S+/g)?.length ?? 0;
  return Math.max(runs, Math.ceil(text.trim().length / CHARACTERS_PER_WORD));
}

/** As many whole paragraphs as fit in `limit` words; where not even the first one fits, its beginning and an ellipsis. */
export function cutText(text: string, limit: number): Excerpt {
  if (countWords(text) <= limit) return { text, cut: false };
  const paragraphs = text.split(/\n[ \t]*\n/);
  const kept: string[] = [];
  let left = limit;
  for (const paragraph of paragraphs) {
    left -= countWords(paragraph);
    if (left < 0) break;
    kept.push(paragraph);
  }
  if (kept.length > 0) return { text: kept.join('\n\n'), cut: true };
  return { text: cutWords(paragraphs[0] ?? '', limit), cut: true };
}

function cutWords(paragraph: string, limit: number): string {
  const words = paragraph.trim().split(/\s+/).slice(0, limit).join(' ');
  return `${shorten(words, limit * CHARACTERS_PER_WORD)}${ELLIPSIS}`;
}

/** The first `limit` UTF-16 units, never half a surrogate pair. */
function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');
}

/** A title or name for a list: whole when it is of a sane length. */
export function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${shorten(text, limit - 1).trimEnd()}${ELLIPSIS}`;
}
