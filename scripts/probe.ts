import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { formatDuration, parseDuration } from '../src/core/parse/duration.ts';
import { HOUR_MS, SECOND_MS } from '../src/core/model/time.ts';
import { cleanVantage } from '../src/core/parse/snapshot-schema.ts';
import type { Prober } from '../src/shell/probe/prober.ts';
import { EXIT, displayPath, exitCodesHelp, readCommand, say, siteFolder, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';

export interface ProbeArgs extends SiteOptions {
  readonly once?: boolean;
  /** In milliseconds. */
  readonly every?: number;
  readonly vantage?: string;
  readonly state?: string;
  readonly onChange?: string;
  /** True where no server is named. */
  readonly explain?: string | true;
}

export function register(program: Command, cli: Cli): void {
  withSite(program.command('probe'))
    .summary('look at the servers, round after round')
    .description(
      'Runs the checks of topology.yml and writes what they find to state/snapshot.json, which the pages are made from, and into ' +
        'the history. A process of its own, apart from the building of pages. It reads topology.yml again when it changes; a bad ' +
        'one leaves the last good one in force. Stop it with Ctrl-C. docs/prober.md says how to keep it running.',
    )
    .addOption(
      new Option('--once', 'one round, a table of what it found, and the end; for cron').conflicts('every'),
    )
    .option(
      '--every <time>',
      'from one round to the next, instead of what topology.yml says: 30s, 1m',
      parseEvery,
    )
    .option('--vantage <name>', 'the place this prober looks from, as members read it: a city', parseVantage)
    .option('--state <dir>', 'folder for what it remembers and writes (default: state in the site)')
    .option(
      '--on-change <command>',
      'run this when a server’s state changes, and once a day for what a check warns of, with a description as JSON on its standard input',
    )
    .addOption(
      new Option(
        '--explain [server]',
        'look at nothing, and tell why this server’s light is what it is: every vote of the last round, and the rule that ' +
          'decided; without a server, which ones are in doubt',
      ).conflicts(['once', 'every', 'vantage', 'onChange']),
    )
    .addHelpText(
      'after',
      `
Examples:
  signalbox probe --once
  signalbox probe --every 30s --vantage London
  signalbox probe --on-change "./notify.sh helpdesk@example.org"
  signalbox probe --explain gw1
${exitCodesHelp({
  fine: 'it was told to stop, --once has looked, --explain has told, whatever was found',
  usage:
    'the command line is at fault: no topology.yml or no such server there, another prober has the folder',
  nothing:
    'nothing can be probed: topology.yml cannot be read, or no server has a probe; --explain finds no round to tell of',
})}`,
    )
    .action(async (args: ProbeArgs) => {
      cli.exitCode = await runProbe(args, cli.io);
    });
}

/** The same bounds as `probing.every` of topology.yml. */
const MIN_EVERY_MS = SECOND_MS;
const MAX_EVERY_MS = HOUR_MS;

function parseEvery(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && MIN_EVERY_MS <= ms && ms <= MAX_EVERY_MS) return ms;
  const [least, most] = [formatDuration(MIN_EVERY_MS), formatDuration(MAX_EVERY_MS)];
  throw new InvalidArgumentError(
    `Expected a time of at least ${least} and at most ${most}, such as 30s or 1m.`,
  );
}

function parseVantage(text: string): string {
  const name = text.trim();
  if (name !== '' && cleanVantage(name) === name) return name;
  throw new InvalidArgumentError('Expected a name of at most 60 characters, without control characters.');
}

/** Probes until it is told to stop; with `--once` a single round, with `--explain` none. */
export async function runProbe(args: ProbeArgs, io: Io): Promise<ExitCode> {
  if (args.explain !== undefined) {
    const { runExplain } = await import('./explain.ts');
    const folders = { siteDir: siteFolder(args, io), stateDir: stateFolder(args, io) };
    return runExplain(args.explain === true ? null : args.explain, folders, io);
  }
  const prober = await openProber(args, io);
  return args.once === true ? lookOnce(prober, args, io) : keepLooking(prober, args, io);
}

async function openProber(args: ProbeArgs, io: Io): Promise<Prober> {
  const siteDir = siteFolder(args, io);
  const stateDir = stateFolder(args, io);
  const { openProber: open } = await import('../src/shell/probe/prober.ts');
  const { recordInto } = await import('../src/shell/probe/recording.ts');
  const { formatReport } = await import('../src/shell/report.ts');
  const tell = (diagnostics: Prober['diagnostics']) => {
    if (diagnostics.length === 0) return;
    io.stderr.write(formatReport(diagnostics, { folder: displayPath(siteDir, io), stream: io.stderr }));
  };
  const { onChange } = args;
  const command =
    onChange === undefined
      ? undefined
      : await readCommand('--on-change', onChange, './notify.sh helpdesk@example.org');
  const prober = open({
    siteDir,
    stateDir,
    env: io.env,
    ...(args.every === undefined ? {} : { everyMs: args.every }),
    ...(args.vantage === undefined ? {} : { vantage: args.vantage }),
    ...(command === undefined ? {} : { onChange: { command, cwd: io.cwd } }),
    single: args.once === true,
    record: recordInto(stateDir),
    say: (line) => say(io.stderr, `signalbox: ${line}`),
    onTopology(diagnostics, isGood) {
      tell(diagnostics);
      say(
        io.stderr,
        isGood
          ? 'topology.yml changed and was read.'
          : 'topology.yml changed and cannot be used; the last good one stays in force.',
      );
    },
    now: () => io.now(),
  });
  tell(prober.diagnostics);
  return prober;
}

function stateFolder({ state, ...args }: ProbeArgs, io: Io): string {
  return state === undefined ? path.join(siteFolder(args, io), 'state') : path.resolve(io.cwd, state);
}

async function lookOnce(prober: Prober, args: ProbeArgs, io: Io): Promise<ExitCode> {
  try {
    const report = await prober.round();
    if (report !== null) {
      const { roundTable } = await import('./probe-table.ts');
      say(io.stdout, ...roundTable(report));
      const folder = displayPath(stateFolder(args, io), io);
      say(
        io.stdout,
        '',
        `Written to ${folder}/snapshot.json; what exactly was wrong is in ${folder}/probe.log.`,
      );
    }
    await prober.told();
  } finally {
    await prober.stop();
  }
  return EXIT.fine;
}

async function keepLooking(prober: Prober, args: ProbeArgs, io: Io): Promise<ExitCode> {
  const stopped = io.stopped();
  const { vantage, everyMs, servers } = prober.settings();
  const every = formatDuration(everyMs);
  say(
    io.stdout,
    `Looking at ${String(servers)} server${servers === 1 ? '' : 's'} every ${every} from "${vantage}".`,
    `What it finds is in ${displayPath(stateFolder(args, io), io)}. Stop with Ctrl-C.`,
  );
  try {
    await Promise.race([stopped, prober.run()]);
  } finally {
    await prober.stop();
  }
  return EXIT.fine;
}
