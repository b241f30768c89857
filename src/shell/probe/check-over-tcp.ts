import { LONGEST_FAREWELL_MS, openConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { outcomeOf } from './failure.ts';
import type { Notes } from './failure.ts';
import { longestWait } from './guarded-timer.ts';
import type { ProbeOutcome, ProbeWorld } from './kind.ts';
import type { Target } from './options.ts';
import { LONGEST_RESOLVE_MS } from './resolver.ts';

/** Connects, lets `work` talk, and closes whatever happens. */
export function checkOverTcp(
  target: Target,
  connectMs: number,
  world: ProbeWorld,
  work: (connection: Connection, notes: Notes) => Promise<void>,
): Promise<ProbeOutcome> {
  return outcomeOf(async (notes) => {
    const connection = await openConnection(target, connectMs, world, notes);
    try {
      await work(connection, notes);
    } finally {
      connection.close();
    }
  });
}

/** The longest a {@link checkOverTcp} may take that waits for so long, one wait after the other. */
export function longestCheck(connectMs: number, ...waitsMs: readonly number[]): number {
  const waits = [connectMs, ...waitsMs].map(longestWait);
  return LONGEST_RESOLVE_MS + waits.reduce((sum, wait) => sum + wait, 0) + LONGEST_FAREWELL_MS;
}
