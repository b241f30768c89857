import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MINUTE_MS } from '../src/core/model/time.ts';
import { createWords } from '../src/render/words/words.ts';
import { buildSite } from '../src/shell/build.ts';
import type { BuildReport } from '../src/shell/build.ts';
import { SNAPSHOT_FILE, TOPOLOGY_FILE } from '../src/shell/load.ts';
import { startPreview } from '../src/shell/preview-server.ts';
import type { PreviewServer } from '../src/shell/preview-server.ts';
import { watchSite } from '../src/shell/preview-server-watch.ts';
import { formatReport } from '../src/shell/report.ts';
import { requireSite } from '../src/shell/staff-file-site.ts';
import { UserError } from '../src/shell/user-error.ts';
import { buildSummary } from './build.ts';
import { chosenMoment } from './moment.ts';
import { displayPath, say, siteFolder } from './options.ts';
import type { Io } from './options.ts';
import type { ServeArgs } from './serve.ts';

/** What the site is made of, besides topology.yml and the snapshot. */
const WATCHED_FOLDERS = ['incidents', 'content', 'theme'] as const;

export interface Serving {
  readonly url: string;
  /** Builds again, as a change of a file does; ends when the pages are there. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

/** What a command that serves in its own way does differently. */
export interface ServingWays {
  /** Every page says that it is a demonstration. */
  readonly demonstration?: boolean;
  /**
   * Told of every build that succeeds, in place of the terminal.
   * @returns true when open pages are to load again.
   */
  built?(report: BuildReport): boolean;
}

interface Folders {
  readonly siteDir: string;
  readonly outDir: string;
  readonly stateDir: string;
  readonly snapshotFile: string;
  /** Deletes what is temporary. */
  remove(): void;
}

/** Builds, serves, watches. @throws UserError when there is nothing to serve or no port to serve it on. */
export async function startServing(args: ServeArgs, io: Io, ways: ServingWays = {}): Promise<Serving> {
  const siteDir = siteFolder(args, io);
  if (!existsSync(path.join(siteDir, TOPOLOGY_FILE))) requireSite(siteDir, io.env);
  const folders = chooseFolders(args, siteDir, io);
  try {
    const preview = await startPreview({ outDir: folders.outDir, host: args.host, port: args.port });
    try {
      return await serveFrom({ folders, preview, args, io, ways });
    } catch (error) {
      await preview.close();
      throw error;
    }
  } catch (error) {
    folders.remove();
    throw error;
  }
}

function chooseFolders({ out, snapshot }: ServeArgs, siteDir: string, io: Io): Folders {
  const snapshotFile =
    snapshot === undefined ? path.join(siteDir, SNAPSHOT_FILE) : path.resolve(io.cwd, snapshot);
  if (out !== undefined) {
    const stateDir = path.join(siteDir, 'state');
    return { siteDir, snapshotFile, outDir: path.resolve(io.cwd, out), stateDir, remove: () => undefined };
  }
  const temporary = mkdtempSync(path.join(tmpdir(), 'signalbox-serve-'));
  return {
    siteDir,
    snapshotFile,
    outDir: path.join(temporary, 'site'),
    stateDir: path.join(temporary, 'state'),
    remove: () => {
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** All that one run of serving works with. */
interface Job {
  readonly folders: Folders;
  readonly preview: PreviewServer;
  readonly args: ServeArgs;
  readonly io: Io;
  readonly ways: ServingWays;
}

async function serveFrom(job: Job): Promise<Serving> {
  const { folders, preview, args, io, ways } = job;
  const { siteDir, snapshotFile } = folders;
  const { rebuild, idle } = inTurn(() => buildOnce(job));
  const watcher = watchSite({
    files: [path.join(siteDir, TOPOLOGY_FILE), snapshotFile],
    folders: WATCHED_FOLDERS.map((name) => path.join(siteDir, name)),
    onChange: () => void rebuild(),
  });
  const first = await buildOnce(job, { first: true }).catch((error: unknown) => {
    watcher.close();
    throw error;
  });
  // What is shown as of now changes with the clock too: evidence ages and promises fall due.
  const clock = args.now === undefined ? setInterval(() => void rebuild(), MINUTE_MS) : undefined;
  if (ways.built === undefined) announce(preview, first, args, io);
  return {
    url: preview.url,
    rebuild,
    async close() {
      clearInterval(clock);
      watcher.close();
      // What is being built would otherwise be built into folders that are gone.
      await idle();
      await preview.close();
      folders.remove();
    },
  };
}

/** One at a time; a call while one is running is answered by one more run after it, however many calls there were. */
function inTurn(work: () => Promise<unknown>) {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const run = async () => {
    try {
      await work();
    } finally {
      running = null;
    }
  };
  return {
    rebuild(): Promise<void> {
      if (running === null) return (running = run());
      next ??= running.then(() => {
        next = null;
        return (running = run());
      });
      return next;
    },
    /** Ends when nothing runs, and nothing waits to. */
    async idle(): Promise<void> {
      while (running !== null) await (next ?? running);
    },
  };
}

/** The report of the build; null when the site could not be built, which browser and terminal are told. */
async function buildOnce(job: Job, { first = false } = {}): Promise<BuildReport | null> {
  const { folders, preview, args, io, ways } = job;
  const { siteDir, outDir, stateDir, snapshotFile } = folders;
  const { demonstration = false } = ways;
  try {
    const moment = chosenMoment(args.now, siteDir, io);
    const inputs = { siteDir, outDir, stateDir, snapshotFile, env: io.env };
    const report = await buildSite({ ...inputs, ...moment, demonstration });
    preview.setBasePath(new URL(requireSite(siteDir, io.env).site.url).pathname.replace(/\/$/, ''));
    const reload = (ways.built ?? tellBuild)(report, job);
    if (reload) preview.reload();
    else preview.well();
    return report;
  } catch (error) {
    // A wrong command line will not get better by waiting; wrong files will.
    if (first && (!(error instanceof UserError) || error.exitCode === 2)) throw error;
    const problem = describe(error, siteDir, io);
    preview.fail(problem);
    say(io.stderr, problem, 'The last good site stays until this is put right.');
    return null;
  }
}

function tellBuild(report: BuildReport, { folders, io }: Job): boolean {
  const changed = report.filesWritten.length + report.filesDeleted.length > 0;
  if (changed) {
    say(io.stdout, buildSummary(report, displayPath(folders.outDir, io)));
    tellDiagnostics(report.diagnostics, folders.siteDir, io);
  }
  return changed;
}

function tellDiagnostics(diagnostics: BuildReport['diagnostics'], siteDir: string, io: Io): void {
  if (diagnostics.length === 0) return;
  io.stderr.write(formatReport(diagnostics, { folder: displayPath(siteDir, io), stream: io.stderr }));
}

function describe(error: unknown, siteDir: string, io: Io): string {
  if (!(error instanceof UserError)) {
    return `This is a bug, please report it with what follows:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  const { message, hint, diagnostics } = error;
  const lines = diagnostics.map(({ file, line, column, message: text, hint: todo }) => {
    const place = `${displayPath(path.join(siteDir, file), io)}:${String(line)}:${String(column)}`;
    return `${place}  ${text}${todo === undefined ? '' : `\n    hint: ${todo}`}`;
  });
  return [message, ...(hint === undefined ? [] : [hint]), ...lines].join('\n');
}

function announce(preview: PreviewServer, report: BuildReport | null, args: ServeArgs, io: Io): void {
  const wanted = args.port !== 0 && preview.port !== args.port;
  if (wanted) say(io.stdout, `Port ${String(args.port)} is taken; using ${String(preview.port)}.`);
  if (report !== null) {
    const topology = requireSite(siteFolder(args, io), io.env);
    const { timezone, locale } = topology.site;
    const words = createWords({ timezone, locale });
    const names = new Map(topology.services.map(({ id, name }) => [id, name]));
    const time = words.instantLong(report.status.now);
    say(
      io.stdout,
      args.now === undefined
        ? `Shows the site as of now, ${time}.`
        : `Shows a recorded moment, ${time}; it is not live.`,
    );
    say(io.stdout, `Its headline: ${words.headline(report.status, (id) => names.get(id) ?? id)}`);
  }
  say(io.stdout, '', `  ${preview.url}`, '', 'Watching for changes. Stop with Ctrl-C.');
}
