import path from 'node:path';
import { checkReading } from '../core/compile.ts';
import { evaluateSite } from '../core/evaluate/site.ts';
import { compareDiagnostics } from '../core/model/diagnostic.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import type { Instant } from '../core/model/time.ts';
import { loadSite } from './load.ts';
import type { Loaded } from './load.ts';
import { readProbePlan } from './probe/plan.ts';
import { whileUnchanged } from './reading-attempts.ts';
import { checkedComponents, checkedStrings, loadTheme } from './theme.ts';
import type { Theme } from './theme.ts';

export interface CheckOptions {
  readonly siteDir: string;
  readonly now: Instant;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Everything that is wrong with a site's files, sorted. Nothing is written, and the state of the probes is not asked for. */
export async function checkFolder(options: CheckOptions): Promise<readonly Diagnostic[]> {
  const theme = await loadTheme(options.siteDir);
  return whileUnchanged(() => checkLoaded(loadSite(options), theme, options.siteDir));
}

function checkLoaded({ reading, diagnostics }: Loaded, theme: Theme, siteDir: string): readonly Diagnostic[] {
  const found = [...diagnostics.filter(({ code }) => !code.startsWith('snapshot-')), ...theme.diagnostics];
  checkedStrings(theme, found);
  checkedComponents(theme, found);
  if (reading !== null) {
    found.push(...checkReading(reading, evaluateSite(reading)));
    const { plan, topology, topologyFile: file } = reading;
    found.push(...readProbePlan(plan, { file, folder: path.resolve(siteDir), topology }).diagnostics);
  }
  return found.sort(compareDiagnostics);
}
