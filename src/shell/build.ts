import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkReading, compileReading } from '../core/compile.ts';
import type { CompiledSite } from '../core/compile.ts';
import { compareDiagnostics } from '../core/model/diagnostic.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import type { SiteStatus } from '../core/model/status.ts';
import type { Instant } from '../core/model/time.ts';
import { makeFolders } from './files.ts';
import { loadSite, TOPOLOGY_FILE } from './load.ts';
import type { Loaded } from './load.ts';
import { Manifest } from './manifest.ts';
import { OutputFolder } from './output-folder.ts';
import { publishPages } from './publish-pages.ts';
import { whileUnchanged } from './reading-attempts.ts';
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
  /** Defaults to `state/snapshot.json` of the site. The memory is read from `history/` beside it. */
  readonly snapshotFile?: string;
  /** Defaults to the wall clock. */
  readonly now?: Instant;
  /** The site shows a moment and says so; nothing on it expires. */
  readonly recorded?: boolean;
  /** Every page says that what it shows is a demonstration. */
  readonly demonstration?: boolean;
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

/**
 * Builds a site into a folder. Renders only pages whose inputs changed, writes only changed bytes, and replaces
 * each file whole. Bad content is salvaged and reported; a topology with errors touches nothing.
 *
 * @throws UserError with exit code 3 when topology.yml is missing or has errors, with exit code 2 when the folders make no sense.
 */
export async function buildSite(options: BuildOptions): Promise<BuildReport> {
  const startedAt = Date.now();
  const { siteDir, outDir, stateDir, now = startedAt, recorded = false, demonstration = false } = options;
  const timing = createTimings();
  timing('start');
  refuseFolders(siteDir, outDir, stateDir);

  const theme = await loadTheme(siteDir);
  return whileUnchanged(async () => {
    const loaded = loadSite({ ...options, now });
    timing('load');
    const site = compileLoaded(loaded, recorded, demonstration);
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
  });
}

function compileLoaded(
  { reading, usable, diagnostics }: Loaded,
  recorded: boolean,
  demonstration: boolean,
): CompiledSite {
  if (reading === null || !usable) {
    throw new UserError(`${TOPOLOGY_FILE} has errors, so nothing was built`, { exitCode: 3, diagnostics });
  }
  return compileReading(reading, recorded, demonstration);
}

async function publish(job: {
  readonly site: CompiledSite;
  readonly theme: Theme;
  readonly outDir: string;
  readonly stateDir: string;
  timing(step: string): void;
}) {
  const { site, theme, outDir, stateDir, timing } = job;
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

/**
 * The output folder is replaced file by file, so it must not be a place where an author's files live; and what the
 * state folder holds is not for the public.
 */
function refuseFolders(siteDir: string, outDir: string, stateDir: string): void {
  if (!existsSync(siteDir)) throw new UserError(`the site's folder ${siteDir} does not exist`);
  const hint = 'Give a folder of its own, such as --out _site.';
  const sources = ['incidents', 'content', 'theme'].map((name) => path.join(siteDir, name));
  if (isWithin(siteDir, outDir) || sources.some((folder) => isWithin(outDir, folder))) {
    throw new UserError(`the output folder ${outDir} holds the site's own files`, { hint });
  }
  if (isWithin(stateDir, outDir)) {
    throw new UserError(`the state folder ${stateDir} would be published with ${outDir}`, { hint });
  }
  try {
    makeFolders(stateDir);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`the state folder ${stateDir} cannot be made: ${reason}`, { cause });
  }
}

/** True when `inner` is `outer` or lies below it. */
function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(path.resolve(outer), path.resolve(inner));
  return relative === '' || !(relative.split(path.sep)[0] === '..' || path.isAbsolute(relative));
}
