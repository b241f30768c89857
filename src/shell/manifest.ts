import { statSync } from 'node:fs';
import path from 'node:path';
import { digestOf, fileStat, readIfPresent, replaceFile } from './files.ts';

/** Raised when the form of the manifest changes. */
const MANIFEST_VERSION = 1;

/** What is known of one published file. */
export interface ManifestEntry {
  /** Digest of everything the file is made from. */
  readonly inputs: string;
  /** Digest of its bytes. */
  readonly content: string;
  /** How it looked after we wrote it: a file that looks otherwise was touched by somebody else and is written anew. */
  readonly size: number;
  readonly mtimeMs: number;
}

interface ManifestFile {
  readonly version: number;
  readonly outDir: string;
  readonly files: Readonly<Record<string, ManifestEntry>>;
}

/** What we published into one output folder, and from what. Losing it costs one full build and leaves orphans, nothing else. */
export class Manifest {
  readonly #file: string;
  readonly #outDir: string;
  readonly #before: ReadonlyMap<string, ManifestEntry>;
  /** False when there is no memory of the output folder, be it new or the memory lost. */
  readonly remembers: boolean;
  readonly #after = new Map<string, ManifestEntry>();

  /** One state folder can serve several output folders: each has a manifest of its own. */
  constructor(stateDir: string, outDir: string) {
    this.#outDir = path.resolve(outDir);
    this.#file = path.join(stateDir, 'manifests', `${digestOf(this.#outDir).slice(0, 16)}.json`);
    const files = read(this.#file, this.#outDir);
    this.remembers = files !== null;
    this.#before = new Map(Object.entries(files ?? {}));
  }

  /** The entry of an earlier publish, when the file on disk still looks as it did then. */
  intact(output: string): ManifestEntry | undefined {
    const entry = this.#before.get(output);
    if (entry === undefined) return undefined;
    const stat = fileStat(`${this.#outDir}/${output}`);
    const same = stat?.isFile() === true && stat.size === entry.size && stat.mtimeMs === entry.mtimeMs;
    return same ? entry : undefined;
  }

  /** Files of the earlier publish that this one has not kept. */
  orphans(): string[] {
    return [...this.#before.keys()].filter((output) => !this.#after.has(output)).sort();
  }

  keeps(output: string): boolean {
    return this.#after.has(output);
  }

  keep(output: string, entry: ManifestEntry): void {
    this.#after.set(output, entry);
  }

  /** Remembers a file as it now stands on disk. */
  record(output: string, inputs: string, content: string): void {
    const { size, mtimeMs } = statSync(path.join(this.#outDir, output));
    this.#after.set(output, { inputs, content, size, mtimeMs });
  }

  /** After a publish that failed half-way: what it did not come to stays as it was. */
  keepRest(): void {
    for (const [output, entry] of this.#before) if (!this.#after.has(output)) this.#after.set(output, entry);
  }

  /** Writes the manifest when it differs from the one read. */
  save(): void {
    const same =
      this.#before.size === this.#after.size &&
      [...this.#after].every(([output, entry]) => sameEntry(this.#before.get(output), entry));
    if (same) return;
    const files = Object.fromEntries(this.#after);
    const manifest: ManifestFile = { version: MANIFEST_VERSION, outDir: this.#outDir, files };
    replaceFile(this.#file, JSON.stringify(manifest));
  }
}

function sameEntry(a: ManifestEntry | undefined, b: ManifestEntry): boolean {
  return (
    a !== undefined &&
    a.inputs === b.inputs &&
    a.content === b.content &&
    a.size === b.size &&
    a.mtimeMs === b.mtimeMs
  );
}

/** Null for a manifest that cannot be read: it is as good as none. */
function read(file: string, outDir: string): Readonly<Record<string, ManifestEntry>> | null {
  const text = readIfPresent(file);
  if (text === null) return null;
  try {
    const manifest = JSON.parse(text) as Partial<ManifestFile> | null;
    if (manifest?.version !== MANIFEST_VERSION || manifest.outDir !== outDir) return null;
    const { files } = manifest;
    const whole = typeof files === 'object' && files !== null && Object.values(files).every(isEntry);
    return whole ? files : null;
  } catch {
    return null;
  }
}

function isEntry(entry: Partial<ManifestEntry> | null): boolean {
  return typeof entry?.inputs === 'string' && typeof entry.content === 'string';
}
