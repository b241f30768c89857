import { checkReading } from '../core/compile.ts';
import { evaluateSite } from '../core/evaluate/site.ts';
import { compareDiagnostics } from '../core/model/diagnostic.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import type { Instant } from '../core/model/time.ts';
import { loadSite } from './load.ts';
import { checkedComponents, checkedStrings, loadTheme } from './theme.ts';

export interface CheckOptions {
  readonly siteDir: string;
  readonly now: Instant;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Everything that is wrong with a site's files, sorted. Nothing is written, and the state of the probes is not asked for. */
export async function checkFolder(options: CheckOptions): Promise<readonly Diagnostic[]> {
  const { reading, diagnostics } = loadSite(options);
  const theme = await loadTheme(options.siteDir);
  const found = [...diagnostics.filter(({ code }) => !code.startsWith('snapshot-')), ...theme.diagnostics];
  checkedStrings(theme, found);
  checkedComponents(theme, found);
  if (reading !== null) found.push(...checkReading(reading, evaluateSite(reading)));
  return found.sort(compareDiagnostics);
}
