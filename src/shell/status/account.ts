import type { Severity } from '../../core/model/severity.ts';
import type { Instant } from '../../core/model/time.ts';

/** One service as a site tells of it. All texts are clean and in one line. */
export interface ServiceAccount {
  readonly id: string;
  readonly name: string;
  readonly severity: Severity;
  /** Why, a sentence each; empty where it works. */
  readonly reasons: readonly string[];
}

/** What a site says of itself, wherever it was read. */
export interface SiteAccount {
  readonly name: string;
  readonly severity: Severity;
  /** What works and what does not, in a sentence. */
  readonly headline: string;
  readonly services: readonly ServiceAccount[];
  /** When the probes looked; absent without data that can be read. */
  readonly takenAt?: Instant;
  /** From then on nothing of it is believed; absent where nothing is believed now, and on a recorded site. */
  readonly validUntilAt?: Instant;
  /** The page for terminals; null where it was not asked for, or cannot be had. */
  readonly text: string | null;
}

/** Why nothing can be said of a site; one sentence. */
export interface Silence {
  readonly problem: string;
  /** What the site says all the same; not to be believed. */
  readonly account?: SiteAccount;
}

export type Answer = SiteAccount | Silence;

export function isSilence(answer: Answer): answer is Silence {
  return 'problem' in answer;
}
