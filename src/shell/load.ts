import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../core/model/time.ts';
import { readingContext, readSources } from '../core/read.ts';
import type { ReadResult } from '../core/read.ts';
import type { Sources } from '../core/sources.ts';
import { filesBelow, readIfPresent } from './files.ts';
import { IncidentCache } from './incident-cache.ts';
import { programDigest } from './program.ts';

export const TOPOLOGY_FILE = 'topology.yml';
export const INCIDENTS_FOLDER = 'incidents';
export const CONTENT_FOLDER = 'content/infrastructure';
export const SNAPSHOT_FILE = 'state/snapshot.json';

export interface LoadOptions {
  readonly siteDir: string;
  /** Where caches live; without it nothing is remembered or written. */
  readonly stateDir?: string;
  /** Defaults to `state/snapshot.json` of the site. */
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
  const list = (cache ?? new IncidentCache('', '')).list(siteDir, INCIDENTS_FOLDER, Date.now());
  const topology = { file: TOPOLOGY_FILE, text: readIfPresent(path.join(siteDir, TOPOLOGY_FILE)) };

  const sources: Sources = {
    topology,
    incidents: list,
    snapshot: { file: relativeName(siteDir, snapshotFile), text: readIfPresent(snapshotFile) },
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
    remember() {
      if (reading !== null) cache?.save(readingContext(reading.topology.site), reading.remembered);
    },
  };
}

/** How diagnostics name a file: relative inside the site, as given outside of it. */
function relativeName(siteDir: string, file: string): string {
  const relative = path.relative(siteDir, file);
  return relative.startsWith('..') ? file : relative.split(path.sep).join('/');
}
