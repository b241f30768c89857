import { compareText } from '../model/diagnostic.ts';
import type { Snapshot, Verdict } from '../model/snapshot.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { isHeldBack, verdictIn } from './memory.ts';
import type { Memory, ServerMemory, Sight, VantageMemory } from './memory.ts';

const SEES_NOTHING: ReadonlySet<Sight> = new Set<Sight>(['blind', 'silent']);

/** A verdict that somebody who was told the one before should know of. */
export interface VerdictChange {
  readonly server: Id;
  readonly from: Verdict;
  readonly to: Verdict;
  readonly sinceAt?: Instant;
}

/**
 * What staff have not been told yet, in the order of ids. A server never told of is not news for being online. While no
 * vantage sees anything there is no news of servers, and a failure that is held back is none yet: both are told as the
 * state of the vantage, once, instead of a list of everything.
 */
export function untoldChanges(
  told: ReadonlyMap<Id, Verdict>,
  snapshot: Snapshot,
  memory: Memory,
): readonly VerdictChange[] {
  const vantages = [...memory.values()];
  if (vantages.length > 0 && vantages.every(({ sight }) => SEES_NOTHING.has(sight))) return [];
  const isHeld = (id: Id) =>
    vantages.some(({ servers }) => {
      const server = servers.get(id);
      return server !== undefined && isHeldBack(server);
    });
  return [...snapshot.servers]
    .flatMap(([server, { verdict: to, sinceAt }]): VerdictChange[] => {
      if (to === 'unknown' && isHeld(server)) return [];
      const known = told.get(server);
      const from = known ?? 'unknown';
      if (from === to || (known === undefined && to === 'online')) return [];
      return [{ server, from, to, ...(sinceAt === undefined ? {} : { sinceAt }) }];
    })
    .sort((a, b) => compareText(a.server, b.server));
}

/** A step of one server within a vantage, for the log: what is told changed (`hard`), or votes began to say something else (`soft`). */
export interface ServerStep {
  readonly server: Id;
  readonly type: 'soft' | 'hard';
  readonly from: Verdict;
  readonly to: Verdict;
  readonly sinceAt?: Instant;
}

export function stepsBetween(before: VantageMemory | undefined, after: VantageMemory): readonly ServerStep[] {
  return [...after.servers]
    .flatMap(([server, memory]) => stepOf(server, before?.servers.get(server), memory))
    .sort((a, b) => compareText(a.server, b.server));
}

function stepOf(server: Id, before: ServerMemory | undefined, after: ServerMemory): readonly ServerStep[] {
  const [from, to] = [verdictIn(before), verdictIn(after)];
  if (from !== to) {
    const sinceAt = to === 'unknown' ? after.darkSinceAt : after.known?.sinceAt;
    return [{ server, type: 'hard', from, to, ...(sinceAt == null ? {} : { sinceAt }) }];
  }
  const voted = after.streak;
  if (before === after || voted?.count !== 1 || voted.verdict === to) return [];
  return [{ server, type: 'soft', from, to: voted.verdict, sinceAt: voted.firstAt }];
}
