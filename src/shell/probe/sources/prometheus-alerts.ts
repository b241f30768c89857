import { SECOND_MS } from '../../../core/model/time.ts';
import type { EngineReport, SourceAnswer } from '../../../core/observe/source-votes.ts';
import { groupBy } from '../../../core/group-by.ts';
import { said } from './prometheus-answer.ts';
import type { Answers, PrometheusOptions } from './prometheus-ask.ts';
import { bootsIn, partialNotes, shortfallIn } from './prometheus-parts.ts';
import { aged, clockShift, doubtOn, numberOf, withAges } from './prometheus-samples.ts';
import type { Sample } from './prometheus-samples.ts';
import type { SourceWorld } from './source-kind.ts';

/*
 * Alerts in place of probes. Whoever wrote the rules has waited and counted already, so their word is enough at once.
 *
 * An alert that does not fire is no proof of health: the rules may have nothing to look at. Silence counts only where an
 * alert that always fires says that rules are evaluated, and where the engine reaches something of the server.
 */

/** What alerts tell: one report for each that fires, and one for each server that none fires for. */
export function readAlerts(answers: Answers, options: PrometheusOptions, world: SourceWorld): SourceAnswer {
  const { labels, rules } = options;
  const shortfall = shortfallIn(answers, ['alerts', 'alerts_age', 'watchdog', 'watchdog_age', 'watched']);
  const isUsed = shortfall === null || options.acceptsPartial;
  const unknown = (
    name: string,
    reason: 'partial' | 'stale' | 'not-reported',
    detail: string,
  ): EngineReport => ({
    name,
    reason,
    at: world.now(),
    detail,
  });
  const fired = withAges(answers.needed('alerts'), answers.needed('alerts_age'), labels);
  const firing = groupBy(fired, ({ series }) => series.labels[labels.server] ?? '');
  const sinceOf = sinceReader(answers);
  const silence = silenceReader(answers, options);
  const reports = [...world.names].flatMap((name): EngineReport[] => {
    if (!isUsed) return [unknown(name, 'partial', shortfall)];
    const alerts = firing.get(name) ?? [];
    if (alerts.length > 0)
      return alerts.map((alert) => {
        const doubt = doubtOn(alert, rules.believedForMs);
        if (doubt !== null) return unknown(name, 'stale', `alert ${alertName(alert)}: ${doubt}`);
        const detail = `alert ${alertName(alert)}`;
        return { name, reason: 'reported-down', at: alert.at, settled: true, detail, ...sinceOf(alert) };
      });
    const { reason, detail, at } = silence(name);
    return [reason === 'ok' ? { name, reason, at, settled: true } : unknown(name, reason, detail)];
  });
  return {
    reports,
    boots: bootsIn(answers.get('boot'), labels, world),
    notes: [...answers.notes, ...partialNotes(shortfall, isUsed)],
  };
}

const alertName = ({ series }: Sample) => said(series.labels['alertname'] ?? '');

/** The time its condition became true, which is before it fires. */
function sinceReader(answers: Answers) {
  const vector = answers.get('alerts_since');
  const shift = vector === undefined || vector.series.length === 0 ? 0 : clockShift(vector);
  const times = new Map((vector?.series ?? []).map((series) => [series.key, numberOf(series)]));
  return ({ series }: Sample): Pick<EngineReport, 'sinceAt'> => {
    const seconds = times.get(series.key) ?? NaN;
    if (!(seconds > 0)) return {};
    return { sinceAt: Math.round(seconds * SECOND_MS) + shift };
  };
}

type Silence =
  | { readonly reason: 'ok'; readonly at: number; readonly detail?: never }
  | { readonly reason: 'stale' | 'not-reported'; readonly detail: string; readonly at?: never };

/** What it is worth that no alert fires for a server. As old as the older of the two that vouch for it. */
function silenceReader(answers: Answers, { labels, rules }: PrometheusOptions): (name: string) => Silence {
  const { believedForMs } = rules;
  const dogs = withAges(answers.needed('watchdog'), answers.needed('watchdog_age'), labels);
  const watchdog = freshest(dogs, believedForMs);
  if (watchdog === undefined) {
    const detail = 'no fresh Watchdog alert, so silence says nothing';
    return () => ({ reason: 'stale', detail });
  }
  const watched = answers.get('watched');
  if (watched === undefined) return () => ({ reason: 'ok', at: watchdog.at });
  const targets = groupBy(
    watched.series.map((series) => aged(series, watched)),
    ({ series }) => series.labels[labels.server] ?? '',
  );
  return (name) => {
    const known = targets.get(name);
    if (known === undefined)
      return {
        reason: 'not-reported',
        detail: 'no alert, but the engine reaches nothing that carries its name',
      };
    const target = freshest(known, believedForMs);
    if (target === undefined)
      return { reason: 'stale', detail: 'no alert, but the engine has not looked at it for too long' };
    return { reason: 'ok', at: Math.min(watchdog.at, target.at) };
  };
}

function freshest(samples: readonly Sample[], believedForMs: number): Sample | undefined {
  return samples.filter((sample) => doubtOn(sample, believedForMs) === null).sort((a, b) => b.at - a.at)[0];
}
