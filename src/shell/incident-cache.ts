import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { IncidentSource, RememberedIncident } from '../core/sources.ts';
import { digestOf, filesBelow, readIfPresent, replaceFile } from './files.ts';

/** Raised when the form of the cache file changes. */
const CACHE_VERSION = 1;

/**
 * A file changed less than this long before we looked may change again within the same tick of the file
 * system's clock, unseen. Its times are not believed; its digest is.
 */
const RACY_MS = 2_000;

/** How a file looked when it was last read. Node's `ctimeMs` cannot be set back by `touch` or `cp -p`. */
interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

interface Entry extends Stamp {
  readonly digest: string;
  readonly seenAtMs: number;
  readonly remembered: RememberedIncident;
}

interface CacheFile {
  readonly version: number;
  /** Digest of the program: what other code made is not believed. */
  readonly code: string;
  /** How the texts were read: the site's zone and locale. */
  readonly context: string;
  readonly entries: Readonly<Record<string, Entry>>;
}

/** Thrown when a file's text is no longer the one that was listed; the caller starts over. */
export class ChangedWhileReading extends Error {
  constructor(file: string, options?: ErrorOptions) {
    super(`${file} changed while it was being read`, options);
    this.name = 'ChangedWhileReading';
  }
}

/** A cache of parsed incident files in one JSON file. It may be deleted at any time, and is only an optimisation. */
export class IncidentCache {
  readonly #file: string;
  readonly #code: string;
  #known: CacheFile | null;
  readonly #stamps = new Map<string, Stamp & { digest: string; seenAtMs: number }>();

  constructor(file: string, code: string) {
    this.#file = file;
    this.#code = code;
    this.#known = believable(readIfPresent(file), code);
  }

  /** Lists the incident files of a site; what the cache knows of each is attached. `nowMs` is the wall clock. */
  list(siteDir: string, folder: string, nowMs: number): (context: string) => readonly IncidentSource[] {
    const sources = filesBelow(path.join(siteDir, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => this.#look(siteDir, `${folder}/${name}`, nowMs));
    return (context) => {
      const believed = this.#known !== null && this.#known.context === context;
      return sources.map(({ remembered, ...source }) =>
        believed && remembered !== undefined ? { ...source, remembered } : source,
      );
    };
  }

  #look(siteDir: string, file: string, nowMs: number): IncidentSource {
    const absolute = path.join(siteDir, file);
    const { size, mtimeMs, ctimeMs } = statSync(absolute);
    const entry = this.#known?.entries[file];
    const same =
      entry !== undefined &&
      entry.size === size &&
      entry.mtimeMs === mtimeMs &&
      entry.ctimeMs === ctimeMs &&
      Math.max(mtimeMs, ctimeMs) < entry.seenAtMs - RACY_MS;
    const text = same ? null : readFileSync(absolute, 'utf8');
    const digest = text === null ? (entry?.digest ?? '') : digestOf(text);
    this.#stamps.set(file, { size, mtimeMs, ctimeMs, digest, seenAtMs: same ? entry.seenAtMs : nowMs });
    return {
      file,
      digest,
      text: () => text ?? verified(absolute, file, digest),
      ...(entry?.digest === digest ? { remembered: entry.remembered } : {}),
    };
  }

  /** Writes what is known now, when it differs from what the file holds. */
  save(context: string, remembered: ReadonlyMap<string, RememberedIncident>): void {
    const entries: Record<string, Entry> = {};
    let changed = this.#known === null || this.#known.context !== context;
    for (const [file, memory] of remembered) {
      const stamp = this.#stamps.get(file);
      if (stamp === undefined) continue;
      const entry = { ...stamp, remembered: memory };
      entries[file] = entry;
      changed ||= !sameStamp(this.#known?.entries[file], entry);
    }
    changed ||= Object.keys(this.#known?.entries ?? {}).length !== Object.keys(entries).length;
    if (!changed) return;
    this.#known = { version: CACHE_VERSION, code: this.#code, context, entries };
    replaceFile(this.#file, JSON.stringify(this.#known));
  }
}

function sameStamp(a: Entry | undefined, b: Entry): boolean {
  return (
    a !== undefined &&
    a.digest === b.digest &&
    a.size === b.size &&
    a.mtimeMs === b.mtimeMs &&
    a.ctimeMs === b.ctimeMs &&
    a.seenAtMs === b.seenAtMs
  );
}

function verified(absolute: string, file: string, digest: string): string {
  let text: string;
  try {
    text = readFileSync(absolute, 'utf8');
  } catch (cause) {
    throw new ChangedWhileReading(file, { cause });
  }
  if (digestOf(text) !== digest) throw new ChangedWhileReading(file);
  return text;
}

/** A cache that cannot be read, or that other code wrote, is no cache. */
function believable(text: string | null, code: string): CacheFile | null {
  if (text === null) return null;
  try {
    const cache = JSON.parse(text) as CacheFile;
    const ours = cache.version === CACHE_VERSION && cache.code === code && typeof cache.entries === 'object';
    return ours ? cache : null;
  } catch {
    return null;
  }
}
