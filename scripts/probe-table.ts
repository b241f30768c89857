import type { ServerMemory } from '../src/core/observe/memory.ts';
import type { RoundReport } from '../src/shell/probe/prober.ts';

const HEAD = ['server', 'state', 'reason', 'time'] as const;
type Row = readonly [string, string, string, string];

/** What one round found, a line for each server, in the order of topology.yml. */
export function roundTable({ snapshot, seen, cycle, times }: RoundReport): readonly string[] {
  const rows = cycle.round.votes.map(({ server, reason }): Row => {
    const verdict = snapshot.servers.get(server)?.verdict ?? 'unknown';
    const pending = pendingOf(seen.servers.get(server), times.rules.failAfter);
    return [server, verdict, `${reason}${pending}`, connectTime(server, cycle)];
  });
  const widths = HEAD.map((title, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), title.length),
  );
  const lines = [HEAD, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return seen.sight === 'blind' ? [...lines, '', BLIND] : lines;
}

const BLIND = 'This prober is cut off: none of its canaries answers, so every server is unknown.';

/** A failure that is not believed yet says how far it is. */
function pendingOf(memory: ServerMemory | undefined, failAfter: number): string {
  if (memory?.streak?.verdict !== 'offline' || memory.known?.verdict === 'offline') return '';
  const needed = memory.held ? 2 * failAfter : failAfter;
  return `, ${String(memory.streak.count)} of ${String(needed)} rounds`;
}

function connectTime(server: string, { checks }: RoundReport['cycle']): string {
  const found = checks.find((check) => check.server === server && check.outcome?.connectMs !== undefined);
  const ms = found?.outcome?.connectMs;
  return ms === undefined ? '' : `${String(Math.round(ms))} ms`;
}
