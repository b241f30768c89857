import { MINUTE_MS } from '../../../src/core/model/time.ts';
import type { History } from '../../../src/core/model/history.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { TestMemory } from '../evaluate/history-build.ts';
import { TOPOLOGY } from './fixtures.ts';

interface Watch {
  /** `2010-08-31 14:12`, in British Summer Time, as all times here. */
  readonly from: string;
  readonly until: string;
  /** From then on: `'gw1:offline'`; every other server is online. */
  readonly changes?: Readonly<Record<string, string>>;
  /** Times in which nobody looked, of ten minutes or more. They are lost five minutes after the last look. */
  readonly gaps?: readonly (readonly [from: string, to: string])[];
  readonly topology?: Topology;
}

/** Often enough that what was seen last is still believed. */
const STEP_MS = 4 * MINUTE_MS;

export function summer(time: string): Instant {
  return Date.parse(`${time.replace(' ', 'T')}:00+01:00`);
}

/** A memory somebody filled by looking every few minutes, and at the very minute something changed. */
export function memoryOf({ from, until, changes = {}, gaps = [], topology = TOPOLOGY }: Watch): TestMemory {
  const memory = new TestMemory(topology);
  const turns = Object.entries(changes).map(([time, verdicts]) => ({ at: summer(time), verdicts }));
  const times = new Set([summer(until), ...turns.map(({ at }) => at), ...gaps.map(([, to]) => summer(to))]);
  for (let at = summer(from); at < summer(until); at += STEP_MS) times.add(at);
  for (const at of [...times].filter((time) => time >= summer(from)).sort((a, b) => a - b)) {
    if (gaps.some(([start, end]) => summer(start) <= at && at < summer(end))) continue;
    memory.look(at, turns.findLast((turn) => turn.at <= at)?.verdicts ?? '');
  }
  return memory;
}

export function watched(watch: Watch): History {
  return memoryOf(watch).read(summer(watch.until));
}
