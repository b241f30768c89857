import type * as Mysql from 'mysql2';
import * as z from 'zod';
import { checkOverTcp, longestCheck } from '../check-over-tcp.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import type { Notes } from '../failure.ts';
import type { ProbeKind } from '../kind.ts';
import { logIn } from '../mysql-login.ts';
import { readMysqlGreeting } from '../mysql-packet.ts';
import {
  connectLimit,
  family,
  host,
  limit,
  port,
  readTarget,
  shortOrLong,
  targetExpected,
  text,
  trustOf,
  trustShape,
  UNVERIFIED_ADVICE,
} from '../options.ts';
import type { Target, Trust } from '../options.ts';

interface MysqlOptions {
  readonly target: Target;
  readonly user: string;
  readonly password: string | undefined;
  readonly greetingOnly: boolean;
  readonly tls: boolean;
  readonly trust: Trust;
  /** What "too many connections" amounts to. */
  readonly full: 'online' | 'offline';
  readonly connectMs: number;
  readonly answerMs: number;
}

const DEFAULT_PORT = 3306;
const DEFAULT_USER = 'signalbox';

const long = z.strictObject({
  host: host(),
  port: port(String(DEFAULT_PORT)),
  user: text(`The user to log in as; it needs no privileges. Default: ${DEFAULT_USER}.`).default(
    DEFAULT_USER,
  ),
  password: text('Its password. Default: none.').optional(),
  greeting_only: z
    .boolean('true or false')
    .default(false)
    .describe(
      'true: read the greeting and hang up. The server counts each such check as a failed connection, and after ' +
        'max_connect_errors of them (100) blocks every client on the prober’s host. Default: false, log in.',
    ),
  full: z
    .literal(['online', 'offline'], 'online or offline')
    .default('online')
    .describe(
      'What "too many connections" (error 1040) means: it answers, and staff are told, or it is offline. Default: online.',
    ),
  tls: z
    .boolean('true or false')
    .default(false)
    .describe('true: log in over TLS, and the certificate has to hold. Default: false.'),
  ...trustShape(),
  family: family(),
  connect_timeout: connectLimit(),
  timeout: limit('10s', 'How long the greeting may take, and the login as long again.'),
});

const GREETING_ONLY_ADVICE =
  'reads the greeting only: the server counts that as a failed connection, and after max_connect_errors of them (100 by ' +
  'default, less than two hours of one a minute) it blocks every client on the prober’s host; log in instead';

/** The kind; `load` imports the optional package it logs in with. */
export function mysqlKind(load: () => Promise<typeof Mysql>): ProbeKind<MysqlOptions> {
  return {
    name: 'mysql',
    about: 'A MySQL or MariaDB server that lets a user without privileges log in; needs the package mysql2.',
    options: shortOrLong(targetExpected('db1.internal:3306'), readTarget, long).transform(
      (written): MysqlOptions => ({
        target: { host: written.host, port: written.port ?? DEFAULT_PORT, family: written.family },
        user: written.user,
        password: written.password,
        greetingOnly: written.greeting_only,
        tls: written.tls,
        trust: trustOf(written),
        full: written.full,
        connectMs: written.connect_timeout,
        answerMs: written.timeout,
      }),
    ),
    maxMs: ({ connectMs, answerMs }) => longestCheck(connectMs, answerMs, answerMs),
    muteMs: ({ connectMs, answerMs }) => Math.max(connectMs, answerMs),
    advice: ({ greetingOnly, tls, trust }) => [
      ...(greetingOnly ? [GREETING_ONLY_ADVICE] : []),
      ...(tls && !greetingOnly && !trust.verify ? [UNVERIFIED_ADVICE] : []),
    ],
    run: (options, world) =>
      checkOverTcp(options.target, options.connectMs, world, async (connection, notes) => {
        const { answerMs, greetingOnly } = options;
        const { packet, error } = await connection.within(answerMs, 'its greeting', () =>
          readMysqlGreeting(connection),
        );
        if (error !== undefined) return judgeError(error, options, notes);
        if (greetingOnly) return;
        // Only what is known to be a greeting reaches the package, which trusts its server.
        connection.giveBack(packet);
        const { error: denial, foreign } = await logIn(connection, options, { world, notes, load });
        if (foreign !== undefined) {
          notes.warnings.push(FOREIGN_WARNING);
          notes.detail = `it wants ${quoted(foreign)}`;
        } else if (denial !== undefined) judgeError(denial, options, notes);
      }),
  };
}

export const mysql = mysqlKind(() => import('mysql2'));

/** What to do about the most common denials. */
const REMEDIES: Readonly<Record<number, string>> = {
  1045: ': there is no such user for the prober’s address, or the password is another, or it has to use TLS',
  1130: ': no user there may come from the prober’s address',
};

const FOREIGN_WARNING =
  'It answers, and wants a way of logging in that the package mysql2 does not know: ' +
  'give the prober’s user another, such as mysql_native_password or caching_sha2_password.';

/**
 * What an error packet says. A server that answers with one is there, and most of them are about us: a login denied, our
 * host blocked. Those are a warning for staff. That it is shutting down is the one it has for everybody.
 */
function judgeError(error: number, { full }: MysqlOptions, notes: Notes): void {
  switch (error) {
    case 1040:
      if (full === 'offline') throw new ProbeFailure('refusing', 'too many connections (error 1040)');
      notes.warnings.push('It answers, and has no connection free (error 1040).');
      return;
    case 1053:
      throw new ProbeFailure('refusing', 'it is shutting down (error 1053)');
    case 1129:
      notes.warnings.push(
        'It answers, and has blocked this host after too many failed connections (error 1129): run FLUSH HOSTS there.',
      );
      return;
    default:
      notes.warnings.push(
        `It answers, and denies the login (error ${String(error)})${REMEDIES[error] ?? ''}.`,
      );
  }
}
