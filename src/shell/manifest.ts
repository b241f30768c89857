import { appendFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { digestOf, fileStat, makeFolders, readIfPresent, replaceFile } from './files.ts';

/** Raised when the form of the manifest changes. */
const MANIFEST_VERSION = 2;

/** The journal is folded into the manifest when it has so many lines, or a quarter as many as the manifest has files. */
const MAX_JOURNAL_LINES = 2_000;

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
  /** Names the journal that goes on from here; another one belongs to an older manifest. */
  readonly generation: number;
  readonly files: Readonly<Record<string, ManifestEntry>>;
}

const FINGERPRINT_DIGITS = 12;

/** A file that is about to be written for the first time. Killed in between, it is ours all the same. */
const INTENDED: ManifestEntry = { inputs: '', content: '', size: -1, mtimeMs: -1 };

/**
 * What we published into one output folder, and from what. Losing it costs one full build and leaves orphans, nothing else.
 * It is a file and a journal of what changed since, so that a minute in which little changed writes little.
 */
export class Manifest {
  readonly #file: string;
  readonly #name: string;
  #outDir: string;
  #generation: number;
  #journalLines: number;
  #before: Map<string, ManifestEntry>;
  #after = new Map<string, ManifestEntry>();
  readonly #prints = new WeakMap<ManifestEntry, bigint>();
  /** True where all that is not in `#after` stays as it is in `#before`. */
  #keepsRest = false;
  /** Of `#before`, without what is left out of it; null until somebody asks. */
  #sum: bigint | null = null;
  /** Of what this publish leaves, once it has been asked for. */
  #nextSum: bigint | null = null;
  /** Entries on disk that a failed publish dropped from memory, or the other way round: then all is written. */
  #mustRewrite: boolean;
  /** Outputs of which it is looked whether they stand as they were written; null for all. */
  #looksAt: ReadonlySet<string> | null = null;
  #looked = 0;
  /** False when there is no memory of the output folder, be it new or the memory lost. */
  remembers: boolean;

