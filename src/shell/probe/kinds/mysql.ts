import net from 'node:net';
import { TLSSocket } from 'node:tls';
import type * as Mysql from 'mysql2';
import * as z from 'zod';
import { checkOverTcp, longestCheck } from '../check-over-tcp.ts';
import type { Connection } from '../connection.ts';
import { ProbeFailure } from '../failure.ts';
import type { Notes } from '../failure.ts';
import type { ProbeKind, ProbeWorld } from '../kind.ts';
import { readMysqlGreeting } from '../mysql-packet.ts';
import { reasonOfCode } from '../network-errors.ts';
import { optionalPackage } from '../optional-package.ts';
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
import { certificateWarning, readAuthorities } from '../tls-handshake.ts';

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
/** A login is a few hundred bytes. */
const MAX_LOGIN_BYTES = 64 * 1024;

const long = z
  .strictObject({
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
  })
  .refine(
    ({ tls, verify, servername, host: name }) => !tls || !verify || net.isIP(servername ?? name) === 0,
    {
      error: 'a host name, or a servername, together with tls: a certificate names one',
      path: ['tls'],
    },
  );

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
        await logIn(connection, options, { world, notes, load });
      }),
  };
}

export const mysql = mysqlKind(() => import('mysql2'));

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
      notes.warnings.push(`It answers, and denies the login (error ${String(error)}).`);
  }
}

interface Login {
  readonly world: ProbeWorld;
  readonly notes: Notes;
  readonly load: () => Promise<typeof Mysql>;
}

async function logIn(
  connection: Connection,
  options: MysqlOptions,
  { world, notes, load }: Login,
): Promise<void> {
  const { createConnection } = await optionalPackage('mysql2', load);
  const settings = await settingsOf(options);
  const stream = connection.handOver();
  let received = 0;
  stream.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > MAX_LOGIN_BYTES)
      connection.fail(new ProbeFailure('bad-reply', 'it sends more than a login can be'));
  });
  const client = createConnection({ ...settings, stream });
  try {
    await connection.within(options.answerMs, 'the login', () => connected(client, () => stream.resume()));
  } catch (error) {
    return judgeLogin(error, options, notes);
  }
  const used: unknown = Reflect.get(client, 'stream');
  if (used instanceof TLSSocket) {
    const warning = certificateWarning(used.getPeerCertificate(), world.now(), world.certificateDays);
    if (warning !== undefined) notes.warnings.push(warning);
    connection.continueOn(used);
  }
  client.end();
  await connection.farewell('');
}

async function settingsOf(options: MysqlOptions): Promise<Mysql.ConnectionOptions> {
  const { target, user, password, tls, trust } = options;
  return {
    // The address is settled; this is the name the certificate has to be for.
    host: trust.servername ?? target.host,
    user,
    ...(password === undefined ? {} : { password }),
    // A server may ask its client for files.
    flags: ['-LOCAL_FILES'],
    // Our own timers know whether anybody was listening.
    connectTimeout: 0,
    ...(tls ? { ssl: await sslOf(trust) } : {}),
  };
}

async function sslOf({ verify, ca }: Trust) {
  const authorities = ca === undefined ? {} : { ca: (await readAuthorities(ca)).toString() };
  return { rejectUnauthorized: verify, verifyIdentity: verify, ...authorities };
}

/** Settles when the login has; `begin` lets the greeting in. */
function connected(client: Mysql.Connection, begin: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('connect', () => resolve());
    // It stays: a server may go on to send what is no answer.
    client.on('error', reject);
    begin();
  });
}

/** The codes the package has of its own, for what is no error packet of the server. */
const PACKAGE_REASONS: Readonly<Record<string, 'reset' | 'tls'>> = {
  PROTOCOL_CONNECTION_LOST: 'reset',
  HANDSHAKE_NO_SSL_SUPPORT: 'tls',
  HANDSHAKE_SSL_ERROR: 'tls',
};

function judgeLogin(error: unknown, options: MysqlOptions, notes: Notes): void {
  if (error instanceof ProbeFailure || !(error instanceof Error)) throw error;
  const { errno, code } = error as NodeJS.ErrnoException;
  // The system's own numbers are negative.
  if (errno !== undefined && errno > 0) return judgeError(errno, options, notes);
  // Whatever else stops the package, a packet it cannot read above all, is the server's doing.
  const reason = PACKAGE_REASONS[code ?? ''] ?? reasonOfCode(code ?? '') ?? 'bad-reply';
  throw new ProbeFailure(reason, error.message, { cause: error });
}
