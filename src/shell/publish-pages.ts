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
  const [missing, left, archive, live] = inPublishOrder(changes.pages, folder, manifest);
  const first = [...missing, ...left, ...archive];
  // A new page may lead to a new file, such as the calendar entry of planned work; a feed that is there leads to new pages.
  const isThere = new Set(changes.files.filter(({ plan }) => folder.exists(plan.output)));
  putFiles(
    changes.files.filter((file) => !isThere.has(file)),
    folder,
  );
  const [lasting, fleeting] = byLiveliness([...isThere]);
  await renderInOrder(job, first, 0);
  putFiles(lasting, folder);
  await renderInOrder(job, live, first.length);
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

type Pages = readonly Planned<PagePlan>[];

/**
 * New pages, be they live or not, before those that may link to them; of the others first those that a killed publisher left,
 * because they may lead to what it did not come to. Stable otherwise.
 */
function inPublishOrder(
  pages: Pages,
  folder: OutputFolder,
  manifest: Manifest,
): readonly [Pages, Pages, Pages, Pages] {
  const turns: readonly [Planned<PagePlan>[], Planned<PagePlan>[], Planned<PagePlan>[], Planned<PagePlan>[]] =
    [[], [], [], []];
  for (const page of pages) {
    const { output, live } = page.plan;
    if (!folder.exists(output)) turns[0].push(page);
    else if (!manifest.publishedBefore(output)) turns[1].push(page);
    else turns[live ? 3 : 2].push(page);
  }
  return turns;
}
