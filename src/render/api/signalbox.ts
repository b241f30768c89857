import type { ApiSince } from '../../core/view/api-since.ts';
import { serviceSince } from '../../core/view/api-since.ts';
import { nameOf } from '../../core/view/context.ts';
import { servicePath } from '../../core/view/service.ts';
import { withCameBack } from '../../core/evaluate/came-back.ts';
import type { Period, PeriodRecord, ServiceRecord } from '../../core/model/record.ts';
import { SEVERITIES } from '../../core/model/severity.ts';
import type { Severity } from '../../core/model/severity.ts';
import type { Disagreement, GroupStatus, ServiceStatus, Status } from '../../core/model/status.ts';
import { SECOND_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Group, Server, Service } from '../../core/model/topology.ts';
import type { FileDesk } from '../file-plans.ts';
import { isoInstant } from './iso-instant.ts';
import { lastKnownObject, mailObject, momentObject, reasonObject } from './reason-object.ts';
import { incidentObjects, maintenanceObjects } from './signalbox-entries.ts';
import { serverObject } from './signalbox-server.ts';
import { SIGNALBOX_API_VERSION } from './signalbox-schema.ts';
import type { SignalboxFile } from './signalbox-schema.ts';

/** Everything of `/api/signalbox.json`; see the schema for what each key means. */
export function signalboxObject(desk: FileDesk): SignalboxFile {
  const { site, words } = desk;
  const { reading, status, recorded, context } = site;
  const { topology, evidence, now } = reading;
  const { name, url, timezone, locale, contact } = topology.site;
  const names = (id: string) => nameOf(context.names, id);
  const groups = groupsNow(desk);
  return {
    version: SIGNALBOX_API_VERSION,
    site: { name, url, time_zone: timezone, locale, contact: contact ?? null },
    taken_at: isoOrNull(status.takenAt),
    valid_until: isoOrNull(status.validUntilAt),
    believed: status.believed,
    not_believed_because: evidence.believed ? null : evidence.fault,
    recorded_at: recorded ? isoInstant(now) : null,
    demonstration: context.demonstration,
    page: { ...accountOf(status, desk), headline: words.headline(status, names) },
    services: topology.services.flatMap((service) => {
      const judged = status.services.find(({ id }) => id === service.id);
      return judged === undefined ? [] : [serviceObject(service, judged, desk)];
    }),
    zones: topology.zones.map((zone) => ({ id: zone.id, name: zone.name, colour: zone.colour })),
    groups: groups.map(({ group, judged }) => groupObject(group, judged, desk)),
    servers: groups.flatMap(({ group, judged }) => serversIn(group, judged, url)),
    incidents: incidentObjects(desk),
    maintenance: maintenanceObjects(desk),
  };
}

interface JudgedGroup {
  readonly group: Group;
  readonly judged: GroupStatus;
}

/** With the time they last came back, as the infrastructure page has it. */
function groupsNow({ site }: FileDesk): readonly JudgedGroup[] {
  const { reading, status } = site;
  const { takenAt } = status;
  const groups =
    takenAt === undefined ? status.groups : withCameBack(status.groups, reading.history, takenAt);
  const known = new Map(groups.map((judged) => [judged.id, judged]));
  return reading.topology.zones
    .flatMap((zone) => zone.groups)
    .flatMap((group) => {
      const judged = known.get(group.id);
      return judged === undefined ? [] : [{ group, judged }];
    });
}

function accountOf({ severity, reasons }: Status, { site, words }: FileDesk) {
  const names = (id: string) => nameOf(site.context.names, id);
  return {
    severity,
    reasons: reasons.map(reasonObject),
    sentences: [...words.reasons(reasons, names, site.status.takenAt)],
    last_known: lastKnownObject(reasons),
  };
}

function sideOf({ severity, reasons }: Status) {
  return { severity, reasons: reasons.map(reasonObject) };
}

