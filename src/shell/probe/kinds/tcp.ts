import * as z from 'zod';
import { checkOverTcp, longestCheck } from '../check-over-tcp.ts';
import type { Connection } from '../connection.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import type { ProbeKind } from '../kind.ts';
import {
  connectLimit,
  family,
  host,
  limit,
  readTarget,
  requiredPort,
  shortOrLong,
  text,
} from '../options.ts';
import type { Target } from '../options.ts';

interface TcpOptions {
  readonly target: Target;
  readonly expect: string | undefined;
  readonly connectMs: number;
  readonly answerMs: number;
}

const EXPECTED = 'a host with a port, such as mail1.internal:143 (an IPv6 address in brackets), or a mapping';

const long = z.strictObject({
  host: host(),
  port: requiredPort(),
  expect: text(
    'The first bytes the server has to send. Default: it is enough that it takes the connection.',
  ).optional(),
  family: family(),
  connect_timeout: connectLimit(),
  timeout: limit('10s', 'How long the expected text may take.'),
});

/**
 * A connection that is taken says that the machine runs and that something listens. The kernel takes it, so a program
 * that hangs passes: where the protocol has a kind of its own, that one sees more.
 */
export const tcp: ProbeKind<TcpOptions> = {
  name: 'tcp',
  about: 'A port that takes connections, and may have to send something.',
  options: shortOrLong(EXPECTED, readTargetWithPort, long).transform(
    ({ host: name, port: number, family: kind, expect, connect_timeout, timeout }): TcpOptions => ({
      target: { host: name, port: number, family: kind },
      expect,
      connectMs: connect_timeout,
      answerMs: timeout,
    }),
  ),
  maxMs: ({ connectMs, answerMs, expect }) =>
    expect === undefined ? longestCheck(connectMs) : longestCheck(connectMs, answerMs),
  muteMs: ({ connectMs, answerMs, expect }) =>
    expect === undefined ? connectMs : Math.max(connectMs, answerMs),
  run: ({ target, expect, connectMs, answerMs }, world) =>
    checkOverTcp(target, connectMs, world, async (connection) => {
      if (expect === undefined) return;
      await connection.within(answerMs, 'its first words', () => readStart(connection, Buffer.from(expect)));
    }),
};

function readTargetWithPort(written: string): z.input<typeof long> | undefined {
  const found = readTarget(written);
  return found?.port === undefined ? undefined : { host: found.host, port: found.port };
}

/** Byte by byte, so that another beginning is known at once. */
async function readStart(connection: Connection, expected: Buffer): Promise<void> {
  for (let count = 0; count < expected.length; count += 1) {
    const byte = await connection.bytes(1);
    if (byte[0] === expected[count]) continue;
    const said = Buffer.concat([expected.subarray(0, count), byte]);
    throw new ProbeFailure('bad-reply', `it began with ${quoted(said)}`);
  }
}
