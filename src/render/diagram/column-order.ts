import type { Id } from '../../core/model/topology.ts';
import { INTERNET } from '../../core/model/topology.ts';
import type { DiagramInput, InputFlow, InputGroup, InputZone } from './model.ts';

/**
 * The boxes of one zone from top to bottom: nothing before what leads to it, and wherever possible what the box
 * above leads to comes next, so that most arrows are short and straight. Fallbacks do not count. Ties and circles
 * keep the order of the file.
 */
function orderZone(zone: InputZone, flows: readonly InputFlow[], above: Id): InputGroup[] {
  const usual = flows.filter(({ fallback }) => !fallback);
  const remaining = [...zone.groups];
  const ordered: InputGroup[] = [];
  let last = above;
  while (remaining.length > 0) {
    const waiting = new Set(remaining.map(({ id }) => id));
    const ready = remaining.filter(({ id }) => !usual.some(({ from, to }) => to === id && waiting.has(from)));
    const candidates = ready.length > 0 ? ready : remaining;
    const next =
      candidates.find(({ id }) => usual.some(({ from, to }) => from === last && to === id)) ?? candidates[0];
    if (next === undefined) break;
    remaining.splice(remaining.indexOf(next), 1);
    ordered.push(next);
    last = next.id;
  }
  return ordered;
}

/** Zones in the order of the file, each with its groups as they follow each other down the column. */
export function columnOrder(input: DiagramInput): InputZone[] {
  let last: Id = INTERNET;
  return input.zones.map((zone) => {
    const groups = orderZone(zone, input.flows, last);
    last = groups.at(-1)?.id ?? last;
    return { id: zone.id, name: zone.name, groups };
  });
}
