import * as z from 'zod';
import { SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import { readInstant } from '../../../core/parse/instant.ts';
import { commandShape, listOrLong } from '../command-options.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import { longestCommand, runCommand } from '../run-command.ts';
import type { Command } from '../run-command.ts';
import { bootAnswerOf } from './boot-kind.ts';
import type { BootKind } from './boot-kind.ts';

/** A number as large as this many seconds is the time of boot, counted from 1970; no machine has run for 31 years. */
const LEAST_UNIX_SECONDS = 1_000_000_000;

export const exec: BootKind<Command> = {
  name: 'exec',
  about: 'A program that prints for how long the machine has run, or when it started.',
  wraps: false,
  options: listOrLong(z.strictObject(commandShape('10s'))).transform(
    ({ command, env, timeout }): Command => ({
      command,
      env,
      limitMs: timeout,
    }),
  ),
  maxMs: longestCommand,
  run: (command, world) =>
    bootAnswerOf(world.now, async () => {
      const { exitCode, stdout, complaint } = await runCommand(command, world.signal);
      if (exitCode !== 0) {
        const why = complaint === '' ? '' : `: ${complaint}`;
        throw new ProbeFailure('plug-in', `exit code ${String(exitCode)}${why}`);
      }
      return bootFromOutput(stdout, world.now());
    }),
};

/**
 * The time of boot a program prints in the first word of its output:
 *
 * - a number below 1,000,000,000: the seconds the machine has run, as `/proc/uptime` begins;
 * - a larger number: the second of boot, counted from 1970, as `btime` of `/proc/stat`;
 * - a time with its zone: `2010-07-21T03:00:00Z`, `2010-07-21T04:00:00+01:00`.
 *
 * A time without a zone is refused: nobody can say whose clock it is read from.
 * @throws ProbeFailure
 */
export function bootFromOutput(output: string, now: Instant): Instant {
  const [word = ''] = output.trim().split(/\s+/, 1);
  if (/^\d{1,13}(?:\.\d+)?$/.test(word)) {
    const seconds = Number(word);
    return seconds < LEAST_UNIX_SECONDS ? now - seconds * SECOND_MS : seconds * SECOND_MS;
  }
  const at = readInstant(word);
  if (at !== undefined) return at;
  throw new ProbeFailure('plug-in', `it printed ${quoted(word)}, expected seconds or a time with its zone`);
}
