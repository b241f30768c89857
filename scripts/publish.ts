import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../src/core/model/time.ts';
import { formatDuration, parseDuration } from '../src/core/parse/duration.ts';
import { DEPLOY_LIMIT_MS } from '../src/shell/publish/deploy.ts';
import { LOG_FORMATS } from '../src/shell/publish/log.ts';
import type { LogFormat } from '../src/shell/publish/log.ts';
import type { Publisher, PublisherOptions } from '../src/shell/publish/publisher.ts';
import type { TurnReport } from '../src/shell/publish/turn.ts';
import { EXIT, displayPath, exitCodesHelp, readCommand, siteFolder, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';

export interface PublishArgs extends SiteOptions {
  readonly out?: string;
  readonly state?: string;
  readonly snapshot?: string;
  /** In milliseconds, as all times here. */
  readonly every?: number;
  readonly pull?: boolean;
  readonly pullLimit: number;
  readonly releases?: number;
  readonly precompress?: boolean;
  readonly deploy?: string;
  readonly deployLimit: number;
  readonly heartbeat?: string;
  readonly metrics?: string;
  readonly log?: LogFormat;
}

const PULL_LIMIT_MS = 20 * SECOND_MS;
/** With one there would be nothing to go back to. */
const MIN_RELEASES = 2;
const MAX_RELEASES = 1_000;
/** Says the same as `--heartbeat`, where a command line can be read by others. */
const HEARTBEAT_VARIABLE = 'SIGNALBOX_HEARTBEAT';

export function register(program: Command, cli: Cli): void {
  const command = withSite(program.command('publish'))
    .summary('publish the site, once or every minute')
    .description(
      'Builds the site and puts it before its readers; with --every again and again, at the cost of what changed. What goes wrong ' +
        'leaves the last good site as it is, and is told in the log, in heartbeat.json and by the exit code. docs/publisher.md ' +
        'has all of it, docs/deploy.md the way to a web server.',
    );
  withFolders(command);
  command
    .option('--every <time>', 'run on, from one publish to the next: 60s; without it once and the end', every)
    .option('--pull', 'fetch the newest content first: git pull --ff-only in the site’s repository')
    .option('--pull-limit <time>', 'how long that may take', limit, PULL_LIMIT_MS)
    .option('--precompress', 'put .gz and .br files beside what is worth it')
    .option(
      '--deploy <command>',
      'after each publish run this with the changed paths, as JSON on its standard input',
    )
    .option('--deploy-limit <time>', 'how long that may take', limit, DEPLOY_LIMIT_MS)
    .option(
      '--heartbeat <url>',
      `ask this address after each good publish, so that somebody is told when none comes (or ${HEARTBEAT_VARIABLE})`,
    )
    .option('--metrics <file>', 'write figures about each turn here, for Prometheus')
    .addOption(
      new Option('--log <form>', 'lines for people or for programs (default: by where they go)').choices(
        LOG_FORMATS,
      ),
    )
    .addHelpText('after', HELP)
    .action(async (args: PublishArgs) => {
      cli.exitCode = await runPublish(args, cli.io);
    });
  command.options.forEach(hideMilliseconds);
}

function withFolders(command: Command): void {
  command
    .option('--out <dir>', 'folder to publish into (default: _site in the site)')
    .option('--state <dir>', 'folder for what it remembers (default: state in the site)')
    .option('--snapshot <file>', 'what the probes saw (default: state/snapshot.json in the site)')
    .option(
      '--releases <count>',
      'make the output folder a link to the newest of so many releases',
      releaseCount,
    );
}

/** Defaults are milliseconds to us and a time to people. */
function hideMilliseconds(option: Option): void {
  if (typeof option.defaultValue !== 'number') return;
  option.default(option.defaultValue, formatDuration(option.defaultValue));
}

const HELP = `
Examples:
  signalbox publish --out /var/www/status
  signalbox publish --every 60s --pull --out /var/www/status
  signalbox publish --deploy "./deploy-rsync.sh" --heartbeat https://hc-ping.com/…
${exitCodesHelp({
  fine: 'published, and nothing was wrong; with --every: told to stop',
  problems: 'published, but something was wrong: the pull, topology.yml, the content, the deploy',
  usage: 'the command line is at fault; or another publisher has the output folder',
  nothing: 'nothing was published; what was published before stands',
})}`;

const MIN_EVERY_MS = SECOND_MS;

function every(text: string): number {
  return time(text, MIN_EVERY_MS, HOUR_MS);
}

function limit(text: string): number {
  return time(text, SECOND_MS, HOUR_MS);
}

function time(text: string, least: number, most: number): number {
  const ms = parseDuration(text);
  if (ms !== undefined && least <= ms && ms <= most) return ms;
  throw new InvalidArgumentError(
    `Expected a time of at least ${formatDuration(least)} and at most ${formatDuration(most)}, such as ${formatDuration(MINUTE_MS)}.`,
  );
}

function releaseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= MIN_RELEASES && count <= MAX_RELEASES) return count;
  throw new InvalidArgumentError(
    `Expected a whole number from ${String(MIN_RELEASES)} to ${String(MAX_RELEASES)}.`,
  );
}

