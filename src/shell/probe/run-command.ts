import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';
import { cleanText } from '../../core/parse/clean-text.ts';
import { ProbeFailure, quoted } from './failure.ts';
import { longestWait, startGuardedTimer } from './guarded-timer.ts';
import { codeOf, reasonOfCode } from './network-errors.ts';

/** What a program writes beyond this is read and thrown away. */
const MAX_OUTPUT_BYTES = 64 * 1024;
const MAX_COMPLAINT_LENGTH = 200;
/** A program that has ended may have left its output to a child of its own; it is not waited for longer. */
const DRAIN_MS = 200;

/** All a program finds in its environment, besides what the probe gives it. Messages are in English everywhere. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
} as const;

export interface Command {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly limitMs: number;
}

export interface CommandResult {
  readonly exitCode: number;
  /** Its first 64 kB. */
  readonly stdout: string;
  /** The last line of what it wrote as errors, for the log: what made it give up, behind what it only remarked on. */
  readonly complaint: string;
}

/** The longest {@link runCommand} may take. */
export const longestCommand = ({ limitMs }: Pick<Command, 'limitMs'>): number =>
  longestWait(limitMs) + longestWait(DRAIN_MS);

/**
 * Runs a program to its end. It gets a process group of its own, and none of that group outlives the check.
 * @throws ProbeFailure `plug-in` where it cannot be run, is ended by a signal or takes too long; `local` where our machine
 * is out of files, memory or processes
 */
export async function runCommand(asked: Command, signal: AbortSignal): Promise<CommandResult> {
  const child = start(asked);
  let end: () => void = () => undefined;
  let timer: { cancel(): void } | undefined;
  try {
    return await new Promise<CommandResult>((resolve, reject) => {
      const output = collect(child.stdout);
      const errors = collect(child.stderr);
      end = () => reject(new ProbeFailure('not-probed', 'the round ended before this check did'));
      setMaxListeners(0, signal);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
      timer = startGuardedTimer(asked.limitMs, (lagged) => reject(outOfTime(asked.limitMs, lagged)));
      child.on('error', (error) => reject(startFailure(error, asked)));
      child.on('exit', (exitCode, killedBy) => {
        void drained(child).then(() => {
          if (exitCode === null) reject(killed(killedBy));
          else resolve({ exitCode, stdout: output(), complaint: lastLine(errors()) });
        });
      });
    });
  } finally {
    timer?.cancel();
    signal.removeEventListener('abort', end);
    endGroup(child);
  }
}

function start(asked: Command): ChildProcess {
  const { command, env } = asked;
  const [program = '', ...args] = command;
  try {
    return spawn(program, args, {
      cwd: '/',
      env: { ...ENVIRONMENT, ...env },
      // A group of its own, so that all of it can be ended.
      detached: true,
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw startFailure(error, asked);
  }
}

/** What cannot be started for want of files, memory or processes is our failure; of rights or of the program, the plug-in's. */
function startFailure(error: unknown, { command: [program = ''] }: Command): ProbeFailure {
  const code = codeOf(error);
  if (code === undefined) throw error;
  const isOurs = reasonOfCode(code) === 'local' && code !== 'EACCES' && code !== 'EPERM';
  const detail = `the program ${quoted(program)} cannot be run (${code})`;
  return new ProbeFailure(isOurs ? 'local' : 'plug-in', detail, { cause: error });
}

const killed = (signal: NodeJS.Signals | null) =>
  new ProbeFailure('plug-in', `the program was ended by ${signal ?? 'a signal'}`);

function outOfTime(limitMs: number, lagged: boolean): ProbeFailure {
  return lagged
    ? new ProbeFailure('lag', 'this process was too busy to have listened')
    : new ProbeFailure('plug-in', `the program did not end within ${String(limitMs)} ms`);
}

function collect(from: Readable | null): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  from?.on('data', (chunk: Buffer) => {
    if (length < MAX_OUTPUT_BYTES) chunks.push(chunk.subarray(0, MAX_OUTPUT_BYTES - length));
    length += chunk.length;
  });
  // A pipe that breaks has said all it had to say.
  from?.on('error', () => undefined);
  return () => Buffer.concat(chunks).toString('utf8');
}

function lastLine(written: string): string {
  const line = written.trimEnd().split('\n').at(-1) ?? '';
  return cleanText(line, MAX_COMPLAINT_LENGTH);
}

/** Until everything written has been read, or it is clear that somebody else holds the pipes open. */
function drained(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    const timer = startGuardedTimer(DRAIN_MS, () => resolve());
    void Promise.all([closed(child.stdout), closed(child.stderr)]).then(() => {
      timer.cancel();
      resolve();
    });
  });
}

function closed(pipe: Readable | null): Promise<void> {
  return new Promise((resolve) => {
    if (pipe === null || pipe.closed) resolve();
    else pipe.once('close', () => resolve());
  });
}

/**
 * Ends the program, or what it left behind. As long as its output is open, its group exists and its number is nobody
 * else's.
 */
function endGroup({ pid, stdout, stderr, exitCode, signalCode }: ChildProcess): void {
  const isRunning = exitCode === null && signalCode === null;
  const isOpen = stdout?.closed === false || stderr?.closed === false;
  if (pid === undefined || !(isRunning || isOpen)) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It ended a moment ago, or runs as somebody else, as `sudo` does.
    if (codeOf(error) === undefined) throw error;
  }
  stdout?.destroy();
  stderr?.destroy();
}
