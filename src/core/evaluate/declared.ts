import type { Declarable, Incident, Mail } from '../model/incident.ts';
import { compareSeverity, isFault, type Fault } from '../model/severity.ts';
import type { Instant, Moment } from '../model/time.ts';
import { groupsOf, serversOf, type Id, type Topology } from '../model/topology.ts';
import { declaredSince, effectsAt } from './incident.ts';

/** What one open incident says of one subject. */
export interface DeclaredBy {
  readonly incident: Incident;
  readonly severity: Declarable;
  /** From when on it has said so; absent where that would be later than the instant asked about. */
  readonly since?: Moment;
  readonly mail?: Mail;
}

/** Everything open incidents say, at one instant. */
export interface Declared {
  /** Subject → one entry for each incident that names it. */
  readonly bySubject: ReadonlyMap<Id, readonly DeclaredBy[]>;
  /** Open incidents whose extent cannot be read, or which name what the topology does not know. */
  readonly unreadable: readonly Incident[];
}

export const NOTHING_DECLARED: Declared = { bySubject: new Map(), unreadable: [] };

/**
 * Gathers what the given open incidents say at `now`; one that begins later is taken at its beginning, since its effects hold from now.
 * An id that is none of `known` is a fault of which nobody can tell whose it is: the rest of the incident counts as always.
 */
export function collectDeclared(open: readonly Incident[], known: ReadonlySet<Id>, now: Instant): Declared {
  const bySubject = new Map<Id, DeclaredBy[]>();
  const unreadable: Incident[] = [];
  for (const incident of open) {
    const at = Math.max(now, incident.started.at);
    const effects = effectsAt(incident, at);
    if (effects.unreadable || effects.affects.some(({ id }) => !known.has(id))) unreadable.push(incident);
    const worst = new Map<Id, Declarable>();
    for (const { id, severity } of effects.affects) {
      const other = worst.get(id);
      if (other === undefined || compareSeverity(severity, other) > 0) worst.set(id, severity);
    }
    for (const [id, severity] of worst) {
      const since = declaredSince(incident, id, at) ?? incident.started;
      const said = {
        incident,
        severity,
        ...(since.at <= now ? { since } : {}),
        ...(effects.mail === undefined ? {} : { mail: effects.mail }),
      };
      bySubject.set(id, [...(bySubject.get(id) ?? []), said]);
    }
  }
  return { bySubject, unreadable };
}

export function declaredOn(declared: Declared, subject: Id): readonly DeclaredBy[] {
  return declared.bySubject.get(subject) ?? [];
}

/** Those of the entries that report a fault. */
export function faultsIn(
  entries: readonly DeclaredBy[],
): readonly (DeclaredBy & { readonly severity: Fault })[] {
  return entries.filter((entry): entry is DeclaredBy & { readonly severity: Fault } =>
    isFault(entry.severity),
  );
}

export function isDeclaredDown(declared: Declared, server: Id): boolean {
  return declaredOn(declared, server).some(({ severity }) => severity === 'down');
}

/** Everything an incident may name. A zone is none of it. */
export function subjectsIn(topology: Topology): ReadonlySet<Id> {
  const subjects = [...topology.services, ...groupsOf(topology), ...serversOf(topology)];
  return new Set(subjects.map(({ id }) => id));
}
