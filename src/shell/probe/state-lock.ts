import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { MINUTE_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import { isMapping } from '../../core/parse/value-words.ts';
import { isAbsent, makeFolders, readIfPresent } from '../files.ts';
import { UserError } from '../user-error.ts';

export const LOCK_FILE = 'prober.lock';

/** A prober of another machine or container, which cannot be asked for, is gone when it has not been heard of for so long. */
const SILENT_AFTER_MS = 10 * MINUTE_MS;
/** Somebody else may be faster each time; more than this is no accident. */
const MAX_ATTEMPTS = 5;

/** Who holds the folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** What tells a process from a later one with the same number; empty where the system does not say. */
  readonly started: string;
  /** When it was last heard of, by its own clock. Not the time of the file, which is new where a folder was copied. */
  readonly at: Instant;
}

export interface StateLock {
  /** Shows that this prober lives, to those who cannot see its process. */
  touch(now: Instant): void;
  release(): void;
}

/**
 * Takes a state folder for this process, so that no two probers write into one. What a killed prober left is taken over.
 * @throws UserError where another prober has it
 */
export function lockState(stateDir: string, now: Instant): StateLock {
  const file = path.join(stateDir, LOCK_FILE);
  const own = describeSelf(now);
  makeFolders(stateDir);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (create(file, JSON.stringify(own))) return heldLock(file, own);
    const found = readIfPresent(file);
    if (found === null) continue;
    const holder = holderIn(found);
    if (holder !== null && isAlive(holder, now)) throw inUse(stateDir, holder);
    takeAway(file, found);
  }
  throw new UserError(`the state folder ${stateDir} cannot be locked: others keep locking it`);
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

function heldLock(file: string, own: Holder): StateLock {
  const isOurs = () => {
    const found = holderIn(readIfPresent(file) ?? '');
    return found?.pid === own.pid && found.host === own.host && found.started === own.started;
  };
  return {
    touch(now) {
      const temporary = temporaryName(file);
      try {
        if (!isOurs()) return;
        writeFileSync(temporary, JSON.stringify({ ...own, at: now }), { mode: 0o600 });
        renameSync(temporary, file);
      } catch {
        // A full disk. Here the process itself shows that it lives; elsewhere the lock grows old.
        rmSync(temporary, { force: true });
      }
    },
    release() {
      if (isOurs()) rmSync(file, { force: true });
    },
  };
}

/** Null for what is no lock of a prober, such as what a full disk left. */
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

function inUse(stateDir: string, { pid, host }: Holder): UserError {
  const where = host === hostname() ? `process ${String(pid)}` : `process ${String(pid)} on ${host}`;
  return new UserError(`another prober, or a merge, writes into ${stateDir}: ${where}`, {
    hint: 'Give each prober, and what is merged of them, a folder of its own with --state.',
  });
}
