import path from 'node:path';
import type { Command } from 'commander';
import type { Instant } from '../src/core/model/time.ts';
import { formatDuration } from '../src/core/parse/duration.ts';
import { EXIT, displayPath, exitCodesHelp, readCommand, say, siteFolder, withSite } from './options.ts';
import type { Cli, ExitCode, Io, SiteOptions } from './options.ts';
import type { MergeReport } from '../src/shell/probe/merging.ts';

export interface MergeArgs extends SiteOptions {
  readonly files: readonly string[];
  readonly state?: string;
  readonly out?: string;
  readonly onChange?: string;
}

export function register(program: Command, cli: Cli): void {
  withSite(program.command('merge'))
    .summary('make one snapshot of those of several probers')
    .description(
      'Combines snapshots that were fetched from several probers: what more than half of them see is so. A file that is old, torn, ' +
        'foreign, from the future, far older than the others, or older than what was merged before, is left out, and that is said. What is merged goes into the ' +
        'history too; so a single file is enough, such as one that another program wrote.',
    )
    .argument('[files...]', 'snapshots (default: all files state/vantages/*.json)')
    .option('--state <dir>', 'folder of the merged snapshot and its history (default: state in the site)')
    .option('--out <file>', 'where to write the merged snapshot (default: snapshot.json in the state folder)')
    .option(
      '--on-change <command>',
      'run this when the merged state of a server changes, with a description of the change as JSON on its standard input',
    )
    .addHelpText(
      'after',
      `
Examples:
  signalbox merge
  signalbox merge london.json amsterdam.json
  signalbox merge --on-change "./notify.sh helpdesk@example.org"
  signalbox merge --state /var/lib/signalbox --out /var/lib/signalbox/merged.json london.json
${exitCodesHelp({
  fine: 'a snapshot was written, though files may have been left out or staff not been told',
  usage:
    'the command line is at fault: no topology.yml there, a prober or another merge has the state folder',
  nothing: 'no file could be merged, so nothing was written; topology.yml cannot be read',
})}`,
    )
    .action(async (files: readonly string[], args: Omit<MergeArgs, 'files'>) => {
      cli.exitCode = await runMerge({ ...args, files }, cli.io);
    });
}

/** Merges once. What was left out goes to standard error, what was merged to standard output. */
export async function runMerge(args: MergeArgs, io: Io): Promise<ExitCode> {
  const siteDir = siteFolder(args, io);
  const stateDir = args.state === undefined ? path.join(siteDir, 'state') : path.resolve(io.cwd, args.state);
  const onChange = await commandOf(args, io);
  const { mergeFiles } = await import('../src/shell/probe/merging.ts');
  const { recordInto } = await import('../src/shell/probe/recording.ts');
  const now = io.now();
  const report = mergeFiles({
    siteDir,
    stateDir,
    files: args.files.map((file) => path.resolve(io.cwd, file)),
    ...(args.out === undefined ? {} : { outFile: path.resolve(io.cwd, args.out) }),
    env: io.env,
    now,
    nameOf: (file) => displayPath(file, io),
    record: recordInto(stateDir),
  });
  tellProblems(report, io);
  if (report.snapshot === null) {
    const none =
      report.leftOut.length === 0
        ? `there are no files in ${displayPath(path.join(stateDir, 'vantages'), io)}`
        : 'no file could be merged';
    say(io.stderr, `signalbox: ${none}, so nothing was written`);
    return EXIT.nothing;
  }
  say(
    io.stdout,
    `Merged ${report.used.map((used) => mergedName(used, now)).join(', ')} into ${displayPath(report.outFile, io)}.`,
  );
  const { tellMerged } = await import('../src/shell/probe/merge-news.ts');
  const { topology, snapshot } = report;
  await tellMerged({
    stateDir,
    topology,
    snapshot,
    onChange,
    env: io.env,
    now,
    say: (line) => say(io.stderr, `signalbox: ${line}`),
  });
  return EXIT.fine;
}

async function commandOf({ onChange }: MergeArgs, io: Io) {
  if (onChange === undefined) return null;
  return {
    command: await readCommand('--on-change', onChange, './notify.sh helpdesk@example.org'),
    cwd: io.cwd,
  };
}

function tellProblems({ leftOut, warnings, remarks }: MergeReport, io: Io): void {
  say(
    io.stderr,
    ...leftOut.map(({ name, reason }) => `${name} is left out: ${reason}`),
    ...warnings.map(({ name, message }) => `${name}: ${message}`),
    ...remarks.map((remark) => `history: ${remark}`),
  );
}

/** `london (1m old)`; the file's name where it names no vantage. */
function mergedName({ name, vantage, takenAt }: MergeReport['used'][number], now: Instant): string {
  return `${vantage ?? name} (${formatDuration(Math.max(0, now - takenAt))} old)`;
}
