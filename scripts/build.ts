import path from 'node:path';
import type { Command } from 'commander';
import { EXIT, displayPath, exitCodesHelp, say, siteFolder, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';
import type { BuildReport } from '../src/shell/build.ts';

export interface BuildArgs extends SiteOptions {
  readonly out?: string;
  readonly state?: string;
  readonly snapshot?: string;
  readonly now?: string;
  readonly strict?: boolean;
}

export function register(program: Command, cli: Cli): void {
  withSite(program.command('build'))
    .summary('build the site into a folder')
    .description(
      'Builds the status site from topology.yml, incidents/, content/, theme/ and the probe snapshot. ' +
        'Only what changed since the last build is rendered and written. A bad file is salvaged, published as far as it can be ' +
        'read, and reported; a bad topology.yml builds nothing and leaves the last site as it is.',
    )
    .option('--out <dir>', 'folder to publish into (default: _site in the site)')
    .option(
      '--state <dir>',
      'folder for its caches, and of the history that pages tell of (default: state in the site)',
    )
    .option('--snapshot <file>', 'what the probes saw (default: state/snapshot.json in the site)')
    .option(
      '--now <time>',
      'build for this moment and mark the site as recorded: "2010-09-03 23:10" or 2010-09-03T22:10:00Z',
    )
    .option('--strict', 'exit with 1 when errors were reported, though the site was built')
    .addHelpText(
      'after',
      `
Examples:
  signalbox build
  signalbox build --site example --out /var/www/status
  signalbox build --now "2010-09-03 23:10" --snapshot snapshot.json
${exitCodesHelp({
  fine: 'a site was built, even when problems were reported',
  problems: '--strict was given and errors were reported',
  usage: 'the command line is at fault',
  nothing: 'nothing could be built: topology.yml is missing or cannot be read',
})}`,
    )
    .action(async (args: BuildArgs) => {
      cli.exitCode = await runBuild(args, cli.io);
    });
}

/** Builds once. Diagnostics go to standard error, one line of summary to standard output. */
export async function runBuild(args: BuildArgs, io: Io): Promise<ExitCode> {
  const siteDir = siteFolder(args, io);
  const inSite = (given: string | undefined, usual: string) =>
    given === undefined ? path.join(siteDir, usual) : path.resolve(io.cwd, given);
  const outDir = inSite(args.out, '_site');
  const { chosenMoment } = await import('./moment.ts');
  const { buildSite } = await import('../src/shell/build.ts');
  const { formatReport, hasErrors } = await import('../src/shell/report.ts');
  const report = await buildSite({
    siteDir,
    outDir,
    stateDir: inSite(args.state, 'state'),
    ...(args.snapshot === undefined ? {} : { snapshotFile: path.resolve(io.cwd, args.snapshot) }),
    ...chosenMoment(args.now, siteDir, io),
    env: io.env,
  });
  const { diagnostics } = report;
  if (diagnostics.length > 0) {
    io.stderr.write(formatReport(diagnostics, { folder: displayPath(siteDir, io), stream: io.stderr }));
  }
  if (report.stateFault !== null) say(io.stderr, `signalbox: ${report.stateFault}`);
  say(io.stdout, buildSummary(report, displayPath(outDir, io)));
  return args.strict === true && hasErrors(diagnostics) ? EXIT.problems : EXIT.fine;
}

/** `Built _site: 3 of 120 pages rendered, 2 files written, 1 deleted, 0.4 s.` */
export function buildSummary(report: BuildReport, outDir: string): string {
  const { pagesRendered, pagesPlanned, filesWritten, filesDeleted, durationMs } = report;
  const parts = [
    `${String(pagesRendered)} of ${String(pagesPlanned)} pages rendered`,
    `${String(filesWritten.length)} file${filesWritten.length === 1 ? '' : 's'} written`,
    ...(filesDeleted.length === 0 ? [] : [`${String(filesDeleted.length)} deleted`]),
    `${(durationMs / 1000).toFixed(1)} s`,
  ];
  return `Built ${outDir}: ${parts.join(', ')}.`;
}
