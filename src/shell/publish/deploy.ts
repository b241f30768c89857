import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MINUTE_MS, SECOND_MS } from '../../core/model/time.ts';
import { cleanText } from '../../core/parse/clean-text.ts';
import { runToEnd } from '../command.ts';
import { digestOf, discard, makeFolders } from '../files.ts';
import { DeployQueue, mergeChanges, NO_CHANGES } from './deploy-queue.ts';
import type { Batch } from './deploy-queue.ts';
import type { Changes, Problem } from './turn.ts';

export const DEPLOY_LIMIT_MS = 5 * MINUTE_MS;
const GRACE_MS = 5 * SECOND_MS;
/** Of what the command says, its end: that is where it says why it gave up. */
const MAX_LINES = 20;
const MAX_LINE_LENGTH = 300;

/** What one run of the command came to. */
export interface DeployOutcome {
  readonly ok: boolean;
  /** True where everything was to be sent. */
  readonly full: boolean;
  /** How many paths it was given. */
  readonly changed: number;
  readonly deleted: number;
  readonly durationMs: number;
  /** What went wrong, in one line; may hold private things. */
  readonly problem: string | null;
  /** The last lines of what it said, without control characters. */
  readonly output: string;
}

export interface DeployerOptions {
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  /** Where it runs: where signalbox was started. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateDir: string;
  /** Absolute: the output folder as readers see it, with releases the link. */
  readonly outDir: string;
  readonly limitMs?: number;
  /** From the polite request to end to the one that cannot be refused. */
  readonly graceMs?: number;
  /** Every published file as it is now, in the order in which they are published. Asked for a full deploy only. */
  allFiles(): readonly string[];
  report(outcome: DeployOutcome): void;
}

/**
 * Brings what was published to where it is served. One run at a time; what was not confirmed is sent again, by the next
 * publisher if need be. The local site never waits for it.
 */
export interface Deployer {
  /**
   * Before the first file of a turn is written. A process that is killed between here and {@link add} has changed files
   * that nobody wrote down, so that the next deploy is a full one.
   */
  begin(): void;
  /**
   * What a turn changed, in the order in which it was published; written down before this returns.
   * @param source what the folder shows when that is not simply the newest: the name of a release that is held. Another one
   * than last time makes the next deploy a full one, because nobody knows what changed.
   */
  add(changes: Changes, source?: string): void;
  /** Runs the command until nothing waits or it fails, and waits for it: for a single turn. */
  run(): Promise<Problem | null>;
  /** The same without waiting; nothing happens where it is at work. */
  start(): void;
  /** What is wrong at the moment: the last run failed, or what waits cannot be written down. */
  problem(): Problem | null;
  /** When nothing is under way any more. */
  idle(): Promise<void>;
  /** Nothing is started any more; a run under way is ended, and sent again by the next publisher. */
  stop(): Promise<void>;
}

export function createDeployer(options: DeployerOptions): Deployer {
  const queue = new DeployQueue(options.stateDir, digestOf(options.outDir, ...options.command));
  const stopping = new AbortController();
  let underWay: Promise<void> | null = null;
  let failure: string | null = null;

  const work = async () => {
    while (!queue.isEmpty && !stopping.signal.aborted) {
      failure = await runOnce(options, queue, stopping.signal);
      if (failure !== null) return;
    }
  };
  const start = () => {
    underWay ??= work().finally(() => {
      underWay = null;
    });
    return underWay;
  };
  const problem = (): Problem | null => {
    const message = failure === null ? unwritten(queue) : `the deploy failed: ${failure}`;
    return message === null ? null : { code: 'deploy-failed', message };
  };

  return {
    begin: () => queue.open(),
    add: (changes, source = '') => queue.add(changes, source),
    async run() {
      await start();
      return problem();
    },
    start: () => void start(),
    problem,
    idle: async () => {
      await underWay;
    },
    async stop() {
      stopping.abort();
      await underWay;
    },
  };
}

function unwritten({ problem }: DeployQueue): string | null {
  return problem === null
    ? null
    : `what waits for the deploy cannot be written down, so that the next publisher would send everything: ${problem}`;
}

/** Null where all went well. */
async function runOnce(
  options: DeployerOptions,
  queue: DeployQueue,
  signal: AbortSignal,
): Promise<string | null> {
  const batch = withAllFiles(queue.take(), options);
  const startedAt = performance.now();
  const { problem, output } = await tryCommand(options, batch, signal);
  if (problem === null) queue.confirm();
  else queue.putBack();
  if (signal.aborted && problem !== null) return null;
  options.report({
    ok: problem === null,
    full: batch.full,
    changed: batch.changed.length,
    deleted: batch.deleted.length,
    durationMs: Math.round(performance.now() - startedAt),
    problem,
    output,
  });
  if (problem === null) return null;
  const lastLine = output.split('\n').at(-1) ?? '';
  return lastLine === '' ? problem : `${problem}: ${lastLine}`;
}

function withAllFiles(batch: Batch, { allFiles }: DeployerOptions): Batch {
  if (!batch.full) return batch;
  // What was deleted and is back is among all files.
  const all = mergeChanges({ changed: [], deleted: batch.deleted }, { ...NO_CHANGES, changed: allFiles() });
  return { ...all, full: true };
}

async function tryCommand(
  options: DeployerOptions,
  batch: Batch,
  signal: AbortSignal,
): Promise<{ readonly problem: string | null; readonly output: string }> {
  const { command, cwd, env, stateDir, outDir, limitMs = DEPLOY_LIMIT_MS, graceMs = GRACE_MS } = options;
  const lists = {
    SIGNALBOX_CHANGED_FILE: path.join(path.resolve(stateDir), 'deploy-changed.txt'),
    SIGNALBOX_DELETED_FILE: path.join(path.resolve(stateDir), 'deploy-deleted.txt'),
  };
  const { full, changed, deleted } = batch;
  try {
    makeFolders(path.resolve(stateDir));
    writeList(lists.SIGNALBOX_CHANGED_FILE, changed);
    writeList(lists.SIGNALBOX_DELETED_FILE, deleted);
  } catch (error) {
    return { problem: `its lists cannot be written: ${(error as Error).message}`, output: '' };
  }
  const { problem, output } = await runToEnd({
    command,
    cwd,
    env: { ...env, SIGNALBOX_OUT: outDir, ...lists },
    input: `${JSON.stringify({ version: 1, out: outDir, changed, deleted, full })}\n`,
    limitMs,
    graceMs,
    keepsEnd: true,
    maxOutputLength: MAX_LINES * MAX_LINE_LENGTH,
    signal,
  });
  for (const file of Object.values(lists)) discard(file);
  return { problem, output: lastLines(output) };
}

/** Without control characters, each on a line of its own: programs paint their progress over one and the same. */
function lastLines(output: string): string {
  return output
    .split(/[\n\r]+/)
    .map((line) => cleanText(line, MAX_LINE_LENGTH))
    .filter((line) => line !== '')
    .slice(-MAX_LINES)
    .join('\n');
}

function writeList(file: string, paths: readonly string[]): void {
  // Removed first: a run that outlived a killed publisher keeps the list it has.
  rmSync(file, { force: true });
  writeFileSync(file, paths.map((output) => `${output}\n`).join(''), { mode: 0o600 });
}
