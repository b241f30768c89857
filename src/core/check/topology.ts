import { diagnostic } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Incident, Place } from '../model/incident.ts';
import type { ProbeEvidence } from '../model/snapshot.ts';
import type { SiteStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import { groupsOf, serversOf } from '../model/topology.ts';
import type { Group, Id, Server, Service, Topology } from '../model/topology.ts';
import { effectsWritten } from '../evaluate/incident.ts';
import { evaluateSite } from '../evaluate/site.ts';

export interface TopologyCheckInput {
  readonly topology: Topology;
  readonly topologyFile: string;
  /** Where each id stands in the file. */
  readonly places: ReadonlyMap<Id, Place>;
  readonly incidents: readonly Incident[];
  readonly status: Pick<SiteStatus, 'activeMaintenance'>;
  readonly now: Instant;
}

/** A group that no service needs and no fallback names turns no light red when it fails, which is rarely meant. */
export function checkUnusedGroups({ topology, topologyFile, places }: TopologyCheckInput): Diagnostic[] {
  const groups = groupsOf(topology);
  const used = new Set([
    ...topology.services.flatMap((service) => [...service.needs, ...service.degradedWithout]),
    ...groups.flatMap((group) => group.fallback?.to ?? []),
  ]);
  return groups
    .filter((group) => !group.supporting && !used.has(group.id))
    .map((group) =>
      diagnostic(
        'group-unused',
        { file: topologyFile, ...places.get(group.id) },
        `no service needs the group "${group.id}" and no fallback names it: its failure would change no light`,
        'name it under `needs` or `degraded_without` of a service, or say `supporting: true` if that is meant',
      ),
    );
}

/**
 * Roles alone, with every server answering and no window open, must leave every service operational. Where they do not,
 * members see an outage that nobody announced; an active maintenance window that names what is out makes it announced.
 */
export function checkRoles(input: TopologyCheckInput): Diagnostic[] {
  const { topology, topologyFile, places, now } = input;
  if (serversOf(topology).every((server) => server.role === 'active')) return [];
  const byRoles = evaluateSite({ topology, evidence: allOnline(topology, now), incidents: [], now });
  const harmed = new Map(byRoles.services.map(({ id, severity }) => [id, severity]));
  const broken = new Set(
    byRoles.groups.filter((group) => group.severity !== 'operational').map(({ id }) => id),
  );
  const announced = announcedSubjects(input);

  return groupsOf(topology).flatMap((group) => {
    const services = topology.services.filter(
      (service) => uses(service, group.id) && harmed.get(service.id) !== 'operational',
    );
    const out = serversToBlame(group);
    const first = out[0];
    if (!broken.has(group.id) || services.length === 0 || first === undefined) return [];
    if (isAnnounced(group, services, announced)) return [];
    const roles = out.map((server) => `${server.id}: ${server.role}`).join(', ');
    const effects = services
      .map((service) => `${service.name} is then ${String(harmed.get(service.id))}`)
      .join(', ');
    return diagnostic(
      'role-breaks-service',
      { file: topologyFile, ...places.get(first.id) },
      `the roles in "${group.id}" (${roles}) leave it too few servers: ${effects}`,
      `announce the work (an entry with \`kind: maintenance\`, a window, and "${group.id}" in \`affects\`), or put servers back to active`,
    );
  });
}

function uses(service: Service, group: Id): boolean {
  return service.needs.includes(group) || service.degradedWithout.includes(group);
}

/** What the windows that are open now take out, or may harm. */
function announcedSubjects({ incidents, status, now }: TopologyCheckInput): ReadonlySet<Id> {
  const active = new Set(status.activeMaintenance);
  return new Set(
    incidents
      .filter((incident) => active.has(incident.slug))
      .flatMap((incident) => effectsWritten(incident, now).affects)
      .filter(({ severity }) => severity !== 'operational')
      .map(({ id }) => id),
  );
}

/** Where work is going on, that work; an array that is only being prepared beside it takes nothing away. */
function serversToBlame(group: Group): readonly Server[] {
  const inMaintenance = group.servers.filter((server) => server.role === 'maintenance');
  return inMaintenance.length > 0
    ? inMaintenance
    : group.servers.filter((server) => server.role !== 'active');
}

/** Announced is the group itself, every service it harms, or every server of it that is out. */
function isAnnounced(group: Group, services: readonly Service[], announced: ReadonlySet<Id>): boolean {
  return (
    announced.has(group.id) ||
    services.every((service) => announced.has(service.id)) ||
    serversToBlame(group).every((server) => announced.has(server.id))
  );
}

function allOnline(topology: Topology, now: Instant): ProbeEvidence {
  const online = { verdict: 'online', seenFrom: {} } as const;
  const servers = new Map(serversOf(topology).map((server) => [server.id, online]));
  return { believed: true, snapshot: { takenAt: now, vantages: [], servers } };
}
