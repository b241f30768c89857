import type { Mail } from '../model/incident.ts';
import type { Severity } from '../model/severity.ts';
import type { Disagreement, GroupStatus, Reason, ServiceStatus, SiteStatus } from '../model/status.ts';
import type { Id, Topology } from '../model/topology.ts';
import type { Names } from './context.ts';
import { nameOf } from './context.ts';

/** One row of the System Status box. */
export interface ServiceView {
  readonly id: Id;
  readonly name: string;
  readonly severity: Severity;
  readonly reasons: readonly Reason[];
  /** How staff and probes differ, where the reasons have not said so already. */
  readonly disagreement?: Disagreement;
  /** Set instead where the reasons tell staff's side: what the probes see. */
  readonly probesSee?: ProbesSee;
  /** What staff say happens to members' mail. */
  readonly mail?: Mail;
}

export type ProbesSee = Extract<Severity, 'operational' | 'maintenance' | 'unknown'>;

/** A group that works with less behind it than it should have: said, because it is true, and quietly, because it works. */
export interface SparesView {
  readonly name: string;
  readonly status: GroupStatus;
}

export function serviceViews(status: SiteStatus, names: Names): readonly ServiceView[] {
  return status.services.map((service) => serviceView(service, names));
}

export function serviceView(service: ServiceStatus, names: Names): ServiceView {
  const { id, severity, reasons, disagreement, mail } = service;
  // A declared reason tells its incident's word on mail itself.
  const mailTold = reasons.some((reason) => reason.code === 'declared' && reason.mail !== undefined);
  return {
    id,
    name: nameOf(names, id),
    severity,
    // That the probes' data is missing or old is said once, beside the headline.
    reasons: reasons.filter(({ code }) => code !== 'no-evidence'),
    ...(disagreement === undefined ? {} : differenceOf(disagreement, reasons)),
    ...(mail === undefined || mailTold ? {} : { mail }),
  };
}

function differenceOf(
  disagreement: Disagreement,
  reasons: readonly Reason[],
): Pick<ServiceView, 'disagreement' | 'probesSee'> {
  // Told once for all services, see `unreported`.
  if (disagreement.kind === 'probes-only') return {};
  const staffTold = reasons.some(({ code }) => code === 'declared');
  if (disagreement.kind !== 'staff-only' || !staffTold) return { disagreement };
  const { probed } = disagreement;
  return { probesSee: probed === 'unknown' || probed === 'maintenance' ? probed : 'operational' };
}

/** The fault no open incident speaks of, whichever services it touches; null when there is none. */
export function unreportedFault(status: SiteStatus): Disagreement | null {
  return (
    status.services.map(({ disagreement }) => disagreement).find((d) => d?.kind === 'probes-only') ?? null
  );
}

/** Groups that members' services stand on and that have lost some of their spares, in file order. */
export function sparesViews(status: SiteStatus, topology: Topology, names: Names): readonly SparesView[] {
  const needed = new Set(
    topology.services.flatMap(({ needs, degradedWithout }) => [...needs, ...degradedWithout]),
  );
  return status.groups
    .filter(({ id, spares }) => needed.has(id) && spares !== undefined && spares !== 'full')
    .map((group) => ({ name: nameOf(names, group.id), status: group }));
}
