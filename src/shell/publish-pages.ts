import path from 'node:path';
import type { PagePlan } from '../core/page-plan.ts';
import type { CompiledSite } from '../core/planner.ts';
import type { PageRenderer } from '../render/eleventy.ts';
import { extraFiles } from '../render/extra-files.ts';
import { cachedLayout } from './layout-cache.ts';
import { digestOf } from './files.ts';
import type { Manifest } from './manifest.ts';
import type { OutputFolder } from './output-folder.ts';
import type { Printer } from './printer.ts';

/** A page that has to be rendered. */
export interface ChangedPage {
  readonly plan: PagePlan;
  /** Digest of everything it is made from. */
  readonly inputs: string;
}

/** What of a site has to be published. */
export interface Changes {
  readonly pages: readonly ChangedPage[];
  /** True where the archive is the one that was published the last time: of it no file has to be looked at. */
  readonly archiveStands: boolean;
}

/** The digests of plans made with one program and theme, so that a plan that is kept is digested once. */
export class PlanDigests {
  readonly #base: string;
  readonly #known = new WeakMap<PagePlan, string>();

  constructor(base: string) {
    this.#base = base;
  }

  of(plan: PagePlan): string {
    let digest = this.#known.get(plan);
    if (digest === undefined) {
      digest = digestOf(this.#base, plan.inputs);
      this.#known.set(plan, digest);
    }
    return digest;
  }
}

/** Finds the pages that are not published as they are planned; the others are kept. */
export function findChanges(
  site: CompiledSite,
  archiveStands: boolean,
  manifest: Manifest,
  digests: PlanDigests,
): Changes {
  const pages: ChangedPage[] = [];
  const plans = archiveStands ? site.pages.slice(site.archive.length) : site.pages;
  for (const plan of plans) {
    const inputs = digests.of(plan);
    const intact = manifest.intact(plan.output);
    if (intact?.inputs === inputs) manifest.keep(plan.output, intact);
    else pages.push({ plan, inputs });
  }
  return { pages, archiveStands };
}

interface PublishJob {
  readonly site: CompiledSite;
  readonly changes: Changes;
  readonly printer: Printer;
  readonly renderer: PageRenderer;
  readonly folder: OutputFolder;
  readonly manifest: Manifest;
  readonly stateDir: string;
  /** Told before each page is rendered; may throw to end it all. */
  progress?(done: number, total: number): void;
  timing(step: string): void;
}

/**
 * Publishes every page and file of the site, in an order in which no reader finds a link to nothing: first the files
 * pages need, then pages that did not exist, then archive pages, live pages last, then deletions.
 */
export async function publishPages(job: PublishJob): Promise<void> {
  const { site, changes, printer, folder, manifest, timing } = job;
  const files = changes.archiveStands ? [] : extraFiles(site, printer);
  const ordered = inPublishOrder(changes.pages, folder);
  manifest.intend([...files, ...ordered.map(({ plan }) => plan)].map(({ output }) => output));
  for (const file of files.filter(({ first }) => first)) folder.put(file.output, file.output, file.content);
  const layout = ordered.some(({ plan }) => plan.name === 'infrastructure')
    ? await cachedLayout(path.join(job.stateDir, 'cache'), printer.diagramInput)
    : null;
  let [started, index] = [0, 0];
  const jobs = ordered.map(({ plan }) => ({
    output: plan.output,
    render: () => {
      job.progress?.(started++, ordered.length);
      return printer.print(plan, layout);
    },
  }));
  for await (const batch of job.renderer.render(jobs)) {
    timing('render');
    for (const { output, content } of batch) folder.put(output, ordered[index++]?.inputs ?? '', content);
  }
  for (const file of files.filter(({ first }) => !first)) folder.put(file.output, file.output, file.content);
  if (changes.archiveStands) manifest.keepRest();
}

/** New archive pages, then those that link to them, then live pages; stable otherwise. */
function inPublishOrder(changed: readonly ChangedPage[], folder: OutputFolder): readonly ChangedPage[] {
  const turns: readonly ChangedPage[][] = [[], [], []];
  for (const entry of changed) {
    const turn = entry.plan.live ? 2 : folder.exists(entry.plan.output) ? 1 : 0;
    turns[turn]?.push(entry);
  }
  return turns.flat();
}
