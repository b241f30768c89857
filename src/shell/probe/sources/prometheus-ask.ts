import { SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import { failureOf, ProbeFailure } from '../failure.ts';
import { askJson } from './http-source.ts';
import type { HttpSource } from './http-source.ts';
import { readVector } from './prometheus-answer.ts';
import type { Vector } from './prometheus-answer.ts';
import { isNeeded, isOfFirst, QUERY_NAMES } from './prometheus-queries.ts';
import type { Labels, Mode, Queries, QueryName } from './prometheus-queries.ts';
import type { SourceOptions, SourceWorld } from './source-kind.ts';

export interface PrometheusOptions extends SourceOptions {
  readonly source: HttpSource;
  readonly mode: Mode;
  readonly labels: Labels;
  /** All that is asked in this mode. */
  readonly queries: Queries;
  /** As they were written, for what is advised of them. */
  readonly written: Queries;
  readonly acceptsPartial: boolean;
}

/** An answer, and between which times of our clock it was worked out. */
export interface AskedVector extends Vector {
  readonly askedAt: Instant;
  readonly answeredAt: Instant;
}

export interface Answers {
  /** Undefined for what was not asked, or not answered though it is not needed. */
  get(name: QueryName): AskedVector | undefined;
  /** The answer to a query without which there is none. */
  needed(name: QueryName): AskedVector;
  readonly notes: readonly string[];
}

/** What is merely useful may take this share of the time; what is needed gets all of it. */
const USEFUL_SHARE = 0.5;

/**
 * All questions at once. One that is needed and fails is the failure of all; of any other, staff are told.
 * @throws ProbeFailure
 */
export async function askPrometheus(options: PrometheusOptions, world: SourceWorld): Promise<Answers> {
  const { queries } = options;
  const asked = QUERY_NAMES.flatMap((name) => {
    const query = queries[name];
    return query === undefined || (isOfFirst(name) && !world.isFirst) ? [] : [{ name, query }];
  });
  const usefulMs = USEFUL_SHARE * world.limitMs;
  const notes: string[] = [];
  const answered = await Promise.all(
    asked.map(async ({ name, query }) => {
      if (isNeeded(name)) return [name, await askOne(name, query, options, world)] as const;
      const found = await askUseful(name, query, options, { ...world, usefulMs });
      if (typeof found !== 'string') return [name, found] as const;
      notes.push(found);
      return undefined;
    }),
  );
  const vectors = new Map(answered.filter((one) => one !== undefined));
  return {
    get: (name) => vectors.get(name),
    needed: (name) => {
      const found = vectors.get(name);
      if (found === undefined) throw new Error(`the query "${name}" was not asked`);
      return found;
    },
    notes: notes.sort(),
  };
}

async function askOne(
  name: QueryName,
  query: string,
  { source }: PrometheusOptions,
  world: SourceWorld,
): Promise<AskedVector> {
  try {
    const askedAt = world.now();
    const reply = await askJson(source, { path: '/api/v1/query', form: { query } }, world);
    return { ...readVector(reply), askedAt, answeredAt: world.now() };
  } catch (error) {
    const { reason, message } = failureOf(error);
    throw new ProbeFailure(reason, `${name}: ${message}`, { cause: error });
  }
}

/** The same, or why there is none, in a sentence. */
async function askUseful(
  name: QueryName,
  query: string,
  options: PrometheusOptions,
  world: SourceWorld & { readonly usefulMs: number },
): Promise<AskedVector | string> {
  const late = AbortSignal.timeout(world.usefulMs);
  const signal = AbortSignal.any([world.signal, late]);
  try {
    return await askOne(name, query, options, { ...world, signal });
  } catch (error) {
    if (late.aborted) return `${name}: no answer within ${(world.usefulMs / SECOND_MS).toFixed(1)} s`;
    return failureOf(error).message;
  }
}
