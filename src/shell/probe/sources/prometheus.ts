import * as z from 'zod';
import {
  hasOneSecret,
  httpAdvice,
  httpSourceOf,
  httpSourceShape,
  ONE_SECRET,
  overHttp,
} from './http-source.ts';
import { sourceOptionsOf, sourceShape } from './options.ts';
import { readAlerts } from './prometheus-alerts.ts';
import { askPrometheus } from './prometheus-ask.ts';
import type { PrometheusOptions } from './prometheus-ask.ts';
import { readProbes } from './prometheus-probes.ts';
import { adviceOnQueries, missingQueries, MODES, queriesFor, queriesSchema } from './prometheus-queries.ts';
import type { Labels, Mode, Queries } from './prometheus-queries.ts';
import type { SourceKind } from './source-kind.ts';

const LABEL_EXPECTED = 'the name of a label: letters, digits and underscores';

const label = (name: string, meaning: string) =>
  z
    .string(LABEL_EXPECTED)
    .regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/, LABEL_EXPECTED)
    .default(name)
    .describe(`${meaning} Default: ${name}.`);

const AGE_EXPECTED =
  'an age of its own ("age", "alerts_age", "watchdog_age") beside each query that is no plain selector such as probe_success{server!=""}';

const PARTIAL_ADVICE =
  'believes answers that the engine itself says are not whole (accept_partial: true), so a check that found a fault may be missing from them';

const options = z
  .strictObject({
    ...sourceShape(),
    ...httpSourceShape(),
    server_label: label('server', 'The label that holds the name of a server.'),
    vantage_label: label('vantage', 'The label that holds the place it was probed from.'),
    votes: z
      .literal([...MODES], 'probes or alerts')
      .default('probes')
      .describe('What tells how a server is: its probes, or the alerts that fire. Default: probes.'),
    queries: queriesSchema,
    accept_partial: z
      .boolean('true or false')
      .default(false)
      .describe('true: believe answers that are not whole. `check` keeps warning of it. Default: false.'),
  })
  .refine(hasOneSecret, ONE_SECRET)
  .refine((written) => missingQueries(written.votes, queriesOf(written), written.queries).length === 0, {
    path: ['queries'],
    error: AGE_EXPECTED,
  })
  .transform((written): PrometheusOptions => ({
    ...sourceOptionsOf(written),
    source: httpSourceOf(written, written.timeout),
    mode: written.votes,
    labels: labelsOf(written),
    queries: queriesOf(written),
    written: written.queries,
    acceptsPartial: written.accept_partial,
  }));

interface WrittenQueries {
  readonly server_label: string;
  readonly vantage_label: string;
  readonly votes: Mode;
  readonly queries: Queries;
}

const labelsOf = (written: WrittenQueries): Labels => ({
  server: written.server_label,
  vantage: written.vantage_label,
});
const queriesOf = (written: WrittenQueries) => queriesFor(written.votes, labelsOf(written), written.queries);

/** Prometheus, and everything that speaks its query API: Thanos, Mimir, VictoriaMetrics, Grafana Cloud. */
export const prometheus: SourceKind<PrometheusOptions> = {
  name: 'prometheus',
  about: 'Prometheus, or what speaks its query API: Thanos, Mimir, VictoriaMetrics.',
  options,
  ...overHttp<PrometheusOptions>(({ source }) => source),
  advice: ({ source, mode, written, acceptsPartial }) => [
    ...httpAdvice(source),
    ...(acceptsPartial ? [PARTIAL_ADVICE] : []),
    ...adviceOnQueries(mode, written),
  ],
  ask: async (asked, world) => {
    const answers = await askPrometheus(asked, world);
    return asked.mode === 'alerts' ? readAlerts(answers, asked, world) : readProbes(answers, asked, world);
  },
};
