import type { Advice, CheckAdvice } from '../../core/observe/advice.ts';
import { groupBy } from '../../core/group-by.ts';
import type { CheckResult, Cycle } from './cycle.ts';
import type { AskedSource } from './sources/ask-sources.ts';

/** What staff should know of a round although nothing failed: one for each kind of check of a server, one for each source. */
export function adviceOf(
  { checks }: Pick<Cycle, 'checks'>,
  asked: readonly AskedSource[],
): readonly Advice[] {
  const warned = checks.filter(({ outcome }) => (outcome?.warnings ?? []).length > 0);
  const ofChecks = [...groupBy(warned, ({ server, kind }) => `${server} ${kind}`).values()];
  const ofSources = asked.filter(({ notes }) => notes.length > 0);
  return [
    ...ofChecks.flatMap(together),
    ...ofSources.map(({ source, notes }) => ({ source: source.rules.name, notes })),
  ];
}

/** A server may have several checks of one kind. */
function together(checks: readonly CheckResult[]): readonly CheckAdvice[] {
  const [first] = checks;
  if (first === undefined) return [];
  const warnings = checks.flatMap(({ outcome }) => outcome?.warnings ?? []);
  const details = checks.flatMap(({ outcome }) => outcome?.detail ?? []);
  return [
    {
      server: first.server,
      kind: first.kind,
      warnings: [...new Set(warnings)],
      ...(details.length === 0 ? {} : { detail: details.join('; ') }),
    },
  ];
}
