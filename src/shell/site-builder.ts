import path from 'node:path';
import { createChecker } from '../core/check/site.ts';
import { compareDiagnostics } from '../core/model/diagnostic.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import type { SiteStatus } from '../core/model/status.ts';
import type { Instant } from '../core/model/time.ts';
import { createPlanner } from '../core/planner.ts';
import type { CompiledSite } from '../core/planner.ts';
import { createRenderer } from '../render/eleventy.ts';
import { HEARTBEAT_OUTPUT, heartbeatFile } from '../render/heartbeat.ts';
import { digestOf } from './files.ts';
import { openSite, TOPOLOGY_FILE } from './load.ts';
import type { Loaded, LoadHints, SiteOptions } from './load.ts';
import { Manifest } from './manifest.ts';
import { OutputFolder } from './output-folder.ts';
import { createPrinter } from './printer.ts';
import type { Printer } from './printer.ts';
import { programDigest } from './program.ts';
import { findChanges, PlanDigests, publishPages } from './publish-pages.ts';
import type { Changes } from './publish-pages.ts';
import { whileUnchanged } from './reading-attempts.ts';
import { loadTheme } from './theme.ts';
import type { Theme } from './theme.ts';
import { createTimings } from './timings.ts';
import { UserError } from './user-error.ts';

export interface SiteBuilderOptions extends SiteOptions {
  /** Created when it does not exist. With releases the link to the current one. */
  readonly outDir: string;
  /** Its caches and manifests, safe to delete at any time, beside the history, which is not. */
  readonly stateDir: string;
  /** The site shows a moment and says so; nothing on it expires. */
  readonly recorded?: boolean;
  /** Every page says that what it shows is a demonstration. */
  readonly demonstration?: boolean;
}

export interface BuildReport {
  /** Everything found wrong, sorted; the site was published all the same. */
  readonly diagnostics: readonly Diagnostic[];
  readonly status: SiteStatus;
  /** False where there is no snapshot, or none that can be read. An old one can be read. */
  readonly snapshotRead: boolean;
  /** topology.yml is not fit to be published, and the last good one stood in for it. */
  readonly topologyKept: boolean;
  readonly pagesPlanned: number;
  readonly pagesRendered: number;
  /** Below the output folder, in the order in which they were written. */
  readonly filesWritten: readonly string[];
  readonly filesDeleted: readonly string[];
  readonly durationMs: number;
  /** What is wrong with the state folder: what was found out could not be kept. */
  readonly stateFault: string | null;
}

/** What is known when everything is written but the heartbeat. */
export type WrittenReport = Omit<BuildReport, 'durationMs' | 'stateFault'>;

/** Who publishes has a say in how. */
export interface BuildTurn extends LoadHints {
  readonly now: Instant;
  /** Where the files of the last publish are; the output folder when absent. */
  base?(): string;
  /** Asked before each page is rendered; throws where the turn is to be let go. */
  letGo?(): void;
  /** Where the files go, once it is known what will change; the output folder itself when absent. */
  folder?(changes: Changes): Promise<string>;
  /** Right before a file is replaced or deleted. */
  replacing?(folder: string, output: string): void;
  /** Everything stands but the heartbeat. Returns the codes it tells of. */
  written?(report: WrittenReport, folder: string): Promise<readonly string[]>;
  /** The files and the heartbeat are there; readers may see them. Returns false where they do not. */
  finish?(): boolean;
  progress?(done: number, total: number): void;
}

/** How many files a process that runs on looks at each time, to find what somebody else changed or deleted. */
const FILES_LOOKED_AT = 300;

/** A process that runs on writes its cache of parsed files when so many are not in it. */
const UNSAVED_LIMIT = 200;

/** Builds one site, again and again; what did not change since the time before is neither read, planned nor looked at. */
export interface SiteBuilder {
  /**
   * Publishes the site as it is now. Renders only pages whose inputs changed, writes only changed bytes, and replaces each file
   * whole. Bad content is salvaged and reported; a topology with errors touches nothing, unless an earlier one stands in.
   *
   * @throws UserError with exit code 3 when topology.yml is missing or has errors, or a folder does not take what is written.
   */
  build(turn: BuildTurn): Promise<BuildReport>;
  /** Every published file, the heartbeat last. */
  outputs(): readonly string[];
  /** Text of topology.yml as it was last published. */
  topologyText(): string | null;
  /** Writes what is only in memory. */
  close(): void;
}

