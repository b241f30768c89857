import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { IncidentSource, RememberedIncident } from '../core/sources.ts';
import { digestOf, filesBelow, isAbsent, readIfPresent, replaceFile } from './files.ts';

/** Raised when the form of the cache file changes. */
const CACHE_VERSION = 1;

/**
 * A file changed less than this long before we looked may change again within the same tick of the file
 * system's clock, unseen. Its times are not believed; its digest is.
 */
const RACY_MS = 2_000;

/** So many files may be read again each time before it pays to write the whole cache for their new stamps alone. */
const RESTAMPED_LIMIT = 100;

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
  /** What the last {@link list} found and could not read: links, and names that are no UTF-8. */
  unread: readonly string[] = [];
  readonly #stamps = new Map<string, Stamp & { digest: string; seenAtMs: number }>();

  constructor(file: string, code: string) {
    this.#file = file;
    this.#code = code;
    this.#known = believable(readIfPresent(file), code);
  }

  /** Lists the incident files of a site; what the cache knows of each is attached. `nowMs` is the wall clock. */
  list(siteDir: string, folder: string, nowMs: number): (context: string) => readonly IncidentSource[] {
    const unread: string[] = [];
    const found = filesBelow(path.join(siteDir, folder), (name) => unread.push(`${folder}/${name}`));
    const sources: IncidentSource[] = [];
    for (const name of found) {
      if (!/\.md$/i.test(name)) continue;
      // Bytes that are no UTF-8 come to us as a replacement character, and no such file can be opened.
      if (name.includes('\uFFFD')) unread.push(`${folder}/${name}`);
      else sources.push(this.#look(siteDir, `${folder}/${name}`, nowMs));
    }
    this.unread = unread;
    return (context) => {
      const believed = this.#known !== null && this.#known.context === context;
      return sources.map(({ remembered, ...source }) =>
        believed && remembered !== undefined ? { ...source, remembered } : source,
      );
    };
  }

  #look(siteDir: string, file: string, nowMs: number): IncidentSource {
    const absolute = path.join(siteDir, file);
    const found = statSync(absolute, { throwIfNoEntry: false });
    if (found === undefined) throw new ChangedWhileReading(file);
    const { size, mtimeMs, ctimeMs } = found;
    const entry = this.#known?.entries[file];
    const same =
      entry !== undefined &&
      entry.size === size &&
      entry.mtimeMs === mtimeMs &&
      entry.ctimeMs === ctimeMs &&
      Math.max(mtimeMs, ctimeMs) < entry.seenAtMs - RACY_MS;
    const text = same ? null : textOf(absolute, file);
    const digest = text === null ? (entry?.digest ?? '') : digestOf(text);
    this.#stamps.set(file, { size, mtimeMs, ctimeMs, digest, seenAtMs: same ? entry.seenAtMs : nowMs });
    return {
      file,
      digest,
      text: () => text ?? verified(absolute, file, digest),
      ...(entry?.digest === digest ? { remembered: entry.remembered } : {}),
    };
  }

  /** Writes what is known now, when it is worth it: always after a change of content, not for a few new stamps. */
  save(context: string, remembered: ReadonlyMap<string, RememberedIncident>): void {
    if (!this.#isWorthSaving(context, remembered)) return;
    const entries: Record<string, Entry> = {};
    for (const [file, memory] of remembered) {
      const stamp = this.#stamps.get(file);
      if (stamp !== undefined) entries[file] = { ...stamp, remembered: memory };
    }
    this.#known = { version: CACHE_VERSION, code: this.#code, context, entries };
    replaceFile(this.#file, JSON.stringify(this.#known));
  }

  #isWorthSaving(context: string, remembered: ReadonlyMap<string, RememberedIncident>): boolean {
    if (this.#known === null || this.#known.context !== context) return true;
    const { entries } = this.#known;
    let known = 0;
    let restamped = 0;
    for (const file in entries) if (remembered.has(file)) known++;
    if (known !== remembered.size || known !== Object.keys(entries).length) return true;
    for (const file of remembered.keys()) {
      const [before, now] = [entries[file], this.#stamps.get(file)];
      if (before?.digest !== now?.digest) return true;
      if (before?.seenAtMs !== now?.seenAtMs) restamped++;
    }
    return restamped > RESTAMPED_LIMIT;
  }
}

function textOf(absolute: string, file: string): string {
  try {
    return readFileSync(absolute, 'utf8');
  } catch (cause) {
    if (isAbsent(cause)) throw new ChangedWhileReading(file, { cause });
    throw cause;
  }
}

function verified(absolute: string, file: string, digest: string): string {
  const text = textOf(absolute, file);
  if (digestOf(text) !== digest) throw new ChangedWhileReading(file);
  return text;
}

function isEntry(entry: Partial<Entry> | null): boolean {
  return typeof entry?.digest === 'string' && Array.isArray(entry.remembered?.diagnostics);
}

/** A cache that cannot be read, or that other code wrote, is no cache. */
function believable(text: string | null, code: string): CacheFile | null {
  if (text === null) return null;
  try {
    const cache = JSON.parse(text) as CacheFile;
    const ours = cache.version === CACHE_VERSION && cache.code === code;
    return ours && Object.values(cache.entries).every(isEntry) ? cache : null;
  } catch {
    return null;
  }
}
