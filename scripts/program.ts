import { existsSync, readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { UserError } from '../src/shell/user-error.ts';
import { register as registerBuild } from './build.ts';
import { register as registerCheck } from './check.ts';
import { register as registerDemo } from './demo.ts';
import { register as registerMerge } from './merge.ts';
import { register as registerNew } from './new.ts';
import { EXIT, exitCodesHelp, say } from './options.ts';
import type { Cli, ExitCode, Io } from './options.ts';
import { register as registerProbe } from './probe.ts';
import { register as registerPublish } from './publish.ts';
import { register as registerResolve } from './resolve.ts';
import { register as registerRollback } from './rollback.ts';
import { register as registerSchema } from './schema.ts';
import { register as registerServe } from './serve.ts';
import { register as registerStatus } from './status.ts';
import { register as registerUpdate } from './update.ts';

/**
 * Runs one command line and returns its exit code; never ends the process and never throws.
 * @param argv without the program's own name
 */
export async function runProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  const cli: Cli = { io, exitCode: EXIT.fine };
  try {
    await createProgram(cli).parseAsync(argv, { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    return report(error, io);
  }
}

export function createProgram(cli: Cli): Command {
  const { stdout, stderr } = cli.io;
  const program = new Command('signalbox')
    .description('Builds a status site from incident files, a topology and what the probes saw.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .exitOverride()
    .showHelpAfterError('See --help for what it expects.')
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
    .configureHelp({ showGlobalOptions: false });
  program.commandsGroup('For everyone:');
  registerBuild(program, cli);
  registerCheck(program, cli);
  registerServe(program, cli);
  registerDemo(program, cli);
  registerStatus(program, cli);
  program.commandsGroup('For those who keep watch:');
  registerProbe(program, cli);
  registerMerge(program, cli);
  registerPublish(program, cli);
  registerRollback(program, cli);
  program.commandsGroup('For staff who write to members:');
  registerNew(program, cli);
  registerUpdate(program, cli);
  registerResolve(program, cli);
  program.commandsGroup('For editors:');
  registerSchema(program, cli);
  program.commandsGroup('Help:').helpCommand('help [command]', 'explain a command');
  return program.addHelpText(
    'after',
    `
Examples:
  signalbox serve                          look at the site in this folder
  signalbox new "Slow logins" --affects web-access=degraded
  signalbox update slow-logins "We found the cause." --phase identified
  signalbox resolve slow-logins

signalbox COMMAND --help explains each command; docs/commands.md has all of them on one page.
${exitCodesHelp({
  fine: 'done',
  problems: 'errors in the content (check, build --strict)',
  usage: 'the command line is at fault',
  nothing: 'nothing could be done with what the files say',
})}`,
  );
}

async function report(error: unknown, io: Io): Promise<ExitCode> {
  // Commander has printed its message, or the help that was asked for.
  if (error instanceof CommanderError) return usageCode(error);
  if (!(error instanceof UserError)) {
    say(io.stderr, 'signalbox: this is a bug, please report it with what follows:', describeBug(error));
    return EXIT.bug;
  }
  if (error.diagnostics.length > 0) {
    const { formatReport } = await import('../src/shell/report.ts');
    io.stderr.write(formatReport(error.diagnostics, { stream: io.stderr }));
  }
  say(io.stderr, `signalbox: ${error.message}`, ...(error.hint === undefined ? [] : [`    ${error.hint}`]));
  return error.exitCode;
}

/** A command may end with another code for a wrong command line than most do; Commander's own is 1. */
function usageCode({ exitCode }: CommanderError): ExitCode {
  if (exitCode === 0) return EXIT.fine;
  return exitCode === EXIT.nothing ? EXIT.nothing : EXIT.usage;
}

function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by ${describeBug(error.cause)}`;
}

/** Package.json lies one folder up from the sources and two from the compiled files. */
function version(): string {
  const file = ['../package.json', '../../package.json']
    .map((name) => new URL(name, import.meta.url))
    .find((url) => existsSync(url));
  const { version: found } = JSON.parse(file === undefined ? '{}' : readFileSync(file, 'utf8')) as {
    version?: string;
  };
  return found ?? 'unknown';
}