/** @param lasting the process goes on and builds again: caches are written now and then instead of each time. */
export function openSiteBuilder(options: SiteBuilderOptions, lasting = false): SiteBuilder {
  return new IncrementalBuilder(options, lasting);
}

/** What is printed with, as long as topology and theme stay the same. */
interface Press {
  readonly topology: unknown;
  readonly theme: Theme;
  readonly printer: Printer;
  readonly digests: PlanDigests;
}

class IncrementalBuilder implements SiteBuilder {
  readonly #options: SiteBuilderOptions;
  readonly #lasting: boolean;
  readonly #site: ReturnType<typeof openSite>;
  readonly #planner = createPlanner();
  readonly #checker = createChecker();
  #renderer: ReturnType<typeof createRenderer>;
  #theme: Theme | null = null;
  #press: Press | null = null;
  #manifest: Manifest | null = null;
  /** What is published, where the last publish was whole. */
  #published: { readonly archive: unknown; readonly press: Press } | null = null;
  #loaded: Loaded | null = null;
  #stateFault: string | null = null;

  constructor(options: SiteBuilderOptions, lasting: boolean) {
    this.#options = options;
    this.#lasting = lasting;
    this.#site = openSite(options);
    this.#renderer = this.#openRenderer();
  }

  #openRenderer() {
    return createRenderer(path.join(this.#options.stateDir, 'cache', 'eleventy'));
  }

  async build(turn: BuildTurn): Promise<BuildReport> {
    const startedAt = performance.now();
    this.#stateFault = null;
    const timing = createTimings();
    timing('start');
    const theme = await loadTheme(this.#options.siteDir, this.#theme);
    this.#theme = theme;
    return whileUnchanged(async () => {
      const loaded = this.#load(turn);
      timing('load');
      const { recorded = false, demonstration = false } = this.#options;
      const site = this.#planner.plan(loaded.reading, { recorded, demonstration });
      timing('evaluate');
      const written = await this.#publish({ site, theme, loaded, turn, timing });
      this.#remember(loaded);
      timing('remember');
      return { ...written, durationMs: performance.now() - startedAt, stateFault: this.#stateFault };
    });
  }

  #load(turn: BuildTurn) {
    const loaded = this.#site.load(turn.now, turn);
    const { reading, usable, diagnostics } = loaded;
    if (reading === null || !usable) {
      throw new UserError(`${TOPOLOGY_FILE} has errors, so nothing was built`, { exitCode: 3, diagnostics });
    }
    return { ...loaded, reading };
  }

  async #publish(job: PublishJob): Promise<WrittenReport> {
    const { site, theme, turn, timing } = job;
    const press = this.#pressFor(site, theme);
    const manifest = this.#manifest ?? new Manifest(this.#options.stateDir, this.#options.outDir);
    const before = this.#published;
    this.#published = null;
    manifest.moveTo(turn.base?.() ?? this.#options.outDir);
    // After a publish that came to nothing, what is remembered may be of a draft that nobody sees.
    const looks = before === null ? Infinity : FILES_LOOKED_AT;
    const lost = this.#manifest === null ? [] : manifest.next(looks);
    this.#manifest = manifest;
    timing('manifest');
    const stands = before?.archive === site.archive && before.press === press && lost.length === 0;
    const changes = findChanges(site, stands, press.printer, manifest, press.digests);
    timing('compare');
    const outDir = (await turn.folder?.(changes)) ?? this.#options.outDir;
    manifest.moveTo(outDir);
    const folder = new OutputFolder(outDir, manifest, (output) => turn.replacing?.(outDir, output));
    try {
      const { stateDir } = this.#options;
      const renderer = this.#renderer;
      const progress = (done: number, total: number) => {
        turn.letGo?.();
        turn.progress?.(done, total);
      };
      await publishPages({
        site,
        changes,
        printer: press.printer,
        renderer,
        folder,
        manifest,
        stateDir,
        progress,
        timing,
      });
      const report = await this.#finish(job, press, folder, changes);
      // What waits there is put away before the folder gets the name it is shown under.
      folder.close();
      const isShown = turn.finish?.() !== false;
      // What is not shown is made again, and what it had deleted is there still.
      if (!isShown) manifest.keepRest();
      this.#inState(() => manifest.save());
      timing('write');
      if (isShown) this.#published = { archive: site.archive, press };
      return report;
    } catch (error) {
      // What was written stands on disk, and the next build should know it.
      manifest.keepRest();
      manifest.saveIfPossible();
      // One that could not be opened, or was left in the middle, is of no use any more.
      this.#renderer = this.#openRenderer();
      throw error;
    } finally {
      folder.close();
    }
  }

  /** The heartbeat last of all, because it says that the rest is there. */
  async #finish(
    job: PublishJob,
    press: Press,
    folder: OutputFolder,
    changes: Changes,
  ): Promise<WrittenReport> {
    const { site, theme, loaded, turn, timing } = job;
    const { reading, status, pages } = site;
    const diagnostics = [
      ...loaded.diagnostics,
      ...theme.diagnostics,
      ...press.printer.diagnostics,
      ...this.#checker.check({ ...reading, status }),
    ].sort(compareDiagnostics);
    timing('check');
    if (!changes.archiveStands) folder.deleteOrphans([HEARTBEAT_OUTPUT]);
    const report = {
      diagnostics,
      status,
      snapshotRead: reading.evidence.believed || reading.evidence.fault === 'old',
      topologyKept: loaded.keptTopology,
      pagesPlanned: pages.length,
      pagesRendered: changes.pages.length,
      filesWritten: folder.written,
      filesDeleted: folder.deleted,
    };
    const problems = (await turn.written?.(report, folder.path)) ?? [];
    const heartbeat = this.#heartbeat(site, problems, diagnostics);
    folder.put(HEARTBEAT_OUTPUT, HEARTBEAT_OUTPUT, heartbeat);
    return report;
  }

  #heartbeat(
    { reading, status }: CompiledSite,
    problems: readonly string[],
    diagnostics: readonly Diagnostic[],
  ) {
    const { takenAt, validUntilAt } = status;
    const count = (severity: Diagnostic['severity']) =>
      diagnostics.filter((found) => found.severity === severity).length;
    return heartbeatFile({
      publishedAt: reading.now,
      ...(takenAt === undefined ? {} : { takenAt }),
      ...(validUntilAt === undefined ? {} : { validUntilAt }),
      freshForMs: reading.topology.site.freshForMs,
      id: this.#manifest?.fingerprint(HEARTBEAT_OUTPUT) ?? '',
      problems,
      diagnostics: { errors: count('error'), warnings: count('warning'), hints: count('hint') },
      recorded: this.#options.recorded === true,
    });
  }

