import type { TurnReport } from '../../../src/shell/publish/turn.ts';

export const NOW = Date.UTC(2010, 8, 3, 22, 10);

/** A quiet minute, with what a test changes of it. */
export function turnReport(changes: Partial<TurnReport> = {}): TurnReport {
  return {
    startedAt: NOW,
    durationMs: 1_500,
    published: true,
    problems: [],
    diagnostics: [],
    takenAt: NOW - 30_000,
    validUntilAt: NOW + 270_000,
    pagesPlanned: 40,
    pagesRendered: 6,
    changed: ['heartbeat.json', 'index.html', 'status.txt'],
    deleted: [],
    ...changes,
  };
}

/** The same turn with no snapshot that can be read. */
export function withoutSnapshot(report: TurnReport): TurnReport {
  const entries = Object.entries(report).filter(([key]) => key !== 'takenAt' && key !== 'validUntilAt');
  return Object.fromEntries(entries) as unknown as TurnReport;
}
