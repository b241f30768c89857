import type { Instant } from '../../core/model/time.ts';
import { DAY_MS } from '../../core/model/time.ts';
import { writeInstant } from '../../core/parse/instant.ts';
import { stepsBetween } from '../../core/observe/changes.ts';
import type { VantageMemory } from '../../core/observe/memory.ts';
import type { Cycle } from './cycle.ts';
import type { ProbeLog } from './probe-log.ts';

/** Staff are told of a certificate near its end once in so long, not each minute. */
const ADVISE_EVERY_MS = DAY_MS;
/** A process held up for less than this is an ordinary busy process. */
const LAG_WORTH_TELLING_MS = 500;

interface RoundNews {
  readonly cycle: Cycle;
  readonly before: VantageMemory | null;
  readonly after: VantageMemory;
  /** When staff were last advised of a check. */
  readonly warnedAt: ReadonlyMap<string, Instant>;
}

/** Writes down what was worth noting of a round; returns when staff were last advised of each check. */
export function logRound(log: ProbeLog, news: RoundNews): ReadonlyMap<string, Instant> {
  logFailures(log, news.cycle);
  logSteps(log, news);
  logTrouble(log, news.cycle);
  return logAdvice(log, news.cycle, news.warnedAt);
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

function logSteps(log: ProbeLog, { cycle, before, after }: RoundNews): void {
  for (const { type, sinceAt, ...step } of stepsBetween(before ?? undefined, after))
    log.write(type, { ...step, ...(sinceAt === undefined ? {} : { since: writeInstant(sinceAt) }) });
  if (after.sight === (before?.sight ?? 'clear')) return;
  log.write('sight', {
    from: before?.sight ?? 'clear',
    to: after.sight,
    canaries: cycle.canaries.map((canary) => canary?.detail ?? canary?.reason ?? 'not-probed'),
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

function logAdvice(
  log: ProbeLog,
  { checks, round }: Cycle,
  warnedAt: ReadonlyMap<string, Instant>,
): ReadonlyMap<string, Instant> {
  const isRecent = (at: Instant | undefined) => at !== undefined && Math.abs(round.at - at) < ADVISE_EVERY_MS;
  const after = new Map([...warnedAt].filter(([, at]) => isRecent(at)));
  for (const { server, kind, outcome } of checks) {
    const warnings = outcome?.warnings ?? [];
    const key = `${server} ${kind}`;
    if (warnings.length === 0 || after.has(key)) continue;
    log.write('advice', { server, kind, warnings });
    after.set(key, round.at);
  }
  return after;
}
