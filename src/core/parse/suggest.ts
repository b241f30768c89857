import { distance } from 'fastest-levenshtein';
import { compareText } from '../model/diagnostic.ts';

/** One typing mistake per this many letters is forgiven … */
const LETTERS_PER_MISTAKE = 3;
/** … but no more than this many: beyond it a suggestion is a guess. */
const MAX_MISTAKES = 4;
/** Shorter beginnings say too little. */
const MIN_STEM_LENGTH = 4;
/** Longer words are no typing mistakes, and comparing them costs their length squared. */
const MAX_WORD_LENGTH = 100;

/**
 * The known word that `word` was probably meant to be; undefined when none is near.
 * Case, and `-`, `_` and spaces between words, count as no difference. Among equally near words the first in code-unit order wins.
 * Where none is near, the only one that begins with `word` is meant.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  if (word.length > MAX_WORD_LENGTH) return undefined;
  const plain = normalise(word);
  let best: string | undefined;
  let bestDistance = Math.min(MAX_MISTAKES, Math.ceil(plain.length / LETTERS_PER_MISTAKE)) + 1;
  for (const candidate of [...known].sort(compareText)) {
    // Words that share no letter in place are not mistakes of each other, however short: `x` was not meant to be `id`.
    const mistakes = mistakesBetween(plain, normalise(candidate));
    if (mistakes < bestDistance && mistakes < Math.max(plain.length, candidate.length)) {
      best = candidate;
      bestDistance = mistakes;
    }
  }
  return best ?? onlyLonger(plain, known);
}

/** Letters added, left out or changed; two neighbours swapped are one mistake, as they are to the fingers. */
function mistakesBetween(a: string, b: string): number {
  const at = a.split('').findIndex((letter, index) => letter !== b[index]);
  const swapped = a.slice(0, at) + (a[at + 1] ?? '') + (a[at] ?? '') + a.slice(at + 2);
  return at >= 0 && swapped === b ? 1 : distance(a, b);
}

/** The one known word that goes on where `plain` ends: `spam` for `spam-firewalls`. */
function onlyLonger(plain: string, known: readonly string[]): string | undefined {
  if (plain.length < MIN_STEM_LENGTH) return undefined;
  const [only, another] = known.filter((candidate) => normalise(candidate).startsWith(plain));
  return another === undefined ? only : undefined;
}

/** The hint that goes with an unknown word, `did you mean "gateways"?`; undefined when none is near. */
export function suggestion(word: string, known: readonly string[]): string | undefined {
  const meant = didYouMean(word, known);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}

function normalise(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, '-');
}
