import { groupBy } from '../../../core/group-by.ts';
import { SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import { MAX_SKEW_MS } from '../../../core/observe/skew.ts';
import { tooOldWords } from '../../../core/observe/source-votes.ts';
import type { AskedVector } from './prometheus-ask.ts';
import type { Series } from './prometheus-answer.ts';
import type { Labels } from './prometheus-queries.ts';

/** A series, and when its sample was taken. */
export interface Sample {
  readonly series: Series;
  /** By the engine's clock alone; null where nothing tells it. Below 0 for a sample from the future. */
  readonly ageMs: number | null;
  /** By our clock; without meaning where the age is not known. */
  readonly at: Instant;
}

/**
 * Clocks that differ by less than this are taken to agree. A shift that followed every flutter of the network would give
 * the same sample another time in each round, and it would be counted as another sample each time.
 */
const SHIFT_STEP_MS = 10 * SECOND_MS;

/**
 * How far our clock is ahead of the engine's, in whole steps. All that is known is that the answer was worked out between
 * our asking and our hearing it, so clocks that may agree are not shifted at all.
 */
export function clockShift({ evaluatedAt, askedAt, answeredAt }: AskedVector): number {
  const [least, most] = [askedAt - evaluatedAt, answeredAt - evaluatedAt];
  if (least <= 0 && most >= 0) return 0;
  return Math.round((least > 0 ? least : most) / SHIFT_STEP_MS) * SHIFT_STEP_MS;
}

/**
 * Each series of the one answer with its age from the other. They are told apart by server and vantage; where several
 * share these, by all their labels. Where a new sample came in between the two answers, the value is still that of the
 * one before it: so no sample is younger than the answer that holds its value, and the new one will be news next time.
 */
export function withAges(values: AskedVector, ages: AskedVector, labels: Labels): readonly Sample[] {
  const bySeries = new Map(ages.series.map((series) => [series.key, series]));
  const latestAt = values.evaluatedAt + clockShift(values);
  // Hardly ever needed: labels usually agree.
  let onlyByPair: ((series: Series) => Series | undefined) | undefined;
  return values.series.map((series): Sample => {
    const age = bySeries.get(series.key) ?? (onlyByPair ??= pairing(values, ages, labels))(series);
    if (age === undefined) return { series, ageMs: null, at: NaN };
    const { ageMs, at } = aged(age, ages);
    return { series, ageMs, at: Math.min(at, latestAt) };
  });
}

/** The one series of the other answer that is of the same server and vantage, where there is one of each. */
function pairing(values: AskedVector, ages: AskedVector, labels: Labels) {
  const pairOf = ({ labels: of }: Series) => `${of[labels.server] ?? ''}\0${of[labels.vantage] ?? ''}`;
  const alike = groupBy(ages.series, pairOf);
  const pairs = groupBy(values.series, pairOf);
  return (series: Series): Series | undefined => {
    const pair = pairOf(series);
    const [first, ...more] = alike.get(pair) ?? [];
    return more.length === 0 && pairs.get(pair)?.length === 1 ? first : undefined;
  };
}

/**
 * An age as a sample. The time is worked out from the engine's own, so that the same sample has the same time in each
 * round; only then is it put on our clock.
 */
export function aged(series: Series, ages: AskedVector): Sample {
  const seconds = numberOf(series);
  if (!Number.isFinite(seconds)) return { series, ageMs: null, at: NaN };
  const ageMs = seconds * SECOND_MS;
  return { series, ageMs, at: Math.round(ages.evaluatedAt - ageMs) + clockShift(ages) };
}

export function numberOf({ value }: Series): number {
  return value === '' ? NaN : Number(value);
}

/** Why a sample cannot be believed, for staff; null where it can. */
export function doubtOn({ ageMs }: Sample, believedForMs: number): string | null {
  if (ageMs === null) return 'the engine does not tell how old it is';
  if (ageMs > believedForMs) return tooOldWords(ageMs, believedForMs);
  if (ageMs < -MAX_SKEW_MS) return 'checked in the future of the engine’s own clock';
  return null;
}
