import * as z from 'zod';
import { checkOverTcp, longestCheck } from '../check-over-tcp.ts';
import type { Connection } from '../connection.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import type { ProbeKind, ProbeWorld } from '../kind.ts';
import {
  connectLimit,
  family,
  host,
  limit,
  port,
  readTarget,
  shortOrLong,
  targetExpected,
  trustOf,
  trustShape,
  UNVERIFIED_ADVICE,
} from '../options.ts';
import type { Target, Trust } from '../options.ts';
import { secure } from '../tls-handshake.ts';

interface PostgresOptions {
  readonly target: Target;
  readonly tls: boolean;
  readonly trust: Trust;
  readonly connectMs: number;
  readonly answerMs: number;
}

const DEFAULT_PORT = 5432;

/** The message SSLRequest: its own length, and the number 1234 5678 where others have their protocol's version. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const YES = Buffer.from('S');

const long = z.strictObject({
  host: host(),
  port: port(String(DEFAULT_PORT)),
  tls: z
    .boolean('true or false')
    .default(false)
    .describe('true: it has to agree to TLS, and the certificate has to hold. Default: false.'),
  ...trustShape(),
  family: family(),
  connect_timeout: connectLimit(),
  timeout: limit('10s', 'How long the answer may take.'),
});

/** Asks whether the server speaks TLS: it answers one byte to anybody, needs no user, and no login fails in its log. */
export const postgres: ProbeKind<PostgresOptions> = {
  name: 'postgres',
  about: 'A PostgreSQL server that answers the question whether it speaks TLS.',
  options: shortOrLong(targetExpected('db1.internal:5432'), readTarget, long).transform(
    (written): PostgresOptions => ({
      target: { host: written.host, port: written.port ?? DEFAULT_PORT, family: written.family },
      tls: written.tls,
      trust: trustOf(written),
      connectMs: written.connect_timeout,
      answerMs: written.timeout,
    }),
  ),
  maxMs: ({ connectMs, answerMs }) => longestCheck(connectMs, answerMs, connectMs),
  muteMs: ({ connectMs, answerMs }) => Math.max(connectMs, answerMs),
  advice: ({ tls, trust }) => (!tls || trust.verify ? [] : [UNVERIFIED_ADVICE]),
  run: ({ target, tls, trust, connectMs, answerMs }, world) =>
    checkOverTcp(target, connectMs, world, async (connection, notes) => {
      connection.write(SSL_REQUEST);
      const answer = await connection.within(answerMs, 'its answer', () => connection.bytes(1));
      judge(answer, tls);
      const handshake = { host: target.host, trust, limitMs: connectMs };
      if (tls) {
        await secure(connection, handshake, world, notes);
        await connection.farewell('');
      } else if (answer.equals(YES)) await keepWord(connection, handshake, world);
    }),
};

/**
 * A server that has agreed to TLS expects it, and logs "could not accept SSL connection" where we hang up. So TLS it is,
 * though nobody asked whether it works: what comes of it changes nothing.
 */
async function keepWord(
  connection: Connection,
  handshake: Parameters<typeof secure>[1],
  world: ProbeWorld,
): Promise<void> {
  try {
    await secure(connection, { ...handshake, trust: { verify: false } }, world, { warnings: [] });
    await connection.farewell('');
  } catch (error) {
    if (!(error instanceof ProbeFailure)) throw error;
  }
}

function judge(answer: Buffer, tls: boolean): void {
  switch (answer.toString('latin1')) {
    case 'S':
      return;
    case 'N':
      if (!tls) return;
      throw new ProbeFailure('tls', 'it does not speak TLS');
    case 'E':
      throw new ProbeFailure('refusing', 'it answered with an error');
    default:
      throw new ProbeFailure('bad-reply', `it said ${quoted(answer)}`);
  }
}
