import type { VoteReason } from '../../../src/core/model/vote.ts';
import type { Check, ProbedServer } from '../../../src/shell/probe/check.ts';
import type { ProbeOutcome } from '../../../src/shell/probe/kind.ts';

export interface FakeCheck extends Check {
  /** When it was asked, by the monotonic clock. */
  readonly askedAt: readonly number[];
}

/** Answers in turn with what it is given, the last of it for ever; takes `takes` ms for it, or until the round is over. */
export function fakeCheck(
  answers: VoteReason | readonly (VoteReason | ProbeOutcome)[],
  { takes = 1, maxMs = 1_000, kind = 'fake' }: { takes?: number; maxMs?: number; kind?: string } = {},
): FakeCheck {
  const list = typeof answers === 'string' ? [answers] : answers;
  const askedAt: number[] = [];
  return {
    kind,
    maxMs,
    askedAt,
    run: (world) =>
      new Promise((resolve) => {
        const answer = list[Math.min(askedAt.length, list.length - 1)] ?? 'ok';
        askedAt.push(performance.now());
        const timer = setTimeout(
          () => resolve(typeof answer === 'string' ? { reason: answer } : answer),
          takes,
        );
        world.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve({ reason: 'not-probed' });
        });
      }),
  };
}

export const serverWith = (id: string, ...probes: readonly Check[]): ProbedServer => ({ id, probes });
