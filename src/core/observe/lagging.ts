import type { Instant } from '../model/time.ts';

/**
 * Of `fresh_for`. What is made of several vantages is as old as the oldest of them; one that has fallen silent would take
 * the others along into "too old". The last quarter is the time in which the next look notices that.
 */
const PUNCTUAL_SHARE = 3 / 4;

/** The oldest that a vantage may be beside younger ones, in milliseconds. */
export function punctualAgeMs(freshForMs: number): number {
  return PUNCTUAL_SHARE * freshForMs;
}

/**
 * Those of several vantages that have a say: where one is younger than three quarters of `fresh_for`, only such ones do.
 * Where none is, all keep theirs, so that a vantage alone is believed as long as anything is.
 */
export function punctual<Seen>(
  vantages: readonly Seen[],
  { at, freshForMs }: { readonly at: Instant; readonly freshForMs: number },
  timeOf: (vantage: Seen) => Instant,
): readonly Seen[] {
  const young = vantages.filter((vantage) => at - timeOf(vantage) <= punctualAgeMs(freshForMs));
  return young.length === 0 ? vantages : young;
}
