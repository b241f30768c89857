import type { Stretch } from '../model/history.ts';
import { FAULTS } from '../model/severity.ts';
import type { Fault, Severity } from '../model/severity.ts';
import type { Instant } from '../model/time.ts';
import type { TimeRange } from './strip-window.ts';

/** A time something lasted, as far as is told: an end that is absent lies outside of what is drawn. */
export interface Span {
  readonly startAt?: Instant;
  readonly endAt?: Instant;
}

export interface Spans {
  /** Oldest first. */
  readonly spans: readonly Span[];
  /** Together, as far as they are drawn. */
  readonly totalMs: number;
}

/** What the probes made of one group; the words for it are those of `render/words/probe-account.ts`. */
export interface ProbeAccount {
  /** False where they could tell nothing of it in all that time. */
  readonly seen: boolean;
  /** What the group as a whole went through, the worst first. */
  readonly faults: readonly (Spans & { readonly severity: Fault })[];
  /** Servers that did not answer, those with the same times together; by when it began. */
  readonly offline: readonly (Spans & { readonly servers: readonly string[] })[];
  /** Servers that are not known to have failed, and not known to have answered all the time somebody looked. */
  readonly unclear: readonly string[];
  /** Servers that answered whenever anybody looked. */
  readonly fine: number;
  readonly total: number;
}

/** One subject's way through the range, in the words of severity: a server that is offline is down. */
export interface Course {
  readonly name: string;
  readonly stretches: readonly Stretch<Severity>[];
}

/**
 * @param group covers the range; its last stretch may be the beginning of what came after.
 * @param blind times in which nobody looked at anything; what is unknown then says nothing of a server.
 */
export function accountOf(
  group: Course,
  servers: readonly Course[],
  range: TimeRange,
  blind: readonly TimeRange[],
): ProbeAccount {
  const offline = servers.filter((server) => isEver(server, 'down'));
  const unclear = servers.filter((server) => !offline.includes(server) && isUnclear(server, blind));
  return {
    seen: [group, ...servers].some(isSeen),
    faults: FAULTS.toReversed().flatMap((severity) =>
      isEver(group, severity) ? [{ severity, ...spansOf(group, severity, range) }] : [],
    ),
    offline: togetherOf(offline, range),
    unclear: unclear.map(({ name }) => name),
    fine: servers.length - offline.length - unclear.length,
    total: servers.length,
  };
}

/** True where the probes saw nothing worth drawing server by server. */
export function isCalm({ faults, offline, unclear }: ProbeAccount): boolean {
  return faults.length === 0 && offline.length === 0 && unclear.length === 0;
}

export function isSeen({ stretches }: Course): boolean {
  return stretches.some(({ state }) => state !== 'unknown');
}

export function isEver({ stretches }: Course, severity: Severity): boolean {
  return stretches.some(({ state }) => state === severity);
}

export function isUnclear({ stretches }: Course, blind: readonly TimeRange[]): boolean {
  return stretches.some(
    ({ state, startAt, endAt }) =>
      state === 'unknown' && !blind.some((time) => time.startAt <= startAt && endAt <= time.endAt),
  );
}

function togetherOf(servers: readonly Course[], range: TimeRange): ProbeAccount['offline'] {
  const sets = new Map<string, { servers: string[]; spans: Spans }>();
  for (const server of servers) {
    const spans = spansOf(server, 'down', range);
    const key = JSON.stringify(spans);
    const known = sets.get(key);
    if (known === undefined) sets.set(key, { servers: [server.name], spans });
    else known.servers.push(server.name);
  }
  const startOf = ({ spans }: { spans: Spans }) => spans.spans[0]?.startAt ?? -Infinity;
  return [...sets.values()]
    .sort((a, b) => compareInstants(startOf(a), startOf(b)))
    .map((set) => ({ servers: set.servers, ...set.spans }));
}

/** Differences of infinities are no numbers. */
function compareInstants(a: Instant, b: Instant): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function spansOf({ stretches }: Course, severity: Severity, range: TimeRange): Spans {
  const times = stretches.filter(({ state }) => state === severity);
  return spansIn(times, range);
}

/** Times as far as they lie in the range, in order and apart from each other. */
export function spansIn(times: readonly TimeRange[], { startAt, endAt }: TimeRange): Spans {
  return {
    spans: times.map((time) => ({
      ...(time.startAt <= startAt ? {} : { startAt: time.startAt }),
      ...(time.endAt >= endAt ? {} : { endAt: time.endAt }),
    })),
    totalMs: times.reduce(
      (sum, time) => sum + Math.max(0, Math.min(time.endAt, endAt) - Math.max(time.startAt, startAt)),
      0,
    ),
  };
}
