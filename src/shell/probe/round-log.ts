import { writeInstant } from '../../core/parse/instant.ts';
import { adviceKey, dueAdvice, stillKnown } from '../../core/observe/advice.ts';
import type { Advice, Advised } from '../../core/observe/advice.ts';
import { stepsBetween } from '../../core/observe/changes.ts';
import type { Memory } from '../../core/observe/memory.ts';
import type { Cycle } from './cycle.ts';
import type { ProbeLog } from './probe-log.ts';
import type { AskedSource } from './sources/ask-sources.ts';

/** A process held up for less than this is an ordinary busy process. */
const LAG_WORTH_TELLING_MS = 500;

interface RoundNews {
  readonly cycle: Cycle;
  readonly asked: readonly AskedSource[];
  /** Places of engines for which there was no room. */
  readonly leftOut: readonly string[];
  readonly before: Memory;
  readonly after: Memory;
  /** The prober's own. */
  readonly vantage: string;
  readonly advice: readonly Advice[];
  /** What was written down of advice until now. */
  readonly warnedAt: Advised;
}

/** Writes down what was worth noting of a round; returns what is written down of advice by now. */
export function logRound(log: ProbeLog, news: RoundNews): Advised {
  logFailures(log, news.cycle);
  logSteps(log, news);
  logTrouble(log, news.cycle);
  logSources(log, news);
  return logAdvice(log, news);
}

function logFailures(log: ProbeLog, { round, checks }: Cycle): void {
  for (const { server, reason } of round.votes) {
    if (reason === 'ok') continue;
    const failed = checks.filter((check) => check.server === server && check.reason !== 'ok');
    log.write('failed', {
      server,
      reason,
      checks: failed.map(({ kind, reason: why, outcome, retried }) => ({
        kind,
        reason: why,
        ...(outcome?.detail === undefined ? {} : { detail: outcome.detail }),
        ...(retried ? { retried } : {}),
      })),
    });
  }
}

function logSteps(log: ProbeLog, { before, after, vantage, ...news }: RoundNews): void {
  for (const [name, seen] of after) {
    const known = before.get(name);
    const place = name === vantage ? {} : { vantage: name };
    for (const { type, sinceAt, ...step } of stepsBetween(known, seen)) {
      const since = sinceAt === undefined ? {} : { since: writeInstant(sinceAt) };
      log.write(type, { ...step, ...place, ...since });
    }
    const from = known?.sight ?? 'clear';
    if (seen.sight === from) continue;
    const canaries = news.cycle.canaries.map((canary) => canary?.detail ?? canary?.reason ?? 'not-probed');
    log.write('sight', { from, to: seen.sight, ...(name === vantage ? { canaries } : place) });
  }
}

/** What engines say of single servers is in the steps, and where `--explain` looks. */
function logSources(log: ProbeLog, { asked, leftOut }: RoundNews): void {
  for (const { source, failure } of asked)
    if (failure !== null) log.write('source', { source: source.rules.name, type: source.type, failure });
  if (leftOut.length > 0)
    log.write('round', {
      message: 'there are more vantages than a snapshot has room for',
      left_out: leftOut,
    });
}

function logTrouble(log: ProbeLog, { checks, durationMs, lagMs, boots }: Cycle): void {
  const unreached = checks.filter(({ outcome }) => outcome === null).length;
  const disbelieved = checks.filter(({ reason }) => reason === 'lag').length;
  if (unreached > 0 || disbelieved > 0 || lagMs >= LAG_WORTH_TELLING_MS) {
    const [duration_ms, lag_ms] = [Math.round(durationMs), Math.round(lagMs)];
    log.write('round', { duration_ms, lag_ms, checks: checks.length, unreached, disbelieved });
  }
  for (const [server, { bootedAt, reason, detail }] of boots)
    if (bootedAt === null) log.write('boot', { server, reason, detail });
}

function logAdvice(log: ProbeLog, { cycle, advice, warnedAt }: RoundNews): Advised {
  const { at } = cycle.round;
  const after = new Map(stillKnown(warnedAt, at));
  for (const one of dueAdvice(advice, warnedAt, at)) {
    log.write('advice', 'source' in one ? { source: one.source, warnings: one.notes } : { ...one });
    after.set(adviceKey(one), at);
  }
  return after;
}
