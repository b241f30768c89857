import type { Place } from './incident.ts';
import type { Id } from './topology.ts';

/** One check as `topology.yml` has it, `${ENV}` filled in; what its kind makes of the options, only the prober knows. */
export interface WrittenProbe {
  /** `smtp`, `https`, … as written; may be a kind nobody knows. */
  readonly kind: string;
  /** The short form's text or the long form's mapping, unchecked. */
  readonly options: unknown;
  /** Where it stands in the file. */
  readonly place: Place;
}

/** A monitoring engine as `topology.yml` has it, `${ENV}` filled in; what its type makes of the options, only the prober knows. */
export interface WrittenSource {
  /** `prometheus`, `icinga2`, … as written; may be a type nobody knows. */
  readonly type: string;
  /** Everything beside the type, unchecked. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/** How the prober goes about it; from `probing:` of the topology. */
export interface ProbingSettings {
  /** From the start of one cycle to the start of the next. */
  readonly everyMs: number;
  /** The name of this prober's place, as members read it; a command line may give another. */
  readonly vantage: string;
  /** Pause before the one quick retry within a cycle; 0 for no retry. */
  readonly retryAfterMs: number;
  /** Consecutive failed cycles that make a server offline; 1 or more. */
  readonly failAfter: number;
  /** Consecutive good cycles that make an offline server online again; 1 or more. */
  readonly recoverAfter: number;
  /** Checks under way at once. */
  readonly concurrency: number;
  /** A certificate that ends within so many days is a warning for staff. */
  readonly certificateDays: number;
}

/**
 * The private half of `topology.yml`: what is probed, where and how.
 * Never imported by `core/view`, `src/render` or `templates` (a lint rule holds that).
 */
export interface ProbePlan {
  /** Server id → its checks, all of which must answer. A server without any is not in it. */
  readonly probes: ReadonlyMap<Id, readonly WrittenProbe[]>;
  /** Server id → where the time it booted is asked for. */
  readonly boots: ReadonlyMap<Id, WrittenProbe>;
  /** Checks of the world outside: when all of them fail, the prober itself is cut off. */
  readonly canaries: readonly WrittenProbe[];
  /** Engines that are asked beside, or instead of, the checks. */
  readonly sources: readonly WrittenSource[];
  readonly settings: ProbingSettings;
}