function serviceObject(service: Service, judged: ServiceStatus, desk: FileDesk) {
  const { reading, status, records } = desk.site;
  const { id, name, about } = service;
  const record = records.find((one) => one.id === id);
  const since = serviceSince({ service: judged, record, history: reading.history, takenAt: status.takenAt });
  return {
    id,
    name,
    about: about ?? null,
    url: `${reading.topology.site.url}${servicePath(id)}`,
    ...accountOf(judged, desk),
    since: sinceObject(since),
    declared: sideOf(judged.declared),
    probed: sideOf(judged.probed),
    disagreement: judged.disagreement === undefined ? null : disagreementObject(judged.disagreement, desk),
    mail: judged.mail === undefined ? null : mailObject(judged.mail),
    needs: [...service.needs],
    degraded_without: [...service.degradedWithout],
    periods: periodsOf(record),
  };
}

function disagreementObject(disagreement: Disagreement, { site, words }: FileDesk) {
  const incidents = 'incidents' in disagreement ? disagreement.incidents : [];
  const since = disagreement.kind === 'staff-only' ? disagreement.since : undefined;
  return {
    kind: disagreement.kind,
    incidents: incidents.map(({ slug }) => slug),
    since: since === undefined ? null : momentObject(since),
    resolved: disagreement.kind === 'resolved-but-seen' ? momentObject(disagreement.resolved) : null,
    sentence: words.disagreement(disagreement, site.status.takenAt),
  };
}

function periodsOf(record: ServiceRecord | undefined): SignalboxFile['services'][number]['periods'] {
  return record?.periods.map(periodObject) ?? [];
}

function periodObject(record: PeriodRecord) {
  const { startAt, endAt, uptime, coverage, downByStaffMs, spent } = record;
  const period: Period = record.period;
  return {
    period,
    starts: isoInstant(startAt),
    ends: isoInstant(endAt),
    uptime_percent: uptime === null ? null : uptime / 100,
    coverage_percent: coverage / 100,
    down_by_staff_alone: seconds(downByStaffMs),
    seconds: Object.fromEntries(SEVERITIES.map((name) => [name, seconds(spent[name])])) as Record<
      Severity,
      number
    >,
  };
}

function groupObject(group: Group, judged: GroupStatus, desk: FileDesk) {
  const { id, name, zoneId, redundancy, fallback } = group;
  const { total, required, online, offline, unknown, inMaintenance } = judged;
  const at = judged.cameBackAt ?? judged.onlineAtLeastSinceAt;
  const since: ApiSince | null =
    at === undefined ? null : { at, precision: 'minute', atLeast: judged.cameBackAt === undefined };
  return {
    id,
    name,
    zone: zoneId,
    url: `${desk.site.reading.topology.site.url}/infrastructure/#${id}`,
    ...accountOf(judged, desk),
    since: sinceObject(since),
    redundancy: redundancy.kind === 'at-least' ? ('at_least' as const) : redundancy.kind,
    counted: total,
    required,
    online,
    offline,
    unknown,
    in_maintenance: inMaintenance,
    spare: Math.max(0, online - required),
    spares: judged.spares ?? null,
    fallback:
      fallback === undefined ? null : { to: fallback.to, effect: fallback.effect, in_use: isInUse(id, desk) },
    servers: group.servers.map((server) => server.id),
  };
}

/** A fallback is in use where a service that needs the group says so. */
function isInUse(group: string, { site }: FileDesk): boolean {
  return site.status.services.some(({ reasons }) =>
    reasons.some((reason) => reason.code === 'fallback-in-use' && reason.group === group),
  );
}

function serversIn(group: Group, judged: GroupStatus, siteUrl: string) {
  const known = new Map(judged.servers.map((server) => [server.id, server]));
  return group.servers.flatMap((server: Server) => {
    const status = known.get(server.id);
    return status === undefined ? [] : [serverObject(server, status, siteUrl)];
  });
}

function sinceObject(since: ApiSince | null) {
  return since === null ? null : { ...momentObject(since), at_least: since.atLeast };
}

function seconds(ms: number): number {
  return Math.floor(ms / SECOND_MS);
}

function isoOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : isoInstant(at);
}
