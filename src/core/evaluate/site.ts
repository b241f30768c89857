import type { Incident } from '../model/incident.ts';
import type { ProbeEvidence } from '../model/snapshot.ts';
import type { GroupStatus, ServiceStatus, SiteStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import { groupsOf, type Group, type Id, type Service, type Topology } from '../model/topology.ts';
import { statusOf, type Judged } from './causes.ts';
import { collectDeclared, subjectsIn } from './declared.ts';
import { disagreementOf, isRecentlyResolved, subjectsOf } from './disagreement.ts';
import { isOpen, maintenanceState, newestFirst, soonestFirst } from './incident.ts';
import { lastKnownOf, remember, rememberPage, type LastKnown } from './last-known.ts';
import { mailOf } from './mail.ts';
import { collectPlanned, isPlanInPlay } from './maintenance.ts';
import { evaluatePage } from './page.ts';
import { run, type Run } from './run.ts';
import { incidentsOnly, withoutIncidents, type Situation } from './situation.ts';
import { unsettledIn } from './unsettled.ts';

export interface EvaluateInput {
  readonly topology: Topology;
  readonly evidence: ProbeEvidence;
  /** All of them, in any order; one pass picks the few that matter now. */
  readonly incidents: readonly Incident[];
  readonly now: Instant;
}

/** The whole verdict at `now`. Pure: the same inputs give the same status, in whatever order they come. */
export function evaluateSite({ topology, evidence, incidents, now }: EvaluateInput): SiteStatus {
  const inPlay = pick(incidents, now);
  const situation: Situation = {
    evidence,
    declared: collectDeclared(inPlay.open, subjectsIn(topology), now),
    planned: collectPlanned(inPlay.planned, now),
    assumeOnline: false,
  };
  const views: Views = {
    topology,
    situation,
    full: run(topology, situation),
    probed: run(topology, withoutIncidents(situation)),
    declared: run(topology, incidentsOnly(situation)),
    known: lastKnownOf(topology, evidence, incidents),
    recentlyResolved: inPlay.recentlyResolved,
  };
  return {
    ...statusOf(rememberPage(evaluatePage(topology, views.full, situation.declared), views.known)),
    now,
    believed: evidence.believed,
    ...timesOf(evidence, topology.site.freshForMs),
    services: topology.services.map((service) => serviceStatus(service, views)),
    groups: groupsOf(topology).map((group) => groupStatus(group, views)),
    openIncidents: slugs(inPlay.open.sort(newestFirst)),
    activeMaintenance: slugs(inPlay.active.sort(soonestFirst)),
    comingMaintenance: slugs(inPlay.coming.sort(soonestFirst)),
  };
}

interface Views {
  readonly topology: Topology;
  readonly situation: Situation;
  readonly full: Run;
  readonly probed: Run;
  readonly declared: Run;
  readonly known: LastKnown | undefined;
  readonly recentlyResolved: readonly Incident[];
}

interface InPlay {
  readonly open: Incident[];
  readonly recentlyResolved: Incident[];
  /** Active, or over so recently that it may have overrun. */
  readonly planned: Incident[];
  readonly active: Incident[];
  readonly coming: Incident[];
}

function pick(incidents: readonly Incident[], now: Instant): InPlay {
  const inPlay: InPlay = { open: [], recentlyResolved: [], planned: [], active: [], coming: [] };
  for (const incident of unsettledIn(incidents, now)) {
    if (incident.kind === 'maintenance') {
      const state = maintenanceState(incident, now);
      if (state === 'active') inPlay.active.push(incident);
      if (state === 'scheduled') inPlay.coming.push(incident);
      if (isPlanInPlay(incident, now)) inPlay.planned.push(incident);
    } else if (isOpen(incident, now)) inPlay.open.push(incident);
    else if (isRecentlyResolved(incident, now)) inPlay.recentlyResolved.push(incident);
  }
  return inPlay;
}

function groupStatus({ id }: Group, { full, known }: Views): GroupStatus {
  const verdict = full.groups.get(id);
  if (verdict === undefined) throw new Error(`the group "${id}" was not judged`);
  const then = known?.run.groups.get(id)?.judged.severity;
  return { ...verdict.status, ...statusOf(remember(verdict.judged, id, known?.at, then)) };
}

function serviceStatus(service: Service, views: Views): ServiceStatus {
  const { topology, situation, known } = views;
  const judgedIn = (view: Run) => judgedService(view, service.id);
  const probed = statusOf(judgedIn(views.probed));
  const declared = statusOf(judgedIn(views.declared));
  const subjects = subjectsOf(service, topology);
  const { recentlyResolved } = views;
  const disagreement = disagreementOf({
    probed,
    declared,
    subjects,
    reports: situation.declared,
    recentlyResolved,
  });
  const mail = mailOf(subjects, situation.declared);
  const then = known?.run.services.get(service.id)?.severity;
  return {
    id: service.id,
    ...statusOf(remember(judgedIn(views.full), service.id, known?.at, then)),
    probed,
    declared,
    ...(disagreement === undefined ? {} : { disagreement }),
    ...(mail === undefined ? {} : { mail }),
  };
}

function judgedService({ services }: Run, id: Id): Judged {
  const judged = services.get(id);
  if (judged === undefined) throw new Error(`the service "${id}" was not judged`);
  return judged;
}

function timesOf(evidence: ProbeEvidence, freshForMs: number): Pick<SiteStatus, 'takenAt' | 'validUntilAt'> {
  if (evidence.believed) {
    const { takenAt } = evidence.snapshot;
    return { takenAt, validUntilAt: takenAt + freshForMs };
  }
  return evidence.fault === 'old' ? { takenAt: evidence.snapshot.takenAt } : {};
}

function slugs(incidents: readonly Incident[]): readonly string[] {
  return incidents.map(({ slug }) => slug);
}
