import { lstatSync, readFileSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import type { IncidentSource, RememberedIncident } from '../core/sources.ts';
import { digestOf, filesBelow, isAbsent, RACY_MS, readIfPresent, replaceFile } from './files.ts';

/** Raised when the form of the cache file changes. */
const CACHE_VERSION = 3;

/** So many files may be read again each time before it pays to write the whole cache for their new stamps alone. */
const RESTAMPED_LIMIT = 100;

/** How a file looked when it was last read. Node's `ctimeMs` cannot be set back by `touch` or `cp -p`. */
interface Stamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly digest: string;
  readonly seenAtMs: number;
}

interface Entry extends Stamp {
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

interface Listed {
  readonly stamp: Stamp;
  readonly source: IncidentSource;
}

export interface IncidentCacheOptions {
  /** The cache file; without one nothing is remembered from one process to the next. */
  readonly file?: string;
  /** Digest of the program. */
  readonly code: string;
  readonly siteDir: string;
  /** Of the incident files, below the site. */
  readonly folder: string;
}

/**
 * The incident files of a site, and a cache of what was parsed of them in one JSON file, which may be deleted at any time.
 * Asked again, it gives the same list while no file changed, and the same source for each file that did not.
 */
export class IncidentCache {
  readonly #options: IncidentCacheOptions;
  /** How what is remembered was read. */
  #context: string;
  /** The stamps in the cache file; null where there is none. */
  #written: ReadonlyMap<string, Stamp> | null;
  #listed: Map<string, Listed>;
  #list: readonly IncidentSource[] | null = null;
  /** Files that changed so shortly before they were read that their times say nothing. */
  #racy = new Set<string>();
  /** What was found and could not be read: links, and names that are no UTF-8. */
  unread: readonly string[] = [];

  constructor(options: IncidentCacheOptions) {
    const { file, code, siteDir } = options;
    this.#options = options;
    const cache = file === undefined ? null : believable(readIfPresent(file), code);
    this.#context = cache?.context ?? '';
    this.#written = cache === null ? null : new Map(Object.entries(cache.entries));
    this.#listed = new Map(
      Object.entries(cache?.entries ?? {}).map(([name, { remembered, ...stamp }]) => {
        return [name, { stamp, source: new ListedFile(siteDir, name, stamp.digest, { remembered }) }];
      }),
    );
  }

