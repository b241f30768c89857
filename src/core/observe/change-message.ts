import type { Instant } from '../model/time.ts';
import { groupsOf } from '../model/topology.ts';
import type { Id, Topology } from '../model/topology.ts';
import { writeInstant } from '../parse/instant.ts';
import type { VerdictChange } from './changes.ts';
import type { Sight } from './memory.ts';

/** How the vantage's own sight turned, where it did. */
export interface SightChange {
  readonly from: Sight;
  readonly to: Sight;
  readonly sinceAt: Instant;
}

interface News {
  readonly topology: Topology;
  readonly vantage: string;
  /** When the round began that found it. */
  readonly at: Instant;
  readonly changes: readonly VerdictChange[];
  readonly sight: SightChange | null;
}

const SIGHT_WORDS = {
  clear: 'sees clearly again',
  doubtful: 'lost nearly everything at once and waits before it believes that',
  blind: 'is cut off: none of its canaries answers, so it says unknown',
} as const satisfies Readonly<Record<Sight, string>>;

/**
 * What `--on-change` gives to its command: one JSON object, with nothing in it that is private. `text` says the same in
 * plain sentences, one a line, for those who have no use for the rest.
 */
export function changeMessage({ topology, vantage, at, changes, sight }: News): string {
  const named = changes.map((change) => ({ ...change, ...namesOf(topology, change.server) }));
  const lines = [
    ...(sight === null ? [] : [`${vantage} ${SIGHT_WORDS[sight.to]}, since ${clock(sight.sinceAt)}.`]),
    ...named.map(({ name, group, from, to, sinceAt }) => {
      const where = group === undefined || group.name === name ? name : `${name} (${group.name})`;
      const since = sinceAt === undefined ? '' : ` since ${clock(sinceAt)}`;
      return `${where} is ${to}${since}; it was ${from}.`;
    }),
  ];
  const value = {
    version: 1,
    site: topology.site.name,
    vantage,
    at: writeInstant(at),
    ...(sight === null
      ? {}
      : { sight: { from: sight.from, to: sight.to, since: writeInstant(sight.sinceAt) } }),
    changes: named.map(({ server, name, group, from, to, sinceAt }) => ({
      server,
      name,
      ...(group === undefined ? {} : { group: group.id, group_name: group.name }),
      from,
      to,
      ...(sinceAt === undefined ? {} : { since: writeInstant(sinceAt) }),
    })),
    text: lines.map((line) => `${line}\n`).join(''),
  };
  return `${JSON.stringify(value)}\n`;
}

function namesOf(topology: Topology, id: Id) {
  for (const group of groupsOf(topology)) {
    const server = group.servers.find((one) => one.id === id);
    if (server !== undefined) return { name: server.name, group: { id: group.id, name: group.name } };
  }
  return { name: id, group: undefined };
}

/** `2010-09-03 22:10 UTC`. Staff read it anywhere. */
function clock(at: Instant): string {
  return `${writeInstant(at).slice(0, 16).replace('T', ' ')} UTC`;
}
