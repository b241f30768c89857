import * as z from 'zod';
import { checkOverTcp, longestCheck } from '../check-over-tcp.ts';
import type { ProbeKind } from '../kind.ts';
import {
  connectLimit,
  family,
  host,
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

interface TlsOptions {
  readonly target: Target;
  readonly trust: Trust;
  readonly connectMs: number;
}

const DEFAULT_PORT = 443;

const long = z.strictObject({
  host: host(),
  port: port(String(DEFAULT_PORT)),
  ...trustShape(),
  family: family(),
  connect_timeout: connectLimit(),
});

export const tls: ProbeKind<TlsOptions> = {
  name: 'tls',
  about: 'A port that speaks TLS from the first byte, with a certificate that holds.',
  options: shortOrLong(targetExpected('web1.internal:443'), readTarget, long).transform(
    (written): TlsOptions => ({
      target: { host: written.host, port: written.port ?? DEFAULT_PORT, family: written.family },
      trust: trustOf(written),
      connectMs: written.connect_timeout,
    }),
  ),
  maxMs: ({ connectMs }) => longestCheck(connectMs, connectMs),
  muteMs: ({ connectMs }) => connectMs,
  advice: ({ trust }) => (trust.verify ? [] : [UNVERIFIED_ADVICE]),
  run: ({ target, trust, connectMs }, world) =>
    checkOverTcp(target, connectMs, world, async (connection, notes) => {
      await secure(connection, { host: target.host, trust, limitMs: connectMs }, world, notes);
      await connection.farewell('');
    }),
};
