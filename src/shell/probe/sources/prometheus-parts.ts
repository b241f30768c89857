import { SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import type { Answers, AskedVector } from './prometheus-ask.ts';
import type { Labels, QueryName } from './prometheus-queries.ts';
import { numberOf } from './prometheus-samples.ts';
import type { SourceWorld } from './source-kind.ts';

/** What both ways of reading Prometheus have. */

/** Why the first of these answers that is not whole is not; null where all are, or were not asked for. */
export function shortfallIn(answers: Answers, names: readonly QueryName[]): string | null {
  for (const name of names) {
    const shortfall = answers.get(name)?.shortfall ?? null;
    if (shortfall !== null) return `${name}: ${shortfall}`;
  }
  return null;
}

export function partialNotes(shortfall: string | null, isUsed: boolean): readonly string[] {
  if (shortfall === null) return [];
  return [
    `${shortfall}; ${isUsed ? 'the answer is used all the same' : 'nothing of the answer is believed'}`,
  ];
}

/** When machines started. Of several series of one machine the latest start counts; no machine starts in the future. */
export function bootsIn(
  vector: AskedVector | undefined,
  { server }: Labels,
  world: SourceWorld,
): ReadonlyMap<string, Instant> {
  const boots = new Map<string, Instant>();
  const now = world.now();
  for (const series of vector?.series ?? []) {
    const name = series.labels[server] ?? '';
    const at = Math.round(numberOf(series) * SECOND_MS);
    if (world.names.has(name) && at > 0 && at <= now) boots.set(name, Math.max(at, boots.get(name) ?? 0));
  }
  return boots;
}
