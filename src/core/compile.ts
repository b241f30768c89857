import { checkSite } from './check/site.ts';
import { compareDiagnostics } from './model/diagnostic.ts';
import type { Diagnostic } from './model/diagnostic.ts';
import type { SiteStatus } from './model/status.ts';
import { createPlanner } from './planner.ts';
import type { CompiledSite } from './planner.ts';
import { readSources } from './read.ts';
import type { Reading, Sources } from './sources.ts';

/**
 * The whole pipeline from texts to what each page may print. `site` is null where topology.yml has errors;
 * every other bad file is salvaged, and `diagnostics` says what was wrong with it.
 *
 * @param recorded the site shows a moment and does not expire.
 * @param demonstration every page says that it is one.
 */
export function compile(
  sources: Sources,
  {
    recorded = false,
    demonstration = false,
  }: { readonly recorded?: boolean; readonly demonstration?: boolean } = {},
): { readonly site: CompiledSite | null; readonly diagnostics: readonly Diagnostic[] } {
  const { reading, usable, diagnostics } = readSources(sources);
  if (reading === null || !usable) return { site: null, diagnostics };
  const site = createPlanner().plan(reading, { recorded, demonstration });
  return {
    site,
    diagnostics: [...diagnostics, ...checkReading(reading, site.status)].sort(compareDiagnostics),
  };
}

/** What goes wrong across files; in addition to the reading's own diagnostics. */
export function checkReading(reading: Reading, status: SiteStatus): readonly Diagnostic[] {
  return checkSite({ ...reading, status });
}
