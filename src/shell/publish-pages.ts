import path from 'node:path';
import type { PagePlan } from '../core/page-plan.ts';
import type { CompiledSite } from '../core/planner.ts';
import type { PageRenderer } from '../render/eleventy.ts';
import { extraFiles } from '../render/extra-files.ts';
import type { FilePlan } from '../render/file-plans.ts';
import { cachedLayout } from './layout-cache.ts';
import { digestOf } from './files.ts';
import type { Manifest } from './manifest.ts';
import type { OutputFolder } from './output-folder.ts';
import type { Printer } from './printer.ts';

/** A page or file, and the digest of everything it is made from. */
export interface Planned<Plan extends PagePlan | FilePlan> {
  readonly plan: Plan;
  readonly inputs: string;
}

/** What of a site has to be published. */
export interface Changes {
  readonly pages: readonly Planned<PagePlan>[];
  readonly files: readonly Planned<FilePlan>[];
  /** True where the archive is the one that was published the last time: of it no file has to be looked at. */
  readonly archiveStands: boolean;
}

/** The digests of plans made with one program and theme, so that a plan that is kept is digested once. */
export class PlanDigests {
  readonly #base: string;
  readonly #known = new WeakMap<PagePlan | FilePlan, string>();

  constructor(base: string) {
    this.#base = base;
  }

  of(plan: PagePlan | FilePlan): string {
    let digest = this.#known.get(plan);
    if (digest === undefined) {
      digest = digestOf(this.#base, plan.inputs);
      this.#known.set(plan, digest);
    }
    return digest;
  }
}

/** Finds the pages and files that are not published as they are planned; the others are kept. */
export function findChanges(
  site: CompiledSite,
  archiveStands: boolean,
  printer: Printer,
  manifest: Manifest,
  digests: PlanDigests,
): Changes {
  const changed = <Plan extends PagePlan | FilePlan>(plans: readonly Plan[]): readonly Planned<Plan>[] => {
    const found: Planned<Plan>[] = [];
    for (const plan of plans) {
      const inputs = digests.of(plan);
      const intact = manifest.intact(plan.output);
      if (intact?.inputs === inputs) manifest.keep(plan.output, intact);
      else found.push({ plan, inputs });
    }
    return found;
  };
  const pages = archiveStands ? site.pages.slice(site.archive.length) : site.pages;
  return { pages: changed(pages), files: changed(printer.planFiles(site)), archiveStands };
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
 * pages need, then pages that did not exist, then archive pages and what else tells of them, live pages last, then deletions.
 */
export async function publishPages(job: PublishJob): Promise<void> {
  const { site, changes, printer, folder, manifest } = job;
  const others = changes.archiveStands ? [] : extraFiles(site, printer);
  const planned = [...changes.pages, ...changes.files].map(({ plan }) => plan);
  manifest.intend([...others, ...planned].map(({ output }) => output));
  const put = (first: boolean) => {
    for (const file of others) if (file.first === first) folder.put(file.output, file.output, file.content);
  };
  put(true);
  const [archive, live] = byLiveliness(changes.pages);
  const [lasting, fleeting] = byLiveliness(changes.files);
  // A new page may lead to a new file, such as the calendar entry of planned work; a feed that is there leads to new pages.
  const isThere = new Set(lasting.filter(({ plan }) => folder.exists(plan.output)));
  putFiles(
    lasting.filter((file) => !isThere.has(file)),
    folder,
  );
  await renderInOrder(job, inPublishOrder(archive, folder), 0);
  putFiles([...isThere], folder);
  await renderInOrder(job, live, archive.length);
  putFiles(fleeting, folder);
  put(false);
  if (changes.archiveStands) manifest.keepRest();
}

function byLiveliness<Plan extends PagePlan | FilePlan>(
  planned: readonly Planned<Plan>[],
): readonly [readonly Planned<Plan>[], readonly Planned<Plan>[]] {
  return [planned.filter(({ plan }) => !plan.live), planned.filter(({ plan }) => plan.live)];
}

function putFiles(files: readonly Planned<FilePlan>[], folder: OutputFolder): void {
  for (const { plan, inputs } of files) folder.put(plan.output, inputs, plan.content());
}

/** @param done how many pages were rendered before these. */
async function renderInOrder(
  job: PublishJob,
  pages: readonly Planned<PagePlan>[],
  done: number,
): Promise<void> {
  const { changes, printer, folder } = job;
  const layout = pages.some(({ plan }) => plan.name === 'infrastructure')
    ? await cachedLayout(path.join(job.stateDir, 'cache'), printer.diagramInput)
    : null;
  let [started, index] = [done, 0];
  const jobs = pages.map(({ plan }) => ({
    output: plan.output,
    render: () => {
      job.progress?.(started++, changes.pages.length);
      return printer.print(plan, layout);
    },
  }));
  for await (const batch of job.renderer.render(jobs)) {
    job.timing('render');
    for (const { output, content } of batch) folder.put(output, pages[index++]?.inputs ?? '', content);
  }
}

/** New pages before those that may link to them; stable otherwise. */
function inPublishOrder(
  pages: readonly Planned<PagePlan>[],
  folder: OutputFolder,
): readonly Planned<PagePlan>[] {
  const isThere = new Map(pages.map((page) => [page, folder.exists(page.plan.output)]));
  return [...pages.filter((page) => !isThere.get(page)), ...pages.filter((page) => isThere.get(page))];
}
