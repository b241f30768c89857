import type { SiteStatus } from '../../core/model/status.ts';
import { bucketsOf, isCounted, type Bucket } from './buckets.ts';
import type { BaseWords, Names } from './words.ts';

/** The one answer in large type: what works, then what does not, from the worst to the mildest. */
export function describeHeadline(
  words: BaseWords,
  status: Pick<SiteStatus, 'severity' | 'services'>,
  names: Names,
): string {
  const { severity, services } = status;
  const buckets = bucketsOf(services);
  const [first] = buckets;
  if (first === undefined) return words.text('headline.nothing');
  if (buckets.length > 1)
    return buckets.map((bucket) => sentence(words, bucket, services.length, names)).join(' ');
  // Every service works and the page still does not read operational: only an incident nobody can read does that.
  if (first.severity === 'operational' && severity !== 'operational')
    return words.text('headline.extent-unreadable');
  return words.text(`headline.all.${first.severity}`, {
    count: services.length,
    number: words.number(services.length),
    names: listOf(words, first, names),
  });
}

function sentence(words: BaseWords, bucket: Bucket, total: number, names: Names): string {
  const count = bucket.members.length;
  if (isCounted(bucket, total)) return words.text(`headline.many.${bucket.severity}`, { count, total });
  return words.text(`headline.some.${bucket.severity}`, { count, names: listOf(words, bucket, names) });
}

function listOf(words: BaseWords, bucket: Bucket, names: Names): string {
  return words.list(bucket.members.map(({ id }) => names(id)));
}
