import type { History } from '../model/history.ts';
import type { GroupStatus } from '../model/status.ts';
import { DAY_MS, type Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';

/** What lies further back is "at least" as long ago as the servers say. */
const LOOK_BACK_MS = 365 * DAY_MS;

/**
 * Adds to a group that has enough servers when it last came back, where the history knows it: the end of the last time
 * its probes saw it out of order or in maintenance. That wins over the servers' own times where it is later, and also
 * where somebody has looked ever since, because then it is not "at least".
 *
 * @param asOf the data's own time.
 */
export function withCameBack(
  groups: readonly GroupStatus[],
  history: History,
  asOf: Instant,
): readonly GroupStatus[] {
  if (history.observed === null) return groups;
  const fromAt = Math.max(history.observed.fromAt, asOf - LOOK_BACK_MS);
  return groups.map((group) => {
    const { id, onlineAtLeastSinceAt: atLeastAt } = group;
    const back = atLeastAt === undefined ? undefined : lastBack(id, history, fromAt, asOf);
    if (back === undefined || atLeastAt === undefined) return group;
    return back.at > atLeastAt || back.watchedSince ? { ...group, cameBackAt: back.at } : group;
  });
}

function lastBack(
  group: Id,
  history: History,
  fromAt: Instant,
  asOf: Instant,
): { readonly at: Instant; readonly watchedSince: boolean } | undefined {
  let watchedSince = true;
  for (const { state, endAt } of history.severities('group', group, fromAt, asOf).toReversed()) {
    if (state === 'unknown') watchedSince = false;
    else if (state !== 'operational') return endAt < asOf ? { at: endAt, watchedSince } : undefined;
  }
  return undefined;
}
