import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { contentDigest, digestOf, replaceFileVia } from './files.ts';
import type { Manifest } from './manifest.ts';

/** Where half-written files wait inside the output folder for their rename; on the same file system, and swept at each start. */
const WAITING_FOLDER = '.signalbox-tmp';

/** The public folder. Every file in it is replaced whole; only files of ours are ever deleted. */
export class OutputFolder {
  readonly #outDir: string;
  readonly #manifest: Manifest;
  /** Folders known to exist; asking ten thousand times would cost a second. */
  readonly #folders = new Set<string>();
  readonly written: string[] = [];
  readonly deleted: string[] = [];

  constructor(outDir: string, manifest: Manifest) {
    this.#outDir = outDir;
    this.#manifest = manifest;
    rmSync(this.#waiting(''), { recursive: true, force: true });
  }

  /** Publishes one file; writes only when its bytes differ from what stands there. */
  put(output: string, inputs: string, content: string | Uint8Array): void {
    const target = path.join(this.#outDir, output);
    const digest = contentDigest(content);
    const intact = this.#manifest.intact(output);
    const same = intact === undefined ? sameBytes(target, digest) : intact.content === digest;
    if (!same) {
      this.#makeFolder(path.dirname(target));
      this.#makeFolder(this.#waiting(''));
      replaceFileVia(this.#waiting(digestOf(output)), target, content);
      this.written.push(output);
    }
    this.#manifest.record(output, inputs, digest);
  }

  exists(output: string): boolean {
    return existsSync(path.join(this.#outDir, output));
  }

  /** Deletes what an earlier publish wrote and this one has not kept, and the folders that leaves empty. */
  deleteOrphans(): void {
    for (const output of this.#manifest.orphans()) {
      rmSync(path.join(this.#outDir, output), { force: true });
      this.deleted.push(output);
      this.#deleteEmptyFolders(path.dirname(output));
    }
  }

  close(): void {
    rmSync(this.#waiting(''), { recursive: true, force: true });
  }

  #makeFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    mkdirSync(folder, { recursive: true });
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

  #waiting(name: string): string {
    return path.join(this.#outDir, WAITING_FOLDER, name);
  }
}

function sameBytes(file: string, digest: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && contentDigest(readFileSync(file)) === digest;
}
