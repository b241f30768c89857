import type { Instant } from '../core/model/time.ts';
import { SECOND_MS } from '../core/model/time.ts';
import { isoSeconds } from './iso-seconds.ts';

/** Below the output folder. */
export const HEARTBEAT_OUTPUT = 'heartbeat.json';

const VERSION = 1;

/** What the one file tells that changes with every publish. */
export interface HeartbeatInput {
  /** When this was published, by the clock of the machine that published it. */
  readonly publishedAt: Instant;
  /** When the probes looked; absent without a snapshot that can be read. */
  readonly takenAt?: Instant;
  /** From then on nothing of what the probes saw is believed. */
  readonly validUntilAt?: Instant;
  /** For how long evidence, and a publish, count as fresh. */
  readonly freshForMs: number;
  /** 12 hex digits that change exactly when any other published file does. */
  readonly id: string;
  /** Codes, in the order in which they came up; no text, because the file is public. */
  readonly problems: readonly string[];
  /** How many of each `check` finds in the content. */
  readonly diagnostics: { readonly errors: number; readonly warnings: number; readonly hints: number };
  /** A build of a fixed moment: nothing of it expires. */
  readonly recorded: boolean;
}

/** `/heartbeat.json`: compact, always the same keys in the same order, a line feed at the end. See docs/freshness.md. */
export function heartbeatFile(input: HeartbeatInput): string {
  const { publishedAt, takenAt, validUntilAt, freshForMs, id, problems, diagnostics, recorded } = input;
  const { errors, warnings, hints } = diagnostics;
  const heartbeat = {
    version: VERSION,
    published_at: isoSeconds(publishedAt),
    taken_at: takenAt === undefined ? null : isoSeconds(takenAt),
    valid_until: validUntilAt === undefined ? null : isoSeconds(validUntilAt),
    fresh_for: freshForMs / SECOND_MS,
    id,
    problems,
    diagnostics: { errors, warnings, hints },
    ...(recorded ? { recorded } : {}),
  };
  return `${JSON.stringify(heartbeat)}\n`;
}
