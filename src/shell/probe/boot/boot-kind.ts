import type { ZodType } from 'zod';
import type { Instant } from '../../../core/model/time.ts';
import { outcomeOf, ProbeFailure } from '../failure.ts';
import type { Notes } from '../failure.ts';
import type { ProbeWorld } from '../kind.ts';
import type { FailureReason } from '../network-errors.ts';

/** What a machine said of when it started. */
export interface BootAnswer {
  /** Null where it could not be told; then `reason` and `detail` say why, for the log. */
  readonly bootedAt: Instant | null;
  readonly reason?: FailureReason;
  readonly detail?: string;
}

/** One way to ask a machine when it started. One file each in `boot/`, one row each in `registry.ts`. */
export interface BootKind<Options = unknown> {
  readonly name: string;
  /** One line for the docs. */
  readonly about: string;
  /**
   * True where what is counted begins anew after 497 days, so that a machine may seem to have started a whole number of
   * such rounds later than it did. `isSameBoot` knows what to make of it, because it knows what was said before.
   */
  readonly wraps: boolean;
  /** As those of a probe. */
  readonly options: ZodType<Options>;
  /** The longest `run` may take, in milliseconds, with these options. */
  maxMs(options: Options): number;
  /** As that of a probe. */
  advice?(options: Options): readonly string[];
  run(options: Options, world: ProbeWorld): Promise<BootAnswer>;
}

/** A machine's start lies in the past; so much is forgiven to clocks that disagree. */
const MAX_AHEAD_MS = 120_000;
/** Nothing that answers started earlier than this; a smaller number is a duration, or nonsense. 2000-01-01. */
const EARLIEST = Date.UTC(2000, 0, 1);

/** Asks, and checks that the answer can be a time of boot. */
export async function bootAnswerOf(
  now: () => Instant,
  ask: (notes: Notes) => Promise<Instant>,
): Promise<BootAnswer> {
  let bootedAt: Instant | undefined;
  const { reason, detail } = await outcomeOf(async (notes) => {
    const told = Math.round(await ask(notes));
    const at = now();
    if (!(told >= EARLIEST && told <= at + MAX_AHEAD_MS)) {
      throw new ProbeFailure('bad-reply', 'the time it gave lies in the future, or too far in the past');
    }
    bootedAt = Math.min(told, at);
  });
  if (reason === 'ok' && bootedAt !== undefined) return { bootedAt };
  return {
    bootedAt: null,
    ...(reason === 'ok' ? {} : { reason }),
    ...(detail === undefined ? {} : { detail }),
  };
}
