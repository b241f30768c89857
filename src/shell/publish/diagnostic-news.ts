import { DIAGNOSTIC_SEVERITIES, DIAGNOSTICS } from '../../core/model/diagnostic.ts';
import type { Diagnostic, DiagnosticCode } from '../../core/model/diagnostic.ts';

interface DiagnosticNews {
  /** Not there the turn before; errors first, then warnings, otherwise in the order given. */
  readonly found: readonly Diagnostic[];
  /** There the turn before, and no longer. */
  readonly gone: readonly Diagnostic[];
}

/** Tells what is new in what `check` would say, turn by turn. */
export function createDiagnosticNews(): (diagnostics: readonly Diagnostic[]) => DiagnosticNews {
  let before: ReadonlyMap<string, Diagnostic> = new Map();
  return (diagnostics) => {
    const now = new Map(withKeys(diagnostics));
    const added = [...now].filter(([key]) => !before.has(key)).map(([, found]) => found);
    const gone = [...before].filter(([key]) => !now.has(key)).map(([, found]) => found);
    before = now;
    return {
      found: DIAGNOSTIC_SEVERITIES.flatMap((severity) =>
        added.filter((found) => found.severity === severity),
      ),
      gone,
    };
  };
}

/**
 * What makes a diagnostic the same as one of the turn before: not its line, which moves when something is written above it,
 * and not its words where they tell an age. Several that are alike are told apart by their number.
 */
function withKeys(diagnostics: readonly Diagnostic[]): [string, Diagnostic][] {
  const counts = new Map<string, number>();
  return diagnostics.map((found) => {
    const { code, file, message } = found;
    const key = JSON.stringify([code, file, isOfClock(code) ? '' : message]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return [`${key} ${String(count)}`, found];
  });
}

function isOfClock(code: DiagnosticCode): boolean {
  return 'clock' in DIAGNOSTICS[code];
}
