import { userInfo } from 'node:os';
import path from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { localText } from '../src/core/compose/mark.ts';
import { UserError } from '../src/shell/user-error.ts';
import type { Instant } from '../src/core/model/time.ts';
import type { Hold } from '../src/shell/publish/release-hold.ts';
import type { Release, Releases } from '../src/shell/publish/releases.ts';
import { EXIT, displayPath, exitCodesHelp, say, siteFolder, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';

export interface RollbackArgs extends SiteOptions {
  readonly out?: string;
  readonly to?: string;
  readonly list?: boolean;
  readonly resume?: boolean;
}

export function register(program: Command, cli: Cli): void {
  withSite(program.command('rollback'))
    .summary('put an earlier release back, and hold it')
    .description(
      'For a site published with --releases: lets members see the release before the current one again, or the one named by --to. ' +
        'The publisher leaves it as it is until --resume; meanwhile its lights expire as they always do. The command says when.',
    )
    .option('--out <dir>', 'the link that members are served from (default: _site in the site)')
    .addOption(
      new Option('--to <name>', 'the release to put back, as --list names it').conflicts(['list', 'resume']),
    )
    .addOption(new Option('--list', 'show the releases and change nothing').conflicts('resume'))
    .option('--resume', 'let the publisher go on')
    .addHelpText(
      'after',
      `
Examples:
  signalbox rollback
  signalbox rollback --list
  signalbox rollback --to 20100903T213000Z --out /var/www/status
  signalbox rollback --resume
${exitCodesHelp({
  fine: 'done; --resume also where nothing was held',
  usage: 'the command line is at fault: no releases there, no such release',
  nothing: 'there is no earlier release',
})}`,
    )
    .action(async (args: RollbackArgs) => {
      cli.exitCode = await runRollback(args, cli.io);
    });
}

/** Where a rollback is asked for, and how its answers are written. */
interface Desk {
  readonly releases: Releases;
  readonly io: Io;
  /** The link, as the person would type it. */
  readonly out: string;
  /** `2010-09-03 23:10` in the site's time; in UTC, with a word on it, where no topology says which that is. */
  timeText(at: Instant): string;
}

/** Puts a release back, lists them, or lets the publisher go on. */
export async function runRollback(args: RollbackArgs, io: Io): Promise<ExitCode> {
  const desk = await openDesk(args, io);
  if (args.list === true) list(desk);
  else if (args.resume === true) resume(desk);
  else await putBack(args.to, desk);
  return EXIT.fine;
}

async function openDesk(args: RollbackArgs, io: Io): Promise<Desk> {
  const siteDir = siteFolder(args, io);
  const outDir = args.out === undefined ? path.join(siteDir, '_site') : path.resolve(io.cwd, args.out);
  const { Releases } = await import('../src/shell/publish/releases.ts');
  const { standingAt } = await import('../src/shell/publish/release-link.ts');
  const out = displayPath(outDir, io);
  const releases = new Releases(outDir);
  const { kind } = standingAt(outDir);
  const inTheWay = kind === 'folder' || kind === 'file' || kind === 'other-link';
  if (inTheWay || releases.list().length === 0) {
    const reason = inTheWay ? `${out} is no link to a release` : `there are no releases of ${out}`;
    throw new UserError(reason, {
      hint: 'Name the link with --out. A site has releases to go back to when it is published with --releases.',
    });
  }
  return { releases, io, out, timeText: await clockOf(siteDir, io) };
}

/** Going back is most needed when topology.yml is the trouble, so a site that cannot be read is no hindrance. */
async function clockOf(siteDir: string, io: Io): Promise<Desk['timeText']> {
  const { createZone } = await import('../src/core/parse/zone.ts');
  const { requireSite } = await import('../src/shell/staff-file-site.ts');
  try {
    const { timezone, locale } = requireSite(siteDir, io.env).site;
    const zone = createZone(timezone, locale);
    return (at) => localText(at, zone);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const utc = createZone('UTC', 'en-GB');
    return (at) => `${localText(at, utc)} UTC`;
  }
}

function list({ releases, io, timeText }: Desk): void {
  const current = releases.current()?.name;
  const hold = releases.held();
  const lines = [...releases.list()].reverse().map(({ name, at }) => {
    const mark = name !== current ? '' : hold === null ? '  current' : '  current, held';
    return `${name}  ${timeText(at)}${mark}`;
  });
  say(io.stdout, ...lines);
  if (hold !== null) say(io.stdout, heldLine(hold, timeText));
}

const heldLine = ({ who, at }: Hold, timeText: Desk['timeText']) =>
  `Held by ${who} since ${timeText(at)}; signalbox rollback --resume lets the publisher go on.`;

function resume({ releases, io }: Desk): void {
  const hold = releases.resume();
  say(
    io.stdout,
    hold === null
      ? 'Nothing is held; the publisher goes on as before.'
      : 'Resumed: the next publish shows the site as it is now. Is what was wrong put right? If not, it is shown again.',
  );
}

async function putBack(wanted: string | undefined, desk: Desk): Promise<void> {
  const { releases, io, out, timeText } = desk;
  const target = chosen(wanted, desk);
  const now = io.now();
  const { from } = releases.putBack(target.name, { who: whoIs(io), now });
  say(
    io.stdout,
    `${out} shows ${target.name} again, begun at ${timeText(target.at)}; it was ${from === '' ? 'nothing' : from}.`,
    `The publisher leaves it as it is until you say: signalbox rollback --resume`,
    await lightsLine(target, now, timeText),
  );
}

/** @throws UserError where there is no such release, or none before the current one. */
function chosen(wanted: string | undefined, { releases, out }: Desk): Release {
  const all = releases.list();
  const current = releases.current();
  if (wanted === undefined) {
    const index = all.findIndex(({ name }) => name === current?.name);
    // Where the current one is gone, the newest that is left is the one to go back to.
    const before = current === null ? all.at(-1) : all[index - 1];
    if (before !== undefined) return before;
    throw new UserError(`${out} has no release before ${current?.name ?? 'this one'}`, {
      exitCode: 3,
      hint: 'signalbox rollback --list shows those there are; publish --releases says how many are kept.',
    });
  }
  const found = all.find(({ name }) => name === wanted);
  if (found === undefined) {
    throw new UserError(`${out} has no release ${JSON.stringify(wanted)}`, {
      hint: `There are ${all.map(({ name }) => name).join(', ')}.`,
    });
  }
  if (found.name === current?.name) {
    throw new UserError(`${out} shows ${wanted} already`, {
      hint: 'signalbox rollback --list shows the others.',
    });
  }
  return found;
}

/** What members will read of a release that nobody renews. */
async function lightsLine(target: Release, now: Instant, timeText: Desk['timeText']): Promise<string> {
  const { lightsOf } = await import('../src/shell/publish/release-lights.ts');
  const lights = lightsOf(target.folder);
  if (lights === 'recorded') return 'It shows a recorded moment, and nothing on it expires.';
  if (lights === 'unknown') return 'It does not say how long its lights hold: look at it, as members will.';
  if (lights === null) return 'Members read unknown on it: it was published without probe results.';
  return lights > now
    ? `Its lights are renewed by nobody: members will read unknown from ${timeText(lights)} on, unless you resume.`
    : `Its lights held until ${timeText(lights)}: members read unknown from now on, until you resume.`;
}

/** Who sits there, for whoever finds the note; not the one that sudo stands for. */
function whoIs({ env }: Io): string {
  const named = env['SUDO_USER'] ?? env['USER'] ?? env['LOGNAME'];
  if (named !== undefined && named !== '') return named;
  try {
    return userInfo().username;
  } catch {
    // A number without a name, as containers have.
    return 'somebody';
  }
}
