import { cleanText } from './clean-text.ts';

/** Values are quoted in messages up to this many characters. */
const MAX_QUOTED_LENGTH = 60;

/** A value as messages quote it: text in double quotes, scalars as written, anything larger by its kind. */
export function quoteValue(value: unknown): string {
  if (typeof value === 'string') return `"${cleanText(value, MAX_QUOTED_LENGTH)}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return 'a mapping';
}

/** `a, b and 3 more`: the first `most` of them. */
export function firstWords(words: readonly string[], most: number): string {
  const more = words.length - most;
  return `${words.slice(0, most).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
