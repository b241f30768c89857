import path from 'node:path';
import { CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { HOUR_MS, SECOND_MS } from '../src/core/model/time.ts';
import type { Instant } from '../src/core/model/time.ts';
import { formatDuration, parseDuration } from '../src/core/parse/duration.ts';
import type { Answer } from '../src/shell/status/account.ts';
import { UserError } from '../src/shell/user-error.ts';
import { displayPath, EXIT, exitCodesHelp, say, siteFolder, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';

export interface StatusArgs extends SiteOptions {
  readonly state?: string;
  readonly snapshot?: string;
  readonly now?: string;
  readonly service?: string;
  readonly brief?: boolean;
  readonly json?: boolean;
  readonly limit?: number;
}

export function register(program: Command, cli: Cli): void {
  withSite(program.command('status'))
    .summary('print what works now, and end as monitors expect')
    .description(
      'Prints what the status page says now, as text: that of the site at URL, or, without one, that of the site in this folder, read as ' +
        '`build` reads it; nothing is written. It ends with the codes of monitoring plug-ins, so that the page itself can be watched, ' +
        'and other things can wait for it. What is too old to be believed is UNKNOWN, whatever it says.',
    )
    .argument('[url]', 'the site’s address, such as https://status.example.org')
    .option('--service <id>', 'of this service alone')
    .addOption(
      new Option('--brief', 'one line, with figures behind a bar, as Nagios and its like read it').conflicts(
        'json',
      ),
    )
    .option('--json', 'for programs')
    .option('--limit <time>', 'how long a site may take to answer (default: 10s)', limit)
    .option('--state <dir>', 'folder of the caches, which are read only (default: state in the site)')
    .option('--snapshot <file>', 'what the probes saw (default: state/snapshot.json in the site)')
    .option('--now <time>', 'tell of this moment: "2010-09-03 23:10" or 2010-09-03T22:10:00Z')
    // To a monitor the usual code for a wrong command line would be an outage.
    .exitOverride(({ exitCode, code, message }) => {
      throw new CommanderError(exitCode === 0 ? EXIT.fine : EXIT.nothing, code, message);
    })
    .addHelpText(
      'after',
      `
Examples:
  signalbox status
  signalbox status https://status.example.org
  signalbox status https://status.example.org --brief --service incoming-mail
  signalbox status https://status.example.org --json > status.json && ./deploy
${exitCodesHelp({
  fine: 'OK: it works, or is in planned maintenance',
  problems: 'WARNING: it works less well, or is partly down',
  usage: 'CRITICAL: it is down',
  nothing:
    'UNKNOWN: nobody knows, or what is known is too old; nothing answers; the command line is at fault',
})}

These are not the codes that the other commands end with.`,
    )
    .action(async (url: string | undefined, args: StatusArgs) => {
      cli.exitCode = await runStatus(url, args, cli.io);
    });
}

function limit(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && SECOND_MS <= ms && ms <= HOUR_MS) return ms;
  throw new InvalidArgumentError(
    `Expected a time of at least ${formatDuration(SECOND_MS)} and at most ${formatDuration(HOUR_MS)}, such as 10s.`,
  );
}

/** Prints one verdict to standard output and returns what a monitoring plug-in would end with. */
export async function runStatus(url: string | undefined, args: StatusArgs, io: Io): Promise<ExitCode> {
  const { judge, LEVELS } = await import('../src/shell/status/verdict.ts');
  const { briefText, fullText, jsonText } = await import('../src/shell/status/print.ts');
  const { answer, now } = await answerOf(url, args, io);
  const verdict = judge(answer, args.service);
  if (args.json === true) io.stdout.write(jsonText(verdict));
  else if (args.brief === true) io.stdout.write(briefText(verdict, now));
  else io.stdout.write(fullText(verdict, { coloured: wantsColours(io) }));
  return LEVELS[verdict.level];
}

/** On a terminal, unless somebody wants none (no-color.org). */
function wantsColours({ stdout, env }: Io): boolean {
  const { isTTY } = stdout as NodeJS.WritableStream & { readonly isTTY?: boolean };
  return isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

interface Asked {
  readonly answer: Answer;
  readonly now: Instant;
}

/** Whatever keeps us from an answer is an answer too: monitors read standard output, and one code for "unknown". */
async function answerOf(url: string | undefined, args: StatusArgs, io: Io): Promise<Asked> {
  try {
    return await (url === undefined ? local(args, io) : remote(url, args, io));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.diagnostics.length > 0) {
      const { formatReport } = await import('../src/shell/report.ts');
      const folder = displayPath(siteFolder(args, io), io);
      io.stderr.write(formatReport(error.diagnostics, { folder, stream: io.stderr }));
    }
    if (error.hint !== undefined) say(io.stderr, error.hint);
    return { answer: { problem: error.message }, now: io.now() };
  }
}

async function local(args: StatusArgs, io: Io): Promise<Asked> {
  const siteDir = siteFolder(args, io);
  const { chosenMoment } = await import('./moment.ts');
  const { requireSite } = await import('../src/shell/staff-file-site.ts');
  const { localAccount } = await import('../src/shell/status/local.ts');
  requireSite(siteDir, io.env);
  const { now, recorded } = chosenMoment(args.now, siteDir, io);
  const answer = await localAccount({
    siteDir,
    stateDir: args.state === undefined ? path.join(siteDir, 'state') : path.resolve(io.cwd, args.state),
    ...(args.snapshot === undefined ? {} : { snapshotFile: path.resolve(io.cwd, args.snapshot) }),
    now,
    recorded,
    env: io.env,
  });
  return { answer, now };
}

const OF_A_FOLDER = ['site', 'state', 'snapshot', 'now'] as const;

async function remote(text: string, args: StatusArgs, io: Io): Promise<Asked> {
  const wrong = OF_A_FOLDER.find((name) => args[name] !== undefined);
  if (wrong !== undefined)
    throw new UserError(`--${wrong} is of a site in a folder, and an address was given`);
  const { siteAddress } = await import('../src/shell/status/site-address.ts');
  const { REMOTE_LIMIT_MS, remoteAnswer } = await import('../src/shell/status/remote.ts');
  return remoteAnswer({
    url: siteAddress(text),
    wantsText: args.json !== true && args.brief !== true && args.service === undefined,
    limitMs: args.limit ?? REMOTE_LIMIT_MS,
    now: () => io.now(),
  });
}
