/**
 * How many columns text takes in a terminal. Terminals do not agree on everything; where they differ (emoji that are put
 * together of several, signs that are asked to look like emoji) the larger number is taken, so that a line that is said
 * to fit does fit. Characters that are wide in East Asian fonts only ("ambiguous" in UAX #11) count one.
 */

/** East Asian Wide and Fullwidth of UAX #11, Unicode 16, besides emoji, which have a property of their own. */
const WIDE_RANGES: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f], // initial consonants of Hangul
  [0x2329, 0x232a], // angle brackets
  [0x2630, 0x2637], // trigrams
  [0x268a, 0x268f], // yijing signs
  [0x2e80, 0x303e], // radicals, ideographic signs and punctuation
  [0x3041, 0x4dbf], // kana, bopomofo, enclosed and compatibility signs, ideographs A
  [0x4dc0, 0xa4cf], // hexagrams, ideographs, Yi
  [0xa960, 0xa97c], // Hangul, older consonants
  [0xac00, 0xd7a3], // Hangul
  [0xf900, 0xfaff], // compatibility ideographs
  [0xfe10, 0xfe19], // vertical forms
  [0xfe30, 0xfe6b], // compatibility and small forms
  [0xff01, 0xff60], // fullwidth forms
  [0xffe0, 0xffe6], // fullwidth signs
  [0x16fe0, 0x18dff], // Tangut, Khitan, Nüshu
  [0x1aff0, 0x1b2fb], // older kana
  [0x1d300, 0x1d376], // Tai Xuan Jing
  [0x1f200, 0x1f265], // enclosed ideographs
  [0x20000, 0x3fffd], // ideographs B and later
];

const NARROW_BELOW = WIDE_RANGES[0]?.[0] ?? Infinity;
const EMOJI = /^\p{Emoji_Presentation}/u;
/** Marks above and below; joiners. Marks that stand beside their letter (Mc) take a column. */
const WIDTHLESS = /^(?:\p{Mn}|\p{Me}|\p{Cf})/u;
/** Asks the sign before it to look like an emoji, which is wide. */
const EMOJI_SELECTOR = 0xfe0f;

/** Nearly all there is. */
const ONE_COLUMN_EACH = /^[ -~]*$/;

export function widthOf(text: string): number {
  if (ONE_COLUMN_EACH.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (code === EMOJI_SELECTOR) return 1;
  if (WIDTHLESS.test(character)) return 0;
  if (code < NARROW_BELOW) return 1;
  return EMOJI.test(character) || WIDE_RANGES.some(([from, to]) => from <= code && code <= to) ? 2 : 1;
}

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** What a reader takes for one character, marks and joined emoji included; never broken. */
export function graphemesOf(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
