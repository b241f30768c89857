import type { Command } from 'commander';
import { Option } from 'commander';
import { INCIDENT_KINDS } from '../src/core/model/incident.ts';
import type { IncidentKind } from '../src/core/model/incident.ts';
import { EXIT, exitCodesHelp, siteFolder, withDeclarations, withSite } from './options.ts';
import type { Cli, DeclareArgs, ExitCode, Io, SiteOptions } from './options.ts';

export interface NewArgs extends SiteOptions, DeclareArgs {
  readonly title: readonly string[];
  readonly kind: IncidentKind;
  readonly from?: string;
  readonly to?: string;
  readonly phase?: string;
  readonly text?: string;
  readonly draft?: boolean;
}

export function register(program: Command, cli: Cli): void {
  const command = withSite(program.command('new'))
    .summary('tell members of something new')
    .description(
      'Writes incidents/<date>-<title>.md with its first update, at this minute in the site’s time, and prints what members ' +
        'will read and how to publish it. Reads topology.yml for the ids and the time zone. Runs no git.',
    )
    .argument('<title...>', 'what members read first: "Slow logins"')
    .addOption(
      new Option(
        '--kind <kind>',
        'incident: unplanned · maintenance: planned, needs --from and --to · announcement',
      )
        .choices(INCIDENT_KINDS)
        .default('incident'),
    )
    .option(
      '--text <text>',
      'the first update; - reads it from standard input (default: "We are looking into it.")',
    )
    .option(
      '--phase <phase>',
      'investigating | identified | monitoring | resolved, or for maintenance scheduled | in progress (default: the first)',
    )
    .option('--from <time>', 'maintenance: when it begins, "2010-09-05 22:00" in the site’s time, or 22:00')
    .option('--to <time>', 'maintenance: when it ends, likewise, or how long it takes: 2h')
    .option('--draft', 'publish nothing of it yet');
  withDeclarations(command)
    .addHelpText(
      'after',
      `
Examples:
  signalbox new "Slow logins" --affects web-access=degraded,client-access=partial --next 15m
  signalbox new "Mail is late" --affects incoming-mail --mail incoming=delayed --text "One gateway is being repaired."
  signalbox new "New storage" --kind maintenance --from "2010-09-05 22:00" --to 2h --affects web-access=down
  signalbox new "New packages" --kind announcement --text - < announcement.md
${exitCodesHelp({
  fine: 'the file was written',
  usage: 'the command line is at fault: an id that topology.yml does not have, a time that is none',
  nothing: 'topology.yml cannot be read, or the entry would not read as it was meant; nothing was written',
})}`,
    )
    .action(async (title: string[], args: Omit<NewArgs, 'title'>) => {
      cli.exitCode = await runNew({ ...args, title }, cli.io);
    });
}

/** Writes the file of a new entry. Nothing is written unless it reads back as it was meant. */
export async function runNew(args: NewArgs, io: Io): Promise<ExitCode> {
  const { readNewEntry, writeNewEntry } = await import('./new-entry.ts');
  const { tellWritten } = await import('./staff.ts');
  const siteDir = siteFolder(args, io);
  const entry = await readNewEntry(args, siteDir, io);
  const written = writeNewEntry(entry, siteDir);
  await tellWritten(written, io);
  return EXIT.fine;
}
