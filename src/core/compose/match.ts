import { compareText } from '../model/diagnostic.ts';
import { suggestion } from '../parse/suggest.ts';
import { slugify } from './slug.ts';

/** One incident file, as a person might name it. */
export interface Candidate {
  readonly slug: string;
  readonly file: string;
  /** Left out where the file was not opened. */
  readonly title?: string;
}

export type Match =
  | { readonly kind: 'one'; readonly candidate: Candidate }
  /** Newest first. */
  | { readonly kind: 'many'; readonly candidates: readonly Candidate[] }
  /** `hint` is there when a name is near. */
  | { readonly kind: 'none'; readonly hint?: string };

/** The name without its date. */
function nameOf(slug: string): string {
  return slug.replace(/^\d{4}-\d\d-\d\d-?/, '');
}

/**
 * The incident that `query` names: by its slug or path, by its name without the date, by a part of either, or by words of its
 * title in any order. The first of these that fits any file decides; what fits several is for the person to settle.
 */
export function matchIncident(query: string, candidates: readonly Candidate[]): Match {
  const typed = query
    .trim()
    .replace(/^.*[/\\]/, '')
    .replace(/\.md$/i, '');
  const wanted = slugify(typed);
  const words = wanted.split('-').filter((word) => word !== '');
  const ways: ((candidate: Candidate) => boolean)[] = [
    ({ slug }) => slug === typed,
    ({ slug }) => nameOf(slug) === wanted,
    ({ title }) => title !== undefined && slugify(title) === wanted,
    ({ slug }) => `-${slug}-`.includes(`-${wanted}-`),
    ({ slug }) => slug.includes(wanted),
    ({ slug, title }) => includesWords(`${slug} ${slugify(title ?? '')}`, words),
  ];
  if (words.length === 0) return { kind: 'none' };
  for (const fits of ways) {
    const [first, ...more] = candidates.filter(fits);
    if (first === undefined) continue;
    if (more.length === 0) return { kind: 'one', candidate: first };
    return { kind: 'many', candidates: [first, ...more].sort((a, b) => compareText(b.slug, a.slug)) };
  }
  const hint = suggestion(wanted, [...new Set(candidates.flatMap(({ slug }) => [slug, nameOf(slug)]))]);
  return hint === undefined ? { kind: 'none' } : { kind: 'none', hint };
}

/** Of several that fit, the one that is not over, when there is exactly one: it is what people mean while it lasts. */
export function onlyOpen(
  candidates: readonly Candidate[],
  isOpen: (candidate: Candidate) => boolean,
): Candidate | undefined {
  const [open, ...more] = candidates.filter(isOpen);
  return more.length === 0 ? open : undefined;
}

function includesWords(text: string, words: readonly string[]): boolean {
  const known = new Set(text.split(/[\s-]+/));
  return words.every((word) => known.has(word));
}
