import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Declaration, Incident } from '../model/incident.ts';
import { groupsOf, serversOf } from '../model/topology.ts';
import type { Id, Topology } from '../model/topology.ts';
import { suggestion } from '../parse/suggest.ts';

const WHERE_TO_LOOK = 'the ids are listed in topology.yml, under services, groups and servers';

/** Everything `affects` names must be a service, a group or a server of the topology. */
export function checkSubjects(topology: Topology, incidents: readonly Incident[]): Diagnostic[] {
  const known = [...topology.services, ...groupsOf(topology), ...serversOf(topology)];
  const ids = new Set<Id>(known.map((subject) => subject.id));
  const zones = new Map<Id, readonly Id[]>(
    topology.zones.map((zone) => [zone.id, zone.groups.map((group) => group.id)]),
  );
  const idsByName = new Map<string, Id>();
  for (const { id, name } of known) if (!idsByName.has(plain(name))) idsByName.set(plain(name), id);

  const hints = new Map<Id, string>();
  const hintFor = (id: Id): string => {
    const groups = zones.get(id);
    if (groups !== undefined) return `"${id}" is a zone; name its groups instead: ${groups.join(', ')}`;
    const named = idsByName.get(plain(id));
    return named === undefined ? (suggestion(id, [...ids]) ?? WHERE_TO_LOOK) : `did you mean "${named}"?`;
  };

  const found: Diagnostic[] = [];
  for (const incident of incidents) {
    for (const { id, line, column } of declarationsOf(incident)) {
      if (ids.has(id)) continue;
      // The same mistake is often made many times over; finding what was meant is the dear part.
      const hint = hints.get(id) ?? hintFor(id);
      hints.set(id, hint);
      const message = `\`affects\` names "${id}", which is no service, group or server of topology.yml`;
      found.push(diagnostic('unknown-reference', { file: incident.file, line, column }, message, hint));
    }
  }
  return found;
}

function declarationsOf(incident: Incident): readonly Declaration[] {
  const later = incident.updates.flatMap((update) => update.effects?.affects ?? []);
  return [...incident.effects.affects, ...later];
}

function plain(name: string): string {
  return name.trim().toLowerCase();
}
