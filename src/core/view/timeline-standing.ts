import type { History } from '../model/history.ts';
import { isFault } from '../model/severity.ts';
import type { Fault } from '../model/severity.ts';
import type { Instant } from '../model/time.ts';
import { groupsOf } from '../model/topology.ts';
import type { ViewContext } from './context.ts';
import { MAX_NAMES } from './timeline-changes.ts';

/** What was not well at one instant, as far as the probes could tell. */
export interface StandingView {
  /** Nobody looked then. */
  readonly blind: boolean;
  /** Servers in use that did not answer, group by group. */
  readonly servers: readonly {
    readonly group: string;
    /** At most {@link MAX_NAMES}. */
    readonly names: readonly string[];
    readonly count: number;
  }[];
  /** Groups and services that had a fault. */
  readonly subjects: readonly {
    readonly kind: 'group' | 'service';
    readonly name: string;
    readonly state: Fault;
  }[];
}

export function standingAt(history: History, { topology }: ViewContext, at: Instant): StandingView {
  const { observed } = history;
  const isBlind =
    observed === null || at < observed.fromAt || at > observed.untilAt || history.gaps(at, at + 1).length > 0;
  if (isBlind) return { blind: true, servers: [], subjects: [] };
  const groups = groupsOf(topology);
  const stateOf = (kind: 'group' | 'service', id: string) =>
    history.severities(kind, id, at, at + 1)[0]?.state ?? 'unknown';
  return {
    blind: false,
    servers: groups.flatMap(({ name: group, servers }) => {
      const offline = servers.filter(
        ({ id, role }) => role === 'active' && history.verdicts(id, at, at + 1)[0]?.state === 'offline',
      );
      if (offline.length === 0) return [];
      const names = offline.slice(0, MAX_NAMES).map(({ name }) => name);
      return [{ group, names, count: offline.length }];
    }),
    subjects: [
      ...groups.map((group) => ({ kind: 'group' as const, ...group })),
      ...topology.services.map((service) => ({ kind: 'service' as const, ...service })),
    ].flatMap(({ kind, id, name }) => {
      const state = stateOf(kind, id);
      return isFault(state) ? [{ kind, name, state }] : [];
    }),
  };
}

export function isWorthTelling({ blind, servers, subjects }: StandingView): boolean {
  return blind || servers.length > 0 || subjects.length > 0;
}
