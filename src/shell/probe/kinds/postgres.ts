import * as z from 'zod';
import { checkOverTcp, longestCheck } from '../check-over-tcp.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import type { ProbeKind } from '../kind.ts';
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
  maxMs: ({ tls, connectMs, answerMs }) => longestCheck(connectMs, answerMs, ...(tls ? [connectMs] : [])),
  advice: ({ tls, trust }) => (!tls || trust.verify ? [] : [UNVERIFIED_ADVICE]),
  run: ({ target, tls, trust, connectMs, answerMs }, world) =>
    checkOverTcp(target, connectMs, world, async (connection, notes) => {
      connection.write(SSL_REQUEST);
      const answer = await connection.within(answerMs, 'its answer', () => connection.bytes(1));
      judge(answer, tls);
      if (tls) await secure(connection, { host: target.host, trust, limitMs: connectMs }, world, notes);
    }),
};

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
