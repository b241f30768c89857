import { SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';

/*
 * An engine tells times by its own clock, and an age is the difference to ours. How far the two are apart is known from
 * the time that an HTTP answer says it was sent at.
 */

/** The same check has to have the same time in each round, or it would be counted as another one. */
const STEP_MS = 10 * SECOND_MS;
/** The time an answer was sent is told in whole seconds, and an answer takes a moment. */
const JITTER_MS = SECOND_MS;
/** So far beyond the edges of a step it still is that step. */
const SLACK_MS = 4 * SECOND_MS;
/**
 * A clock may be so far behind ours. What seems further behind may be a cache that repeats an old answer with its old
 * time: believing that would make its checks look new for ever.
 */
const MAX_BEHIND_MS = 60 * SECOND_MS;

export interface EngineClock {
  /** The time by our clock. One in the future stays there, so that it is not believed. */
  ours(at: Instant): Instant;
  /** For staff, where its times cannot be set right. */
  readonly notes: readonly string[];
}

/** What was found before, by whom it was found of: a difference near the edge of a step keeps its step. */
const remembered = new WeakMap<object, number>();

/** @param sentAt by the engine's clock; undefined where it does not say, and its clock is then taken for right */
export function engineClock(source: object, sentAt: number | undefined, now: Instant): EngineClock {
  const behindMs = sentAt === undefined ? 0 : now - sentAt;
  const shiftMs = steadyStep(behindMs, remembered.get(source));
  if (shiftMs > MAX_BEHIND_MS) return { ours: (at) => at, notes: [FAR_BEHIND] };
  remembered.set(source, shiftMs);
  return { ours: (at) => at + shiftMs, notes: [] };
}

const FAR_BEHIND =
  'its answer says it was sent more than a minute ago: its clock is behind, or a cache repeats old answers; its times are taken as they stand';

/** Downwards, so that a check that was just made is not in the future. */
function steadyStep(behindMs: number, before: number | undefined): number {
  const isNear =
    before !== undefined && behindMs >= before - SLACK_MS && behindMs < before + STEP_MS + SLACK_MS;
  return isNear ? before : Math.floor((behindMs + JITTER_MS) / STEP_MS) * STEP_MS;
}
