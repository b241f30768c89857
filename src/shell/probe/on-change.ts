import { SECOND_MS } from '../../core/model/time.ts';
import { runToEnd } from '../command.ts';
import { pause } from '../pause.ts';

/** A command that has not ended by then is ended. */
const LIMIT_MS = 30 * SECOND_MS;
/** Once more after a failure, and no more. */
const ATTEMPTS = 2;
const PAUSE_MS = 2 * SECOND_MS;
/** Messages that wait for the one under way; beyond that the oldest is given up. */
const MAX_WAITING = 20;

export interface Delivery {
  /** JSON for the command's standard input. */
  readonly message: string;
  /** Called once it was delivered or given up; not when the prober is stopped before. */
  done(): void;
}

interface OnChangeOptions {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  /** Where it runs. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  report(outcome: {
    readonly ok: boolean;
    readonly attempt: number;
    readonly problem?: string;
    readonly output?: string;
  }): void;
  readonly limitMs?: number;
  readonly pauseMs?: number;
}

export interface OnChange {
  /** Returns at once; messages are delivered one after the other, in order. */
  deliver(delivery: Delivery): void;
  /** When nothing is under way any more. */
  idle(): Promise<void>;
  /** Nothing is started any more; a command under way is ended. */
  stop(): void;
}

/** Runs a command for each message. */
export function createOnChange(options: OnChangeOptions): OnChange {
  const { report, pauseMs = PAUSE_MS } = options;
  const waiting: Delivery[] = [];
  const stopping = new AbortController();
  let underWay: Promise<void> | null = null;

  const deliverOne = async ({ message, done }: Delivery) => {
    for (let attempt = 1; attempt <= ATTEMPTS && !stopping.signal.aborted; attempt += 1) {
      const problem = await runOnce(options, message, stopping.signal);
      if (stopping.signal.aborted) return;
      report({ ok: problem === null, attempt, ...problem });
      if (problem === null) break;
      if (attempt < ATTEMPTS) await pause(pauseMs, stopping.signal);
    }
    if (!stopping.signal.aborted) done();
  };
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await deliverOne(next);
    underWay = null;
  };

  return {
    deliver(delivery) {
      if (stopping.signal.aborted) return;
      waiting.push(delivery);
      if (waiting.length > MAX_WAITING) {
        report({
          ok: false,
          attempt: 0,
          problem: `more than ${String(MAX_WAITING)} messages are waiting; the oldest is given up`,
        });
        waiting.shift()?.done();
      }
      underWay ??= work();
    },
    idle: async () => {
      await underWay;
    },
    stop: () => {
      waiting.length = 0;
      stopping.abort();
    },
  };
}

interface Problem {
  readonly problem: string;
  readonly output?: string;
}

/** Null where all went well. */
async function runOnce(
  { command, cwd, env, limitMs = LIMIT_MS }: OnChangeOptions,
  message: string,
  signal: AbortSignal,
): Promise<Problem | null> {
  const { problem, output } = await runToEnd({ command, cwd, env, input: message, limitMs, signal });
  return problem === null ? null : { problem, ...(output === '' ? {} : { output }) };
}
