import { DAY_MS, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';

/** Clocks are corrected while a machine runs, and its boot time with them; so little is the same boot. */
const SAME_BOOT_MS = 120 * SECOND_MS;
/** An answer older than this says nothing of now. */
export const BOOT_BELIEVED_MS = DAY_MS;
/** A boot time moves once in months; a server is not asked more often. */
export const BOOT_ASKED_EVERY_MS = 10 * MINUTE_MS;
/** SNMP counts hundredths of a second in 32 bits, 497.1 days, and begins anew (RFC 2790, RFC 2578). */
const WRAP_MS = 2 ** 32 * 10;

export interface BootMemory {
  /** Null where it could not be told. */
  readonly bootedAt: Instant | null;
  /** When that was last answered. */
  readonly toldAt: Instant | null;
  /** When it was last asked for, answered or not. */
  readonly askedAt: Instant;
}

/**
 * What an answer makes of what was known; null stands for none. A boot time that has hardly moved stays as it was, so
 * that pages do not change with every correction of a clock.
 */
export function settleBoot(
  before: BootMemory | undefined,
  { bootedAt, askedAt, wraps }: { bootedAt: Instant | null; askedAt: Instant; wraps: boolean },
): BootMemory {
  const known = before?.bootedAt ?? null;
  const toldAt = before?.toldAt ?? null;
  if (bootedAt === null || bootedAt > askedAt + SAME_BOOT_MS) return { bootedAt: known, toldAt, askedAt };
  const told = Math.min(bootedAt, askedAt);
  if (known === null || toldAt === null) return { bootedAt: told, toldAt: askedAt, askedAt };
  return { bootedAt: isSameBoot(known, told, wraps) ? known : told, toldAt: askedAt, askedAt };
}

/** A counter that began anew names a start that is whole rounds of the counter later than the real one. */
export function isSameBoot(known: Instant, told: Instant, wraps = false): boolean {
  const rounds = wraps ? Math.round((told - known) / WRAP_MS) : 0;
  return rounds >= 0 && Math.abs(told - known - rounds * WRAP_MS) < SAME_BOOT_MS;
}

/** True where it is time to ask; a clock that was set back makes it so too. */
export function isBootDue(memory: BootMemory | undefined, now: Instant): boolean {
  return memory === undefined || Math.abs(now - memory.askedAt) >= BOOT_ASKED_EVERY_MS;
}

/** The boot time where it may still be told; undefined otherwise. */
export function believedBoot(memory: BootMemory | undefined, now: Instant): Instant | undefined {
  if (memory?.bootedAt == null || memory.toldAt === null) return undefined;
  return Math.abs(now - memory.toldAt) <= BOOT_BELIEVED_MS ? memory.bootedAt : undefined;
}
