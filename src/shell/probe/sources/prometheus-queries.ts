import * as z from 'zod';

/*
 * What Prometheus is asked. A small fixed set instead of one large question: each can be replaced by whoever has other
 * metrics, and `timestamp()` cannot be had of several metrics at once.
 */

/** What the votes are made from. */
export const MODES = ['probes', 'alerts'] as const;
export type Mode = (typeof MODES)[number];

/** Labels by which a series is told whom and where it is about. */
export interface Labels {
  readonly server: string;
  readonly vantage: string;
}

interface Query {
  /** Absent where both modes ask it. */
  readonly mode?: Mode;
  /** Without its answer there is none at all. */
  readonly isNeeded?: true;
  /** Nothing else can stand in for it, so that it cannot be left out. */
  readonly isFixed?: true;
  /** Asked once, where nothing is remembered. */
  readonly isFirst?: true;
  /** Made from another query, where that is a plain selector. */
  readonly from?: string;
  /** @param base what the query it is made from is */
  text(labels: Labels, base: string): string;
}

const ageOf = (_: Labels, base: string) => `time() - timestamp(${base})`;

/*
 * The value of each is a number: 1 and 0 for votes, seconds for ages and times. The age is worked out by the engine, so
 * that its clock need not be ours. `timestamp()` tells when a sample was taken only of a plain selector; of anything else
 * it tells when the question was asked, and everything looks fresh.
 */
const QUERIES = {
  votes: {
    mode: 'probes',
    isNeeded: true,
    isFixed: true,
    text: ({ server }) => `probe_success{${server}!=""}`,
  },
  age: { mode: 'probes', isNeeded: true, isFixed: true, from: 'votes', text: ageOf },
  latency: { mode: 'probes', text: ({ server }) => `probe_duration_seconds{${server}!=""}` },
  boot: { text: ({ server }) => `node_boot_time_seconds{${server}!=""}` },
  up: { mode: 'probes', text: ({ server, vantage }) => `up{${server}!="",${vantage}!=""} == 0` },
  down_before: { mode: 'probes', isFirst: true, from: 'votes', text: (_, base) => lastTime(`${base} == 0`) },
  up_before: { mode: 'probes', isFirst: true, from: 'votes', text: (_, base) => lastTime(`${base} == 1`) },
  first_seen: {
    mode: 'probes',
    isFirst: true,
    from: 'votes',
    // Of the plain selector, which says the same, it takes an engine of 6,000 series ten seconds and not one.
    text: (_, base) => `min_over_time(timestamp(${base} >= 0)[1d:1m])`,
  },
  alerts: {
    mode: 'alerts',
    isNeeded: true,
    isFixed: true,
    text: ({ server }) => `ALERTS{alertstate="firing",${server}!=""}`,
  },
  alerts_age: { mode: 'alerts', isNeeded: true, isFixed: true, from: 'alerts', text: ageOf },
  alerts_since: { mode: 'alerts', text: ({ server }) => `ALERTS_FOR_STATE{${server}!=""}` },
  watchdog: {
    mode: 'alerts',
    isNeeded: true,
    isFixed: true,
    text: () => 'ALERTS{alertname="Watchdog",alertstate="firing"}',
  },
  watchdog_age: { mode: 'alerts', isNeeded: true, isFixed: true, from: 'watchdog', text: ageOf },
  // Rules go on being evaluated while nothing is scraped, and the watchdog with them. What has no place is no probe but the
  // machine's own exporter, which may go on answering when nothing probes the machine any more.
  watched: {
    mode: 'alerts',
    isNeeded: true,
    text: ({ server, vantage }) => {
      const up = `up{${server}!="",${vantage}!=""}`;
      return `time() - timestamp(${up}) and ${up} == 1`;
    },
  },
} as const satisfies Readonly<Record<string, Query>>;

/** Per series and for one day back, minute by minute: longer, or summed up, takes an engine seconds. */
function lastTime(condition: string): string {
  return `max_over_time(timestamp(${condition})[1d:1m])`;
}

export type QueryName = keyof typeof QUERIES;
export const QUERY_NAMES = Object.keys(QUERIES) as readonly QueryName[];

