import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import { digestOf, makeFolders } from '../files.ts';
import { takeLock } from '../folder-lock.ts';
import type { FolderLock } from '../folder-lock.ts';
import { codeOf } from '../probe/network-errors.ts';
import { UserError } from '../user-error.ts';

/*
 * One publisher to an output folder. Two would delete each other's pages, and both would call it a success.
 *
 * The lock stands beside the folder, not in it: what is in it is served, and deployed, and a lock names a process and a
 * machine. Beside it every publisher finds it, whatever state folder it has and by whatever name it was given the output
 * folder. The parent may belong to somebody else, as `/var/www` does; so there is a second lock in the state folder, which
 * two publishers of one site share. Where only that one can be had, this is said.
 *
 * Two publishers of different output folders may share a state folder: what is remembered of an output folder bears its
 * name, and everything else in there is replaced whole and is the same for both.
 */

export interface OutputLock {
  /** Where the lock could not be where every other publisher looks for it: what that means, in one sentence. */
  readonly note?: string;
  /**
   * Shows that this publisher lives, to those who cannot see its process: to be called every few minutes, for after ten
   * of silence another machine takes the lock over. One that is gone is taken anew.
   * @throws UserError where another publisher has it by now
   */
  touch(now: Instant): void;
  release(): void;
}

/**
 * Takes an output folder for this process, whether it exists or not; what a killed publisher left is taken over.
 * @throws UserError where another publisher has it, by whatever name
 */
export function lockOutput(outDir: string, stateDir: string, now: Instant): OutputLock {
  const held: FolderLock[] = [];
  const release = () => {
    for (const lock of held.splice(0)) lock.release();
  };
  const take = (file: string) => {
    const inUse = (holder: string) => inUseBy(outDir, holder, file);
    held.push(takeLock({ file, what: `the output folder ${outDir}`, now, inUse }));
  };
  try {
    const places = placesOf(outDir);
    for (const place of places) take(path.join(stateDir, `publish-${digestOf(place).slice(0, 12)}.lock`));
    const notes = places.flatMap((place) => {
      const file = path.join(path.dirname(place), `.${path.basename(place)}.signalbox-lock`);
      const problem = tried(() => take(file));
      return problem === null ? [] : [noteOf(file, problem)];
    });
    const touch = (at: Instant) => held.forEach((lock) => lock.touch(at));
    return { ...(notes[0] === undefined ? {} : { note: notes[0] }), touch, release };
  } catch (error) {
    release();
    throw unlockable(outDir, error);
  }
}

/**
 * The names an output folder has after every link above it is followed: its own and, where it is a link itself, the ones
 * that it leads to. With `--releases` it is a link that changes with every publish, to a folder that only this publisher
 * knows; there its own name is all.
 */
function placesOf(outDir: string): readonly string[] {
  const places: string[] = [];
  let next: string | null = path.resolve(outDir);
  while (next !== null) {
    const parent = path.dirname(next);
    makeFolders(parent);
    const place: string = path.join(realpathSync(parent), path.basename(next));
    // Links in a circle lead to no folder, which is for those to say who write into it.
    if (places.includes(place)) break;
    places.push(place);
    next = linkedFrom(place);
    if (next !== null && path.dirname(next) === `${place}.releases`) next = null;
  }
  return places;
}

/** Where a link leads; null where there is none. */
function linkedFrom(place: string): string | null {
  if (lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return null;
  return path.resolve(path.dirname(place), readlinkSync(place));
}

/** What the system answered; null where it worked. */
function tried(act: () => void): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof UserError || codeOf(error) === undefined) throw error;
    return (error as Error).message;
  }
}

function inUseBy(outDir: string, holder: string, file: string): UserError {
  return new UserError(`another publisher writes into ${outDir}: ${holder}`, {
    hint: `Stop that one first, or give this one a folder of its own with --out. If it is gone for good, delete ${file}.`,
  });
}

const noteOf = (file: string, problem: string) =>
  `the lock ${file} cannot be made (${problem}); a publisher with another state folder would not be refused`;

function unlockable(outDir: string, error: unknown): unknown {
  if (error instanceof UserError || codeOf(error) === undefined) return error;
  return new UserError(`the output folder ${outDir} cannot be locked: ${(error as Error).message}`, {
    hint: 'Look whether the state folder can be written and has room; --state names another one.',
    cause: error,
  });
}
