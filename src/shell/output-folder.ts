import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { contentDigest, digestOf, filesBelow, fileStat, makeFolders, replaceFileVia } from './files.ts';
import type { Manifest } from './manifest.ts';
import { UserError } from './user-error.ts';

/** Where half-written files wait for their rename: inside the output folder, so on the same file system; one folder a process. */
const WAITING_FOLDER = '.signalbox-tmp';

/** Where only we publish. Without a memory of what we wrote, pages found there that are no longer planned are ours and go. */
const OUR_PAGES = /^(incidents\/[^/]+|history(\/\d+){0,2})\/index\.html$/;

/** What a file system answers when it is the folder's fault, not ours. */
const FOLDER_FAULTS: ReadonlySet<string> = new Set(
  'EACCES EPERM EROFS ENOSPC EDQUOT EISDIR ENOTDIR EEXIST ENOENT ENAMETOOLONG ENOTEMPTY'.split(' '),
);

/** The public folder. Every file in it is replaced whole; only files of ours are ever deleted. */
export class OutputFolder {
  readonly #outDir: string;
  readonly #manifest: Manifest;
  /** Folders known to exist; asking ten thousand times would cost a second. */
  readonly #folders = new Set<string>();
  readonly #replacing: (output: string) => void;
  readonly written: string[] = [];
  readonly deleted: string[] = [];

  /**
   * @param replacing told of each file right before it is replaced or deleted
   * @throws UserError when the folder cannot be made.
   */
  constructor(outDir: string, manifest: Manifest, replacing: (output: string) => void = () => undefined) {
    this.#outDir = path.resolve(outDir);
    this.#manifest = manifest;
    this.#replacing = replacing;
    this.#blaming('.', () => makeFolders(this.#outDir));
    if (fileStat(this.#outDir)?.isDirectory() !== true) throw this.#unusable('.', 'it is not a folder');
    this.#folders.add(this.#outDir);
    this.#sweep();
  }

  /** Publishes one file; writes only when its bytes differ from what stands there. */
  put(output: string, inputs: string, content: string | Uint8Array): void {
    const target = path.join(this.#outDir, output);
    const digest = contentDigest(content);
    const intact = this.#manifest.intact(output);
    const same = intact === undefined ? sameBytes(target, digest) : intact.content === digest;
    if (!same) {
      this.#blaming(output, () => {
        this.#makeFolder(path.dirname(target));
        const waiting = this.#waiting(digestOf(output));
        // Whoever compresses waits there too, and takes the folder away when it is done.
        this.#folders.delete(path.dirname(waiting));
        this.#folders.delete(path.join(this.#outDir, WAITING_FOLDER));
        this.#makeFolder(path.dirname(waiting));
        this.#replacing(output);
        replaceFileVia(waiting, target, content);
      });
      this.written.push(output);
    }
    this.#manifest.record(output, inputs, digest);
  }

  exists(output: string): boolean {
    return existsSync(path.join(this.#outDir, output));
  }

  /** Absolute. */
  get path(): string {
    return this.#outDir;
  }

  /**
   * Deletes what an earlier publish wrote and this one has not kept, and the folders that leaves empty.
   * @param except what is still to be written
   */
  deleteOrphans(except: readonly string[] = []): void {
    const orphans = this.#manifest.orphans().filter((output) => !except.includes(output));
    this.#manifest.doubt(orphans);
    for (const output of [...orphans, ...this.#forgotten()]) {
      const target = path.join(this.#outDir, output);
      // A folder in the place of a file of ours is somebody else's.
      if (fileStat(target)?.isFile() !== true) continue;
      this.#blaming(output, () => {
        this.#replacing(output);
        rmSync(target, { force: true });
      });
      this.deleted.push(output);
      this.#deleteEmptyFolders(path.dirname(output));
    }
  }

  close(): void {
    try {
      rmSync(this.#waiting(''), { recursive: true, force: true });
      rmdirSync(path.join(this.#outDir, WAITING_FOLDER));
    } catch {
      // Another process waits there, or nobody ever did; what the disk does not let go of is swept later.
    }
  }

  /** Pages of ours that a lost manifest no longer names. */
  #forgotten(): string[] {
    if (this.#manifest.remembers) return [];
    return filesBelow(this.#outDir).filter(
      (output) => OUR_PAGES.test(output) && !this.#manifest.keeps(output),
    );
  }

  /** One level at a time, and never through a link: what is published stays inside the folder. */
  #makeFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    this.#makeFolder(path.dirname(folder));
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found === undefined) mkdirSync(folder);
    else if (!found.isDirectory()) {
      throw this.#unusable(path.relative(this.#outDir, folder), 'it is in the way, and is not a folder');
    }
    this.#folders.add(folder);
  }

  #deleteEmptyFolders(relative: string): void {
    for (let folder = relative; folder !== '.'; folder = path.dirname(folder)) {
      try {
        rmdirSync(path.join(this.#outDir, folder));
      } catch {
        return;
      }
    }
  }

  /** Removes what killed processes left waiting. */
  #sweep(): void {
    const folder = path.join(this.#outDir, WAITING_FOLDER);
    if (!existsSync(folder)) return;
    for (const name of readdirSync(folder)) {
      if (!isAlive(Number(name))) rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  }

  #waiting(name: string): string {
    return path.join(this.#outDir, WAITING_FOLDER, String(process.pid), name);
  }

  #blaming(output: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (error instanceof UserError || code === undefined || !FOLDER_FAULTS.has(code)) throw error;
      throw this.#unusable(output, message, error);
    }
  }

  #unusable(output: string, reason: string, cause?: unknown): UserError {
    const place = path.join(this.#outDir, output);
    return new UserError(`${place} cannot be written: ${reason}`, {
      exitCode: 3,
      hint: 'What was published before stands as it was; the next build completes it.',
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function sameBytes(file: string, digest: string): boolean {
  return fileStat(file)?.isFile() === true && contentDigest(readFileSync(file)) === digest;
}
