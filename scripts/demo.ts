import { Argument } from 'commander';
import type { Command } from 'commander';
import { EXIT, exitCodesHelp, parsePort, say, siteFolder, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';

/** What can be asked of a demonstration that runs; the list with all its meanings is in src/demo/orders.ts. */
const ORDERS = ['stop', 'start', 'restart', 'mute', 'refuse', 'list'] as const;

export interface DemoArgs extends SiteOptions {
  readonly host: string;
  readonly port: number;
  readonly moment?: string;
  readonly snapshot?: string;
}

export function register(program: Command, cli: Cli): void {
  withSite(program.command('demo'))
    .summary('see a site live: small servers, real probes, and lights that change when you stop one')
    .description(
      'Starts a small stand-in for every server of topology.yml on this machine, looks at them with the real prober, and serves ' +
        'a copy of the site that shows what it sees. Stop a server, and within seconds the page says so. With an order, such as ' +
        '"stop gw1", it speaks to the demonstration that runs already. Nothing of your site is changed.',
    )
    .addArgument(
      new Argument('[order]', 'what to do to the servers of a running demonstration').choices(ORDERS),
    )
    .argument('[servers...]', 'ids of servers, or of groups for all their servers; "prober" for the prober')
    .option(
      '--port <number>',
      'port of the page; the next free one is taken when this is not',
      parsePort,
      8080,
    )
    .option('--host <host>', 'address the page is served on; the servers are on 127.0.0.1 alone', '127.0.0.1')
    .option(
      '--moment <time>',
      'the moment the site was written for: all dates of the copy are moved so that its day is today',
    )
    .option('--snapshot <file>', 'a snapshot of that moment, for the times the machines have been running')
    .addHelpText(
      'after',
      `
Examples:
  signalbox demo                        start it, and leave it running
  signalbox demo stop gw1               in another terminal
  signalbox demo stop gateways          all servers of a group
  signalbox demo start gateways
  signalbox demo mute mail1             it accepts connections and never says a word
  signalbox demo list
${exitCodesHelp({
  fine: 'it was told to stop; the order was carried out',
  usage: 'the command line is at fault: no topology.yml there, no such server',
  nothing: 'topology.yml cannot be read; no demonstration is running that could take the order',
})}`,
    )
    .action(async (order: string | undefined, servers: readonly string[], args: DemoArgs) => {
      cli.exitCode =
        order === undefined ? await runDemo(args, cli.io) : await runOrder([order, ...servers], args, cli.io);
    });
}

/** Runs a demonstration until it is told to stop, by a signal or at its keyboard. */
export async function runDemo(args: DemoArgs, io: Io): Promise<ExitCode> {
  // From the first moment: who changes their mind while it starts leaves nothing behind either.
  const stopped = io.stopped();
  const { startDemo } = await import('./demonstration.ts');
  const demo = await startDemo(args, io);
  try {
    await Promise.race([stopped, demo.quit]);
  } finally {
    await demo.close();
  }
  return EXIT.fine;
}

/** Hands an order to the demonstration that runs on the site. */
async function runOrder(words: readonly string[], args: SiteOptions, io: Io): Promise<ExitCode> {
  const { giveOrder } = await import('../src/demo/control.ts');
  const { ok, lines } = await giveOrder(siteFolder(args, io), words);
  say(ok ? io.stdout : io.stderr, ...lines);
  return ok ? EXIT.fine : EXIT.usage;
}
