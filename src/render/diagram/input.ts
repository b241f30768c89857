import { INTERNET, groupsOf } from '../../core/model/topology.ts';
import type { Flow, Topology } from '../../core/model/topology.ts';
import type { DiagramWords } from './labels.ts';
import { reservedTexts } from './labels.ts';
import type { DiagramInput, InputFlow } from './model.ts';

/** Flows that can be drawn: between two known boxes, each pair once (the usual way wins over a fallback). */
function drawableFlows(flows: readonly Flow[], known: ReadonlySet<string>): InputFlow[] {
  const drawable = flows.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  const byPair = new Map<string, InputFlow>();
  for (const { from, to, fallback } of drawable) {
    const pair = `${from} ${to}`;
    if (byPair.get(pair)?.fallback !== false) byPair.set(pair, { from, to, fallback });
  }
  return [...byPair.values()];
}

/**
 * What determines the layout, and nothing else: no colours, roles, notes, needs or states. The strings are part
 * of it, because the widest of them decides how wide a box must be. Zones without groups are left out.
 */
export function diagramInput(topology: Topology, words: Pick<DiagramWords, 'text' | 'age'>): DiagramInput {
  const zones = topology.zones
    .filter(({ groups }) => groups.length > 0)
    .map(({ id, name, groups }) => ({
      id,
      name,
      groups: groups.map((group) => ({
        id: group.id,
        name: group.name,
        servers: group.servers.map((server) => ({ id: server.id, name: server.name })),
      })),
    }));
  const groups = groupsOf(topology);
  const known = new Set([INTERNET, ...groups.map(({ id }) => id)]);
  const largest = groups.reduce((total, { servers }) => Math.max(total, servers.length), 1);
  return { zones, flows: drawableFlows(topology.flows, known), texts: reservedTexts(words, largest) };
}
