import { createHash, hash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';

/**
 * A file changed less than this long before we looked may change again within the same tick of the file
 * system's clock, unseen. Its times are not believed; its digest is.
 */
export const RACY_MS = 2_000;

/** Hexadecimal SHA-256, cut to 128 bits: enough to tell contents apart, short enough for ten thousand of them. */
export function digestOf(...parts: readonly (string | Uint8Array)[]): string {
  const texts = parts.filter((part) => typeof part === 'string');
  // One call for the usual case: ten thousand pages are digested in each build.
  if (texts.length === parts.length) return hash('sha256', framed(texts)).slice(0, 32);
  const digest = createHash('sha256');
  for (const part of parts) digest.update(typeof part === 'string' ? framed([part]) : part);
  return digest.digest('hex').slice(0, 32);
}

/** Digest of one content; a text has the digest of its UTF-8 bytes. */
export function contentDigest(content: string | Uint8Array): string {
  return hash('sha256', content).slice(0, 32);
}

/** Each text with its length before it, so that no two lists of texts read alike. */
function framed(texts: readonly string[]): string {
  let all = '';
  for (const text of texts) all += `${text.length}:${text}`;
  return all;
}

/** True for the errors that mean "there is no such file". */
export function isAbsent(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What stands at a path; undefined when nothing does. */
export function fileStat(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** The file's text as UTF-8, or null when it does not exist. Other errors throw. */
export function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/**
 * Makes a folder and those above it, one at a time: Node's own `recursive` never returns where a file system
 * answers that the parent it just saw does not exist, as /proc does.
 */
export function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(path.dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Somebody else was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * All files below `folder`, as sorted relative paths with forward slashes; empty when the folder does not exist.
 * Names that begin with a dot are left out, and so is everything that is neither a file nor a folder.
 * @param skipped is told the names of what is neither, such as symbolic links.
 */
export function filesBelow(folder: string, skipped?: (name: string) => void): string[] {
  const found: string[] = [];
  const visit = (relative: string) => {
    let entries;
    try {
      entries = readdirSync(path.join(folder, relative), { withFileTypes: true });
    } catch (error) {
      if (isAbsent(error)) return;
      throw error;
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) visit(name);
      else if (entry.isFile()) found.push(name);
      else skipped?.(name);
    }
  };
  visit('');
  return found.sort();
}

/** The folders right in a folder, those that begin with a dot left out: where {@link filesBelow} goes on. */
export function foldersBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => path.join(folder, name));
}

/** Replaces a file so that a reader finds the old text or the new one, never half of either. Makes the folder if need be. */
export function replaceFile(file: string, content: string | Uint8Array, mode?: number): void {
  makeFolders(path.dirname(file));
  replaceFileVia(`${file}.${process.pid}.tmp`, file, content, mode);
}

/** The same with a temporary file of the caller's, on the same file system; both folders exist. */
export function replaceFileVia(
  temporary: string,
  file: string,
  content: string | Uint8Array,
  mode?: number,
): void {
  try {
    writeFileSync(temporary, content, mode === undefined ? {} : { mode });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Takes away a file that has served. What cannot be taken away is the trouble that is told already, and no news. */
export function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It is written over next time.
  }
}

/** True when `inner` is `outer` or lies below it. */
export function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(path.resolve(outer), path.resolve(inner));
  return relative === '' || !(relative.split(path.sep)[0] === '..' || path.isAbsolute(relative));
}
