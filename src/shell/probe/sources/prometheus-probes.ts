import { MINUTE_MS, SECOND_MS } from '../../../core/model/time.ts';
import type { Instant } from '../../../core/model/time.ts';
import { groupBy } from '../../../core/group-by.ts';
import type { EngineReport, SourceAnswer } from '../../../core/observe/source-votes.ts';
import { quoteValue } from '../../../core/parse/value-words.ts';
import { said } from './prometheus-answer.ts';
import type { Series } from './prometheus-answer.ts';
import type { Answers, AskedVector, PrometheusOptions } from './prometheus-ask.ts';
import { bootsIn, partialNotes, shortfallIn } from './prometheus-parts.ts';
import { clockShift, doubtOn, numberOf, withAges } from './prometheus-samples.ts';
import type { Sample } from './prometheus-samples.ts';
import type { SourceWorld } from './source-kind.ts';

/** What probes of Prometheus tell: a report for each series of a name that we know. */
export function readProbes(answers: Answers, options: PrometheusOptions, world: SourceWorld): SourceAnswer {
  const { labels } = options;
  const votes = answers.needed('votes');
  const shortfall = shortfallIn(answers, ['votes', 'age']);
  const isKnown = ({ series }: Sample) => world.names.has(series.labels[labels.server] ?? '');
  const samples = withAges(votes, answers.needed('age'), labels).filter(isKnown);
  const read = reportReader(answers, options, world);
  const isUsed = shortfall === null || options.acceptsPartial;
  const reports = samples.map((sample): EngineReport =>
    isUsed
      ? read(sample)
      : { ...nameOf(sample, options), reason: 'partial', at: world.now(), detail: shortfall },
  );
  return {
    reports,
    boots: bootsIn(answers.get('boot'), labels, world),
    notes: [
      ...answers.notes,
      ...partialNotes(shortfall, isUsed),
      ...emptyNotes(votes, samples),
      ...lostVantages(answers.get('up'), labels.vantage),
    ],
  };
}

function nameOf({ series }: Sample, { labels }: PrometheusOptions): Pick<EngineReport, 'name' | 'vantage'> {
  const { [labels.server]: name = '', [labels.vantage]: vantage } = series.labels;
  return { name, ...(vantage === undefined ? {} : { vantage }) };
}

/** What a sample amounts to. */
function reportReader(answers: Answers, options: PrometheusOptions, world: SourceWorld) {
  const took = secondsBySeries(answers.get('latency'));
  const sinceOf = sinceReader(answers, options);
  return (sample: Sample): EngineReport => {
    const name = nameOf(sample, options);
    const doubt = doubtOn(sample, options.rules.believedForMs);
    if (doubt !== null) return { ...name, reason: 'stale', at: world.now(), detail: doubt };
    const { series, at } = sample;
    const value = numberOf(series);
    if (value === 1) {
      const seconds = took.get(series.key);
      const detail = seconds === undefined ? {} : { detail: `answered in ${milliseconds(seconds)} ms` };
      return { ...name, reason: 'ok', at, ...detail, ...sinceOf(sample, 'up') };
    }
    if (value === 0)
      return { ...name, reason: 'reported-down', at, ...whichOf(series), ...sinceOf(sample, 'down') };
    const detail = `its value is ${said(series.value)}, which is neither 1 nor 0`;
    return { ...name, reason: 'reported-unknown', at, detail };
  };
}

const milliseconds = (seconds: number) => String(Math.round(seconds * SECOND_MS));

/** Which of several checks of a server it is. */
function whichOf({ labels: { job, instance } }: Series): { readonly detail?: string } {
  const words = [
    ...(job === undefined ? [] : [`job ${said(job)}`]),
    ...(instance === undefined ? [] : [`instance ${said(instance)}`]),
  ];
  return words.length === 0 ? {} : { detail: words.join(', ') };
}

function secondsBySeries(vector: AskedVector | undefined): ReadonlyMap<string, number> {
  const told = (vector?.series ?? []).map((series) => [series.key, numberOf(series)] as const);
  return new Map(told.filter(([, seconds]) => Number.isFinite(seconds)));
}

/** History is read minute by minute. */
const STEP_MS = MINUTE_MS;

/**
 * Since when it has been so, as far as the engine's last day tells: since the first look after the last one that found it
 * otherwise. Where none did, it has been so for at least as long as it was looked at; but not where that question failed,
 * or its answer is not whole.
 */
function sinceReader(answers: Answers, { intervalMs }: PrometheusOptions) {
  const whole = (name: 'down_before' | 'up_before' | 'first_seen') => {
    const vector = answers.get(name);
    if (vector === undefined || vector.shortfall !== null) return undefined;
    return { times: secondsBySeries(vector), shift: vector.series.length === 0 ? 0 : clockShift(vector) };
  };
  const before = { up: whole('down_before'), down: whole('up_before') };
  const seen = whole('first_seen');
  return ({ series }: Sample, state: 'up' | 'down'): Pick<EngineReport, 'sinceAt' | 'sinceIsAtLeast'> => {
    const other = before[state];
    if (other === undefined) return {};
    const told = (found: typeof seen): Instant | undefined => {
      const seconds = found?.times.get(series.key);
      return seconds === undefined ? undefined : Math.round(seconds * SECOND_MS) + (found?.shift ?? 0);
    };
    const last = told(other);
    if (last !== undefined) return { sinceAt: last + Math.max(STEP_MS, intervalMs) };
    const first = told(seen);
    return first === undefined ? {} : { sinceAt: first, sinceIsAtLeast: true };
  };
}

function emptyNotes({ series }: AskedVector, known: readonly Sample[]): readonly string[] {
  if (known.length > 0) return [];
  if (series.length === 0) return ['votes: the answer is empty, so nothing matches that query'];
  return [`votes: ${String(series.length)} series, and none of them is called as a server here`];
}

/** An exporter that is gone takes the votes of its place with it; this is how staff learn why. */
function lostVantages(up: AskedVector | undefined, vantageLabel: string): readonly string[] {
  const lost = (up?.series ?? []).flatMap(({ labels }) => labels[vantageLabel] ?? []);
  return [...groupBy(lost, (vantage) => vantage)].map(
    ([vantage, { length }]) =>
      `up: of what is probed from ${quoteValue(vantage)}, the engine does not reach ${String(length)}; the exporter there may be gone`,
  );
}
