import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** A page to be rendered; `output` is its path below the output folder, such as `history/index.html`. */
export interface RenderJob {
  readonly output: string;
  render(): string;
}

export interface RenderedPage {
  readonly output: string;
  readonly content: string;
}

/** Pages handed to Eleventy at a time: enough to spread its fixed cost, few enough that memory does not grow with the archive. */
const BATCH_SIZE = 500;

/** Renders pages, again and again. */
export interface PageRenderer {
  /** Yields pages batch by batch, in the order given. */
  render(jobs: readonly RenderJob[]): AsyncGenerator<readonly RenderedPage[]>;
}

/**
 * Renders pages through Eleventy, which is opened when there is something to render for the first time.
 *
 * Eleventy sees no file of the site: its input folder is empty, and one virtual template paginates over our own
 * pages, whose markup is already final text. So nothing that staff or probes wrote can be read as front matter,
 * as a template or as a configuration. Output comes back through `toJSON()`; writing is ours, because Eleventy
 * writes in place, rewrites what did not change and leaves orphans.
 *
 * @param scratchDir a folder of ours for Eleventy's (empty) input and (never written) output.
 */
export function createRenderer(scratchDir: string): PageRenderer {
  let batch: readonly RenderJob[] = [];
  let opened: ReturnType<typeof openEleventy> | null = null;
  const failures: unknown[] = [];
  // Eleventy would print what is thrown and throw something else.
  const render = (job: RenderJob) => {
    try {
      return job.render();
    } catch (error) {
      failures.push(error);
      return '';
    }
  };
  return {
    async *render(jobs) {
      for (let start = 0; start < jobs.length; start += BATCH_SIZE) {
        opened ??= openEleventy(scratchDir, () => batch, render);
        failures.length = 0;
        const eleventy = await opened;
        batch = jobs.slice(start, start + BATCH_SIZE);
        // Without init() Eleventy keeps serving the data of the first run.
        await eleventy.init();
        const results = await eleventy.toJSON();
        if (failures.length > 0) throw failures[0];
        if (results.length !== batch.length) {
          throw new Error(`Eleventy returned ${results.length} pages for ${batch.length}.`);
        }
        const contentOf = new Map(results.map((result) => [result.url, result.content]));
        yield batch.map((job) => {
          const content = contentOf.get(urlOf(job.output));
          if (content === undefined) throw new Error(`Eleventy did not return ${job.output}.`);
          return { output: job.output, content };
        });
        batch = [];
      }
    },
  };
}

async function openEleventy(
  scratchDir: string,
  pages: () => readonly RenderJob[],
  render: (job: RenderJob) => string,
) {
  // Half a second of CPU: paid only when there is something to render.
  const { default: Eleventy } = await import('@11ty/eleventy');
  const input = path.resolve(scratchDir, 'input');
  mkdirSync(input, { recursive: true });
  return new Eleventy(input, path.resolve(scratchDir, 'output'), {
    quietMode: true,
    loader: 'esm',
    // An empty path means no configuration file: not ours, and not one that lies about in the working folder.
    configPath: '',
    config(configuration) {
      configuration.setUseGitIgnore(false);
      configuration.addTemplate('page.11ty.js', {
        data: () => ({
          pagination: { data: 'pages', size: 1, alias: 'job', addAllPagesToCollections: false },
          eleventyExcludeFromCollections: true,
          pages: pages(),
          permalink: ({ job }: { job: RenderJob }) => `/${job.output}`,
        }),
        async render({ job }: { job: RenderJob }) {
          // Whoever tells the process to stop is heard between two pages.
          await new Promise((resolve) => setImmediate(resolve));
          return render(job);
        },
      });
    },
  });
}

/** How Eleventy names the URL of an output file. */
function urlOf(output: string): string {
  return `/${output}`.replace(/\/index\.html$/, '/');
}
