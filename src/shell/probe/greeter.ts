import * as z from 'zod';
import { SECOND_MS } from '../../core/model/time.ts';
import { checkOverTcp, longestCheck } from './check-over-tcp.ts';
import type { Connection } from './connection.ts';
import { ProbeFailure, quoted } from './failure.ts';
import type { ProbeKind } from './kind.ts';
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
} from './options.ts';
import type { Target, Trust } from './options.ts';
import { secure } from './tls-handshake.ts';

/*
 * Protocols in which the server speaks first, in lines. The check reads the greeting to its end and says good-bye;
 * before the greeting is whole not a byte is sent, because that is what spam robots do, and mail servers punish it.
 */

/** Longer greetings are no greetings. */
const MAX_GREETING_LINES = 200;
/** For the talk before STARTTLS, where it is less than what the greeting gets: nobody holds back an answer on purpose. */
const MAX_TALK_MS = 10 * SECOND_MS;

/** What a line of a greeting amounts to. */
export type LineMeaning = 'more' | 'ready' | 'refusing' | 'wrong';

export interface GreetingRules {
  /** False where these first characters of line `index` cannot become a line of this protocol. */
  couldBe(beginning: string, index: number): boolean;
  /** What line `index`, counted from 0, means. */
  judge(line: string, index: number): LineMeaning;
}

/** Reads a greeting to its last line, which is returned. @throws ProbeFailure */
export async function readGreeting(connection: Connection, rules: GreetingRules): Promise<string> {
  for (let index = 0; index < MAX_GREETING_LINES; index += 1) {
    const line = await connection.line((beginning) => rules.couldBe(beginning, index));
    const meaning = rules.judge(line, index);
    if (meaning === 'ready') return line;
    if (meaning === 'refusing') throw new ProbeFailure('refusing', `it said ${quoted(line)}`);
    if (meaning === 'wrong') throw new ProbeFailure('bad-reply', `it said ${quoted(line)}`);
  }
  throw new ProbeFailure('bad-reply', `its greeting has more than ${String(MAX_GREETING_LINES)} lines`);
}

/** Options of a protocol with a greeting. */
export interface GreeterOptions {
  readonly target: Target;
  /** `tls`: from the first byte. `starttls`: after the greeting. */
  readonly security: 'none' | 'tls' | 'starttls';
  readonly trust: Trust;
  readonly connectMs: number;
  /** For the whole greeting, and as long again, {@link MAX_TALK_MS} at most, for the talk before STARTTLS. */
  readonly answerMs: number;
}

interface GreeterSpec {
  readonly name: string;
  readonly about: string;
  readonly port: number;
  /** Where TLS is spoken from the first byte. */
  readonly tlsPort: number;
  /** How long the greeting may take, as written. */
  readonly greetingLimit: string;
  readonly rules: GreetingRules;
  /** Asks for TLS after the greeting. @throws ProbeFailure where it is not given */
  readonly startTls: (connection: Connection) => Promise<void>;
  readonly farewell: string;
}

/** A kind for a protocol with a greeting. */
export function greeterKind(spec: GreeterSpec): ProbeKind<GreeterOptions> {
  const { name, about } = spec;
  return {
    name,
    about,
    options: optionsOf(spec),
    maxMs: ({ security, connectMs, answerMs }) =>
      longestCheck(
        connectMs,
        answerMs,
        ...(security === 'none' ? [] : [connectMs]),
        ...(security === 'starttls' ? [talkLimit(answerMs)] : []),
      ),
    muteMs: ({ connectMs, answerMs }) => Math.max(connectMs, answerMs),
    advice: ({ target, security, trust }) => [
      ...portAdvice(target.port, security, spec),
      ...(security === 'none' || trust.verify ? [] : [UNVERIFIED_ADVICE]),
    ],
    run({ target, security, trust, connectMs, answerMs }, world) {
      const handshake = { host: target.host, trust, limitMs: connectMs };
      return checkOverTcp(target, connectMs, world, async (connection, notes) => {
        if (security === 'tls') await secure(connection, handshake, world, notes);
        await politely(connection, spec, () =>
          connection.within(answerMs, 'its greeting', () => readGreeting(connection, spec.rules)),
        );
        if (security === 'starttls') {
          await politely(connection, spec, () =>
            connection.within(talkLimit(answerMs), 'its answer to STARTTLS', () =>
              startTls(connection, spec),
            ),
          );
          await secure(connection, handshake, world, notes);
        }
        await connection.farewell(spec.farewell);
      });
    },
  };
}

const talkLimit = (answerMs: number): number => Math.min(answerMs, MAX_TALK_MS);

/** Takes leave of a server that says no, too: it waits for that, and logs a client that just hangs up. */
async function politely(connection: Connection, spec: GreeterSpec, talk: () => Promise<unknown>) {
  try {
    await talk();
  } catch (error) {
    const saysNo = error instanceof ProbeFailure && (error.reason === 'refusing' || error.reason === 'tls');
    if (saysNo) await connection.farewell(spec.farewell);
    throw error;
  }
}

/** The port of one way and the option of another: such a check hears nothing, or no TLS, for ever. */
function portAdvice(
  port: number,
  security: GreeterOptions['security'],
  { port: plainPort, tlsPort }: GreeterSpec,
): string[] {
  if (security !== 'tls' && port === tlsPort)
    return [
      'waits for a greeting in the clear at the port that speaks TLS from the first byte; add `tls: true`',
    ];
  if (security === 'tls' && port === plainPort)
    return ['speaks TLS at the port that greets in the clear; use `starttls: true` in place of `tls: true`'];
  return [];
}

async function startTls(connection: Connection, spec: GreeterSpec): Promise<void> {
  await spec.startTls(connection);
  // What stands in the clear after the go-ahead was put there by somebody in between.
  if (connection.isDrained) return;
  throw new ProbeFailure('bad-reply', 'it went on in the clear after it agreed to TLS');
}

function optionsOf({ name, port: plainPort, tlsPort, greetingLimit }: GreeterSpec) {
  const ports = `${String(plainPort)}, with \`tls\` ${String(tlsPort)}`;
  const long = z
    .strictObject({
      host: host(),
      port: port(ports),
      tls: z
        .boolean('true or false')
        .default(false)
        .describe('true: TLS from the first byte, and the certificate has to hold. Default: false.'),
      starttls: z
        .boolean('true or false')
        .default(false)
        .describe('true: ask for TLS after the greeting, and the certificate has to hold. Default: false.'),
      ...trustShape(),
      family: family(),
      connect_timeout: connectLimit(),
      timeout: limit(greetingLimit, 'How long the whole greeting may take.'),
    })
    .refine(({ tls, starttls }) => !(tls && starttls), {
      error: 'either tls or starttls, not both',
      path: ['starttls'],
    });
  return shortOrLong(targetExpected(`${name}1.internal:${String(plainPort)}`), readTarget, long).transform(
    (written): GreeterOptions => ({
      target: {
        host: written.host,
        port: written.port ?? (written.tls ? tlsPort : plainPort),
        family: written.family,
      },
      security: written.tls ? 'tls' : written.starttls ? 'starttls' : 'none',
      trust: trustOf(written),
      connectMs: written.connect_timeout,
      answerMs: written.timeout,
    }),
  );
}
