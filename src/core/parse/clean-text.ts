/**
 * Control, format (bidi overrides, zero-width, tags), line and paragraph separators, and lone surrogates:
 * what can make a text read as something other than it says. Unicode general categories Cc, Cf, Zl, Zp, Cs.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The text without characters that print nothing or reorder others, trimmed and cut to `maxLength` code points. */
export function cleanText(text: string, maxLength: number): string {
  // Cut first: an attacker's megabyte is not worth a pass. A code point is at most two units.
  const short = text
    .slice(0, maxLength * 4)
    .replaceAll(UNPRINTABLE, '')
    .trim();
  const points = Array.from(short);
  return points.length <= maxLength ? short : `${points.slice(0, maxLength - 1).join('')}…`;
}
