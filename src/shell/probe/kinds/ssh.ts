import * as z from 'zod';
import { checkOverTcp, longestCheck } from '../check-over-tcp.ts';
import { readGreeting } from '../greeter.ts';
import type { LineMeaning } from '../greeter.ts';
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
} from '../options.ts';
import type { Target } from '../options.ts';

interface SshOptions {
  readonly target: Target;
  readonly connectMs: number;
  readonly answerMs: number;
}

const DEFAULT_PORT = 22;

const long = z.strictObject({
  host: host(),
  port: port(String(DEFAULT_PORT)),
  family: family(),
  connect_timeout: connectLimit(),
  timeout: limit('10s', 'How long the greeting may take.'),
});

/** RFC 4253, section 4.2: lines of plain text may come before the version. */
const NOISE = /[^\t\r\x20-\x7e\x80-\xff]/;

/** What OpenSSH says in place of its version to an address that connects too often, and when too many are logging in. */
const TURNED_AWAY = /^(?:Not allowed at this time|Exceeded MaxStartups)/;

/**
 * What we say before we leave. A server that was told nothing logs an error for each check; this way it logs that we closed
 * the connection.
 */
const VERSION = 'SSH-2.0-Signalbox\r\n';

const TURNED_AWAY_WARNING =
  'It answers and turns this address away, as it does with those that connect too often: ' +
  'exempt the prober with PerSourcePenaltyExemptList, or raise MaxStartups.';

export const ssh: ProbeKind<SshOptions> = {
  name: 'ssh',
  about: 'An SSH server that greets with SSH-2.0 or SSH-1.99.',
  options: shortOrLong(targetExpected('gw1.internal:22'), readTarget, long).transform(
    (written): SshOptions => ({
      target: { host: written.host, port: written.port ?? DEFAULT_PORT, family: written.family },
      connectMs: written.connect_timeout,
      answerMs: written.timeout,
    }),
  ),
  maxMs: ({ connectMs, answerMs }) => longestCheck(connectMs, answerMs),
  muteMs: ({ connectMs, answerMs }) => Math.max(connectMs, answerMs),
  run: ({ target, connectMs, answerMs }, world) =>
    checkOverTcp(target, connectMs, world, async (connection, notes) => {
      const rules = { couldBe: (beginning: string) => !NOISE.test(beginning), judge };
      const line = await connection.within(answerMs, 'its greeting', () => readGreeting(connection, rules));
      const isTurnedAway = TURNED_AWAY.test(line);
      if (isTurnedAway) notes.warnings.push(TURNED_AWAY_WARNING);
      await connection.farewell(isTurnedAway ? '' : VERSION);
    }),
};

function judge(line: string): LineMeaning {
  if (/^SSH-(?:2\.0|1\.99)-/.test(line) || TURNED_AWAY.test(line)) return 'ready';
  // What another protocol says is no preface, though it reads like one.
  return /^(?:SSH-|HTTP\/|\d{3}[ -]|\* |\+OK|-ERR)/.test(line) ? 'wrong' : 'more';
}