/** Publishes once, or until it is told to stop. */
export async function runPublish(args: PublishArgs, io: Io): Promise<ExitCode> {
  const publisher = await openPublisher(args, io);
  if (args.every === undefined) {
    try {
      return exitCodeOf(await publisher.turn());
    } finally {
      await publisher.stop();
    }
  }
  const { publishEvery } = await import('../src/shell/publish/run.ts');
  await publishEvery(publisher, args.every, io.stopped());
  return EXIT.fine;
}

function exitCodeOf({ published, problems }: TurnReport): ExitCode {
  if (!published) return EXIT.nothing;
  return problems.length === 0 ? EXIT.fine : EXIT.problems;
}

async function openPublisher(args: PublishArgs, io: Io): Promise<Publisher> {
  const folders = foldersOf(args, io);
  const { siteDir, outDir, stateDir } = folders;
  const { refuseFolders } = await import('../src/shell/build.ts');
  const { createPublishLog } = await import('../src/shell/publish/log.ts');
  const { lockOutput } = await import('../src/shell/publish/publish-lock.ts');
  const { openPublisher: open } = await import('../src/shell/publish/publisher.ts');
  refuseFolders(siteDir, outDir, stateDir);
  const options = await wishesOf(args, io);
  const log = createPublishLog({
    stream: io.stderr,
    format: args.log ?? (isTerminal(io.stderr) ? 'human' : 'json'),
    now: () => io.now(),
    folder: displayPath(siteDir, io),
  });
  const lock = lockOutput(outDir, stateDir, io.now());
  if (lock.note !== undefined) log.note(lock.note);
  try {
    const publisher = open({ ...folders, ...options, log, lock, env: io.env, now: () => io.now() });
    log.start({ ...folders, ...(args.every === undefined ? {} : { everyMs: args.every }) });
    return publisher;
  } catch (error) {
    lock.release();
    throw error;
  }
}

function isTerminal(stream: NodeJS.WritableStream & { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true;
}

function foldersOf(args: PublishArgs, io: Io) {
  const siteDir = siteFolder(args, io);
  const inSite = (given: string | undefined, usual: string) =>
    given === undefined ? path.join(siteDir, usual) : path.resolve(io.cwd, given);
  return {
    siteDir,
    outDir: inSite(args.out, '_site'),
    stateDir: inSite(args.state, 'state'),
    ...(args.snapshot === undefined ? {} : { snapshotFile: path.resolve(io.cwd, args.snapshot) }),
  };
}

type Wishes = Pick<
  PublisherOptions,
  'lasting' | 'pull' | 'releases' | 'precompress' | 'deploy' | 'heartbeat' | 'metricsFile'
>;

/** What was asked for besides folders. @throws UserError where something of it makes no sense */
async function wishesOf(args: PublishArgs, io: Io): Promise<Wishes> {
  const { pullLimit, deployLimit, releases, metrics } = args;
  const heartbeat = args.heartbeat ?? io.env[HEARTBEAT_VARIABLE];
  const { parseHeartbeatUrl } = await import('../src/shell/publish/ping.ts');
  return {
    lasting: args.every !== undefined,
    precompress: args.precompress === true,
    ...(args.pull === true ? { pull: { limitMs: pullLimit } } : {}),
    ...(releases === undefined ? {} : { releases }),
    ...(args.deploy === undefined
      ? {}
      : {
          deploy: {
            command: await readCommand('--deploy', args.deploy, './deploy-rsync.sh web1'),
            cwd: io.cwd,
            limitMs: deployLimit,
          },
        }),
    ...(heartbeat === undefined || heartbeat === '' ? {} : { heartbeat: parseHeartbeatUrl(heartbeat) }),
    ...(metrics === undefined ? {} : { metricsFile: path.resolve(io.cwd, metrics) }),
  };
}
