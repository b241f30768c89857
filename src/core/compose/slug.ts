/** Letters that Unicode does not decompose into an ASCII letter and a mark. */
const FOLDS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŋ: 'n',
};

/** Long enough for a sentence, short enough for a URL that survives a mail client. */
const MAX_SLUG_LENGTH = 60;

/**
 * The words of a title as they stand in a file name: lower-case ASCII, joined by hyphens, at most 60 characters,
 * cut between words. Empty when the title has no letter or digit that ASCII can carry.
 */
export function slugify(title: string): string {
  const ascii = title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\x00-\x7f]/gu, (letter) => FOLDS[letter] ?? (/\p{M}/u.test(letter) ? '' : ' '))
    // "Don't" is one word.
    .replaceAll(/(?<=[a-z])'(?=[a-z])/g, '');
  const words = ascii.split(/[^a-z0-9]+/).filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word.slice(0, MAX_SLUG_LENGTH) : `${slug}-${word}`;
    if (longer.length > MAX_SLUG_LENGTH) break;
    slug = longer;
  }
  return slug;
}

/** `base`, or `base-2`, `base-3` … if that name is taken. */
export function uniqueSlug(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) {
    const slug = `${base}-${String(number)}`;
    if (!taken.has(slug)) return slug;
  }
}