  #pressFor(site: CompiledSite, theme: Theme): Press {
    const { topology } = site.reading;
    const before = this.#press;
    if (before?.topology === topology && before.theme === theme) return before;
    const printer = createPrinter(site, theme);
    // A recorded page runs no script, and so is another page.
    const digests = new PlanDigests(
      digestOf(programDigest(), theme.digest, printer.freshOutput ?? 'recorded'),
    );
    this.#press = { topology, theme, printer, digests };
    return this.#press;
  }

  #remember(loaded: Loaded): void {
    const before = this.#loaded?.reading?.remembered;
    this.#loaded = loaded;
    if (before === loaded.reading?.remembered) return;
    if (!this.#lasting || loaded.unsaved() > UNSAVED_LIMIT) this.#inState(() => loaded.remember());
  }

  /** Readers are not to be kept from the news by a folder that is there to save time. */
  #inState(write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      this.#stateFault = `${this.#options.stateDir} cannot be written, so that the next build has more to do: ${error.message}`;
    }
  }

  outputs(): readonly string[] {
    const outputs = this.#manifest?.outputs() ?? [];
    return [...outputs.filter((output) => output !== HEARTBEAT_OUTPUT), HEARTBEAT_OUTPUT];
  }

  topologyText(): string | null {
    return this.#loaded?.topologyText ?? null;
  }

  close(): void {
    this.#loaded?.remember();
  }
}

interface PublishJob {
  readonly site: CompiledSite;
  readonly theme: Theme;
  readonly loaded: Loaded;
  readonly turn: BuildTurn;
  timing(step: string): void;
}
