import type { Instant } from '../../core/model/time.ts';
import type { Changes } from '../publish-pages.ts';
import type { WrittenReport } from '../site-builder.ts';
import { filesBelow } from '../files.ts';
import { HEARTBEAT_OUTPUT } from '../../render/heartbeat.ts';
import {
  compressChanged,
  dropCompressed,
  removeCompressed,
  withForms,
  withStandingForms,
} from './compress.ts';
import type { CompressReport } from './compress.ts';
import { isLiveOutput } from './live-outputs.ts';
import type { Hold } from './release-hold.ts';
import type { Releases } from './releases.ts';
import type { Changes as PathChanges, Problem } from './turn.ts';

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
  held(): Hold | null;
  /** Where the files of the last publish are. */
  base(): string;
  /** Where this publish writes. */
  folderFor(changes: Changes, now: Instant): Promise<string>;
  replacing(folder: string, output: string): void;
  /** All pages stand in the folder. */
  written(report: WrittenReport, folder: string): Promise<readonly Problem[]>;
  /** Readers may see it. Returns the note of who put an earlier release back meanwhile, so that they do not. */
  show(): Hold | null;
  /** What a publish changed, with what stands beside it. */
  allOf(changes: PathChanges): PathChanges;
  /** Every file that readers see, in the order in which it is published. */
  files(): readonly string[];
  /** Puts away what is not needed any more. */
  settle(): Promise<void>;
}

const NO_FORMS = { written: [], deleted: [] };

export function createTarget(options: TargetOptions): OutputTarget {
  return new Target(options);
}

class Target implements OutputTarget {
  readonly #options: TargetOptions;
  /** The name of the release that is being made. */
  #draft: string | null = null;
  /** Compressed forms may be missing of more than what changed. */
  #catchUp = true;
  /** Pages are being written that have not come to be compressed; a turn that failed leaves it so. */
  #isUnderWay = false;
  /** Compressed forms of this publish. */
  #forms: Pick<CompressReport, 'written' | 'deleted'> = NO_FORMS;
  readonly #dropped = new Set<string>();

  constructor(options: TargetOptions) {
    this.#options = options;
  }

  held(): Hold | null {
    return this.#options.releases?.all.held() ?? null;
  }

  base(): string {
    return this.#options.releases?.all.latest()?.folder ?? this.#options.outDir;
  }

  /** A new release begins where something else than the lights changes; those are replaced in the current one. */
  async folderFor(changes: Changes, now: Instant): Promise<string> {
    const { outDir, releases } = this.#options;
    this.#draft = null;
    this.#forms = NO_FORMS;
    this.#dropped.clear();
    this.#catchUp ||= this.#isUnderWay;
    this.#isUnderWay = true;
    if (releases === undefined) return outDir;
    const current = releases.all.current();
    const isNew =
      releases.all.needsNew() || [...changes.pages, ...changes.files].some(({ plan }) => !plan.live);
    if (current !== null && !isNew) return current.folder;
    const draft = await releases.all.fork(now);
    this.#draft = draft.name;
    return draft.folder;
  }

  replacing(folder: string, output: string): void {
    if (!this.#options.precompress) return;
    for (const form of dropCompressed(folder, output)) this.#dropped.add(form);
  }

  async written(report: WrittenReport, folder: string): Promise<readonly Problem[]> {
    const { precompress, single, outputs } = this.#options;
    this.#isUnderWay = false;
    if (!precompress) {
      if (this.#catchUp) this.#forms = { written: [], deleted: removeCompressed(folder, outputs()) };
      this.#catchUp = false;
      return [];
    }
    const { problem, left, ...forms } = await compressChanged({
      outDir: folder,
      changed: report.filesWritten,
      deleted: report.filesDeleted,
      isLive: isLiveOutput,
      ...(this.#catchUp ? { files: outputs() } : {}),
      ...(single ? { limitMs: Infinity } : {}),
    });
    this.#forms = forms;
    this.#catchUp = left > 0 || problem !== null;
    return problem === null ? [] : [problem];
  }

  show(): Hold | null {
    const draft = this.#draft;
    this.#draft = null;
    const isShown = draft === null || this.#options.releases?.all.switchTo(draft) !== false;
    return isShown ? null : this.held();
  }

  allOf(changes: PathChanges): PathChanges {
    return withForms(changes, this.#forms, this.#dropped);
  }

  files(): readonly string[] {
    const { outDir, outputs } = this.#options;
    if (this.held() === null) return withStandingForms(outDir, outputs());
    const files = filesBelow(outDir).filter((output) => output !== HEARTBEAT_OUTPUT);
    return [...files, HEARTBEAT_OUTPUT];
  }

  async settle(): Promise<void> {
    const { releases } = this.#options;
    if (releases !== undefined) await releases.all.prune(releases.keep);
  }
}
