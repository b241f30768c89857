import type { ProbeAccount, Span, Spans } from '../../core/view/probe-account.ts';
import type { Instant } from '../../core/model/time.ts';
import { MAX_NAMES } from './buckets.ts';
import type { BaseWords } from './words.ts';

/** So many times are told one by one, so many sets of servers in one sentence; more are counted. */
const MAX_SPANS = 3;
const MAX_CLAUSES = 4;

interface AccountOptions {
  /** What the group is called. */
  readonly group: string;
  /** Its day needs no date. */
  readonly reference: Instant;
  /** Set where what is told ends here although the story does not. */
  readonly until?: Instant;
  /** Somebody looked all the time. */
  readonly watched: boolean;
}

/** What the probes made of one group, as sentences: what it went through as a whole, then its servers. */
export function describeAccount(
  words: BaseWords,
  account: ProbeAccount,
  options: AccountOptions,
): readonly string[] {
  const { group, reference, until } = options;
  if (!account.seen) return [words.text('strip.could-not-tell', { group })];
  const faults = account.faults.map(({ severity, ...spans }) =>
    words.text(`strip.fault.${severity}`, { group, spans: describeSpans(words, spans, reference) }),
  );
  const clauses = [...offlineClauses(words, account, reference), ...unclearClauses(words, account)];
  if (faults.length === 0 && clauses.length === 0) {
    if (until === undefined) return [words.text('strip.nothing-wrong', { group })];
    return [words.text('strip.nothing-wrong.until', { group, time: words.time(until, reference) })];
  }
  if (clauses.length === 0) return faults;
  const all = [...clauses, ...otherClauses(words, account, options)];
  return [...faults, words.text('strip.sentence', { clauses: all.join(words.text('strip.separator')) })];
}

function offlineClauses(
  words: BaseWords,
  { offline, total }: ProbeAccount,
  reference: Instant,
): readonly string[] {
  const longest = [...offline].sort((a, b) => b.totalMs - a.totalMs)[0];
  if (offline.length > MAX_CLAUSES && longest !== undefined) {
    const count = offline.reduce((sum, { servers }) => sum + servers.length, 0);
    const duration = words.duration(longest.totalMs);
    return [words.text('strip.offline.many', { count, total, name: longest.servers[0] ?? '', duration })];
  }
  return offline.map(({ servers, ...spans }) => {
    const args = { count: servers.length, spans: describeSpans(words, spans, reference) };
    return servers.length > MAX_NAMES
      ? words.text('strip.offline.count', args)
      : words.text('strip.offline', { ...args, names: words.list(servers) });
  });
}

function unclearClauses(words: BaseWords, { unclear }: ProbeAccount): readonly string[] {
  const count = unclear.length;
  if (count === 0) return [];
  return count > MAX_NAMES
    ? [words.text('strip.unclear.count', { count })]
    : [words.text('strip.unclear', { count, names: words.list(unclear) })];
}

/** Nothing is said of others where there are none. */
function otherClauses(
  words: BaseWords,
  { fine }: ProbeAccount,
  { watched }: AccountOptions,
): readonly string[] {
  if (fine === 0) return [];
  const args = { count: fine, number: words.number(fine) };
  return [words.text(watched ? 'strip.others' : 'strip.others.looked', args)];
}

/** `from 14:12 to 14:31 and until 15:10`; many are counted. */
export function describeSpans(
  words: BaseWords,
  { spans, totalMs }: Spans,
  reference: Instant | undefined,
): string {
  if (spans.length > MAX_SPANS) {
    return words.text('span.many', { count: spans.length, duration: words.duration(totalMs) });
  }
  return words.list(spans.map((span) => describeSpan(words, span, reference)));
}

export function describeSpan(
  words: BaseWords,
  { startAt, endAt }: Span,
  reference: Instant | undefined,
): string {
  if (startAt === undefined && endAt === undefined) return words.text('span.throughout');
  if (startAt === undefined) return words.text('span.until', { end: words.time(endAt ?? 0, reference) });
  const start = words.time(startAt, reference);
  if (endAt === undefined) return words.text('span.from', { start });
  const end = words.time(endAt, startAt);
  // Where the clocks change in between, two times of the clock alone would mislead.
  const zones = [words.zoneName(startAt), words.zoneName(endAt)];
  if (zones[0] === zones[1]) return words.text('span', { start, end });
  const withZone = (time: string, zone = '') => words.text('span.clock', { time, zone });
  return words.text('span', { start: withZone(start, zones[0]), end: withZone(end, zones[1]) });
}
