import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import { SECOND_MS } from '../../core/model/time.ts';
import { fileStat, isAbsent, makeFolders } from '../files.ts';
import { UserError } from '../user-error.ts';
import { readHold, removeHold, writeHold } from './release-hold.ts';
import type { Hold } from './release-hold.ts';
import { pointAt, releasesFolder, requirePlace, standingAt } from './release-link.ts';
import { compareReleaseNames, nextReleaseName, readReleaseName } from './release-names.ts';
import { linkTree, removeTree } from './release-tree.ts';
import type { LinkFile } from './release-tree.ts';

/** A release that is being made, and one that is being deleted: neither is ever pointed at. */
const DRAFT_ENDING = '.part';
const GONE_ENDING = '.gone';
/** Deleting is never urgent. */
const PRUNE_LIMIT_MS = 2 * SECOND_MS;

/** What happens one after the other; a process may be killed behind any of them. */
export const RELEASE_STEPS = [
  'forked',
  'named',
  'linked',
  'switched',
  'held',
  'set-aside',
  'pruned',
] as const;
export type ReleaseStep = (typeof RELEASE_STEPS)[number];

export interface Release {
  /** `20100903T221000Z`, or with `-2` and so on where the second is taken. */
  readonly name: string;
  /** Absolute. Of a draft, where it is being made. */
  readonly folder: string;
  /** When it began. */
  readonly at: Instant;
}

export interface ReleasesOptions {
  /** Told behind each step. */
  onStep?(step: ReleaseStep): void;
  /** Makes a hard link, or throws as the file system does. */
  readonly link?: LinkFile;
}

/**
 * An output folder that is a symbolic link to one of several releases beside it. Whatever a process is killed at, the link
 * points at a whole release.
 */
export class Releases {
  readonly #outDir: string;
  readonly #folder: string;
  readonly #options: ReleasesOptions;
  /** The draft this process works on. */
  #draft: string | null = null;

  constructor(outDir: string, options: ReleasesOptions = {}) {
    this.#outDir = path.resolve(outDir);
    this.#folder = releasesFolder(outDir);
    this.#options = options;
  }

