import { NO_EFFECTS } from '../evaluate/incident.ts';
import type { Effects, Incident } from '../model/incident.ts';
import { worst } from '../model/severity.ts';
import type { Severity } from '../model/severity.ts';
import type { Group, Id, Role, Topology } from '../model/topology.ts';
import { groupsOf } from '../model/topology.ts';
import type { Step } from './api-course.ts';
import { isOverStatus } from './api-phases.ts';

/** What one step made of one component. */
export interface ComponentChange {
  readonly id: Id;
  readonly from: Severity;
  readonly to: Severity;
}

export interface Affected {
  /** Services and groups that the file ever named, itself or by one of their servers; in the order of the topology. */
  readonly components: readonly Id[];
  /** For each step, every one of the components. */
  readonly changes: readonly (readonly ComponentChange[])[];
  /** The worst that was ever declared; unknown at least where that cannot be read. */
  readonly worst: Severity;
}

/** What the file declared from step to step. Servers are no components of the API: their group is told of. */
export function affectedBy(incident: Incident, steps: readonly Step[], topology: Topology): Affected {
  const said: { effects: Effects; applies: boolean }[] = [];
  let effects = incident.effects;
  for (const { update, status } of steps) {
    const written = typeof update === 'number' ? incident.updates[update]?.effects : undefined;
    effects = written ?? effects;
    said.push({ effects, applies: !isOverStatus(status) && status !== 'scheduled' });
  }
  const states = said.map((one) => severitiesIn(one.effects, topology));
  const named = new Set(states.flatMap((state) => [...state.keys()]));
  const components = [...topology.services, ...groupsOf(topology)]
    .map(({ id }) => id)
    .filter((id) => named.has(id));
  const isPlanned = incident.kind === 'maintenance';
  let before = severitiesIn(NO_EFFECTS, topology);
  const changes = states.map((state, index) => {
    const after =
      said[index]?.applies === true ? (isPlanned ? asPlanned(state) : state) : new Map<Id, Severity>();
    const step = components.map((id) => ({
      id,
      from: before.get(id) ?? 'operational',
      to: after.get(id) ?? 'operational',
    }));
    before = after;
    return step;
  });
  const isUnreadable = said.some((one) => one.effects.unreadable);
  return {
    components,
    changes,
    worst: worst([
      ...states.flatMap((state) => [...state.values()]),
      isUnreadable ? 'unknown' : 'operational',
    ]),
  };
}

/** Whatever planned work does is planned. */
function asPlanned(state: ReadonlyMap<Id, Severity>): ReadonlyMap<Id, Severity> {
  return new Map(
    [...state].map(([id, severity]) => [id, severity === 'operational' ? severity : 'maintenance']),
  );
}

/** Component → what is declared of it. Ids that name nothing are left out: `check` reports them to staff. */
function severitiesIn({ affects }: Effects, topology: Topology): ReadonlyMap<Id, Severity> {
  const { services, groups, groupOf } = subjectsOf(topology);
  const severities = new Map<Id, Severity>();
  const down = new Map<Group, Set<Id>>();
  const add = (id: Id, severity: Severity) =>
    severities.set(id, worst([severities.get(id) ?? 'operational', severity]));
  for (const { id, severity } of affects) {
    const group = groupOf.get(id);
    if (services.has(id) || groups.has(id)) add(id, severity);
    if (group === undefined) continue;
    const servers = down.get(group) ?? new Set();
    if (severity === 'down') servers.add(id);
    down.set(group, servers);
  }
  for (const [group, servers] of down) add(group.id, lossOf(group, servers));
  return severities;
}

const COUNTED: readonly Role[] = ['active', 'maintenance'];

/** What the loss of these servers alone makes of their group, by its own rule. */
function lossOf({ servers, redundancy }: Group, down: ReadonlySet<Id>): Severity {
  const counted = servers.filter(({ role }) => COUNTED.includes(role));
  const left = counted.filter(({ id }) => !down.has(id)).length;
  const required =
    redundancy.kind === 'all' ? counted.length : redundancy.kind === 'any' ? 1 : redundancy.count;
  if (left >= Math.min(required, counted.length)) return 'operational';
  return left === 0 ? 'down' : 'partial';
}

interface Subjects {
  readonly services: ReadonlySet<Id>;
  readonly groups: ReadonlySet<Id>;
  /** Server → its group. */
  readonly groupOf: ReadonlyMap<Id, Group>;
}

const known = new WeakMap<Topology, Subjects>();

function subjectsOf(topology: Topology): Subjects {
  let subjects = known.get(topology);
  if (subjects === undefined) {
    const groups = groupsOf(topology);
    subjects = {
      services: new Set(topology.services.map(({ id }) => id)),
      groups: new Set(groups.map(({ id }) => id)),
      groupOf: new Map(groups.flatMap((group) => group.servers.map(({ id }) => [id, group]))),
    };
    known.set(topology, subjects);
  }
  return subjects;
}
