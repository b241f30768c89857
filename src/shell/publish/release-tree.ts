import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { isAbsent } from '../files.ts';

/** Half-written files of a publisher; no part of what is published. */
const WAITING_FOLDER = '.signalbox-tmp';

/** What a file system answers that cannot make this link, though it may well take a copy. */
const NO_LINK: ReadonlySet<string> = new Set(
  'EPERM EACCES EXDEV EMLINK ENOTSUP EOPNOTSUPP ENOSYS EINVAL'.split(' '),
);

/** So many entries, and then others have their turn: ten thousand take a good part of a second. */
const ENTRIES_AT_A_TIME = 250;

export type LinkFile = (from: string, to: string) => void;

/** Lets the rest of the process work now and then. */
function createBreather(): () => Promise<void> | undefined {
  let entries = 0;
  return () => {
    entries += 1;
    if (entries % ENTRIES_AT_A_TIME !== 0) return undefined;
    return new Promise((resolve) => setImmediate(resolve));
  };
}

/**
 * Makes `to` a folder that holds all that `from` holds: folders anew, files as hard links, and as copies where the file
 * system makes no links. What is neither file, folder nor symbolic link is left out.
 */
export async function linkTree(from: string, to: string, link: LinkFile = linkSync): Promise<void> {
  const breathe = createBreather();
  const visit = async (source: string, target: string): Promise<void> => {
    mkdirSync(target);
    chmodSync(target, statSync(source).mode & 0o7777);
    for (const entry of readdirSync(source, { withFileTypes: true })) {
      if (entry.name === WAITING_FOLDER) continue;
      const [here, there] = [path.join(source, entry.name), path.join(target, entry.name)];
      if (entry.isDirectory()) await visit(here, there);
      else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(here), there);
      else if (entry.isFile()) linkOrCopy(here, there, link);
      await breathe();
    }
  };
  await visit(from, to);
}

function linkOrCopy(from: string, to: string, link: LinkFile): void {
  try {
    link(from, to);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !NO_LINK.has(code)) throw error;
    copyFileSync(from, to);
    // By its time a file is known as the one that was published.
    const { atimeMs, mtimeMs } = statSync(from);
    utimesSync(to, atimeMs / 1000, mtimeMs / 1000);
  }
}

/**
 * Deletes a folder with all that is in it, as far as it comes.
 * @param mayGoOn is asked before each entry
 * @returns whether nothing is left
 */
export async function removeTree(folder: string, mayGoOn: () => boolean): Promise<boolean> {
  const breathe = createBreather();
  const visit = async (place: string): Promise<boolean> => {
    for (const entry of entriesOf(place)) {
      if (!mayGoOn()) return false;
      const here = path.join(place, entry.name);
      if (entry.isDirectory()) {
        if (!(await visit(here))) return false;
      } else rmSync(here, { force: true });
      await breathe();
    }
    rmdirSync(place);
    return true;
  };
  return visit(folder);
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