  /** Oldest first; only whole ones. */
  list(): readonly Release[] {
    return this.#names('')
      .sort(compareReleaseNames)
      .map((name) => this.#release(name));
  }

  /** What the link points at; null before the first switch, or where somebody deleted it. */
  current(): Release | null {
    const standing = standingAt(this.#outDir);
    if (standing.kind !== 'link') return null;
    const release = this.#release(standing.name);
    return fileStat(release.folder)?.isDirectory() === true ? release : null;
  }

  /** The newest whole one; not the current one after a rollback. The next one is forked from it. */
  latest(): Release | null {
    return this.list().at(-1) ?? null;
  }

  /**
   * True where the next publish has to make a release whatever has changed: there is none, or the link points at another
   * than the newest, as it does when a rollback is over or a process was killed before it had switched.
   */
  needsNew(): boolean {
    const current = this.current();
    return current === null || current.name !== this.latest()?.name;
  }

  /**
   * A draft that holds all that {@link latest} holds, as hard links: files in it may be replaced and deleted, never written
   * into. It counts for nothing until {@link switchTo}.
   */
  fork(now: Instant): Promise<Release> {
    return this.#blamingAll(() => this.#fork(now));
  }

  async #fork(now: Instant): Promise<Release> {
    makeFolders(this.#folder);
    const latest = this.latest();
    const name = nextReleaseName(
      now,
      ['', DRAFT_ENDING, GONE_ENDING].flatMap((ending) => this.#names(ending)),
    );
    const folder = path.join(this.#folder, `${name}${DRAFT_ENDING}`);
    this.#draft = name;
    if (latest === null) mkdirSync(folder);
    else await linkTree(latest.folder, folder, this.#options.link);
    this.#step('forked');
    return { ...this.#release(name), folder };
  }

  /**
   * Makes a draft a release, if it is one, and lets the link point at it.
   * @returns false where somebody holds an earlier release: the link stays on that, and the draft is good for nothing
   */
  switchTo(name: string): boolean {
    return this.#blaming(() => this.#switchTo(name));
  }

  #switchTo(name: string): boolean {
    this.#draft = null;
    if (this.held() !== null) return false;
    const draft = path.join(this.#folder, `${name}${DRAFT_ENDING}`);
    if (existsSync(draft)) renameSync(draft, path.join(this.#folder, name));
    this.#step('named');
    this.#pointAt(name);
    // A rollback that began after we had asked has written its note before it moves the link; so one of us two comes last
    // and sees it.
    const hold = this.held();
    if (hold === null) return true;
    if (existsSync(this.#release(hold.to).folder) && hold.to !== '') this.#pointAt(hold.to);
    return false;
  }

  /**
   * Puts a release back, and holds it there. The note comes first: see {@link switchTo}.
   * @throws UserError where it is deleted at this moment
   */
  putBack(name: string, { who, now }: { readonly who: string; readonly now: Instant }): Hold {
    return this.#blaming(() => {
      const before = this.held();
      const hold: Hold = { who, at: now, from: this.current()?.name ?? '', to: name };
      writeHold(this.#folder, hold);
      this.#step('held');
      if (existsSync(this.#release(name).folder)) this.#pointAt(name);
      else {
        if (before === null) removeHold(this.#folder);
        else writeHold(this.#folder, before);
        throw new UserError(`the release ${name} has just been deleted`);
      }
      return hold;
    });
  }

  held(): Hold | null {
    return readHold(this.#folder);
  }

  /** Lets the publisher go on; returns the hold that was. */
  resume(): Hold | null {
    const hold = this.held();
    this.#blaming(() => removeHold(this.#folder));
    return hold;
  }

  /**
   * Deletes drafts nobody works on and all but the newest `keep` releases; never the current one, the newest, or one that a
   * hold names.
   * @returns false where the time was over before all was done; the next call goes on
   */
  prune(keep: number, limitMs: number = PRUNE_LIMIT_MS): Promise<boolean> {
    return this.#blamingAll(() => this.#prune(keep, limitMs));
  }

  async #prune(keep: number, limitMs: number): Promise<boolean> {
    const hold = this.held();
    const list = this.list().map(({ name }) => name);
    const kept = new Set([...list.slice(-Math.max(1, keep)), this.current()?.name, hold?.from, hold?.to]);
    for (const name of list) if (!kept.has(name)) this.#setAside(name, '');
    for (const name of this.#names(DRAFT_ENDING))
      if (name !== this.#draft) this.#setAside(name, DRAFT_ENDING);
    const startedAt = performance.now();
    const mayGoOn = () => performance.now() - startedAt < limitMs;
    for (const name of this.#names(GONE_ENDING).sort(compareReleaseNames)) {
      if (!(await removeTree(path.join(this.#folder, `${name}${GONE_ENDING}`), mayGoOn))) return false;
      this.#step('pruned');
    }
    return true;
  }

  /** Out of the list first, so that half of a release is never taken for a whole one. */
  #setAside(name: string, ending: string): void {
    const place = path.join(this.#folder, `${name}${ending}`);
    const aside = path.join(this.#folder, `${name}${GONE_ENDING}`);
    renameSync(place, aside);
    // Somebody puts it back at this moment.
    if (this.held()?.to === name) renameSync(aside, place);
    this.#step('set-aside');
  }

  #pointAt(name: string): void {
    pointAt(this.#outDir, name, () => this.#step('linked'));
    this.#step('switched');
  }

  #names(ending: string): string[] {
    try {
      return readdirSync(this.#folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name.endsWith(ending))
        .map(({ name }) => (ending === '' ? name : name.slice(0, -ending.length)))
        .filter((name) => readReleaseName(name) !== undefined);
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  }

  #release(name: string): Release {
    return { name, folder: path.join(this.#folder, name), at: readReleaseName(name)?.at ?? 0 };
  }

  #step(step: ReleaseStep): void {
    this.#options.onStep?.(step);
  }

  #blaming<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw this.#blamed(error);
    }
  }

  async #blamingAll<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw this.#blamed(error);
    }
  }

  /** A fault of the file system is one that whoever runs the publisher can put right. */
  #blamed(error: unknown): unknown {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || code === undefined) return error;
    return new UserError(`the releases of ${this.#outDir} cannot be written: ${message}`, {
      exitCode: 3,
      hint: 'What was published before stands as it was.',
      cause: error,
    });
  }
}

/** @throws UserError where something stands at `outDir` that is not ours to replace */
export function openReleases(outDir: string, options: ReleasesOptions = {}): Releases {
  requirePlace(outDir);
  return new Releases(outDir, options);
}
