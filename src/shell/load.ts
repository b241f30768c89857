import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NO_HISTORY } from '../core/evaluate/history.ts';
import type { DayCounts, HistoryInput } from '../core/evaluate/history.ts';
import { compareDiagnostics, diagnostic } from '../core/model/diagnostic.ts';
import type { Diagnostic } from '../core/model/diagnostic.ts';
import type { Instant } from '../core/model/time.ts';
import { createReader } from '../core/read.ts';
import type { ReadResult } from '../core/read.ts';
import type { Sources } from '../core/sources.ts';
import { filesBelow, readIfPresent } from './files.ts';
import { loadDayCounts } from './day-counts-cache.ts';
import { IncidentCache } from './incident-cache.ts';
import { openMemory } from './memory.ts';
import type { MemoryReader } from './memory.ts';
import { programDigest } from './program.ts';
import { UserError } from './user-error.ts';

export const TOPOLOGY_FILE = 'topology.yml';
export const INCIDENTS_FOLDER = 'incidents';
export const CONTENT_FOLDER = 'content/infrastructure';
export const SNAPSHOT_FILE = 'state/snapshot.json';

export interface SiteOptions {
  readonly siteDir: string;
  /** Where caches live; without it nothing is remembered or written. */
  readonly stateDir?: string;
  /** Defaults to `state/snapshot.json` of the site. The memory is read from `history/` beside it. */
  readonly snapshotFile?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface LoadOptions extends SiteOptions {
  readonly now: Instant;
}

/** What is known besides the disk. */
export interface LoadHints {
  /** The only incident files that may have changed since the time before; null where any may. */
  readonly touched?: ReadonlySet<string> | null;
  /** What `topology.yml` said when it was last fit to be published; it stands in where the file is not. */
  readonly goodTopology?: string | null;
}

export interface Loaded extends ReadResult {
  /** The text of topology.yml that the reading was made from. */
  readonly topologyText: string | null;
  /** What of the incident files the cache file does not know yet. */
  unsaved(): number;
  /** Writes what was parsed to the cache. */
  remember(): void;
}

/** A site on disk, read again and again; what did not change since the time before stays the same object. */
export interface SiteFolder {
  /** @throws ChangedWhileReading when a file is edited at this very moment; call again. */
  load(now: Instant, hints?: LoadHints): Loaded;
}

export function openSite(options: SiteOptions): SiteFolder {
  const { siteDir, stateDir, env = process.env } = options;
  const snapshotFile = options.snapshotFile ?? path.join(siteDir, SNAPSHOT_FILE);
  const cache = new IncidentCache({
    ...(stateDir === undefined ? {} : { file: path.join(stateDir, 'cache', 'incidents.json') }),
    code: programDigest(),
    siteDir,
    folder: INCIDENTS_FOLDER,
  });
  const dayCounts = loadDayCounts(stateDir);
  const memory = openMemory(path.dirname(snapshotFile));
  const reader = createReader();
  return {
    load(now, { touched = null, goodTopology = null } = {}) {
      const incidents = cache.list(Date.now(), touched);
      const past = remembered(memory, siteDir, snapshotFile, dayCounts.known);
      const sources: Sources = {
        topology: { file: TOPOLOGY_FILE, text: readTopology(siteDir, goodTopology) },
        goodTopology,
        incidents,
        snapshot: { file: relativeName(siteDir, snapshotFile), text: readSnapshot(snapshotFile) },
        history: past.history,
        content: readContent(siteDir),
        env,
        now,
      };
      const result = reader.read(sources);
      const { reading } = result;
      return {
        ...result,
        topologyText: result.keptTopology ? goodTopology : sources.topology.text,
        diagnostics: [...result.diagnostics, ...past.diagnostics, ...cache.unread.map(unreadFile)].sort(
          compareDiagnostics,
        ),
        unsaved: () => (reading === null ? 0 : cache.unsaved(reading.remembered)),
        remember() {
          if (reading !== null) cache.save(reading.remembered);
          dayCounts.save();
        },
      };
    },
  };
}

/**
 * Reads a site from disk once. Incident files whose stamp and digest are known are not parsed again.
 * @throws ChangedWhileReading when a file is edited at this very moment; call again.
 */
export function loadSite({ now, ...options }: LoadOptions): Loaded {
  return openSite(options).load(now);
}

/** @throws UserError where it cannot be opened and nothing can stand in for it. */
function readTopology(siteDir: string, goodTopology: string | null): string | null {
  try {
    return readIfPresent(path.join(siteDir, TOPOLOGY_FILE));
  } catch (cause) {
    if (goodTopology !== null) return null;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`${TOPOLOGY_FILE} cannot be read: ${reason}`, { exitCode: 3, cause });
  }
}

function readContent(siteDir: string): Sources['content'] {
  const folder = path.join(siteDir, CONTENT_FOLDER);
  return filesBelow(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => ({
      file: `${CONTENT_FOLDER}/${name}`,
      text: readFileSync(path.join(folder, name), 'utf8'),
    }));
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
function remembered(
  memory: MemoryReader,
  siteDir: string,
  snapshotFile: string,
  dayCounts: DayCounts,
): { readonly history: HistoryInput; readonly diagnostics: readonly Diagnostic[] } {
  try {
    return { history: memory.read(dayCounts), diagnostics: [] };
  } catch (error) {
    const file = relativeName(siteDir, path.join(path.dirname(snapshotFile), 'history'));
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
