import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { checkReading, compileReading } from '../core/compile.ts';
import type { CompiledSite } from '../core/compile.ts';
import { compareDiagnostics } from '../core/model/diagnostic.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import type { SiteStatus } from '../core/model/status.ts';
import type { Instant } from '../core/model/time.ts';
import { ChangedWhileReading } from './incident-cache.ts';
import { loadSite, TOPOLOGY_FILE } from './load.ts';
import type { Loaded } from './load.ts';
import { Manifest } from './manifest.ts';
import { OutputFolder } from './output-folder.ts';
import { publishPages } from './publish.ts';
import { loadTheme } from './theme.ts';
import type { Theme } from './theme.ts';
import { createTimings } from './timings.ts';
import { UserError } from './user-error.ts';

export interface BuildOptions {
  readonly siteDir: string;
  /** Created when it does not exist. */
  readonly outDir: string;
  /** Caches and manifests; safe to delete at any time. */
  readonly stateDir: string;
  /** Defaults to `state/snapshot.json` of the site. */
  readonly snapshotFile?: string;
  /** Defaults to the wall clock. */
  readonly now?: Instant;
  /** The site shows a moment and says so; nothing on it expires. */
  readonly recorded?: boolean;
  /** For `${NAME}` inside `probe:`; defaults to the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface BuildReport {
  /** Everything found wrong, sorted; the site was published all the same. */
  readonly diagnostics: readonly Diagnostic[];
  readonly status: SiteStatus;
  readonly pagesPlanned: number;
  readonly pagesRendered: number;
  /** Below the output folder. */
  readonly filesWritten: readonly string[];
  readonly filesDeleted: readonly string[];
  readonly durationMs: number;
}

/** How often a build starts over because a file was edited while it was read. */
const READING_ATTEMPTS = 5;

/**
 * Builds a site into a folder. Renders only pages whose inputs changed, writes only changed bytes, and replaces
 * each file whole. Bad content is salvaged and reported; a topology with errors touches nothing.
 *
 * @throws UserError with exit code 3 when topology.yml is missing or has errors, with exit code 2 when the folders make no sense.
 */
export async function buildSite(options: BuildOptions): Promise<BuildReport> {
  const startedAt = Date.now();
  const { siteDir, outDir, stateDir, now = startedAt, recorded = false } = options;
  const timing = createTimings();
  timing('start');
  refuseOutput(siteDir, outDir);

  const theme = await loadTheme(siteDir);
  for (let attempt = 1; ; attempt++) {
    try {
      const loaded = loadSite({ ...options, now });
      timing('load');
      const site = compileLoaded(loaded, recorded);
      timing('evaluate');
      const published = await publish({ site, theme, outDir, stateDir, timing });
      loaded.remember();
      timing('remember');
      const diagnostics = [
        ...loaded.diagnostics,
        ...theme.diagnostics,
        ...published.diagnostics,
        ...checkReading(site.reading, site.status),
      ].sort(compareDiagnostics);
      timing('check');
      const durationMs = Date.now() - startedAt;
      return { ...published, diagnostics, status: site.status, pagesPlanned: site.pages.length, durationMs };
    } catch (error) {
      if (!(error instanceof ChangedWhileReading) || attempt === READING_ATTEMPTS) throw error;
    }
  }
}

function compileLoaded({ reading, usable, diagnostics }: Loaded, recorded: boolean): CompiledSite {
  if (reading === null || !usable) {
    throw new UserError(`${TOPOLOGY_FILE} has errors, so nothing was built`, { exitCode: 3, diagnostics });
  }
  return compileReading(reading, recorded);
}

async function publish(job: {
  readonly site: CompiledSite;
  readonly theme: Theme;
  readonly outDir: string;
  readonly stateDir: string;
  timing(step: string): void;
}) {
  const { site, theme, outDir, stateDir, timing } = job;
  mkdirSync(outDir, { recursive: true });
  const manifest = new Manifest(stateDir, outDir);
  const folder = new OutputFolder(outDir, manifest);
  try {
    timing('manifest');
    const { rendered, diagnostics } = await publishPages({ site, theme, folder, manifest, stateDir, timing });
    folder.deleteOrphans();
    timing('write');
    return {
      pagesRendered: rendered,
      diagnostics,
      filesWritten: folder.written,
      filesDeleted: folder.deleted,
    };
  } catch (error) {
    manifest.keepRest();
    throw error;
  } finally {
    // After a failure too: what was written stands on disk, and the next build should know it.
    manifest.save();
    folder.close();
  }
}

/** The output folder is replaced file by file, so it must not be a place where an author's files live. */
function refuseOutput(siteDir: string, outDir: string): void {
  if (!existsSync(siteDir)) throw new UserError(`the site's folder ${siteDir} does not exist`);
  const relative = path.relative(path.resolve(outDir), path.resolve(siteDir));
  const contains = relative === '' || !(relative.startsWith('..') || path.isAbsolute(relative));
  if (!contains) return;
  throw new UserError(`the output folder ${outDir} holds the site's own files`, {
    hint: 'Give a folder of its own, such as --out _site.',
  });
}