  /**
   * One state folder can serve several output folders: each has a manifest of its own, by the name it is reached under, be
   * that a link that leads elsewhere tomorrow.
   */
  constructor(stateDir: string, outDir: string) {
    this.#outDir = path.resolve(outDir);
    this.#name = this.#outDir;
    this.#file = path.join(stateDir, 'manifests', digestOf(this.#name).slice(0, 16));
    const { manifest, journal, isWhole } = read(this.#file, this.#name);
    this.remembers = manifest !== null;
    this.#generation = manifest?.generation ?? 0;
    this.#journalLines = journal.length;
    // Nothing could be read behind a line that was torn.
    this.#mustRewrite = !isWhole;
    this.#before = new Map(Object.entries(manifest?.files ?? {}));
    for (const [output, entry] of journal) {
      if (entry === null) this.#before.delete(output);
      else this.#before.set(output, entry);
    }
  }

  /**
   * Begins the next publish of the same process, which believes that files stand as it left them but for `looks` of them:
   * other ones each time, until all have been looked at. Returns those that do not.
   */
  next(looks: number): readonly string[] {
    const outputs = [...this.#before.keys()];
    const from = this.#looked < outputs.length ? this.#looked : 0;
    this.#looked = from + looks;
    this.#looksAt = new Set(outputs.slice(from, from + looks));
    return [...this.#looksAt].filter((output) => this.intact(output) === undefined);
  }

  /** The same files are from now on written elsewhere: a copy of the folder that is as the folder was. */
  moveTo(outDir: string): void {
    this.#outDir = path.resolve(outDir);
  }

  /** The entry of an earlier publish, when the file on disk still looks as it did then. */
  intact(output: string): ManifestEntry | undefined {
    const entry = this.#before.get(output);
    if (entry === undefined || entry.size < 0) return undefined;
    if (this.#looksAt?.has(output) === false) return entry;
    const stat = fileStat(`${this.#outDir}/${output}`);
    const same = stat?.isFile() === true && stat.size === entry.size && stat.mtimeMs === entry.mtimeMs;
    return same ? entry : undefined;
  }

  /** All files there are, by this publish and those before. */
  outputs(): readonly string[] {
    return [...new Set([...this.#before.keys(), ...this.#after.keys()])].sort();
  }

  /** 12 hex digits that are another exactly where any file of this publish is, or has another name, `except` one. */
  fingerprint(except: string): string {
    const sum = this.#keepsRest ? this.#movedSum(except) : this.#sumOf(this.#after, except);
    this.#nextSum = sum;
    return sum.toString(16).padStart(FINGERPRINT_DIGITS, '0');
  }

  /** What is the same on both sides cancels out. */
  #movedSum(except: string): bigint {
    let sum = (this.#sum ??= this.#sumOf(this.#before, except));
    for (const [output, entry] of this.#after) {
      const before = this.#before.get(output);
      if (output === except || before === entry) continue;
      sum ^= this.#print(output, entry) ^ (before === undefined ? 0n : this.#print(output, before));
    }
    return sum;
  }

  #sumOf(entries: ReadonlyMap<string, ManifestEntry>, except: string): bigint {
    let sum = 0n;
    for (const [output, entry] of entries) if (output !== except) sum ^= this.#print(output, entry);
    return sum;
  }

  #print(output: string, entry: ManifestEntry): bigint {
    let print = this.#prints.get(entry);
    if (print === undefined) {
      print = printOf(output, entry.content);
      this.#prints.set(entry, print);
    }
    return print;
  }

  /** Files of the earlier publish that this one has not kept. */
  orphans(): string[] {
    if (this.#keepsRest) return [];
    return [...this.#before.keys()].filter((output) => !this.#after.has(output)).sort();
  }

  keeps(output: string): boolean {
    return this.#after.has(output) || (this.#keepsRest && this.#before.has(output));
  }

  /** True where an earlier publish came to its end with it; what stands there may be otherwise by now. */
  publishedBefore(output: string): boolean {
    return (this.#before.get(output)?.size ?? -1) >= 0;
  }

  keep(output: string, entry: ManifestEntry): void {
    this.#after.set(output, entry);
  }

  /** Notes that files will be written which never were; it is on the disk when this returns. */
  intend(outputs: readonly string[]): void {
    const news = outputs.filter((output) => !this.#before.has(output));
    if (news.length === 0) return;
    for (const output of news) this.#before.set(output, INTENDED);
    this.#append(news.map((output) => [output, INTENDED]));
  }

  /**
   * Notes that files will be deleted; it is on the disk when this returns. Killed in between, those that are left may lead to
   * those that are gone: needed again, they are new.
   */
  doubt(outputs: readonly string[]): void {
    const known = outputs.filter((output) => this.publishedBefore(output));
    for (const output of known) this.#before.set(output, INTENDED);
    this.#append(known.map((output) => [output, INTENDED]));
  }

  /** Remembers a file as it now stands on disk. */
  record(output: string, inputs: string, content: string): void {
    // One that somebody deletes at this moment is written anew next time.
    const { size, mtimeMs } = fileStat(path.join(this.#outDir, output)) ?? INTENDED;
    const before = this.#before.get(output);
    const entry = { inputs, content, size, mtimeMs };
    this.#after.set(output, before !== undefined && isSame(before, entry) ? before : entry);
  }

  /** What this publish did not come to, or has no reason to look at, stays as it was. */
  keepRest(): void {
    this.#keepsRest = true;
  }

  /** Writes what differs from what is on disk; the next publish goes on from here. */
  save(): void {
    const changes: JournalLine[] = [];
    for (const [output, entry] of this.#after) {
      if (this.#before.get(output) !== entry) changes.push([output, entry]);
    }
    if (this.#keepsRest) for (const [output, entry] of this.#after) this.#before.set(output, entry);
    else {
      for (const output of this.#before.keys()) if (!this.#after.has(output)) changes.push([output, null]);
      this.#before = this.#after;
    }
    this.#after = new Map();
    this.#keepsRest = false;
    this.#sum = this.#nextSum;
    this.#nextSum = null;
    this.remembers = true;
    const lines = this.#journalLines + changes.length;
    const isLong = lines > Math.max(MAX_JOURNAL_LINES, this.#before.size / 4);
    if (this.#mustRewrite || isLong) this.#rewrite();
    else this.#append(changes);
  }

  /** After a failure, which is told already; a full disk takes no manifest either. */
  saveIfPossible(): void {
    try {
      this.save();
    } catch {
      this.#mustRewrite = true;
    }
  }

  #rewrite(): void {
    const old = this.#journal();
    const [version, outDir, generation] = [MANIFEST_VERSION, this.#name, this.#generation + 1];
    const manifest: ManifestFile = { version, outDir, generation, files: Object.fromEntries(this.#before) };
    this.#mustRewrite = true;
    replaceFile(`${this.#file}.json`, JSON.stringify(manifest));
    this.#mustRewrite = false;
    this.#generation = generation;
    this.#journalLines = 0;
    rmSync(old, { force: true });
  }

  #append(changes: readonly JournalLine[]): void {
    if (changes.length === 0) return;
    // Without a manifest there is nothing to go on from; it is written at the end.
    if (this.#generation === 0) return;
    if (this.#mustRewrite) {
      this.#rewrite();
      return;
    }
    const file = this.#journal();
    // After a line that was torn by a full disk nothing more is read.
    this.#mustRewrite = true;
    makeFolders(path.dirname(file));
    appendFileSync(file, changes.map((line) => `${JSON.stringify(line)}\n`).join(''));
    this.#mustRewrite = false;
    this.#journalLines += changes.length;
  }

  #journal(): string {
    return journalOf(this.#file, this.#generation);
  }
}

/** Output and entry; null for one that is gone. */
type JournalLine = readonly [string, ManifestEntry | null];

function journalOf(file: string, generation: number): string {
  return `${file}.${String(generation)}.ndjson`;
}

/** A multiplier of the FNV hash, which spreads what differs in few bits over all of them. */
const SPREAD = 0x01000193;
const HALF_BITS = 24;
const HALF = 0xffffff;

/**
 * 48 bits for a file's name and the digest of its bytes. The digest has done the work of a cryptographic hash; the name is
 * worked in so that two files that trade their bytes are told apart. Two halves, because a number holds 32 bits at a time.
 */
function printOf(output: string, content: string): bigint {
  let high = parseInt(content.slice(0, 8), 16);
  let low = parseInt(content.slice(8, 16), 16);
  for (let index = 0; index < output.length; index += 1) {
    const code = output.charCodeAt(index);
    high = Math.imul(high ^ code, SPREAD);
    low = Math.imul(low ^ (code + index), SPREAD);
  }
  return (BigInt((high >>> 8) & HALF) << BigInt(HALF_BITS)) | BigInt((low >>> 8) & HALF);
}

function isSame(a: ManifestEntry, b: ManifestEntry): boolean {
  return a.inputs === b.inputs && a.content === b.content && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

interface ReadManifest {
  readonly manifest: ManifestFile | null;
  readonly journal: readonly JournalLine[];
  /** False where there is no manifest, or its journal has a line that cannot be read. */
  readonly isWhole: boolean;
}

function read(file: string, outDir: string): ReadManifest {
  const manifest = readManifest(readIfPresent(`${file}.json`), outDir);
  if (manifest === null) return { manifest, journal: [], isWhole: false };
  const text = readIfPresent(journalOf(file, manifest.generation)) ?? '';
  const journal = readJournal(text);
  return {
    manifest,
    journal,
    isWhole: journal.length === text.split('\n').length - 1 && /(^|\n)$/.test(text),
  };
}

/** Null for a manifest that cannot be read: it is as good as none. */
function readManifest(text: string | null, outDir: string): ManifestFile | null {
  if (text === null) return null;
  try {
    const manifest = JSON.parse(text) as Partial<ManifestFile> | null;
    if (manifest?.version !== MANIFEST_VERSION || manifest.outDir !== outDir) return null;
    const { generation, files } = manifest;
    const whole = typeof files === 'object' && files !== null && Object.values(files).every(isEntry);
    return whole && Number.isInteger(generation) ? (manifest as ManifestFile) : null;
  } catch {
    return null;
  }
}

/** Up to the first line that cannot be read, such as one torn by a crash. */
function readJournal(text: string): readonly JournalLine[] {
  const lines: JournalLine[] = [];
  for (const row of text.split('\n').slice(0, -1)) {
    const line = readLine(row);
    if (line === undefined) break;
    lines.push(line);
  }
  return lines;
}

function readLine(row: string): JournalLine | undefined {
  try {
    const [output, entry] = JSON.parse(row) as [unknown, Partial<ManifestEntry> | null];
    return typeof output === 'string' && (entry === null || isEntry(entry))
      ? [output, entry as ManifestEntry | null]
      : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(entry: Partial<ManifestEntry> | null): boolean {
  return typeof entry?.inputs === 'string' && typeof entry.content === 'string';
}
