import type { Instant } from '../../core/model/time.ts';
import { SECOND_MS } from '../../core/model/time.ts';

/** The second in which it began, in UTC; `-2` and so on where that is taken. */
const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:-([1-9]\d{0,8}))?$/;

interface NameParts {
  readonly at: Instant;
  /** 1 for the first of a second. */
  readonly count: number;
}

/** What a name says; undefined for what is no name of a release. */
export function readReleaseName(name: string): NameParts | undefined {
  const found = NAME.exec(name);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, count = '1'] = found;
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(at) ? undefined : { at, count: Number(count) };
}

/** By time, then by number: `-10` comes after `-2`. */
export function compareReleaseNames(a: string, b: string): number {
  const [first, second] = [readReleaseName(a), readReleaseName(b)];
  if (first === undefined || second === undefined) return a < b ? -1 : a > b ? 1 : 0;
  return first.at - second.at || first.count - second.count;
}

/**
 * The name of a release that begins now. It sorts behind all others, also when the clock was set back: it then has the time
 * of the newest one.
 */
export function nextReleaseName(now: Instant, taken: readonly string[]): string {
  const newest = [...taken].sort(compareReleaseNames).at(-1);
  const parts = newest === undefined ? undefined : readReleaseName(newest);
  const at = Math.floor(now / SECOND_MS) * SECOND_MS;
  if (parts === undefined || parts.at < at) return stamp(at);
  return `${stamp(parts.at)}-${String(parts.count + 1)}`;
}

const stamp = (at: Instant) => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
