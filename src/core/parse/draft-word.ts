import type { FrontMatterSplit } from './front-matter-split.ts';
import type { Source } from './source.ts';
import type { YamlEntry } from './yaml-value.ts';

/** Where there is no front matter that can be read, its keys are looked for in so many lines from the top. */
export const HEAD_LINES = 30;
/** `draft true`, `- draft = yes`, `# Draft`, `drafts:` at the start of a line. */
const DRAFT_LINE = /^[^\w\n]*(?:draft\b|drafts[ \t]*[:=])/gim;

/**
 * The offset of a line that begins with the word draft, in the head of a file whose front matter is broken, mis-fenced
 * or missing. Nobody can tell then whether the line was meant as the key. Lines that were read as the key do not count.
 */
export function findDraftWord(
  source: Source,
  split: FrontMatterSplit,
  entries: readonly YamlEntry[],
): number | undefined {
  const fenced = split.open ? 0 : split.end;
  const top = source.lineStarts[HEAD_LINES] ?? source.text.length;
  const head = source.text.slice(0, fenced > 0 && entries.length > 0 ? fenced : Math.max(split.end, top));
  const read = new Set(
    entries.filter(({ key }) => key === 'draft').map(({ keyOffset }) => source.lineAt(keyOffset)),
  );
  for (const { index } of head.matchAll(DRAFT_LINE)) {
    if (!read.has(source.lineAt(index))) return index;
  }
  return undefined;
}
