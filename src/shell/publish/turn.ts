import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { Instant } from '../../core/model/time.ts';

/**
 * What can be wrong with a turn besides its content. The codes are public: they stand in `heartbeat.json`. What exactly
 * went wrong is for the log alone, because it may name hosts, paths and commands.
 */
export const PROBLEM_CODES = [
  /** The content repository did not answer, so the content at hand was published. */
  'pull-failed',
  /** topology.yml has errors or is gone; the last good one is in force. */
  'topology-kept',
  /** topology.yml has errors or is gone, and nobody remembers a good one: nothing was published. */
  'topology-unusable',
  /** Files were edited each time they were to be read: nothing was published. */
  'content-busy',
  /** `check` finds errors in the content: what could be read of it was published. */
  'content-errors',
  /** There is no snapshot, or none that can be read. */
  'snapshot-unusable',
  /** The clock went back; what was published is not told as later than it is. */
  'clock-set-back',
  /** A folder did not take everything. Where it is the output folder, what was published before stands. */
  'not-written',
  /** Somebody put an earlier release back, and said nothing since. */
  'held',
  /** A fault of the program itself: nothing was published. */
  'bug',
  'deploy-failed',
  'compression-failed',
  'metrics-failed',
  'ping-failed',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Problem {
  readonly code: ProblemCode;
  /** One line for whoever runs the publisher; may hold private things, and never leaves the log. */
  readonly message: string;
}

/** Paths below the output folder, with forward slashes, sorted. */
export interface Changes {
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}

/** What one turn of the publisher did. */
export interface TurnReport extends Changes {
  readonly startedAt: Instant;
  readonly durationMs: number;
  /** False where the last good site stays as it was. */
  readonly published: boolean;
  readonly problems: readonly Problem[];
  /** Everything `check` would say, sorted. */
  readonly diagnostics: readonly Diagnostic[];
  /** When the probes looked; absent without a snapshot that can be read. */
  readonly takenAt?: Instant;
  /** When what is published stops being believed. */
  readonly validUntilAt?: Instant;
  readonly pagesPlanned: number;
  readonly pagesRendered: number;
}
