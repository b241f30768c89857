import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { Instant } from '../src/core/model/time.ts';
import { UserError } from '../src/shell/user-error.ts';

/** What a run of the program ends with. Documented in docs/commands.md and in every `--help`. */
export const EXIT = {
  fine: 0,
  /** Errors in the content: of `check`, and of `build --strict`. */
  problems: 1,
  /** The command line is at fault; nothing was done. */
  usage: 2,
  /** Nothing could be done with what the files say. */
  nothing: 3,
  /** `EX_SOFTWARE` of sysexits.h. */
  bug: 70,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The world as a command sees it; tests give it another one. */
export interface Io {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  /** All of standard input. */
  stdin(): Promise<string>;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): Instant;
  /** True when somebody watches standard output. */
  readonly isTTY: boolean;
  /** Ends when a command that runs on is told to stop. */
  stopped(): Promise<void>;
  /** Single presses of keys; absent where nobody sits at a keyboard. */
  readonly keyboard?: Keyboard;
}

/** A press: what the key types, empty for keys that type nothing, and its name in the words of Node's `keypress` event. */
export interface KeyPress {
  readonly text: string;
  readonly name?: string;
  readonly ctrl?: boolean;
}

export interface Keyboard {
  /** Hands over every press, Ctrl-C included, until the returned function is called. */
  listen(onPress: (key: KeyPress) => void): () => void;
}

/** Given to every command: the world, and where to leave its exit code. */
export interface Cli {
  readonly io: Io;
  exitCode: ExitCode;
}

export interface SiteOptions {
  /** Defaults to the folder the command runs in. */
  readonly site?: string;
}

/** Adds `--site`, which every command has. */
export function withSite(command: Command): Command {
  return command.option(
    '--site <dir>',
    'folder of the site: where topology.yml and incidents/ are (default: this folder)',
  );
}

/** What staff declare in an entry or an update. */
export interface DeclareArgs {
  readonly affects?: readonly string[];
  readonly mail?: readonly string[];
  readonly next?: string;
}

const collect = (value: string, before: readonly string[] = []) => [...before, value];

/** Adds the options of {@link DeclareArgs}. */
export function withDeclarations(command: Command): Command {
  return command
    .option(
      '--affects <list>',
      'what does not work, by id: web-access=down,client-access; each operational, degraded (when not said), partial or down',
      collect,
    )
    .option(
      '--mail <effect>',
      'what happens to mail: safe, delayed, refused, lost, unknown, or incoming=delayed,outgoing=safe',
      collect,
    )
    .option('--next <time>', 'when you promise to speak again: 11:15, 15m, 1h30m');
}

export function siteFolder({ site = '.' }: SiteOptions, io: Io): string {
  return path.resolve(io.cwd, site);
}

/** The path as the person would type it: relative where the file lies below the folder they are in. */
export function displayPath(file: string, io: Io): string {
  const relative = path.relative(io.cwd, file);
  if (relative === '') return '.';
  return relative.startsWith('..') ? file : relative.split(path.sep).join('/');
}

/**
 * The program and the arguments that an option names.
 * @throws UserError for what is no command
 */
export async function readCommand(
  option: string,
  line: string,
  example: string,
): Promise<readonly [string, ...string[]]> {
  const { commandWords } = await import('../src/shell/command-words.ts');
  const words = commandWords(line);
  if (words !== undefined) return words;
  throw new UserError(`${option} ${JSON.stringify(line)} is no command`, {
    hint: `Give a program and its arguments, such as "${example}"; no shell reads them.`,
  });
}

const MAX_PORT = 65_535;

export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= MAX_PORT) return port;
  throw new InvalidArgumentError(`Expected a number from 0 to ${String(MAX_PORT)}; 0 takes any free port.`);
}

export function say(stream: NodeJS.WritableStream, ...lines: readonly string[]): void {
  stream.write(lines.map((line) => `${line}\n`).join(''));
}

/** The end of every `--help`: what ends with which code. */
export function exitCodesHelp(codes: Partial<Record<keyof typeof EXIT, string>>): string {
  const lines = Object.entries({ ...codes, bug: 'a bug in Signalbox; please report what is printed' });
  return [
    '',
    'Exit codes:',
    ...lines.map(([name, about]) => `  ${String(EXIT[name as keyof typeof EXIT]).padEnd(2)}  ${about}`),
  ].join('\n');
}
