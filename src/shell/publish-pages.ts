import path from 'node:path';
import type { CompiledSite, PagePlan } from '../core/compile.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import { renderPages } from '../render/eleventy.ts';
import { extraFiles } from '../render/extra-files.ts';
import { createPrinter } from './printer.ts';
import { cachedLayout } from './layout-cache.ts';
import { digestOf } from './files.ts';
import type { Manifest } from './manifest.ts';
import type { OutputFolder } from './output-folder.ts';
import { programDigest } from './program.ts';
import type { Theme } from './theme.ts';

interface PublishJob {
  readonly site: CompiledSite;
  readonly theme: Theme;
  readonly folder: OutputFolder;
  readonly manifest: Manifest;
  readonly stateDir: string;
  timing(step: string): void;
}

interface Changed {
  readonly plan: PagePlan;
  readonly inputs: string;
}

/**
 * Publishes every page and file of the site, in an order in which no reader finds a link to nothing: first the files
 * pages need, then pages that did not exist, then archive pages, live pages last. Deletions are left to the caller.
 */
export async function publishPages(
  job: PublishJob,
): Promise<{ rendered: number; diagnostics: readonly Diagnostic[] }> {
  const { site, theme, folder, manifest, timing } = job;
  const printer = createPrinter(site, theme);
  const base = digestOf(programDigest(), theme.digest);
  const files = extraFiles(site, printer);
  for (const file of files.filter(({ first }) => first)) folder.put(file.output, file.output, file.content);

  const changed: Changed[] = [];
  for (const plan of site.pages) {
    const inputs = digestOf(base, plan.inputs);
    const intact = manifest.intact(plan.output);
    if (intact?.inputs === inputs) manifest.keep(plan.output, intact);
    else changed.push({ plan, inputs });
  }
  timing('compare');

  const ordered = inPublishOrder(changed, folder);
  const layout = ordered.some(({ plan }) => plan.name === 'infrastructure')
    ? await cachedLayout(path.join(job.stateDir, 'cache'), printer.diagramInput)
    : null;
  const jobs = ordered.map(({ plan }) => ({
    output: plan.output,
    render: () => printer.print(plan, layout),
  }));
  let index = 0;
  for await (const batch of renderPages(jobs, path.join(job.stateDir, 'cache', 'eleventy'))) {
    timing('render');
    for (const { output, content } of batch) folder.put(output, ordered[index++]?.inputs ?? '', content);
  }
  for (const file of files.filter(({ first }) => !first)) folder.put(file.output, file.output, file.content);
  return { rendered: jobs.length, diagnostics: printer.diagnostics };
}

/** New archive pages, then those that link to them, then live pages; stable otherwise. */
function inPublishOrder(changed: readonly Changed[], folder: OutputFolder): readonly Changed[] {
  const turns: readonly Changed[][] = [[], [], []];
  for (const entry of changed) {
    const turn = entry.plan.live ? 2 : folder.exists(entry.plan.output) ? 1 : 0;
    turns[turn]?.push(entry);
  }
  return turns.flat();
}
