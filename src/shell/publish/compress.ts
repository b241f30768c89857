import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { SECOND_MS } from '../../core/model/time.ts';
import { digestOf, filesBelow, fileStat } from '../files.ts';
import { deleteForms, formNames, formOf, formsOf, isOfSameTime, isWorthIt } from './compressed-forms.ts';
import type { Form } from './compressed-forms.ts';
import type { Changes, Problem } from './turn.ts';

/** So many files at a time: compressing happens in threads of its own, and leaves the other cores alone. */
const AT_A_TIME = 2;
/** A turn is not held up for longer by what is new: a first one has every page to compress. */
const LIMIT_MS = 10 * SECOND_MS;
/** A disk that refused so often refuses the rest too. */
const MAX_FAULTS = 3;

/** Says that compressed forms in a folder are ours, and that nobody else keeps any there. */
const MARK = '.signalbox-compressed';
/** Where a publisher's half-written files wait; what a killed one leaves there is swept by the next. */
const WAITING_FOLDER = '.signalbox-tmp';

export interface CompressRequest extends Changes {
  /** Where the files lie; with releases the release's own folder, not the link. */
  readonly outDir: string;
  /**
   * Every published file. When given, forms that are missing or of another time than their file are made too, and forms of
   * pages that are gone are deleted: in the first turn of a process, and as long as something is left.
   */
  readonly files?: readonly string[];
  /** True for what will be replaced within minutes anyway: it is compressed quickly instead of thoroughly. */
  isLive?(output: string): boolean;
  /** No file is begun after so long; the rest is left for the next turn. `Infinity` for a turn that is the only one. */
  readonly limitMs?: number;
}

export interface CompressReport {
  /** Compressed forms that were written and deleted; paths below the output folder, sorted. */
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  /** Files that were not come to; readers get them uncompressed. Hand over `files` next turn. */
  readonly left: number;
  readonly problem: Problem | null;
}

/**
 * Takes the compressed forms of a file away; to be called right before the file is replaced or deleted, so that no server
 * hands out the old form once the new file is there. Returns those that were there. Throws on a fault of the disk.
 */
export function dropCompressed(outDir: string, output: string): readonly string[] {
  return deleteForms(outDir, output);
}

/**
 * Deletes the compressed forms of these files, where it was us who made some in this folder: for a publisher that makes
 * none any more, because they would grow old beside new files. Returns those that were there. Throws on a fault of the disk.
 */
export function removeCompressed(outDir: string, files: readonly string[]): readonly string[] {
  const mark = path.join(outDir, MARK);
  if (fileStat(mark) === undefined) return [];
  const deleted = [
    ...files.flatMap((output) => deleteForms(outDir, output)),
    ...deleteOrphans(outDir, files),
  ];
  rmSync(mark, { force: true });
  return deleted.sort();
}

/**
 * Writes the compressed forms of changed files, with the times of their files, and deletes those of deleted ones. What is
 * stale is deleted first of all: a missing form costs a reader some kilobytes, a stale one tells them what is over.
 */
export async function compressChanged(request: CompressRequest): Promise<CompressReport> {
  const turn = new CompressTurn(request);
  turn.deleteStale();
  await turn.compress();
  return turn.report();
}

/**
 * The changes of a turn with those of the compressed forms, for who sends the files elsewhere: left out, the forms over there
 * would grow old beside new pages. A form stands right behind its file; forms of files that did not change come first.
 * @param dropped what {@link dropCompressed} returned in this turn
 */
export function withForms(
  { changed, deleted }: Changes,
  forms: Pick<CompressReport, 'written' | 'deleted'>,
  dropped: Iterable<string>,
): Changes {
  const written = new Set(forms.written);
  const ofChanged = new Set(changed.flatMap(formNames));
  const gone = new Set([...deleted, ...forms.deleted, ...dropped]);
  return {
    changed: [
      ...forms.written.filter((name) => !ofChanged.has(name)),
      ...changed.flatMap((output) => [output, ...formNames(output).filter((name) => written.has(name))]),
    ],
    deleted: [...gone].filter((name) => !written.has(name)).sort(),
  };
}

/** All files, each with the forms that stand beside it. */
export function withStandingForms(outDir: string, files: readonly string[]): readonly string[] {
  const stands = (name: string) => fileStat(path.join(outDir, name))?.isFile() === true;
  return files.flatMap((output) => [output, ...formNames(output).filter(stands)]);
}

class CompressTurn {
  readonly #request: CompressRequest;
  readonly #written: string[] = [];
  readonly #deleted = new Set<string>();
  readonly #waiting: string;
  #todo: string[] = [];
  #problem: Problem | null = null;
  #faults = 0;