  /**
   * Lists the incident files; what the cache knows of each is attached. `nowMs` is the wall clock.
   * @param touched the only files, relative to the site, that may have changed since the list before; null where any may.
   */
  list(
    nowMs: number,
    touched: ReadonlySet<string> | null = null,
  ): (context: string) => readonly IncidentSource[] {
    if (touched === null || this.#list === null) this.#scan(nowMs);
    else this.#lookAt(touched, nowMs);
    return (context) => {
      if (context !== this.#context) this.#forgetRead(context);
      this.#list ??= [...this.#listed.values()].map(({ source }) => source);
      return this.#list;
    };
  }

  #scan(nowMs: number): void {
    const { siteDir, folder } = this.#options;
    const unread: string[] = [];
    const found = filesBelow(path.join(siteDir, folder), (name) => unread.push(`${folder}/${name}`));
    const now = new Map<string, Listed>();
    for (const name of found) {
      if (!isIncidentFile(name)) continue;
      // Bytes that are no UTF-8 come to us as a replacement character, and no such file can be opened.
      if (name.includes('\uFFFD')) unread.push(`${folder}/${name}`);
      else now.set(`${folder}/${name}`, this.#look(`${folder}/${name}`, nowMs));
    }
    const before = this.#listed;
    const isSame =
      before.size === now.size && [...now].every(([file, { source }]) => before.get(file)?.source === source);
    this.#listed = now;
    this.#racy = new Set([...now].flatMap(([file, { stamp }]) => (isRacy(stamp) ? file : [])));
    this.unread = unread;
    if (!isSame) this.#list = null;
  }

  /** Also at those that changed so shortly before they were read that their times say nothing. */
  #lookAt(touched: ReadonlySet<string>, nowMs: number): void {
    const racy = new Set<string>();
    for (const file of new Set([...touched, ...this.#racy])) {
      const found = lstatSync(path.join(this.#options.siteDir, file), { throwIfNoEntry: false });
      const before = this.#listed.get(file);
      if (found?.isFile() !== true || file.includes('\uFFFD') || before === undefined) {
        // Files that come and go have their place in the order, and what is no file has to be told.
        const isTold = this.unread.includes(file) || file.includes('\uFFFD');
        if (found !== undefined || before !== undefined || isTold) return this.#scan(nowMs);
        continue;
      }
      const now = this.#look(file, nowMs);
      if (isRacy(now.stamp)) racy.add(file);
      this.#listed.set(file, now);
      if (now.source !== before.source) this.#list = null;
    }
    this.#racy = racy;
  }

  #look(file: string, nowMs: number): Listed {
    const { siteDir } = this.#options;
    const absolute = path.join(siteDir, file);
    const found = statSync(absolute, { throwIfNoEntry: false });
    if (found === undefined) throw new ChangedWhileReading(file);
    const known = this.#listed.get(file);
    if (known !== undefined && !isRacy(known.stamp) && looksSame(known.stamp, found)) return known;
    const { size, mtimeMs, ctimeMs } = found;
    const text = textOf(absolute, file);
    const digest = digestOf(text);
    const stamp = { size, mtimeMs, ctimeMs, digest, seenAtMs: nowMs };
    const isSame = known?.stamp.digest === digest;
    return { stamp, source: isSame ? known.source : new ListedFile(siteDir, file, digest, { text }) };
  }

  /** What was read in another way is not believed. */
  #forgetRead(context: string): void {
    this.#context = context;
    this.#written = null;
    for (const [file, { stamp, source }] of this.#listed) {
      if (source.remembered === undefined) continue;
      const forgetful = new ListedFile(this.#options.siteDir, file, stamp.digest);
      this.#listed.set(file, { stamp, source: forgetful });
      this.#list = null;
    }
  }

  /** How many files have other texts than the cache file knows. */
  unsaved(remembered: ReadonlyMap<string, RememberedIncident>): number {
    if (this.#written === null) return Infinity;
    let known = 0;
    for (const file of remembered.keys()) {
      if (this.#written.get(file)?.digest === this.#listed.get(file)?.stamp.digest) known++;
    }
    return remembered.size - known + (this.#written.size - known);
  }

  /** Writes what is known now, when it is worth it: always after a change of content, not for a few new stamps. */
  save(remembered: ReadonlyMap<string, RememberedIncident>): void {
    const { file: cacheFile, code } = this.#options;
    if (cacheFile === undefined) return;
    if (this.unsaved(remembered) === 0 && this.#restamped(remembered) <= RESTAMPED_LIMIT) return;
    const entries: Record<string, Entry> = {};
    const written = new Map<string, Stamp>();
    for (const [file, memory] of remembered) {
      const stamp = this.#listed.get(file)?.stamp;
      if (stamp === undefined) continue;
      entries[file] = { ...stamp, remembered: memory };
      written.set(file, stamp);
    }
    const cache: CacheFile = { version: CACHE_VERSION, code, context: this.#context, entries };
    replaceFile(cacheFile, JSON.stringify(cache));
    this.#written = written;
  }

  #restamped(remembered: ReadonlyMap<string, RememberedIncident>): number {
    let count = 0;
    for (const file of remembered.keys()) {
      if (this.#written?.get(file)?.seenAtMs !== this.#listed.get(file)?.stamp.seenAtMs) count++;
    }
    return count;
  }
}

/** A file as it was listed. Its text is kept until it is asked for once, and read again after that. */
class ListedFile implements IncidentSource {
  readonly #siteDir: string;
  readonly file: string;
  readonly digest: string;
  declare readonly remembered?: RememberedIncident;
  #text: string | null;

  constructor(
    siteDir: string,
    file: string,
    digest: string,
    known: { readonly text?: string; readonly remembered?: RememberedIncident } = {},
  ) {
    this.#siteDir = siteDir;
    this.file = file;
    this.digest = digest;
    this.#text = known.text ?? null;
    if (known.remembered !== undefined) this.remembered = known.remembered;
  }

  text(): string {
    const text = this.#text ?? verified(path.join(this.#siteDir, this.file), this.file, this.digest);
    this.#text = null;
    return text;
  }
}

/** True for names of files that are read. */
export function isIncidentFile(name: string): boolean {
  return /\.md$/i.test(name);
}

function isRacy({ mtimeMs, ctimeMs, seenAtMs }: Stamp): boolean {
  return Math.max(mtimeMs, ctimeMs) >= seenAtMs - RACY_MS;
}

function looksSame(stamp: Stamp, found: Stats): boolean {
  return stamp.size === found.size && stamp.mtimeMs === found.mtimeMs && stamp.ctimeMs === found.ctimeMs;
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
