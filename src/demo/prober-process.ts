import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

export interface ProberCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The prober as in real life: a process of its own, which the building of pages cannot hold up. */
export interface ProberProcess {
  readonly running: boolean;
  /** Does nothing while it runs. */
  start(): void;
  /** Ends when the process has ended. */
  stop(): Promise<void>;
}

/** It ends within a round when it is asked to; one that does not is stuck. */
const STOP_TIMEOUT_MS = 5_000;
/** Of what it said last, told when it ends by itself. */
const KEPT_LENGTH = 4_000;

/**
 * @param onEnd told what it said last, when it ends without having been asked to.
 */
export function proberProcess(command: ProberCommand, onEnd: (said: string) => void): ProberProcess {
  let child: ChildProcess | null = null;
  let asked = false;
  const killOnExit = () => child?.kill('SIGKILL');
  const start = () => {
    if (child !== null) return;
    asked = false;
    let said = '';
    const started = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: command.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    process.on('exit', killOnExit);
    const keep = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-KEPT_LENGTH);
    };
    started.stdout.on('data', keep);
    started.stderr.on('data', keep);
    started.on('error', (error) => keep(Buffer.from(error.message)));
    started.on('close', () => {
      process.off('exit', killOnExit);
      child = null;
      if (!asked) onEnd(said.trim());
    });
  };
  return {
    get running() {
      return child !== null;
    },
    start,
    async stop() {
      const ending = child;
      if (ending === null) return;
      asked = true;
      const closed = new Promise<void>((resolve) => ending.on('close', () => resolve()));
      ending.kill('SIGTERM');
      const impatient = setTimeout(() => ending.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await closed;
      clearTimeout(impatient);
    },
  };
}
