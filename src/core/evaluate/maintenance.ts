import type { Declarable, Incident } from '../model/incident.ts';
import { compareSeverity, isFault, worst } from '../model/severity.ts';
import type { Reason } from '../model/status.ts';
import { HOUR_MS, type Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { at, type Cause, type Judged } from './causes.ts';
import { effectsWritten, maintenanceState } from './incident.ts';

/** For how long after its end a window that nobody completed still explains a fault. After that it is a fault like any other. */
export const OVERRUN_LIMIT_MS = 24 * HOUR_MS;

/** What one window says of one subject. */
export interface Plan {
  readonly incident: Incident;
  readonly announced: Declarable;
  readonly endAt: Instant | null;
}

export interface OverrunPlan extends Plan {
  readonly endAt: Instant;
}

/** Everything planned work says, at one instant. */
export interface Planned {
  readonly active: ReadonlyMap<Id, readonly Plan[]>;
  readonly overrun: ReadonlyMap<Id, readonly OverrunPlan[]>;
}

export const NOTHING_PLANNED: Planned = { active: new Map(), overrun: new Map() };

/** True when the window is open, or closed so recently that a fault may still be its doing. */
export function isPlanInPlay(incident: Incident, now: Instant): boolean {
  const state = maintenanceState(incident, now);
  const endAt = incident.window?.endAt ?? null;
  return state === 'active' || (state === 'ended' && endAt !== null && now < endAt + OVERRUN_LIMIT_MS);
}

/** Gathers what the given maintenance says at `now`; entries that are not in play say nothing. */
export function collectPlanned(maintenance: readonly Incident[], now: Instant): Planned {
  const active = new Map<Id, Plan[]>();
  const overrun = new Map<Id, OverrunPlan[]>();
  for (const incident of maintenance.filter((entry) => isPlanInPlay(entry, now))) {
    const endAt = incident.window?.endAt ?? null;
    for (const { id, severity: announced } of effectsWritten(incident, now).affects) {
      if (endAt === null || now < endAt)
        active.set(id, [...(active.get(id) ?? []), { incident, announced, endAt }]);
      else overrun.set(id, [...(overrun.get(id) ?? []), { incident, announced, endAt }]);
    }
  }
  return { active, overrun };
}

/** True when open planned work takes this server out. One that is announced to keep working is not taken out. */
export function isTakenOut(planned: Planned, server: Id): boolean {
  return (planned.active.get(server) ?? []).some(({ announced }) => announced !== 'operational');
}

/**
 * Reads a fault of a named group or service as maintenance where it is no worse than was announced of it.
 * Nothing else changes: what works works, and what is unknown stays unknown.
 * `servers` are the subject's own servers that are out, whose overrun windows explain it as well.
 */
export function excuse(judged: Judged, subject: Id, planned: Planned, servers: readonly Id[] = []): Judged {
  const plans = planned.active.get(subject) ?? [];
  const { severity, causes } = judged;
  if (severity === 'maintenance') return { severity, causes: [...causes, ...windowCauses(plans, subject)] };
  if (!isFault(severity)) return judged;
  const announced = worst(plans.map((plan) => plan.announced));
  if (compareSeverity(severity, announced) <= 0) {
    return {
      severity: 'maintenance',
      causes: [...at('maintenance', causes), ...windowCauses(plans, subject)],
    };
  }
  const worse = plans.map((plan) => cause(severity, subject, worseThanAnnounced(plan, subject)));
  const late = [subject, ...servers].flatMap((id) =>
    (planned.overrun.get(id) ?? []).map((plan) => cause(severity, subject, overran(plan, id))),
  );
  return { severity, causes: [...causes, ...worse, ...late] };
}

/** One cause for each window that speaks of `subject`. */
export function windowCauses(plans: readonly Plan[], subject: Id): readonly Cause[] {
  return plans.map(({ incident: { slug, title }, endAt }) =>
    cause('maintenance', subject, { code: 'maintenance-window', subject, incident: slug, title, endAt }),
  );
}

function worseThanAnnounced({ incident: { slug, title }, announced }: Plan, subject: Id): Reason {
  return { code: 'worse-than-announced', subject, incident: slug, title, announced };
}

function overran({ incident: { slug, title }, endAt }: OverrunPlan, subject: Id): Reason {
  return { code: 'overran', subject, incident: slug, title, endAt };
}

function cause(severity: Cause['severity'], subject: Id, reason: Reason): Cause {
  return { severity, subject, reason };
}
