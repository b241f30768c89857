import { groupsOf, type Id, type Topology } from '../model/topology.ts';
import type { Judged } from './causes.ts';
import { evaluateGroup, type GroupVerdict } from './group.ts';
import { evaluateService } from './service.ts';
import type { Situation } from './situation.ts';

/** Every group and service judged in one situation. */
export interface Run {
  readonly groups: ReadonlyMap<Id, GroupVerdict>;
  readonly services: ReadonlyMap<Id, Judged>;
}

export function run(topology: Topology, situation: Situation): Run {
  const groups = new Map(groupsOf(topology).map((group) => [group.id, evaluateGroup(group, situation)]));
  const services = new Map(
    topology.services.map((service) => [service.id, evaluateService(service, groups, situation)]),
  );
  return { groups, services };
}
