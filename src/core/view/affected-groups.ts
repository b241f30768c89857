import type { Effects, Incident } from '../model/incident.ts';
import { groupsOf } from '../model/topology.ts';
import type { Group, Id, Topology } from '../model/topology.ts';

/** Groups an incident is about, and what of the topology a page may print of them or judge by. */
export interface Affected {
  /** In the order of the topology. */
  readonly groups: readonly Group[];
  /** Differs where anything of that does. */
  readonly text: string;
}

/** What staff name → the groups behind it: a group itself, the one a server is in, those a service needs or is degraded without. */
export class AffectedGroups {
  readonly #groups: readonly Group[];
  readonly #behind: ReadonlyMap<Id, readonly Id[]>;
  readonly #known = new Map<string, Affected>();

  constructor(topology: Topology) {
    this.#groups = groupsOf(topology);
    const pairs: (readonly [Id, readonly Id[]])[] = [
      ...topology.services.map(
        ({ id, needs, degradedWithout }) => [id, [...needs, ...degradedWithout]] as const,
      ),
      ...this.#groups.flatMap(({ id, servers }) =>
        [id, ...servers.map((server) => server.id)].map((named) => [named, [id]] as const),
      ),
    ];
    this.#behind = new Map(pairs);
  }

  /** Everything its file ever names. Ids that name nothing are left out. */
  of({ effects, updates }: Incident): Affected {
    let named = namedIn(effects);
    for (const update of updates) if (update.effects !== undefined) named += namedIn(update.effects);
    // Many incidents name the same few things.
    let known = this.#known.get(named);
    if (known === undefined) {
      const wanted = new Set(named.split(' ').flatMap((id) => this.#behind.get(id) ?? []));
      const groups = this.#groups.filter(({ id }) => wanted.has(id));
      known = { groups, text: groupsText(groups) };
      this.#known.set(named, known);
    }
    return known;
  }
}

/** Ids hold no space. */
function namedIn({ affects }: Effects): string {
  let text = '';
  for (const { id } of affects) text += `${id} `;
  return text;
}

export function groupsText(groups: readonly Group[]): string {
  return JSON.stringify(
    groups.map(({ id, name, servers }) => [
      id,
      name,
      servers.map((server) => [server.id, server.name, server.role]),
    ]),
  );
}
