import { readdirSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import path from 'node:path';
import { isAbsent } from './files.ts';
import { UserError } from './user-error.ts';

export interface WatchOptions {
  /** Single files, which need not exist. */
  readonly files: readonly string[];
  /** Folders with all that is below them, which need not exist. */
  readonly folders: readonly string[];
  /** Called once for a burst of changes. */
  onChange(): void;
}

export interface Watcher {
  close(): void;
}

/** Editors write in bursts: a temporary file, a rename, the old file's removal. One rebuild is enough for all of it. */
const QUIET_MS = 60;

/**
 * Watches files and folders, by watching folders only: an editor that replaces a file by renaming another one over it
 * leaves a watcher of the file itself looking at what is gone. Folders that appear or vanish are followed; each is watched by
 * itself, because recursive watching misses renamed files on Linux.
 */
export function watchSite({ files, folders, onChange }: WatchOptions): Watcher {
  const watchers = new Map<string, FSWatcher>();
  const wanted = new Set(files);
  const parents = new Set([...files, ...folders].map((name) => path.dirname(name)));
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const rescan = () => {
    const present = new Set([...existing(parents), ...folders.flatMap(foldersBelow)]);
    for (const [folder, watcher] of watchers) {
      if (present.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of present) if (!watchers.has(folder)) attach(folder);
  };
  const settle = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      rescan();
      onChange();
    }, QUIET_MS);
  };
  const matters = (folder: string, name: string | null): boolean => {
    if (name === null) return true;
    const full = path.join(folder, name);
    // The hidden files of editors and of our own half-written ones are nobody's content.
    if (name.startsWith('.') || name.endsWith('~')) return false;
    return (
      wanted.has(full) ||
      parents.has(full) ||
      folders.some((root) => full === root || full.startsWith(root + path.sep))
    );
  };
  const attach = (folder: string) => {
    try {
      const watcher = watch(folder, (_, name) => {
        if (!closed && matters(folder, name)) settle();
      });
      // A watched folder that is removed is an error on some systems; the rescan that follows lets go of it.
      watcher.on('error', settle);
      watchers.set(folder, watcher);
    } catch (error) {
      if (!isAbsent(error)) throw cannotWatch(folder, error);
    }
  };
  rescan();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

function existing(folders: Iterable<string>): readonly string[] {
  return [...folders].filter((folder) => entriesOf(folder) !== null);
}

/** The folder itself and every folder below it; empty when it does not exist. */
function foldersBelow(folder: string): readonly string[] {
  const entries = entriesOf(folder);
  if (entries === null) return [];
  const inner = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return [folder, ...inner.flatMap((entry) => foldersBelow(path.join(folder, entry.name)))];
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

function cannotWatch(folder: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (code !== 'ENOSPC' && code !== 'EMFILE') return cause;
  const hint = 'The system watches too many files already: close a program that does, or raise its limit.';
  return new UserError(`cannot watch ${folder} for changes`, { cause, hint });
}
