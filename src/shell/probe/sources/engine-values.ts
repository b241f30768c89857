import { readInstant } from '../../../core/parse/instant.ts';
import type { Instant } from '../../../core/model/time.ts';
import { isMapping } from '../../../core/parse/value-words.ts';

/*
 * What stands in an engine's answer, which may be anything at all. Nothing is found that the answer does not have of its
 * own: `constructor` is a property of every object, and no state of a server.
 */

/** A check before or after these happened on a clock that was never set. */
const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);

/** Unix times below are seconds, others milliseconds: as seconds it is the year 5138, as milliseconds 1973. */
const FIRST_IN_MS = 1e11;

/** Of a mapping by its key, of a list by its place from 0; undefined where there is none. */
export function ownValue(value: unknown, key: string): unknown {
  if (Array.isArray(value))
    return /^(?:0|[1-9]\d{0,8})$/.test(key) ? (value[Number(key)] as unknown) : undefined;
  return isMapping(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce(ownValue, value);
}

/** A text that is not empty, or a number as text: some engines number what they check. */
export function nameOf(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** RFC 3339, or Unix time in seconds or milliseconds, as a number or a text; undefined for what cannot be a time of a check. */
export function timeOf(value: unknown): Instant | undefined {
  const at = typeof value === 'string' ? (readInstant(value) ?? unixTime(digitsIn(value))) : unixTime(value);
  return at !== undefined && EARLIEST <= at && at < LATEST ? at : undefined;
}

const digitsIn = (text: string) => (/^\d{9,13}(?:\.\d{1,9})?$/.test(text) ? Number(text) : undefined);

function unixTime(value: unknown): Instant | undefined {
  if (typeof value !== 'number') return undefined;
  return Math.floor(value < FIRST_IN_MS ? value * 1_000 : value);
}
