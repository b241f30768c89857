import * as z from 'zod';
import { SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import { ProbeFailure } from '../failure.ts';
import { exchange, longestExchange } from '../http-exchange.ts';
import type { HttpRequest } from '../http-exchange.ts';
import { adviceOn, isUrlOf, requestOf, requestShape } from '../http-kind.ts';
import { shortOrLong } from '../options.ts';
import { bootAnswerOf } from './boot-kind.ts';
import type { BootKind } from './boot-kind.ts';

/** All of a node exporter's collectors together write some 60 kB, on the largest machines a few hundred. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

const SCHEMES = ['http', 'https'] as const;

/** The address is asked as it is written; `?collect[]=stat&collect[]=time` makes the answer short. */
export const http: BootKind<HttpRequest> = {
  name: 'http',
  about: 'The metrics of a Prometheus node exporter.',
  wraps: false,
  options: shortOrLong(
    'an address such as http://gw1.internal:9100/metrics, or a mapping',
    (written) => (isUrlOf(written, SCHEMES) ? { url: written } : undefined),
    z.strictObject(requestShape(SCHEMES)),
  ).transform((written) => requestOf(written, MAX_BODY_BYTES)),
  maxMs: longestExchange,
  advice: adviceOn,
  run: (request, world) =>
    bootAnswerOf(world.now, async (notes) => {
      const { status, body } = await exchange(request, world, notes);
      if (status !== 200)
        throw new ProbeFailure('bad-reply', `it answered with the status ${String(status)}`);
      return bootFromMetrics(body.toString('utf8'), world.now());
    }),
};

/**
 * The time of boot that metrics tell. Where the machine also tells its own time, the difference of the two counts, so
 * that its clock may be wrong. `process_start_time_seconds` is another thing: the start of the exporter.
 * @throws ProbeFailure where there is none, or more than one
 */
export function bootFromMetrics(text: string, now: Instant): Instant {
  const boot = sampleOf(text, 'node_boot_time_seconds');
  if (boot === undefined)
    throw new ProbeFailure('bad-reply', 'its metrics have no single node_boot_time_seconds');
  const clock = sampleOf(text, 'node_time_seconds');
  return clock === undefined ? boot * SECOND_MS : now - (clock - boot) * SECOND_MS;
}

/** The value of the one sample of this name; undefined where there is none, several, or what is no number. */
function sampleOf(text: string, name: string): number | undefined {
  const line = new RegExp(`^${name}(?:\\{[^}\\n]*\\})?[ \\t]+(\\S+)`, 'gm');
  const [first, ...more] = [...text.matchAll(line)].map(([, value]) => Number(value));
  return more.length === 0 && Number.isFinite(first) ? first : undefined;
}
