import { lstatSync, readFileSync, statfsSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import path from 'node:path';
import { HOUR_MS } from '../core/model/time.ts';
import { foldersBelow } from './files.ts';
import { isIncidentFile } from './incident-cache.ts';

/*
 * Which incident files may have changed, without looking at all of them. Linux tells of every change made by way of a folder
 * in the order in which they happen (inotify), and before the call that makes it returns; so whoever asks the kernel after
 * the change hears of it. That holds for file systems of this machine only, and there are changes of which it does not tell:
 * writing through a memory map, or through another name of the same file. Therefore:
 *
 * - where the file system is not known to tell, nobody relies on it, and every file is looked at;
 * - after so many events that some may have been dropped, or one about a folder, every file is looked at once;
 * - once an hour every file is looked at, event or not.
 */

/** File systems of this machine, by their magic numbers (statfs(2)): ext, XFS, Btrfs, tmpfs, overlayfs, F2FS, ZFS, bcachefs. */
const TELLING = new Set([
  0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0xf2f52010, 0x2fc12fc1, 0xca451a4e,
]);

/** The kernel's queue holds at least 16,384 and drops what comes after; far below that nothing was dropped. */
const MANY_EVENTS = 2_000;
const LOOK_AT_ALL_MS = HOUR_MS;
/** Each of them costs the kernel some memory, and there is a limit for each user. */
const MAX_FOLDERS = 500;

export interface IncidentWatch {
  /** Files, relative to the site, that may have changed; null where any may. To be asked again until {@link done}. */
  touched(): Promise<ReadonlySet<string> | null>;
  /** What {@link touched} answered last has been looked at. */
  done(): void;
  close(): void;
}

/** @param folder of the incident files, below the site; it may come and go. */
export function watchIncidents(siteDir: string, folder: string): IncidentWatch {
  return new LinuxWatch(siteDir, folder);
}

class LinuxWatch implements IncidentWatch {
  readonly #siteDir: string;
  readonly #folder: string;
  readonly #watchers = new Map<string, { readonly watcher: FSWatcher; readonly id: string }>();
  #files = new Set<string>();
  #answered = new Set<string>();
  #events = 0;
  /** Everything has to be looked at. */
  #lost = true;
  #answeredAll = false;
  #lookedAtAllMs = -Infinity;

  constructor(siteDir: string, folder: string) {
    this.#siteDir = siteDir;
    this.#folder = folder;
  }

  async touched(): Promise<ReadonlySet<string> | null> {
    // Twice, so that what the kernel has to tell at this moment is read in between.
    await nextTurn();
    await nextTurn();
    const isLongAgo = performance.now() - this.#lookedAtAllMs > LOOK_AT_ALL_MS;
    if (this.#events > MANY_EVENTS || isLongAgo || !this.#watchesAll()) this.#lost = true;
    if (this.#lost) this.#watchAgain();
    this.#events = 0;
    this.#answeredAll ||= this.#lost;
    for (const file of this.#files) this.#answered.add(file);
    // What is told from here on belongs to the next answer.
    this.#files = new Set();
    this.#lost = this.#watchers.size === 0;
    return this.#answeredAll ? null : this.#answered;
  }

  done(): void {
    this.#answered = new Set();
    this.#answeredAll = false;
  }

  close(): void {
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** True where each folder is watched and still is the folder it was. */
  #watchesAll(): boolean {
    for (const [folder, { id }] of this.#watchers) if (id === '' || identityOf(folder) !== id) return false;
    return this.#watchers.size > 0;
  }

  /** Before everything is looked at, so that nothing can change unseen in between. */
  #watchAgain(): void {
    this.close();
    this.#lookedAtAllMs = performance.now();
    const root = path.join(this.#siteDir, this.#folder);
    if (!tells(root)) return;
    try {
      // A folder that comes while this goes on is told of by the one above it, which is watched by then.
      const todo = [root];
      for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
        if (this.#watchers.size === MAX_FOLDERS) return this.close();
        this.#watchOne(next);
        todo.push(...foldersBelow(next));
      }
    } catch {
      // No more watches for this user, or the folder went away: everything is looked at until that is over.
      this.close();
    }
  }

  #watchOne(folder: string): void {
    const id = identityOf(folder);
    const watcher = watch(folder, { persistent: false }, (_kind, name) => this.#told(folder, name));
    watcher.on('error', () => {
      this.#lost = true;
    });
    this.#watchers.set(folder, { watcher, id });
  }

  #told(folder: string, name: string | null): void {
    this.#events += 1;
    if (name?.startsWith('.') === true) return;
    const file = name === null ? null : path.join(folder, name);
    // What goes itself is told by its own name; another folder in its place may have the number it had.
    const isItself = name === path.basename(folder);
    // A folder that came or went takes its files along.
    if (file === null || isItself || this.#watchers.has(file) || mayBeFolder(file)) this.#lost = true;
    else if (isIncidentFile(file))
      this.#files.add(path.relative(this.#siteDir, file).split(path.sep).join('/'));
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Which folder it is; empty where there is none, or nobody can tell. */
function identityOf(folder: string): string {
  try {
    const found = lstatSync(folder, { throwIfNoEntry: false });
    return found === undefined ? '' : `${String(found.dev)} ${String(found.ino)}`;
  } catch {
    return '';
  }
}

/** True also where nobody can tell. */
function mayBeFolder(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return true;
  }
}

function tells(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  try {
    return TELLING.has(statfsSync(folder).type) && limit() > MANY_EVENTS;
  } catch {
    return false;
  }
}

/** How many events the kernel keeps for us; 0 where nobody knows. */
function limit(): number {
  return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8')) || 0;
}
