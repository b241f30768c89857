import type { Command } from 'commander';
import { EXIT, exitCodesHelp, siteFolder, withDeclarations, withSite } from './options.ts';
import type { Cli, DeclareArgs, ExitCode, Io, SiteOptions } from './options.ts';

export interface UpdateArgs extends SiteOptions, DeclareArgs {
  readonly slug: string;
  readonly text: readonly string[];
  readonly phase?: string;
}

export function register(program: Command, cli: Cli): void {
  const command = withSite(program.command('update'))
    .summary('tell members more about something')
    .description(
      'Adds an update to an incident file at this minute in the site’s time, below the latest one, or above it in a file that ' +
        'is written newest first. Everything else in the file stays byte for byte. Prints what members will read and how to ' +
        'publish it; runs no git. If the file would not read back with exactly this one update more, nothing is written.',
    )
    .argument('<slug>', 'the file’s name or a part of it, or words of the title')
    .argument('<text...>', 'what to tell members; - reads it from standard input')
    .option(
      '--phase <phase>',
      'investigating | identified | monitoring | resolved | postmortem; maintenance: scheduled | in progress | verifying | completed',
    );
  withDeclarations(command)
    .addHelpText(
      'after',
      `
--affects and --mail say what holds from now on: name everything that is still affected, or none.

Examples:
  signalbox update slow-logins "We found the cause and are replacing a disk." --phase identified --next 15m
  signalbox update slow-logins "Webmail is offline now." --affects web-access=down
  signalbox update 2010-08-31-slow-logins - < update.md
${exitCodesHelp({
  fine: 'the update was written',
  usage: 'the command line is at fault: no such incident, or several; an id that topology.yml does not have',
  nothing: 'the update would not read as it was meant, or topology.yml cannot be read; nothing was written',
})}`,
    )
    .action(async (slug: string, text: string[], args: Omit<UpdateArgs, 'slug' | 'text'>) => {
      cli.exitCode = await runUpdate({ ...args, slug, text }, cli.io);
    });
}

/** Adds one update to a file. */
export async function runUpdate(args: UpdateArgs, io: Io): Promise<ExitCode> {
  const { openEntry, readPhase, writeUpdate } = await import('./entry-update.ts');
  const { readDeclarations, readText, tellWritten } = await import('./staff.ts');
  const siteDir = siteFolder(args, io);
  const entry = openEntry(args.slug, siteDir, io);
  const { kind } = entry.reading.incident;
  const request = {
    text: await readText(args.text, io),
    at: io.now(),
    ...readPhase(args.phase, kind),
    ...readDeclarations(args, { ...entry, now: io.now() }),
  };
  await tellWritten(writeUpdate(entry, request, siteDir), io);
  return EXIT.fine;
}
