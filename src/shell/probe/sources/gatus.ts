import * as z from 'zod';
import type { EngineReport } from '../../../core/observe/source-votes.ts';
import type { Instant } from '../../../core/model/time.ts';
import { ProbeFailure, quoted } from '../failure.ts';
import { engineClock } from './engine-clock.ts';
import type { EngineClock } from './engine-clock.ts';
import { ambiguousReports, findNamed, nameNotes } from './engine-names.ts';
import { nameOf, ownValue, timeOf } from './engine-values.ts';
import {
  askGoodJson,
  beginningOf,
  hasOneSecret,
  httpSourceOf,
  httpSourceShape,
  ONE_SECRET,
  overHttp,
} from './http-source.ts';
import type { HttpSource } from './http-source.ts';
import { sourceOptionsOf, sourceShape } from './options.ts';
import type { SourceKind, SourceOptions } from './source-kind.ts';

/** Below the address of the engine; without a group or a name it answers with all endpoints. */
const STATUSES = '/api/v1/endpoints/statuses';
/**
 * How many results of each endpoint it is asked for; a page counts from the newest. The first time to learn since when all
 * has been so, later to learn since when a change has.
 */
const FIRST_RESULTS = 20;
const LATER_RESULTS = 5;

export interface GatusOptions extends SourceOptions {
  readonly source: HttpSource;
}

export const gatus: SourceKind<GatusOptions> = {
  name: 'gatus',
  about: 'Gatus, asked for the results of all its endpoints.',
  options: z
    .strictObject({ ...httpSourceShape(), ...sourceShape() })
    .refine(hasOneSecret, ONE_SECRET)
    .transform((written): GatusOptions => ({
      ...sourceOptionsOf(written),
      source: httpSourceOf(written, written.timeout),
    })),
  ...overHttp<GatusOptions>(({ source }) => source),
  async ask(options, world) {
    const { source } = options;
    const pageSize = String(world.isFirst ? FIRST_RESULTS : LATER_RESULTS);
    const question = { path: STATUSES, query: [['page', '1'] as const, ['pageSize', pageSize] as const] };
    const { json, sentAt } = await askGoodJson(source, question, world);
    if (!Array.isArray(json))
      throw new ProbeFailure('bad-reply', `its answer is no list of endpoints: ${beginningOf(json)}`);
    const now = Math.floor(world.now());
    const clock = engineClock(source, sentAt, now);
    const { found, ambiguous } = findNamed(json as readonly unknown[], namesOf, world.names);
    return {
      reports: [
        ...[...found].map(([name, endpoint]) => ({ name, ...findingOf(endpoint, clock, now) })),
        ...ambiguousReports(ambiguous, now, 'use the key of one of them'),
      ],
      boots: new Map(),
      notes: [...clock.notes, ...nameNotes(options, new Set(found.keys()), ambiguous)],
    };
  },
};

const namesOf = (endpoint: unknown) => [
  nameOf(ownValue(endpoint, 'key')),
  nameOf(ownValue(endpoint, 'name')),
];

interface Result {
  readonly at: Instant;
  readonly success: unknown;
  readonly written: unknown;
}

/** What its newest result says. Gatus counts nothing itself but for its alerts, so neither result is settled. */
function findingOf(endpoint: unknown, clock: EngineClock, now: Instant): Omit<EngineReport, 'name'> {
  const written = ownValue(endpoint, 'results');
  if (!Array.isArray(written) || written.length === 0)
    return { reason: 'never-checked', at: now, detail: 'it has no result yet' };
  const results = resultsIn(written);
  const newest = results.at(-1);
  if (newest === undefined)
    return { reason: 'stale', at: now, detail: 'none of its results has a readable time' };
  if (typeof newest.success !== 'boolean')
    return {
      reason: 'reported-unknown',
      at: now,
      detail: 'its newest result says neither success nor failure',
    };
  const since = sinceIn(results, newest);
  return {
    reason: newest.success ? 'ok' : 'reported-down',
    at: clock.ours(newest.at),
    ...(since === undefined ? {} : { sinceAt: clock.ours(since) }),
    ...(newest.success ? {} : { detail: failureIn(newest.written) }),
  };
}

/** From the oldest to the newest. It answers in this order; that it always will is not written anywhere. */
function resultsIn(written: readonly unknown[]): readonly Result[] {
  return written
    .slice(-FIRST_RESULTS)
    .flatMap((result): Result[] => {
      const at = timeOf(ownValue(result, 'timestamp'));
      return at === undefined ? [] : [{ at, success: ownValue(result, 'success'), written: result }];
    })
    .sort((a, b) => a.at - b.at);
}

/** The first of the results that all say the same as the newest; undefined where it may have begun before all of them. */
function sinceIn(results: readonly Result[], { success }: Result): Instant | undefined {
  const before = results.findLastIndex((result) => result.success !== success);
  return before === -1 ? undefined : results[before + 1]?.at;
}

function failureIn(result: unknown): string {
  const status = ownValue(result, 'status');
  const conditions = listIn(result, 'conditionResults')
    .filter((condition) => ownValue(condition, 'success') === false)
    .map((condition) => ownValue(condition, 'condition'));
  const words = [...listIn(result, 'errors'), ...conditions].filter((said) => typeof said === 'string');
  return [
    ...(typeof status === 'number' ? [`HTTP status ${String(status)}`] : []),
    ...words.slice(0, MAX_QUOTED_WORDS).map(quoted),
    ...(words.length === 0 && typeof status !== 'number' ? ['it says no more than that it failed'] : []),
  ].join(', ');
}

const MAX_QUOTED_WORDS = 3;

function listIn(value: unknown, key: string): readonly unknown[] {
  const found = ownValue(value, key);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}
