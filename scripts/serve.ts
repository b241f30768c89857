import type { Command } from 'commander';
import { EXIT, exitCodesHelp, parsePort, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';

export interface ServeArgs extends SiteOptions {
  readonly out?: string;
  readonly host: string;
  readonly port: number;
  readonly snapshot?: string;
  readonly now?: string;
}

export function register(program: Command, cli: Cli): void {
  withSite(program.command('serve'))
    .summary('look at the site, and see every change at once')
    .description(
      'Builds the site into a temporary folder, serves it, and watches topology.yml, incidents/, content/, theme/ and the ' +
        'snapshot: when one changes the site is built again and open pages reload. When it cannot be built, the page says why ' +
        'and the last good site stays. For looking at, not for publishing. Stop it with Ctrl-C.',
    )
    .option(
      '--port <number>',
      'port to listen on; the next free one is taken when this is not',
      parsePort,
      8080,
    )
    .option('--host <host>', 'address to listen on; 0.0.0.0 shows it to the whole network', '127.0.0.1')
    .option('--out <dir>', 'folder to build into, and to keep (default: a temporary one)')
    .option('--snapshot <file>', 'what the probes saw (default: state/snapshot.json in the site)')
    .option(
      '--now <time>',
      'show this moment instead of the present: "2010-09-03 23:10" or 2010-09-03T22:10:00Z',
    )
    .addHelpText(
      'after',
      `
Examples:
  signalbox serve
  signalbox serve --site example --port 3000
  signalbox serve --now "2010-09-03 23:10" --snapshot snapshot.json
${exitCodesHelp({
  fine: 'it was told to stop',
  usage: 'the command line is at fault: no topology.yml there, no free port',
})}`,
    )
    .action(async (args: ServeArgs) => {
      cli.exitCode = await runServe(args, cli.io);
    });
}

/** Serves until it is told to stop. */
export async function runServe(args: ServeArgs, io: Io): Promise<ExitCode> {
  const { startServing } = await import('./serving.ts');
  const serving = await startServing(args, io);
  try {
    await io.stopped();
  } finally {
    await serving.close();
  }
  return EXIT.fine;
}
