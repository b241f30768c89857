import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NO_HISTORY } from '../core/evaluate/history.ts';
import type { DayCounts, HistoryInput } from '../core/evaluate/history.ts';
import { compareDiagnostics, diagnostic } from '../core/model/diagnostic.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import type { Instant } from '../core/model/time.ts';
import { readingContext, readSources } from '../core/read.ts';
import type { ReadResult } from '../core/read.ts';
import type { Sources } from '../core/sources.ts';
import { filesBelow, readIfPresent } from './files.ts';
import { loadDayCounts } from './day-counts-cache.ts';
import { IncidentCache } from './incident-cache.ts';
import { readMemory } from './memory.ts';
import { programDigest } from './program.ts';
import { UserError } from './user-error.ts';

export const TOPOLOGY_FILE = 'topology.yml';
export const INCIDENTS_FOLDER = 'incidents';
export const CONTENT_FOLDER = 'content/infrastructure';
export const SNAPSHOT_FILE = 'state/snapshot.json';

export interface LoadOptions {
  readonly siteDir: string;
  /** Where caches live; without it nothing is remembered or written. */
  readonly stateDir?: string;
  /** Defaults to `state/snapshot.json` of the site. The memory is read from `history/` beside it. */
  readonly snapshotFile?: string;
  readonly now: Instant;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Loaded extends ReadResult {
  /** Writes what was parsed to the cache. */
  remember(): void;
}

/**
 * Reads a site from disk. Incident files whose stamp and digest are known are not parsed again.
 * @throws ChangedWhileReading when a file is edited at this very moment; call again.
 */
export function loadSite(options: LoadOptions): Loaded {
  const { siteDir, now, env = process.env } = options;
  const snapshotFile = options.snapshotFile ?? path.join(siteDir, SNAPSHOT_FILE);
  const cache =
    options.stateDir === undefined
      ? null
      : new IncidentCache(path.join(options.stateDir, 'cache', 'incidents.json'), programDigest());
  const reader = cache ?? new IncidentCache('', '');
  const list = reader.list(siteDir, INCIDENTS_FOLDER, Date.now());
  const topology = { file: TOPOLOGY_FILE, text: readTopology(siteDir) };
  const dayCounts = loadDayCounts(options.stateDir);
  const memory = memoryBeside(snapshotFile, siteDir, dayCounts.known);

  const sources: Sources = {
    topology,
    incidents: list,
    snapshot: { file: relativeName(siteDir, snapshotFile), text: readSnapshot(snapshotFile) },
    history: memory.history,
    content: filesBelow(path.join(siteDir, CONTENT_FOLDER))
      .filter((name) => name.endsWith('.md'))
      .map((name) => ({
        file: `${CONTENT_FOLDER}/${name}`,
        text: readFileSync(path.join(siteDir, CONTENT_FOLDER, name), 'utf8'),
      })),
    env,
    now,
  };
  const result = readSources(sources);
  const { reading } = result;
  return {
    ...result,
    diagnostics: [...result.diagnostics, ...memory.diagnostics, ...reader.unread.map(unreadFile)].sort(
      compareDiagnostics,
    ),
    remember() {
      if (reading !== null) cache?.save(readingContext(reading.topology.site), reading.remembered);
      dayCounts.save();
    },
  };
}

function readTopology(siteDir: string): string | null {
  try {
    return readIfPresent(path.join(siteDir, TOPOLOGY_FILE));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`${TOPOLOGY_FILE} cannot be read: ${reason}`, { exitCode: 3, cause });
  }
}

/** A snapshot that cannot be opened is one that cannot be read; no light depends on it. */
function readSnapshot(file: string): string | null {
  try {
    return readIfPresent(file);
  } catch {
    return '';
  }
}

/** Who writes the snapshot writes the memory beside it. One that cannot be opened costs the past, not the page. */
function memoryBeside(
  snapshotFile: string,
  siteDir: string,
  dayCounts: DayCounts,
): { readonly history: HistoryInput; readonly diagnostics: readonly Diagnostic[] } {
  const stateDir = path.dirname(snapshotFile);
  try {
    return { history: readMemory(stateDir, dayCounts), diagnostics: [] };
  } catch (error) {
    const file = relativeName(siteDir, path.join(stateDir, 'history'));
    const reason = error instanceof Error ? error.message : String(error);
    const message = `what probes saw until now cannot be read, so no page tells of it: ${reason}`;
    return { history: NO_HISTORY, diagnostics: [diagnostic('history-unreadable', { file }, message)] };
  }
}

function unreadFile(file: string): Diagnostic {
  const message = `${file} is not read: it is a link or another special file, or its name is no UTF-8`;
  return diagnostic('file-unread', { file }, message, 'put a plain file with a plain name in its place');
}

/** How diagnostics name a file: relative inside the site, as given outside of it. */
function relativeName(siteDir: string, file: string): string {
  const relative = path.relative(siteDir, file);
  return relative.startsWith('..') ? file : relative.split(path.sep).join('/');
}