const queryOf = (name: QueryName): Query => QUERIES[name];

export const isNeeded = (name: QueryName) => queryOf(name).isNeeded === true;
export const isOfFirst = (name: QueryName) => queryOf(name).isFirst === true;
const isOfMode = (name: QueryName, mode: Mode) => (queryOf(name).mode ?? mode) === mode;

export type Queries = Readonly<Partial<Record<QueryName, string>>>;

const MAX_QUERY_LENGTH = 2_000;
const QUERIES_EXPECTED = `queries as text, by the names ${QUERY_NAMES.join(', ')}`;
const FIXED = QUERY_NAMES.filter((name) => queryOf(name).isFixed === true);

export const queriesSchema = z
  .record(
    z.string().regex(new RegExp(`^(?:${QUERY_NAMES.join('|')})$`), QUERIES_EXPECTED),
    z
      .string(QUERIES_EXPECTED)
      .trim()
      .max(MAX_QUERY_LENGTH, `queries of at most ${String(MAX_QUERY_LENGTH)} characters`),
    QUERIES_EXPECTED,
  )
  .refine(
    (written) => FIXED.every((name) => written[name] !== ''),
    `some text for each of ${FIXED.join(', ')}`,
  )
  .default({})
  .describe('PromQL in place of our own, by name: {votes: …, age: …}. An empty text leaves a query out.');

/** A metric with or without labels, as `timestamp()` needs it. */
const SELECTOR =
  /^(?:[a-zA-Z_:][a-zA-Z0-9_:]*\s*)?(?:\{(?:[^{}"'`]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*\})?$/;

const isSelector = (query: string) => query !== '' && SELECTOR.test(query);

/** What is asked in a mode. One that is made from a query that is no plain selector is missing, unless it is written. */
export function queriesFor(mode: Mode, labels: Labels, written: Queries): Queries {
  const found: Partial<Record<QueryName, string>> = {};
  for (const name of QUERY_NAMES.filter((one) => isOfMode(one, mode))) {
    const { from, text } = queryOf(name);
    const base = from === undefined ? '' : (found[from as QueryName] ?? '');
    const own = from === undefined || isSelector(base) ? text(labels, base) : '';
    const query = written[name] ?? own;
    if (query !== '') found[name] = query;
  }
  return found;
}

/** The queries without which nothing can be told, and that nobody could make from another one that is written. */
export function missingQueries(mode: Mode, queries: Queries, written: Queries): readonly QueryName[] {
  return FIXED.filter((name) => {
    const { from } = queryOf(name);
    const isMade = from !== undefined && queries[from as QueryName] !== undefined;
    return isOfMode(name, mode) && isMade && queries[name] === undefined && written[name] === undefined;
  });
}

/** What staff should know of the queries they wrote. Completes `source "prometheus" …`. */
export function adviceOnQueries(mode: Mode, written: Queries): readonly string[] {
  const names = QUERY_NAMES.filter((name) => written[name] !== undefined);
  const idle = names.filter((name) => !isOfMode(name, mode));
  const fresh = names.filter((name) => asksTheClock(written[name] ?? ''));
  return [
    ...idle.map((name) => `has a query "${name}", which is never asked with votes: ${mode}`),
    ...fresh
      .filter((name) => !isOfFirst(name))
      .map(
        (name) =>
          `asks in its query "${name}" for the timestamp() of what is no plain selector, which is always the present, so that nothing ever looks old`,
      ),
    ...(mode === 'alerts' && written.watched === ''
      ? [
          'takes silence for health even of servers that Prometheus does not scrape, because its query "watched" is left out',
        ]
      : []),
  ];
}

/** A metric, its labels if any, perhaps an offset, and the bracket that ends it. */
const OF_SELECTOR = /^\s*(?:[a-zA-Z_:][a-zA-Z0-9_:]*\s*(?:[{)]|offset\b|@)|\{)/;

function asksTheClock(query: string): boolean {
  const [, ...asked] = query.split(/\btimestamp\s*\(/);
  return asked.some((argument) => !OF_SELECTOR.test(argument));
}
