import * as z from 'zod';
import { commandShape, listOrLong } from '../command-options.ts';
import { outcomeOf, ProbeFailure } from '../failure.ts';
import type { Notes } from '../failure.ts';
import type { ProbeKind } from '../kind.ts';
import { readPluginOutput } from '../plugin-output.ts';
import { longestCommand, runCommand } from '../run-command.ts';
import type { Command, CommandResult } from '../run-command.ts';

interface ExecOptions extends Command {
  /** What exit code 1 amounts to. */
  readonly warning: 'online' | 'offline';
}

/** Plug-ins give up after ten seconds and say "critical"; one that is killed at that moment could say nothing. */
const LIMIT = '15s';

const long = z.strictObject({
  ...commandShape(LIMIT),
  warning: z
    .literal(['online', 'offline'], 'online or offline')
    .default('online')
    .describe('What exit code 1 (warning) means: online, and staff are told, or offline. Default: online.'),
});

export const exec: ProbeKind<ExecOptions> = {
  name: 'exec',
  about: 'A plug-in of Nagios and its kin: exit code 0 is online, 2 offline, anything else unknown.',
  options: listOrLong(long).transform(({ command, env, timeout, warning }): ExecOptions => ({
    command,
    env,
    limitMs: timeout,
    warning,
  })),
  maxMs: longestCommand,
  run: (options, world) =>
    outcomeOf(async (notes) => {
      judge(await runCommand(options, world.signal), options, notes);
    }),
};

function judge({ exitCode, stdout, complaint }: CommandResult, { warning }: ExecOptions, notes: Notes): void {
  const { text, measured } = readPluginOutput(stdout);
  if (measured.length > 0) notes.measured = measured;
  const said = text || complaint || 'it said nothing';
  if (exitCode === 0) return;
  if (exitCode === 2) throw new ProbeFailure('critical', said);
  if (exitCode !== 1) throw new ProbeFailure('plug-in', `exit code ${String(exitCode)}: ${said}`);
  if (warning === 'offline') throw new ProbeFailure('critical', `warning: ${said}`);
  notes.warnings.push('The plug-in warns.');
  notes.detail = said;
}
