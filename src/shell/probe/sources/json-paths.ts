import * as z from 'zod';
import { valueAt } from './engine-values.ts';

/*
 * Where something stands in a JSON answer, as people write it: `status.checks.0.state`. Dots lead inside, numbers count
 * from 0, and `\.` is a dot that belongs to a key.
 */

const MAX_PATH_LENGTH = 300;
const MAX_KEYS = 20;

/** What an entry is called in the mapping it stands in. */
const KEY = '$key';
/** The entry itself, where it is no more than a state. */
const VALUE = '$value';
/** Begins a path that is read from the whole answer. */
const WHOLE = '$.';

export type JsonPath =
  { readonly from: 'key' } | { readonly from: 'entry' | 'answer'; readonly keys: readonly string[] };

/** One entry of the list, or of the mapping, that an answer holds. */
export interface JsonEntry {
  /** Only of a mapping. */
  readonly key?: string;
  readonly value: unknown;
}

const KEYS_EXPECTED = 'where it stands, with dots between the keys: data.items';
const fieldExpected = (name: string) =>
  `"${name}" to say where it stands in an entry: state, status.state, $key, $value, or $.updated for the whole answer`;

const written = (expected: string) => z.string(expected).min(1, expected).max(MAX_PATH_LENGTH, expected);

/** From the whole answer; the output is a list of keys. */
export const listPath = () =>
  written(KEYS_EXPECTED)
    .refine((text) => areKeys(keysIn(text)), KEYS_EXPECTED)
    .transform(keysIn);

/** From one entry; the output is a {@link JsonPath}. */
export function fieldPath(name: string) {
  const expected = fieldExpected(name);
  return written(expected)
    .refine((text) => readPath(text) !== undefined, expected)
    .transform((text): JsonPath => readPath(text) ?? { from: 'key' });
}

function readPath(text: string): JsonPath | undefined {
  if (text === KEY) return { from: 'key' };
  if (text === VALUE) return { from: 'entry', keys: [] };
  const isWhole = text.startsWith(WHOLE);
  const keys = keysIn(isWhole ? text.slice(WHOLE.length) : text);
  return areKeys(keys) ? { from: isWhole ? 'answer' : 'entry', keys } : undefined;
}

function keysIn(text: string): readonly string[] {
  return text.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
}

const areKeys = (keys: readonly string[]) =>
  keys.length <= MAX_KEYS && keys.every((key) => key !== '' && key !== '$');

/** Undefined where it does not stand there. */
export function fieldOf(entry: JsonEntry, answer: unknown, path: JsonPath): unknown {
  if (path.from === 'key') return entry.key;
  return valueAt(path.from === 'entry' ? entry.value : answer, path.keys);
}
