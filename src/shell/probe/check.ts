import { SECOND_MS } from '../../core/model/time.ts';
import type { Id } from '../../core/model/topology.ts';
import type { BootAnswer } from './boot/boot-kind.ts';
import type { ProbeOutcome, ProbeWorld } from './kind.ts';

/** One check with its options, ready to run. */
export interface Check {
  /** The name of its kind; for the log. */
  readonly kind: string;
  /** The longest it may take, in milliseconds. */
  readonly maxMs: number;
  /** How long it takes to find that a server is mute; {@link maxMs} where that is not known. */
  readonly muteMs?: number;
  run(world: ProbeWorld): Promise<ProbeOutcome>;
}

/** Asks when a machine started. */
export interface BootCheck {
  readonly kind: string;
  readonly maxMs: number;
  /** True where what is counted begins anew after some time, see `isSameBoot`. */
  readonly wraps: boolean;
  run(world: ProbeWorld): Promise<BootAnswer>;
}

export interface ProbedServer {
  readonly id: Id;
  /** At least one; all have to answer. */
  readonly probes: readonly Check[];
  readonly boot?: BootCheck;
}

/** A check ends by itself; this long after it should have, it is given up. */
const OVERTIME_MS = SECOND_MS;

/** Runs a check to its end, whatever it does: one that throws or never ends is a bug of ours, and no server's fault. */
export async function runCheck({ kind, maxMs, run }: Check, world: ProbeWorld): Promise<ProbeOutcome> {
  return settle(
    maxMs,
    () => run(world),
    (problem): ProbeOutcome => ({ reason: 'local', detail: `the check ${kind} ${problem}` }),
  );
}

export async function runBootCheck({ kind, maxMs, run }: BootCheck, world: ProbeWorld): Promise<BootAnswer> {
  return settle(
    maxMs,
    () => run(world),
    (problem) => ({ bootedAt: null, detail: `the question ${kind} ${problem}` }),
  );
}

async function settle<Result>(
  maxMs: number,
  work: () => Promise<Result>,
  failed: (problem: string) => Result,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const overtime = new Promise<Result>((resolve) => {
    timer = setTimeout(() => resolve(failed('did not end in time, which is a bug')), maxMs + OVERTIME_MS);
    // A check that never ends does not keep a process that was told to stop.
    timer.unref();
  });
  try {
    return await Promise.race([work(), overtime]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failed(`failed, which is a bug: ${message}`);
  } finally {
    clearTimeout(timer);
  }
}
