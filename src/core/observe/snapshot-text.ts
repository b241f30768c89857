import { compareText } from '../model/diagnostic.ts';
import type { ServerVerdict, Snapshot } from '../model/snapshot.ts';
import { writeInstant } from '../parse/instant.ts';

/**
 * A snapshot as `state/snapshot.json` has it; `parseSnapshot` reads it back. Field by field, so that nothing gets into
 * it that nobody meant to tell. Same snapshot, same bytes.
 */
export function snapshotText(snapshot: Snapshot): string {
  const { takenAt, source, vantages, vantageTimes = {}, servers } = snapshot;
  const times = Object.entries(vantageTimes).map(([name, at]) => [name, writeInstant(at)] as const);
  const entries = [...servers].map(([id, verdict]) => [id, entryOf(verdict)] as const);
  const value = {
    version: 1,
    taken_at: writeInstant(takenAt),
    ...(source === undefined ? {} : { source }),
    vantages,
    ...(times.length === 0 ? {} : { vantage_times: inOrder(times) }),
    servers: inOrder(entries),
  };
  return `${JSON.stringify(value)}\n`;
}

function entryOf({ verdict, sinceAt, sinceIsAtLeast, bootedAt, lastOnlineAt, seenFrom }: ServerVerdict) {
  return {
    verdict,
    ...(sinceAt === undefined ? {} : { since: writeInstant(sinceAt) }),
    ...(sinceIsAtLeast === undefined ? {} : { since_at_least: true }),
    ...(bootedAt === undefined ? {} : { booted_at: writeInstant(bootedAt) }),
    ...(lastOnlineAt === undefined ? {} : { last_online: writeInstant(lastOnlineAt) }),
    seen_from: inOrder(Object.entries(seenFrom)),
  };
}

function inOrder<Value>(entries: readonly (readonly [string, Value])[]): Readonly<Record<string, Value>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => compareText(a, b)));
}
