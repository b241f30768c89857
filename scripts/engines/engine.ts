import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { UserError } from '../../src/shell/user-error.ts';

/** A program that runs beside this one, and listens on this machine alone. */
export interface Engine {
  readonly name: string;
  /** `127.0.0.1:port`; stays the same when it is started again. */
  readonly address: string;
  /** Undefined while it does not run. */
  readonly pid: number | undefined;
  /** Ends when it answers. Does nothing while it runs. @throws UserError where it ends instead */
  start(): Promise<void>;
  /** Ends when the program has said that in its log. @throws UserError where it does not say so in time */
  signal(signal: NodeJS.Signals, saying?: RegExp): Promise<void>;
  /** Ends when the process has ended. */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export interface EngineOptions {
  readonly program: string;
  /** @param address what it is to listen on */
  args(address: string): readonly string[];
  /** What it says in its log when it answers, beside that it listens; the one may come before the other. */
  readonly ready?: RegExp;
  readonly cwd: string;
}

const ANY_PORT = '127.0.0.1:0';
const LISTENING = /msg="Listening on" address=(127\.0\.0\.1:\d+)/;
/** On a machine that has other things to do. */
const SAYING_TIMEOUT_MS = 30_000;
const END_TIMEOUT_MS = 5_000;
/** Of its log, told when it ends by itself. */
const KEPT_LINES = 20;

/** Starts it on a port that the system chose. @throws UserError where it cannot be started */
export async function startEngine(name: string, options: EngineOptions): Promise<Engine> {
  const engine = new RunningEngine(name, options);
  try {
    await engine.start();
    return engine;
  } catch (error) {
    await engine.end('SIGKILL');
    throw error;
  }
}

class RunningEngine implements Engine {
  readonly name: string;
  readonly #options: EngineOptions;
  #address = ANY_PORT;
  #child: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();
  #said: string[] = [];
  readonly #listeners = new Set<(line: string | null) => void>();

  constructor(name: string, options: EngineOptions) {
    this.name = name;
    this.#options = options;
  }

  get address() {
    return this.#address;
  }

  get pid() {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    if (this.#child !== null) return;
    const { program, args, cwd, ready = LISTENING } = this.#options;
    const [command = program, ...rest] = tied([program, ...args(this.#address)]);
    const child = spawn(command, rest, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child = child;
    const kill = () => child.kill('SIGKILL');
    process.on('exit', kill);
    child.on('error', (error) => this.#heard(error.message));
    createInterface({ input: child.stderr }).on('line', (line) => this.#heard(line));
    this.#ended = new Promise((resolve) => {
      child.on('close', () => {
        process.off('exit', kill);
        this.#child = null;
        for (const listener of this.#listeners) listener(null);
        resolve();
      });
    });
    await Promise.all([this.#says(LISTENING), this.#says(ready)]);
  }

  async signal(signal: NodeJS.Signals, saying?: RegExp): Promise<void> {
    const said = saying === undefined ? undefined : this.#says(saying);
    this.#child?.kill(signal);
    await said;
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    child.kill(signal);
    // One that is stopped hears nothing else.
    child.kill('SIGCONT');
    const impatient = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
    await this.#ended;
    clearTimeout(impatient);
  }

  #heard(line: string): void {
    this.#said = [...this.#said, line].slice(-KEPT_LINES);
    this.#address = LISTENING.exec(line)?.[1] ?? this.#address;
    for (const listener of this.#listeners) listener(line);
  }

  #says(words: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const over = (failure?: string) => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        if (failure === undefined) resolve();
        else reject(new UserError(`${this.name} ${failure}:\n${this.#said.join('\n')}`));
      };
      const listener = (line: string | null) => {
        if (line === null) over('ended');
        else if (words.test(line)) over();
      };
      const timer = setTimeout(() => over(`did not say ${words.source}`), SAYING_TIMEOUT_MS);
      this.#listeners.add(listener);
    });
  }
}

let canTie: boolean | undefined;

/**
 * The same command, ended by the kernel when this process ends, however that comes about: nothing is left behind by a
 * process that was killed. Linux only, where util-linux is installed; elsewhere an orderly end has to do.
 */
export function tied(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  canTie ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0;
  return canTie ? ['setpriv', '--pdeathsig', 'KILL', '--', ...command] : command;
}
