import { rmSync } from 'node:fs';
import path from 'node:path';
import { isMapping } from '../../core/parse/value-words.ts';
import { readIfPresent } from '../files.ts';
import { replacePrivateFile } from '../probe/private-file.ts';
import type { Changes } from './turn.ts';

const QUEUE_VERSION = 1;
const QUEUE_NAME = 'deploy.json';

/** The one file that changes with every publish: whoever uploads in order says last that all is there. */
const LAST = 'heartbeat.json';

export const NO_CHANGES: Changes = { changed: [], deleted: [] };

/** What is to be sent. */
export interface Batch extends Changes {
  /** True where everything is to be sent; `changed` then says nothing. */
  readonly full: boolean;
}

/**
 * The latest word on each path counts: changed and then deleted is deleted, the other way round it is changed. Paths stand
 * in the order in which they were last published, the heartbeat behind them all; deleted ones are sorted.
 */
export function mergeChanges(before: Changes, after: Changes): Changes {
  const changed = new Set(before.changed);
  const deleted = new Set(before.deleted);
  for (const output of after.changed) {
    // Taken out first, so that it stands where it was published last.
    changed.delete(output);
    changed.add(output);
    deleted.delete(output);
  }
  for (const output of after.deleted) {
    changed.delete(output);
    deleted.add(output);
  }
  if (changed.delete(LAST)) changed.add(LAST);
  return { changed: [...changed], deleted: [...deleted].sort() };
}

interface QueueFile {
  readonly version: number;
  /** What is sent where: of another command or folder nothing is known. */
  readonly key: string;
  readonly source: string;
  /** True while a turn writes files that nobody has written down yet. */
  readonly open: boolean;
  readonly full: boolean;
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
}

/** What has not been confirmed, on the disk at any moment. Where the file is lost, everything is to be sent. */
export class DeployQueue {
  readonly #file: string;
  readonly #key: string;
  #source: string;
  #open = false;
  #underWay: Batch | null = null;
  #waiting: Batch;
  /** Why it is not on the disk; null when it is. */
  problem: string | null = null;

  constructor(stateDir: string, key: string) {
    this.#file = path.join(stateDir, QUEUE_NAME);
    this.#key = key;
    const found = read(this.#file, key);
    this.#source = found?.source ?? '';
    this.#waiting =
      found === null || found.open
        ? { ...NO_CHANGES, full: true }
        : { ...mergeChanges(NO_CHANGES, found), full: found.full };
  }

  get isEmpty(): boolean {
    const { full, changed, deleted } = this.#waiting;
    return !full && changed.length === 0 && deleted.length === 0;
  }

  /** Files are about to change. */
  open(): void {
    // The last turn never said what it changed.
    if (this.#open) this.#waiting = { ...this.#waiting, full: true };
    this.#open = true;
    this.#save();
  }

  add(changes: Changes, source: string): void {
    const full = this.#waiting.full || source !== this.#source;
    const wasQuiet = !this.#open && !full && changes.changed.length === 0 && changes.deleted.length === 0;
    this.#open = false;
    this.#source = source;
    this.#waiting = { ...mergeChanges(this.#waiting, changes), full };
    if (!wasQuiet || this.problem !== null) this.#save();
  }

  /** Takes all that waits, to be sent; it stays on the disk until it is confirmed. */
  take(): Batch {
    this.#underWay = this.#waiting;
    this.#waiting = { ...NO_CHANGES, full: false };
    return this.#underWay;
  }

  confirm(): void {
    this.#underWay = null;
    this.#save();
  }

  /** What was taken waits again, before what has come meanwhile. */
  putBack(): void {
    this.#waiting = this.#all();
    this.#underWay = null;
  }

  #all(): Batch {
    if (this.#underWay === null) return this.#waiting;
    return {
      ...mergeChanges(this.#underWay, this.#waiting),
      full: this.#underWay.full || this.#waiting.full,
    };
  }

  #save(): void {
    const { full, changed, deleted } = this.#all();
    const file: QueueFile = {
      version: QUEUE_VERSION,
      key: this.#key,
      source: this.#source,
      open: this.#open,
      full,
      changed,
      deleted,
    };
    try {
      replacePrivateFile(this.#file, JSON.stringify(file));
      this.problem = null;
    } catch (error) {
      this.problem = (error as Error).message;
      this.#forget();
    }
  }

  /** An old queue would be believed; none at all makes the next publisher send everything. */
  #forget(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch {
      // Then the folder takes nothing at all, which is said.
    }
  }
}

/** Null where there is none that can be read, or it is another target's. */
function read(file: string, key: string): QueueFile | null {
  try {
    const value: unknown = JSON.parse(readIfPresent(file) ?? 'null');
    if (!isMapping(value) || value['version'] !== QUEUE_VERSION || value['key'] !== key) return null;
    const { source, open, full, changed, deleted } = value;
    const isWhole =
      typeof source === 'string' &&
      typeof open === 'boolean' &&
      typeof full === 'boolean' &&
      isTextList(changed) &&
      isTextList(deleted);
    return isWhole ? { version: QUEUE_VERSION, key, source, open, full, changed, deleted } : null;
  } catch {
    return null;
  }
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
