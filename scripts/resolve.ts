import type { Command } from 'commander';
import { localText } from '../src/core/compose/mark.ts';
import type { Instant } from '../src/core/model/time.ts';
import { UserError } from '../src/shell/user-error.ts';
import type { Entry } from './entry-update.ts';
import { EXIT, exitCodesHelp, siteFolder, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';

export interface ResolveArgs extends SiteOptions {
  readonly slug: string;
  readonly text: readonly string[];
}

export function register(program: Command, cli: Cli): void {
  withSite(program.command('resolve'))
    .summary('tell members that something is over')
    .description(
      'Adds a Resolved update to an incident file, or a Completed one to maintenance, at this minute in the site’s time. ' +
        'What it affected ends with it. Everything else in the file stays byte for byte. Runs no git.',
    )
    .argument('<slug>', 'the file’s name or a part of it, or words of the title')
    .argument('[text...]', 'what to tell members; - reads it from standard input')
    .addHelpText(
      'after',
      `
Examples:
  signalbox resolve slow-logins
  signalbox resolve slow-logins "The disk was replaced; logins are fast again."
${exitCodesHelp({
  fine: 'the update was written',
  usage:
    'the command line is at fault: no such incident, or several; or it is over already, or has not begun',
  nothing: 'the update would not read as it was meant, or topology.yml cannot be read; nothing was written',
})}`,
    )
    .action(async (slug: string, text: string[], args: SiteOptions) => {
      cli.exitCode = await runResolve({ ...args, slug, text }, cli.io);
    });
}

/** Work that never began cannot be completed. */
function refuseUnbegun({ zone, context: { file }, reading: { incident } }: Entry, now: Instant): void {
  const { slug, window, cancelled, resolved } = incident;
  if (cancelled) {
    throw new UserError(`${slug} is cancelled, so it is over already`, {
      hint: `To add to it: signalbox update ${slug} "…"`,
    });
  }
  if (window === undefined || resolved !== null || now >= window.startAt) return;
  throw new UserError(`${slug} has not begun: its window opens at ${localText(window.startAt, zone)}`, {
    hint: `To withdraw it, write the line \`cancelled: true\` into the front matter of ${file}.`,
  });
}

/** Closes an entry. */
export async function runResolve(args: ResolveArgs, io: Io): Promise<ExitCode> {
  const { openEntry, writeUpdate } = await import('./entry-update.ts');
  const { readText, tellWritten } = await import('./staff.ts');
  const siteDir = siteFolder(args, io);
  const entry = openEntry(args.slug, siteDir, io);
  const { kind, resolved, slug } = entry.reading.incident;
  refuseUnbegun(entry, io.now());
  if (kind === 'announcement') {
    throw new UserError(`${slug} is an announcement, which is never open`, {
      hint: `To add to it: signalbox update ${slug} "…"`,
    });
  }
  if (resolved !== null) {
    const hint = `To look back at it: signalbox update ${slug} "…"${kind === 'incident' ? ' --phase postmortem' : ''}`;
    throw new UserError(`${slug} is over already`, { hint });
  }
  const phase = kind === 'maintenance' ? 'completed' : 'resolved';
  const request = { text: await readText(args.text, io), at: io.now(), phase } as const;
  await tellWritten(writeUpdate(entry, request, siteDir), io);
  return EXIT.fine;
}
