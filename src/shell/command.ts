import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { SECOND_MS } from '../core/model/time.ts';

/** A program that has ended may have left its output to a child of its own; it is not waited for longer. */
const DRAIN_MS = 200;
const POLL_MS = 10;
/** Of what a command says. */
const MAX_OUTPUT_LENGTH = 2_000;

export interface CommandRequest {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  /** Where it runs. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For its standard input, which ends after it; nothing when not said. */
  readonly input?: string;
  readonly limitMs: number;
  /** From the polite request to end (SIGTERM) to the one that cannot be refused; 0, the default, leaves the first one out. */
  readonly graceMs?: number;
  /** Of what it says, the first so many characters; 2,000 when not said. */
  readonly maxOutputLength?: number;
  /** The last so many instead, where the reason of a failure stands behind much else. */
  readonly keepsEnd?: boolean;
  /** Ends it, as the limit does. */
  readonly signal: AbortSignal;
}

/** `ended` by itself, with whatever exit code or signal; not `started` at all; `out-of-time`; `stopped` by our signal. */
type CommandFate = 'ended' | 'not-started' | 'out-of-time' | 'stopped';

export interface CommandEnd {
  readonly fate: CommandFate;
  /** In words, to follow what the command is called: "it ended with 3". Null where it ended with 0. */
  readonly problem: string | null;
  /** Of the system where it was not started: `ENOENT`, `EACCES`. */
  readonly code?: string;
  /** What it said, on both of its outputs, in the order in which it arrived. */
  readonly output: string;
}

/**
 * Runs a command to its end. It has a process group of its own; where it is out of time or stopped, all of the group is
 * ended. What a command that ended by itself left running is its own business. Never rejects.
 */
export async function runToEnd(request: CommandRequest): Promise<CommandEnd> {
  if (request.signal.aborted) return { ...STOPPED, output: '' };
  let child: ChildProcess;
  try {
    child = start(request);
  } catch (error) {
    return { ...notStarted(error as NodeJS.ErrnoException), output: '' };
  }
  const output = collect(child, request);
  // A command that does not read its input is free not to.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(request.input);
  const end = await endOf(child, request);
  // What the command left running may hold them open.
  child.stdout?.destroy();
  child.stderr?.destroy();
  return { ...end, output: output() };
}

function start({ command: [program, ...args], cwd, env, input }: CommandRequest): ChildProcess {
  return spawn(program, args, {
    cwd,
    env,
    shell: false,
    // A group of its own, so that all that the command started can be ended.
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
}

type Ending = Omit<CommandEnd, 'output'>;

function endOf(child: ChildProcess, { limitMs, graceMs = 0, signal }: CommandRequest): Promise<Ending> {
  return new Promise((resolve) => {
    const timers: NodeJS.Timeout[] = [];
    const after = (ms: number, act: () => void) => void timers.push(setTimeout(act, ms));
    const settle = (end: Ending) => {
      timers.forEach(clearTimeout);
      signal.removeEventListener('abort', stop);
      resolve(end);
    };
    let cut: Ending | undefined;
    const kill = (end: Ending) => {
      signalGroup(child, 'SIGKILL');
      // A process that hangs in the kernel does not end even then, and nobody waits for it.
      after(DRAIN_MS, () => settle(end));
    };
    const cutShort = (end: Ending) => {
      if (cut !== undefined || hasExited(child)) return;
      cut = end;
      if (graceMs === 0) return kill(end);
      signalGroup(child, 'SIGTERM');
      after(graceMs, () => kill(end));
    };
    const stop = () => cutShort(STOPPED);
    signal.addEventListener('abort', stop);
    after(limitMs, () => cutShort(outOfTime(limitMs)));
    child.on('error', (error) => settle(notStarted(error)));
    // Its children put things away too, and are given the same time for it.
    const waitForGroup = (end: Ending) => {
      if (signalGroup(child, 0)) after(POLL_MS, () => waitForGroup(end));
      else settle(end);
    };
    child.on('exit', (exitCode, killedBy) => {
      if (cut !== undefined) return waitForGroup(cut);
      const end: Ending = { fate: 'ended', problem: problemOf(exitCode, killedBy) };
      after(DRAIN_MS, () => settle(end));
      child.once('close', () => settle(end));
    });
  });
}

function hasExited({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

const STOPPED: Ending = { fate: 'stopped', problem: 'it was told to stop' };

function outOfTime(limitMs: number): Ending {
  return { fate: 'out-of-time', problem: `it did not end within ${String(limitMs / SECOND_MS)} s` };
}

function notStarted({ code, message }: NodeJS.ErrnoException): Ending {
  return {
    fate: 'not-started',
    problem: `it cannot be run: ${message}`,
    ...(code === undefined ? {} : { code }),
  };
}

function problemOf(exitCode: number | null, killedBy: NodeJS.Signals | null): string | null {
  if (exitCode === 0) return null;
  return exitCode === null
    ? `it was ended by ${killedBy ?? 'a signal'}`
    : `it ended with ${String(exitCode)}`;
}

function collect(
  child: ChildProcess,
  { maxOutputLength: maxLength = MAX_OUTPUT_LENGTH, keepsEnd = false }: CommandRequest,
): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      if (keepsEnd) output = (output + chunk).slice(-maxLength);
      else if (output.length < maxLength) output = (output + chunk).slice(0, maxLength);
    });
    // A pipe that breaks has said all it had to say.
    stream?.on('error', () => undefined);
  }
  return () => output;
}

/** 0 only asks whether there is anybody; false where nobody is left. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch {
    // All of it ended a moment ago.
    return false;
  }
}
