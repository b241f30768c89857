import type { Instant } from './time.ts';
import type { Id } from './topology.ts';

export const VERDICTS = ['online', 'offline', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface ServerVerdict {
  readonly verdict: Verdict;
  /** When the verdict became what it is; never in the future of `takenAt`. */
  readonly sinceAt?: Instant;
  /** Set where it has been so for longer than anybody has looked: `sinceAt` is then when looking began. */
  readonly sinceIsAtLeast?: true;
  /** When the machine started, where it can be asked; never in the future of `takenAt`. */
  readonly bootedAt?: Instant;
  /** The last time anybody saw it online; told of servers that are not. */
  readonly lastOnlineAt?: Instant;
  /** Vantage → what it saw. */
  readonly seenFrom: Readonly<Record<string, Verdict>>;
}

export interface Snapshot {
  /** The oldest observation in it that is believed. */
  readonly takenAt: Instant;
  readonly source?: string;
  readonly vantages: readonly string[];
  /** Vantage → its own latest observation, where the snapshot tells; the oldest of them is {@link takenAt}. */
  readonly vantageTimes?: Readonly<Record<string, Instant>>;
  /** Servers of the topology only; a server without an entry is unknown. */
  readonly servers: ReadonlyMap<Id, ServerVerdict>;
}

/** Why there is no snapshot to believe. Every one of these reads as unknown, none as green. */
export const SNAPSHOT_FAULTS = ['missing', 'unreadable', 'future', 'old'] as const;
export type SnapshotFault = (typeof SNAPSHOT_FAULTS)[number];

/**
 * What is known of the probes at one instant.
 * `old` keeps the snapshot, because what was last known is worth telling; the other faults have none.
 */
export type ProbeEvidence =
  | { readonly believed: true; readonly snapshot: Snapshot }
  | { readonly believed: false; readonly fault: 'old'; readonly snapshot: Snapshot }
  | { readonly believed: false; readonly fault: Exclude<SnapshotFault, 'old'> };
