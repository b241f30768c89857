import type { Command } from 'commander';
import { Option } from 'commander';
import { EXIT, displayPath, exitCodesHelp, siteFolder, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';
import { REPORT_FORMATS } from '../src/shell/report.ts';
import type { ReportFormat } from '../src/shell/report.ts';

export interface CheckArgs extends SiteOptions {
  readonly now?: string;
  readonly format: ReportFormat;
}

export function register(program: Command, cli: Cli): void {
  withSite(program.command('check'))
    .summary('report everything that is wrong with the files')
    .description(
      'Reads topology.yml, incidents/, content/ and theme/ and reports every problem at once, each with its file, line and ' +
        'column and what to do about it. Writes nothing. What depends on the clock is a warning and never fails a check; ' +
        'what the probes saw is not asked for.',
    )
    .option(
      '--now <time>',
      'check as of this moment: "2010-09-03 23:10" in the site’s time, or 2010-09-03T22:10:00Z',
    )
    .addOption(
      new Option(
        '--format <format>',
        'text for people, json for programs, github for annotations on a pull request, gitlab for a code quality report',
      )
        .choices(REPORT_FORMATS)
        .default('text'),
    )
    .addHelpText(
      'after',
      `
Examples:
  signalbox check
  signalbox check --format github        in a workflow that runs on pull requests
  signalbox check --format gitlab        for the code quality report of a merge request
  signalbox check --now "2010-09-03 23:10"
${exitCodesHelp({
  fine: 'no errors, though there may be warnings and hints',
  problems: 'at least one error',
  usage: 'the command line is at fault',
})}`,
    )
    .action(async (args: CheckArgs) => {
      cli.exitCode = await runCheck(args, cli.io);
    });
}

/** Checks once. The report goes to standard output, in every format. */
export async function runCheck(args: CheckArgs, io: Io): Promise<ExitCode> {
  const siteDir = siteFolder(args, io);
  const { chosenMoment, siteZoneOrUtc } = await import('./moment.ts');
  const { checkFolder } = await import('../src/shell/check.ts');
  const { formatReport, hasErrors } = await import('../src/shell/report.ts');
  const { now } = chosenMoment(args.now, siteDir, io, siteZoneOrUtc);
  const diagnostics = await checkFolder({ siteDir, now, env: io.env });
  io.stdout.write(
    formatReport(diagnostics, { format: args.format, folder: displayPath(siteDir, io), stream: io.stdout }),
  );
  return hasErrors(diagnostics) ? EXIT.problems : EXIT.fine;
}
