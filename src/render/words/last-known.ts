import type { Reason, SubjectSeverity } from '../../core/model/status.ts';
import type { Instant } from '../../core/model/time.ts';
import { bucketsOf, isCounted, type Bucket } from './buckets.ts';
import type { BaseWords, Names } from './words.ts';

type LastKnown = Extract<Reason, { code: 'last-known' }>;

/** "At 23:10 all four services worked." */
export function describeLastKnown(
  words: BaseWords,
  reason: LastKnown,
  names: Names,
  reference?: Instant,
): string {
  const { at, severity, services } = reason;
  const when = whenOf(words, at, reference);
  if (services === undefined) return words.text(`last-known.it.${severity}`, { when });
  const buckets = bucketsOf(services);
  const [first] = buckets;
  if (first === undefined) return words.text('last-known.all.unknown', { when });
  if (buckets.length === 1) return everyService(words, first, when, names);
  const clauses = buckets
    .map((bucket) => clause(words, bucket, services, names))
    .join(words.text('last-known.between'));
  return words.text('last-known.page', { when, clauses });
}

function everyService(words: BaseWords, { severity, members }: Bucket, when: string, names: Names): string {
  const count = members.length;
  const list = words.list(members.map(({ id }) => names(id)));
  return words.text(`last-known.all.${severity}`, { when, count, number: words.number(count), names: list });
}

function clause(
  words: BaseWords,
  bucket: Bucket,
  services: readonly SubjectSeverity[],
  names: Names,
): string {
  const { severity, members } = bucket;
  const count = members.length;
  if (isCounted(bucket, services.length))
    return words.text(`last-known.many.${severity}`, { count, total: services.length });
  return words.text(`last-known.some.${severity}`, {
    count,
    names: words.list(members.map(({ id }) => names(id))),
  });
}

function whenOf(words: BaseWords, at: Instant, reference: Instant | undefined): string {
  const clock = words.clock(at);
  if (reference !== undefined && words.isoDay(at) === words.isoDay(reference))
    return words.text('phrase.at', { clock });
  return words.text('phrase.on', { date: words.dayLong(at), clock });
}
