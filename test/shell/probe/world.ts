import { onTestFinished } from 'vitest';
import type { ProbeKind, ProbeOutcome, ProbeWorld } from '../../../src/shell/probe/kind.ts';
import { VOTE_REASONS } from '../../../src/core/model/vote.ts';
import type { VoteReason } from '../../../src/core/model/vote.ts';
import { startServer } from './servers.ts';
import type { TestServer } from './servers.ts';

/** Long after the certificates of the tests began, long before they end. */
export const NOW = Date.UTC(2026, 0, 1);

/** Names that lead to this machine; every other one is unknown. */
const LOCAL_NAMES = ['localhost', 'mail.test'];

export function testWorld(changes: Partial<ProbeWorld> = {}): ProbeWorld {
  return {
    resolve: (host, family = 4) => {
      if (host === '::1') return Promise.resolve({ address: host, family: 6 });
      if (host === '127.0.0.1') return Promise.resolve({ address: host, family: 4 });
      if (LOCAL_NAMES.includes(host))
        return Promise.resolve({ address: family === 6 ? '::1' : '127.0.0.1', family });
      return Promise.reject(Object.assign(new Error('unknown here'), { code: 'ENOTFOUND' }));
    },
    signal: new AbortController().signal,
    now: () => NOW,
    certificateDays: 14,
    ...changes,
  };
}

/** A server for one test. */
export async function server(...args: Parameters<typeof startServer>): Promise<TestServer> {
  const started = await startServer(...args);
  onTestFinished(() => started.close());
  return started;
}

/** Limits in milliseconds that replace those of the options, which are whole seconds. */
interface Limits {
  readonly connectMs?: number;
  readonly answerMs?: number;
  readonly limitMs?: number;
}

/** What is written in topology.yml, as the kind reads it. */
export function optionsOf<Options>(
  kind: Pick<ProbeKind<Options>, 'options'>,
  written: unknown,
  limits: Limits = {},
): Options {
  return { ...kind.options.parse(written), ...limits };
}

interface Run {
  readonly outcome: ProbeOutcome;
  readonly reason: VoteReason;
  readonly verdict: string;
  readonly tookMs: number;
}

/** Runs a check once. */
export async function run<Options>(
  kind: ProbeKind<Options>,
  written: unknown,
  limits: Limits = {},
  world: ProbeWorld = testWorld(),
): Promise<Run> {
  const options = optionsOf(kind, written, limits);
  const startedAt = performance.now();
  const outcome = await kind.run(options, world);
  const tookMs = performance.now() - startedAt;
  return { outcome, reason: outcome.reason, verdict: VOTE_REASONS[outcome.reason], tookMs };
}