  constructor(request: CompressRequest) {
    this.#request = request;
    this.#waiting = path.join(request.outDir, WAITING_FOLDER, String(process.pid));
  }

  /** Afterwards every form that is left is of its file, and what has none but should is known. */
  deleteStale(): void {
    const { outDir, changed, deleted, files } = this.#request;
    for (const output of new Set([...changed, ...(files ?? [])])) {
      this.#blaming(output, () => {
        const stat = fileStat(path.join(outDir, output));
        const wanted = isWorthIt(output, stat);
        const stale = deleteForms(outDir, output, (form) => !wanted || !isOfSameTime(form, stat));
        for (const name of stale) this.#deleted.add(name);
        if (wanted && this.#lacksForm(output)) this.#todo.push(output);
      });
    }
    for (const output of deleted) {
      // Deleted and back again is changed.
      if (fileStat(path.join(outDir, output)) !== undefined) continue;
      this.#blaming(output, () => {
        for (const name of deleteForms(outDir, output)) this.#deleted.add(name);
      });
    }
    if (files === undefined) return;
    this.#blaming('.', () => {
      for (const name of deleteOrphans(outDir, files)) this.#deleted.add(name);
    });
  }

  async compress(): Promise<void> {
    if (this.#todo.length === 0) return;
    const { outDir, limitMs = LIMIT_MS } = this.#request;
    this.#blaming('.', () => {
      const mark = path.join(outDir, MARK);
      if (fileStat(mark) === undefined) writeFileSync(mark, '');
      mkdirSync(this.#waiting, { recursive: true });
    });
    const startedAt = performance.now();
    const mayGoOn = () => this.#faults < MAX_FAULTS && performance.now() - startedAt < limitMs;
    const work = async () => {
      while (mayGoOn()) {
        const output = this.#todo.shift();
        if (output === undefined) return;
        await this.#compressOne(output);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    this.#tidy();
  }

  report(): CompressReport {
    const written = this.#written.sort();
    for (const name of written) this.#deleted.delete(name);
    return { written, deleted: [...this.#deleted].sort(), left: this.#todo.length, problem: this.#problem };
  }

  async #compressOne(output: string): Promise<void> {
    const { outDir, isLive } = this.#request;
    try {
      const file = path.join(outDir, output);
      const stat = fileStat(file);
      if (stat === undefined) return;
      const forms = await formsOf(readFileSync(file), isLive?.(output) === true);
      const now = fileStat(file);
      // Replaced while it was compressed: the next turn has it.
      if (now === undefined || !isOfSameTime(now, stat)) return;
      this.#putInPlace(output, forms, stat);
    } catch (error) {
      this.#blame(output, error);
    }
  }

  /** None is in place before all are written. */
  #putInPlace(output: string, forms: readonly Form[], { atimeMs, mtimeMs }: Stats): void {
    const { outDir } = this.#request;
    const digest = digestOf(output);
    const waiting = (ending: string) => path.join(this.#waiting, `${digest}${ending}`);
    for (const { ending, bytes } of forms) {
      writeFileSync(waiting(ending), bytes);
      utimesSync(waiting(ending), atimeMs / 1000, mtimeMs / 1000);
    }
    for (const { ending } of forms) {
      renameSync(waiting(ending), path.join(outDir, `${output}${ending}`));
      this.#written.push(`${output}${ending}`);
    }
  }

  #lacksForm(output: string): boolean {
    return formNames(output).some((name) => fileStat(path.join(this.#request.outDir, name)) === undefined);
  }

  #blaming(output: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#blame(output, error);
    }
  }

  #blame(output: string, error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    this.#faults += 1;
    const place = path.join(this.#request.outDir, output);
    this.#problem ??= {
      code: 'compression-failed',
      message: `the compressed forms of ${place} cannot be written: ${message}`,
    };
  }

  #tidy(): void {
    try {
      rmSync(this.#waiting, { recursive: true, force: true });
      rmdirSync(path.dirname(this.#waiting));
    } catch {
      // Another process waits there too.
    }
  }
}

/** Forms of pages that are gone. Other files end like this too, so only those of pages are known to be ours. */
function deleteOrphans(outDir: string, files: readonly string[]): readonly string[] {
  const names = filesBelow(outDir);
  const known = new Set(names);
  const published = new Set(files);
  return names.filter((name) => {
    const output = formOf(name);
    if (output?.endsWith('.html') !== true || known.has(output) || published.has(name)) return false;
    rmSync(path.join(outDir, name), { force: true });
    return true;
  });
}
