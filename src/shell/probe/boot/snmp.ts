import { setMaxListeners } from 'node:events';
import type * as NetSnmp from 'net-snmp';
import * as z from 'zod';
import { ProbeFailure } from '../failure.ts';
import { longestWait, startGuardedTimer } from '../guarded-timer.ts';
import type { ResolvedAddress } from '../kind.ts';
import { codeOf, reasonOfCode } from '../network-errors.ts';
import { optionalPackage } from '../optional-package.ts';
import { family, host, limit, port, readTarget, shortOrLong, targetExpected, text } from '../options.ts';
import type { Target } from '../options.ts';
import { resolveTarget } from '../resolve-target.ts';
import { LONGEST_RESOLVE_MS } from '../resolver.ts';
import { bootAnswerOf } from './boot-kind.ts';
import type { BootKind } from './boot-kind.ts';

interface SnmpOptions {
  readonly target: Target;
  readonly community: string;
  readonly version: '1' | '2c';
  readonly limitMs: number;
}

const DEFAULT_PORT = 161;
const DEFAULT_COMMUNITY = 'public';

/**
 * `hrSystemUptime` of the Host Resources MIB (RFC 2790): for how long the machine has run. `sysUpTime`, which looks alike,
 * is for how long the agent has run, and begins anew with every restart of it.
 */
const HR_SYSTEM_UPTIME = '1.3.6.1.2.1.25.1.1.0';
/** It is counted in hundredths of a second. */
const TICK_MS = 10;
/** An agent that takes us for a stranger says nothing at all. */
const SILENCE = '; nothing listens, or the community or our address is not one that may ask';
const UNKNOWN_THERE = 'its agent does not know hrSystemUptime, or does not show it to this community';
/** What the package calls the answer of version 1 to a question for what is not there. */
const NO_SUCH_NAME = /^NoSuchName\b/;
/** What a datagram that was lost costs. */
const AGAIN_AFTER_MS = 1_500;

const long = z.strictObject({
  host: host(),
  port: port(String(DEFAULT_PORT)),
  community: text(`The community, which is a password in the clear. Default: ${DEFAULT_COMMUNITY}.`).default(
    DEFAULT_COMMUNITY,
  ),
  version: z
    .literal(['1', '2c'], '"1" or "2c", in quotes')
    .default('2c')
    .describe('"1" or "2c". Default: 2c.'),
  family: family(),
  timeout: limit('5s', 'How long the answer may take.'),
});

type Load = () => Promise<typeof NetSnmp>;

/** The kind; `load` imports the optional package it asks with. */
export function snmpKind(load: Load): BootKind<SnmpOptions> {
  return {
    name: 'snmp',
    about: 'An SNMP agent with the Host Resources MIB; needs the package net-snmp.',
    wraps: true,
    options: shortOrLong(targetExpected('gw1.internal'), readTarget, long).transform(
      (written): SnmpOptions => ({
        target: { host: written.host, port: written.port ?? DEFAULT_PORT, family: written.family },
        community: written.community,
        version: written.version,
        limitMs: written.timeout,
      }),
    ),
    maxMs: ({ limitMs }) => LONGEST_RESOLVE_MS + longestWait(limitMs),
    run: (options, world) =>
      bootAnswerOf(world.now, async (notes) => {
        const snmp = await optionalPackage('net-snmp', load);
        const to = await resolveTarget(options.target, world, notes);
        const ticks = await askUptime(snmp, to, options, world.signal);
        return world.now() - ticks * TICK_MS;
      }),
  };
}

export const snmp = snmpKind(() => import('net-snmp'));

async function askUptime(
  snmp: typeof NetSnmp,
  to: ResolvedAddress,
  { target, community, version, limitMs }: SnmpOptions,
  signal: AbortSignal,
): Promise<number> {
  const session = snmp.createSession(to.address, community, {
    port: target.port,
    version: version === '1' ? snmp.Version1 : snmp.Version2c,
    transport: to.family === 6 ? 'udp6' : 'udp4',
    // Our own timer ends it, which knows whether anybody was listening.
    retries: Math.ceil(longestWait(limitMs) / AGAIN_AFTER_MS),
    timeout: AGAIN_AFTER_MS,
  });
  let end: () => void = () => undefined;
  let timer: { cancel(): void } | undefined;
  try {
    const [found] = await new Promise<readonly NetSnmp.Varbind[]>((resolve, reject) => {
      end = () => reject(new ProbeFailure('not-probed', 'the round ended before this check did'));
      setMaxListeners(0, signal);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
      timer = startGuardedTimer(limitMs, (lagged) =>
        reject(
          new ProbeFailure(
            lagged ? 'lag' : 'timeout',
            `no answer within ${String(limitMs)} ms${lagged ? '' : SILENCE}`,
          ),
        ),
      );
      // A datagram that cannot be read may be anybody's; the answer may still come.
      session.on('error', () => undefined);
      session.get([HR_SYSTEM_UPTIME], (error, varbinds) => {
        if (error === null) resolve(varbinds);
        else reject(snmpFailure(error));
      });
    });
    if (found?.type === snmp.ObjectType.TimeTicks && typeof found.value === 'number') return found.value;
    throw new ProbeFailure('bad-reply', UNKNOWN_THERE);
  } finally {
    timer?.cancel();
    signal.removeEventListener('abort', end);
    session.close();
  }
}

/** What the package says of an answer that is none has no code. */
function snmpFailure(error: Error): ProbeFailure {
  const code = codeOf(error);
  const reason = code === undefined ? 'bad-reply' : (reasonOfCode(code) ?? 'local');
  const words = NO_SUCH_NAME.test(error.message) ? UNKNOWN_THERE : error.message;
  return new ProbeFailure(reason, words, { cause: error });
}
