import * as z from 'zod';
import { limit } from './options.ts';

const MAX_ARGUMENTS = 100;
const MAX_ARGUMENT_LENGTH = 4_096;

const COMMAND_EXPECTED = 'a list: the program and its arguments, each of them a text';
const ENV_EXPECTED = 'names of variables with the text of each, such as {HOME: /var/lib/signalbox}';

/** Nothing that ends a text in C may stand in one. */
const argument = z
  .string(COMMAND_EXPECTED)
  .max(MAX_ARGUMENT_LENGTH, COMMAND_EXPECTED)
  .refine((text) => !text.includes('\0'), COMMAND_EXPECTED);

const command = z
  .array(argument, COMMAND_EXPECTED)
  .min(1, COMMAND_EXPECTED)
  .max(MAX_ARGUMENTS, COMMAND_EXPECTED)
  .refine(([program]) => program !== '', COMMAND_EXPECTED)
  .describe(
    'The program and its arguments, such as [/usr/lib/nagios/plugins/check_ping, -H, gw1.internal]. No shell reads them.',
  );

/** The long form of everything that runs a program, with the time it has, as written; a kind may add to it. */
export const commandShape = (time: string) => ({
  command,
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, ENV_EXPECTED), argument, ENV_EXPECTED)
    .default({})
    .describe('Variables for its environment, which otherwise has PATH, LANG and LC_ALL alone.'),
  timeout: limit(time, 'How long it may take; then it and all it started is killed.'),
});

/** A list, which is the command of the long form, or the long form itself. */
export function listOrLong<Output>(long: z.ZodType<Output, { command: string[] }>) {
  const short = command.transform((list) => ({ command: list }));
  return z.union([z.pipe(short, long), long], `${COMMAND_EXPECTED}, or a mapping`);
}
