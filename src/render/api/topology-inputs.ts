import type { Topology } from '../../core/model/topology.ts';

const known = new WeakMap<Topology, string>();

/** Text of everything public in the topology; made once for each. */
export function topologyInputs(topology: Topology): string {
  let text = known.get(topology);
  if (text === undefined) {
    text = JSON.stringify(topology);
    known.set(topology, text);
  }
  return text;
}
