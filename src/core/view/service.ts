import type { Effects, Incident, IncidentKind } from '../model/incident.ts';
import type { ServiceRecord } from '../model/record.ts';
import { isFault, worst } from '../model/severity.ts';
import type { GroupStatus, Reason, ServiceStatus, SiteStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import type { Group, Id, Service, Topology } from '../model/topology.ts';
import { groupsOf } from '../model/topology.ts';
import { subjectsOf } from '../evaluate/disagreement.ts';
import { bySlug } from '../evaluate/lookup.ts';
import type { Frame, ViewContext } from './context.ts';
import { frameOf } from './context.ts';
import type { IncidentLink, Tag } from './entry.ts';
import { isYetToCome, linkOf, tagAt } from './entry.ts';
import type { LightsView } from './home.ts';
import { lightsView } from './home.ts';
import type { RecordView } from './record.ts';
import { recordView } from './record.ts';
import type { ServiceView } from './services.ts';
import { serviceView } from './services.ts';

/** A group as a service's page names it; its box is on the infrastructure page. */
export interface StandingGroup {
  readonly id: Id;
  readonly name: string;
  readonly status: GroupStatus;
}

/** One group the service stands on. */
export interface GroundView extends StandingGroup {
  /** True where the service works without it, only less well. */
  readonly optional: boolean;
  /** Takes over when the group fails. */
  readonly fallback?: StandingGroup;
}

/** An incident or maintenance that touched the service. */
export interface ServiceEntryView extends IncidentLink {
  readonly kind: IncidentKind;
  readonly tag?: Tag;
}

/** One service: its light, what it stands on, and what it has been through. */
export interface ServicePageView {
  readonly frame: Frame;
  /** The page's lights, narrowed to this service. */
  readonly lights: LightsView;
  readonly service: ServiceView;
  /** Plain text of the owner's. */
  readonly about?: string;
  readonly grounds: readonly GroundView[];
  /** Absent where nobody ever looked. */
  readonly record?: RecordView;
  /** Newest first; the archive has the rest. */
  readonly entries: readonly ServiceEntryView[];
}

export interface ServicePageInput {
  readonly context: ViewContext;
  readonly status: SiteStatus;
  /** Newest first. */
  readonly incidents: readonly Incident[];
  readonly now: Instant;
  readonly recorded: boolean;
  /** In any order; empty where nobody ever looked. */
  readonly records: readonly ServiceRecord[];
}

/** What goes beyond is in the archive. */
export const SERVICE_ENTRIES = 20;

export function servicePath(id: Id): string {
  return `/services/${id}/`;
}

/** The pages of all services, in file order. */
export function servicePageViews(input: ServicePageInput): readonly ServicePageView[] {
  const { context, status, incidents, records } = input;
  const { topology } = context;
  const groups = new Map(groupsOf(topology).map((group) => [group.id, group]));
  const statuses = new Map(status.groups.map((group) => [group.id, group]));
  const known = bySlug(incidents);
  const entriesOf = entriesByService(input);
  return topology.services.flatMap((service) => {
    const judged = status.services.find(({ id }) => id === service.id);
    if (judged === undefined) return [];
    const path = servicePath(service.id);
    const record = records.find(({ id }) => id === service.id);
    return {
      frame: frameOf(context, path),
      lights: narrowed(lightsView(path, input), judged, status),
      service: serviceView(judged, context.names),
      ...(service.about === undefined ? {} : { about: service.about }),
      grounds: groundsOf(service, groups, statuses),
      ...(record === undefined ? {} : { record: recordView(record, known) }),
      entries: entriesOf(service.id),
    };
  });
}

/** What is said of the page as a whole and is as true of each service: that nobody looked, that somebody's words cannot be read. */
const OF_EVERY_SERVICE: ReadonlySet<Reason['code']> = new Set(['no-evidence', 'extent-unreadable']);

/** As on the home page, an incident whose extent nobody can read leaves no light green. */
function narrowed(lights: LightsView, judged: ServiceStatus, { reasons }: SiteStatus): LightsView {
  const isBlind = reasons.some(({ code }) => code === 'extent-unreadable');
  return {
    ...lights,
    status: {
      ...lights.status,
      severity: worst([judged.severity, isBlind ? 'unknown' : 'operational']),
      services: [judged],
      reasons: reasons.filter(({ code }) => OF_EVERY_SERVICE.has(code)),
    },
  };
}

function groundsOf(
  { needs, degradedWithout }: Service,
  groups: ReadonlyMap<Id, Group>,
  statuses: ReadonlyMap<Id, GroupStatus>,
): readonly GroundView[] {
  const standing = (id: Id): StandingGroup[] => {
    const [group, status] = [groups.get(id), statuses.get(id)];
    return group === undefined || status === undefined ? [] : [{ id, name: group.name, status }];
  };
  const ground = (id: Id, optional: boolean): GroundView[] =>
    standing(id).map((group) => {
      const to = groups.get(id)?.fallback?.to;
      const [fallback] = to === undefined ? [] : standing(to);
      return { ...group, optional, ...(fallback === undefined ? {} : { fallback }) };
    });
  return [...needs.flatMap((id) => ground(id, false)), ...degradedWithout.flatMap((id) => ground(id, true))];
}

/** One pass over the incidents for all services, until each has as many as its page lists. */
function entriesByService(input: ServicePageInput): (service: Id) => readonly ServiceEntryView[] {
  const { context, incidents, now } = input;
  const touched = servicesBySubject(context.topology);
  const lists = new Map<Id, ServiceEntryView[]>(context.topology.services.map(({ id }) => [id, []]));
  let unfilled = lists.size;
  for (const incident of incidents) {
    if (unfilled === 0) break;
    if (incident.kind === 'announcement') continue;
    const services = servicesOf(incident, touched);
    if (services.size === 0 || isYetToCome(incident, now, context)) continue;
    const entry = entryOf(incident, now);
    for (const service of services) {
      const list = lists.get(service) ?? [];
      if (list.length === SERVICE_ENTRIES) continue;
      list.push(entry);
      if (list.length === SERVICE_ENTRIES) unfilled--;
    }
  }
  return (service) => lists.get(service) ?? [];
}

const NO_SERVICES: ReadonlySet<Id> = new Set();

/** The services that a fault the entry ever declared may touch. Most of ten thousand entries touch none of a page's, so nothing is made for those. */
export function servicesOf(incident: Incident, touched: ReadonlyMap<Id, readonly Id[]>): ReadonlySet<Id> {
  let services: Set<Id> | undefined;
  const add = ({ affects }: Effects) => {
    for (const { id, severity } of affects) {
      if (!isFault(severity)) continue;
      for (const service of touched.get(id) ?? []) services = (services ?? new Set()).add(service);
    }
  };
  add(incident.effects);
  for (const { effects } of incident.updates) if (effects !== undefined) add(effects);
  return services ?? NO_SERVICES;
}

function entryOf(incident: Incident, now: Instant): ServiceEntryView {
  const tag = tagAt(incident, now);
  return { ...linkOf(incident), kind: incident.kind, ...(tag === null ? {} : { tag }) };
}

/** Service, group or server → the services that its trouble may touch. */
export function servicesBySubject(topology: Topology): ReadonlyMap<Id, readonly Id[]> {
  const touched = new Map<Id, Id[]>();
  for (const service of topology.services) {
    for (const subject of subjectsOf(service, topology)) {
      const services = touched.get(subject);
      if (services === undefined) touched.set(subject, [service.id]);
      else services.push(service.id);
    }
  }
  return touched;
}
