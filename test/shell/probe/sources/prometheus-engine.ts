import { readFileSync } from 'node:fs';
import { askSources } from '../../../../src/shell/probe/sources/ask-sources.ts';
import type { AskedSource, AskOptions } from '../../../../src/shell/probe/sources/ask-sources.ts';
import { queriesFor, QUERY_NAMES } from '../../../../src/shell/probe/sources/prometheus-queries.ts';
import type { QueryName } from '../../../../src/shell/probe/sources/prometheus-queries.ts';
import { readSources } from '../../../../src/shell/probe/sources/read-sources.ts';
import { testWorld } from '../world.ts';
import { engineServer } from './engine-server.ts';
import type { Asked } from './engine-server.ts';

/* A web server that answers as Prometheus was seen to, and a source that asks it. */

/** When the answers in `test/fixtures/engines/prometheus` were recorded, to the second. */
export const RECORDED_AT = 1_795_660_658_000;
export const SERVERS = ['gw1', 'gw2', 'mail1', 'web1'];

const folder = new URL('../../../fixtures/engines/prometheus/', import.meta.url);
export const recorded = (file: string) => readFileSync(new URL(file, folder), 'utf8');

export interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string;
}

type Answering = Answer | 'silence';
export type Answers = Partial<Record<QueryName, Answering | undefined>>;

/** What it answered while all was well. */
export const WELL: Answers = Object.fromEntries(
  QUERY_NAMES.map((name) => [name, { body: recorded(`${name.replaceAll('_', '-')}.json`) }]),
);

/** Series with a value each, as the API has them. */
export function vectorOf(
  series: readonly (readonly [Readonly<Record<string, string>>, string])[],
  evaluatedAt = RECORDED_AT,
  more: object = {},
): Answer {
  const result = series.map(([metric, value]) => ({ metric, value: [evaluatedAt / 1000, value] }));
  return { body: JSON.stringify({ status: 'success', data: { resultType: 'vector', result }, ...more }) };
}

const LABELS = { server: 'server', vantage: 'vantage' };
const names = new Map(
  (['probes', 'alerts'] as const).flatMap((mode) =>
    Object.entries(queriesFor(mode, LABELS, {})).map(([name, query]) => [query, name as QueryName]),
  ),
);

interface Heard extends Asked {
  /** By the name of the query, where it is one of our own; its text otherwise. */
  readonly name: string;
}

export interface Engine {
  readonly url: string;
  readonly heard: readonly Heard[];
}

/** @param answers by the name of our own query */
export async function engine(
  answers: Answers | ((heard: Heard) => Answering),
  { isSecure = false, prefix = '' } = {},
): Promise<Engine> {
  const heard: Heard[] = [];
  const server = await engineServer((asked) => {
    const query = new URLSearchParams(asked.body).get('query') ?? '';
    const one = { ...asked, name: names.get(query) ?? query };
    heard.push(one);
    const found = typeof answers === 'function' ? answers(one) : answers[one.name as QueryName];
    if (found === 'silence') return undefined;
    if (found === undefined)
      return { status: 400, body: '{"status":"error","errorType":"bad_data","error":"?"}' };
    const { type, ...answer } = found;
    return { ...answer, ...(type === undefined ? {} : { headers: { 'content-type': type } }) };
  }, isSecure);
  return { url: `${server.url}${prefix}`, heard };
}

/** What is written under `sources:`, read as the prober reads it. */
export function sourcesFrom(options: Readonly<Record<string, unknown>>) {
  return readSources(
    [{ type: 'prometheus', options: { interval: '5s', ...options }, place: { line: 1, column: 1 } }],
    { file: 'topology.yml', folder: '/srv/site', servers: SERVERS, everyMs: 60_000, freshForMs: 600_000 },
  );
}

export interface AskedOnce {
  readonly servers?: readonly string[];
  readonly now?: number | (() => number);
  readonly memory?: AskOptions['memory'];
}

/** Asks once, as the prober does. */
export async function ask(
  options: Readonly<Record<string, unknown>>,
  { servers = SERVERS, now = RECORDED_AT, memory = new Map() }: AskedOnce = {},
): Promise<AskedSource> {
  const { sources, diagnostics } = sourcesFrom(options);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const { signal, ...world } = testWorld({ now: typeof now === 'number' ? () => now : now });
  const [asked] = await askSources(sources, { servers, memory, deadlineMs: 10_000, world, signal });
  if (asked === undefined) throw new Error('no source was asked');
  return asked;
}

/** `gw1 london ok`, sorted. */
export function told({ findings }: AskedSource): readonly string[] {
  return findings.votes.map(({ server, vantage, reason }) => `${server} ${vantage} ${reason}`).sort();
}

export const WELL_TOLD = [
  'gw1 amsterdam ok',
  'gw1 london ok',
  'gw2 amsterdam reported-down',
  'gw2 london reported-down',
  'mail1 amsterdam ok',
  'mail1 london ok',
  'web1 amsterdam ok',
  'web1 london ok',
];

/** Asks a new engine of these answers. */
export async function askedOf(
  answers: Answers,
  options: Readonly<Record<string, unknown>> = {},
  once: AskedOnce = {},
): Promise<AskedSource> {
  const { url } = await engine(answers);
  return ask({ url, ...options }, once);
}

/** What a source remembers after it was well: that it spoke of everybody. */
export async function remembered(): Promise<AskOptions['memory']> {
  return new Map([['prometheus', (await askedOf(WELL)).findings.memory]]);
}
