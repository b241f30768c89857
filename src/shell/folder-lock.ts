import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { MINUTE_MS } from '../core/model/time.ts';
import type { Instant } from '../core/model/time.ts';
import { isMapping } from '../core/parse/value-words.ts';
import { discard, isAbsent, makeFolders, readIfPresent } from './files.ts';
import { UserError } from './user-error.ts';

/** A process of another machine or container, which cannot be asked for, is gone when it has not been heard of for so long. */
const SILENT_AFTER_MS = 10 * MINUTE_MS;
/** Somebody else may be faster each time; more than this is no accident. */
const MAX_ATTEMPTS = 5;

/** Who holds the lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** What tells a process from a later one with the same number; empty where the system does not say. */
  readonly started: string;
  /** When it was last heard of, by its own clock. Not the time of the file, which is new where a folder was copied. */
  readonly at: Instant;
}

export interface FolderLock {
  /**
   * Shows that this process lives, to those who cannot see it. A lock that is gone, as it is when somebody deleted the
   * folder, is taken anew.
   * @throws UserError where another process has it by now: what this one would write there, that one writes too
   */
  touch(now: Instant): void;
  release(): void;
}

interface LockRequest {
  /** The lock; its folder is made where there is none. */
  readonly file: string;
  /** What the lock is about, for a message: "the state folder /srv/status/state". */
  readonly what: string;
  readonly now: Instant;
  /** What to say where somebody has it; `holder` is "process 12" or "process 12 on gw1". */
  inUse(holder: string): UserError;
}

/**
 * Takes a lock file for this process, so that no two of them write into one folder. What a killed process left is taken
 * over.
 * @throws UserError where another process has it
 */
export function takeLock(request: LockRequest): FolderLock {
  take(request, null);
  return heldLock(request);
}

/** @param own who had it until now, and still has it where a look that failed once said otherwise */
function take({ file, what, now, inUse }: LockRequest, own: Holder | null): void {
  makeFolders(path.dirname(file));
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (create(file, JSON.stringify(describeSelf(now)))) return;
    const found = readIfPresent(file);
    if (found === null) continue;
    const holder = holderIn(found);
    if (holder !== null && own !== null && isSame(holder, own)) return;
    if (holder !== null && isAlive(holder, now)) throw inUse(nameOf(holder));
    takeAway(file, found);
  }
  throw new UserError(`${what} cannot be locked: others keep locking it`);
}

function nameOf({ pid, host }: Holder): string {
  return host === hostname() ? `process ${String(pid)}` : `process ${String(pid)} on ${host}`;
}

function describeSelf(at: Instant): Holder {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid), at };
}

const temporaryName = (file: string) => `${file}.${String(process.pid)}`;

/** With its content or not at all; false where there is one. */
function create(file: string, text: string): boolean {
  const temporary = temporaryName(file);
  writeFileSync(temporary, text, { mode: 0o600 });
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function heldLock(request: LockRequest): FolderLock {
  const { file } = request;
  const own = describeSelf(request.now);
  const isOurs = () => {
    const found = holderIn(readIfPresent(file) ?? '');
    return found !== null && isSame(found, own);
  };
  return {
    touch(now) {
      const temporary = temporaryName(file);
      try {
        if (!isOurs()) return take({ ...request, now }, own);
        writeFileSync(temporary, JSON.stringify({ ...own, at: now }), { mode: 0o600 });
        renameSync(temporary, file);
      } catch (error) {
        if (error instanceof UserError) throw error;
        // A full disk. Here the process itself shows that it lives; elsewhere the lock grows old.
        discard(temporary);
      }
    },
    release() {
      if (isOurs()) rmSync(file, { force: true });
    },
  };
}

function isSame(a: Holder, b: Holder): boolean {
  return a.pid === b.pid && a.host === b.host && a.started === b.started;
}

/** Null for what is no lock, such as what a full disk left. */
function holderIn(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as unknown;
    if (!isMapping(value)) return null;
    const { pid, host, started, at } = value;
    const isHolder = Number.isInteger(pid) && typeof host === 'string' && typeof started === 'string';
    return isHolder ? { pid: Number(pid), host, started, at: Number(at) } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isAlive({ pid, host, started, at }: Holder, now: Instant): boolean {
  if (host !== hostname()) return Math.abs(now - at) < SILENT_AFTER_MS;
  // Numbers are given out again; containers give every prober the same.
  return isRunning(pid) && startOf(pid) === started;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The boot of the machine and the tick in which a process began, as Linux tells them (proc(5)); empty elsewhere. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const line = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name in the second field may hold anything, brackets and blanks too; field 22 is the 20th behind it.
    const tick = line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${boot} ${tick}`;
  } catch {
    return '';
  }
}

/** Takes a lock of nobody away. Where somebody took it over meanwhile, it is put back. */
function takeAway(file: string, expected: string): void {
  const aside = `${file}.${String(process.pid)}.old`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') !== expected) linkSync(aside, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && !isAbsent(error)) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
