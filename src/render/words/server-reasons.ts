import type { Reason } from '../../core/model/status.ts';
import type { Instant } from '../../core/model/time.ts';
import { MAX_NAMES } from './buckets.ts';
import type { MessageArgs } from './messages.ts';
import type { BaseWords, Names } from './words.ts';

type ServersReason = Extract<
  Reason,
  { code: 'servers-offline' | 'servers-unknown' | 'servers-in-maintenance' }
>;

/** "Both AV/GreyListing servers are offline since 09:12." Few servers are named, many are counted. */
export function describeServers(
  words: BaseWords,
  reason: ServersReason,
  names: Names,
  reference?: Instant,
): string {
  const { code, servers, total } = reason;
  const count = servers.length;
  const args: MessageArgs = {
    count,
    total,
    number: words.number(count),
    group: names(reason.group),
    servers: serversOf(words, names(reason.group)),
    listed: listed(words, servers, names),
    since: since(words, reason, reference),
  };
  if (code === 'servers-unknown' && reason.atLeast)
    return words.text('reason.servers-unknown.at-least', args);
  if (count < total) return words.text(`reason.${code}.some`, args);
  return words.text(count === 1 ? `reason.${code}.only` : `reason.${code}.all`, args);
}

function since(words: BaseWords, reason: ServersReason, reference: Instant | undefined): string {
  if (reason.code !== 'servers-offline' || reason.sinceAt === undefined) return '';
  return words.text('phrase.since', { time: words.time(reason.sinceAt, reference) });
}

function listed(words: BaseWords, servers: readonly string[], names: Names): string {
  if (servers.length > MAX_NAMES) return '';
  return words.text('phrase.names', { names: words.list(servers.map(names)) });
}

function serversOf(words: BaseWords, group: string): string {
  const lastWord = group.toLowerCase().split(/\s+/).at(-1) ?? '';
  const isPlural = words.text('phrase.server-nouns').split(' ').includes(lastWord);
  return isPlural ? group : words.text('phrase.servers', { group });
}
