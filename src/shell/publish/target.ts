import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import type { Changes } from '../publish-pages.ts';
import type { WrittenReport } from '../site-builder.ts';
import { compressChanged, dropCompressed, removeCompressed } from './compress.ts';
import type { Releases } from './releases.ts';
import type { Problem } from './turn.ts';

interface TargetOptions {
  readonly outDir: string;
  /** With releases, and how many of them are kept. */
  readonly releases?: { readonly all: Releases; readonly keep: number };
  readonly precompress: boolean;
  /** There are no more turns that could make good what was left. */
  readonly single: boolean;
  /** Every published file. */
  outputs(): readonly string[];
}

/** Where the files of a publish go, and what stands beside them. */
export interface OutputTarget {
  /** Set where an earlier release was put back: then nothing may be published. */
  held(): Problem | null;
  /** Where the files of the last publish are. */
  base(): string;
  /** Where this publish writes. */
  folderFor(changes: Changes, now: Instant): Promise<string>;
  replacing(folder: string, output: string): void;
  /** All pages stand in the folder. */
  written(report: WrittenReport, folder: string): Promise<readonly Problem[]>;
  /** Readers may see it. Returns a problem where they do not, because somebody put an earlier release back meanwhile. */
  show(): Promise<Problem | null>;
  /** Puts away what is not needed any more. */
  settle(): Promise<void>;
}

export function createTarget(options: TargetOptions): OutputTarget {
  return new Target(options);
}

class Target implements OutputTarget {
  readonly #options: TargetOptions;
  /** The name of the release that is being made. */
  #draft: string | null = null;
  /** Compressed forms may be missing of more than what changed. */
  #catchUp = true;

  constructor(options: TargetOptions) {
    this.#options = options;
  }

  held(): Problem | null {
    const hold = this.#options.releases?.all.held() ?? null;
    if (hold === null) return null;
    const message = `${hold.who} put the release ${hold.to} back; nothing is published until «signalbox rollback --resume»`;
    return { code: 'held', message };
  }

  base(): string {
    return this.#options.releases?.all.latest()?.folder ?? this.#options.outDir;
  }

  /** A new release begins where something else than the lights changes; those are replaced in the current one. */
  async folderFor(changes: Changes, now: Instant): Promise<string> {
    const { outDir, releases } = this.#options;
    this.#draft = null;
    if (releases === undefined) return outDir;
    const current = releases.all.current();
    const isNew = releases.all.needsNew() || changes.pages.some(({ plan }) => !plan.live);
    if (current !== null && !isNew) return current.folder;
    const draft = await releases.all.fork(now);
    this.#draft = draft.name;
    return draft.folder;
  }

  replacing(folder: string, output: string): void {
    if (this.#options.precompress) dropCompressed(folder, output);
  }

  async written(report: WrittenReport, folder: string): Promise<readonly Problem[]> {
    const { precompress, single, outputs } = this.#options;
    if (!precompress) {
      if (this.#catchUp) removeCompressed(folder, outputs());
      this.#catchUp = false;
      return [];
    }
    const { problem, left } = await compressChanged({
      outDir: folder,
      changed: report.filesWritten,
      deleted: report.filesDeleted,
      isLive: isLivePage,
      ...(this.#catchUp ? { files: outputs() } : {}),
      ...(single ? { limitMs: Infinity } : {}),
    });
    this.#catchUp = left > 0 || problem !== null;
    return problem === null ? [] : [problem];
  }

  show(): Promise<Problem | null> {
    const draft = this.#draft;
    this.#draft = null;
    const isShown = draft === null || this.#options.releases?.all.switchTo(draft) !== false;
    return Promise.resolve(isShown ? null : this.held());
  }

  async settle(): Promise<void> {
    const { releases } = this.#options;
    if (releases !== undefined) await releases.all.prune(releases.keep);
  }
}

/** Replaced with every snapshot. */
function isLivePage(output: string): boolean {
  return /^(index\.html|infrastructure\/|services\/|heartbeat\.json)/.test(path.posix.normalize(output));
}
