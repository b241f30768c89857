import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import { isMapping } from '../../core/parse/value-words.ts';
import { readIfPresent } from '../files.ts';

/**
 * How long the lights of a published folder hold, as its `heartbeat.json` says; null where it has none, `recorded` where
 * they do not expire, `unknown` where it does not say.
 */
export function lightsOf(folder: string): Instant | null | 'recorded' | 'unknown' {
  try {
    const heartbeat: unknown = JSON.parse(readIfPresent(path.join(folder, 'heartbeat.json')) ?? '');
    if (!isMapping(heartbeat)) return 'unknown';
    const { recorded, valid_until: until } = heartbeat;
    if (recorded === true) return 'recorded';
    if (until === null) return null;
    const at = typeof until === 'string' ? Date.parse(until) : NaN;
    return Number.isNaN(at) ? 'unknown' : at;
  } catch (error) {
    if (error instanceof SyntaxError) return 'unknown';
    throw error;
  }
}
