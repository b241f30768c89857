import type { Source } from './source.ts';

/** What stands for each byte that is no UTF-8. */
const REPLACEMENT = '\uFFFD';
/** In the text a few lost letters do no harm; more than this and the file is in another encoding. */
export const MAX_LOST_CHARACTERS = 5;

/**
 * The offset of what shows that a file is not UTF-8 text: UTF-16, an image, an archive. Keys such as `draft` cannot be
 * relied on then, so one lost letter is too many in the front matter, which ends at `headEnd`.
 */
export function findNoText({ text }: Pick<Source, 'text'>, headEnd: number): number | undefined {
  const nul = text.indexOf('\0');
  if (nul !== -1) return nul;
  const first = text.indexOf(REPLACEMENT);
  if (first === -1) return undefined;
  if (first < headEnd) return first;
  return text.split(REPLACEMENT, MAX_LOST_CHARACTERS + 2).length > MAX_LOST_CHARACTERS + 1
    ? first
    : undefined;
}
