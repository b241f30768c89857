import { isFault, worst, type Severity } from '../model/severity.ts';
import type { Reason } from '../model/status.ts';
import type { Id, Service } from '../model/topology.ts';
import { at, first, last, type Cause, type Judged } from './causes.ts';
import { declaredOn } from './declared.ts';
import type { GroupVerdict } from './group.ts';
import { excuse } from './maintenance.ts';
import { reportCauses } from './reports.ts';
import type { Situation } from './situation.ts';

export type GroupVerdicts = ReadonlyMap<Id, GroupVerdict>;

/** One group's part in a service. */
interface Part {
  readonly judged: Judged;
  readonly isNeeded: boolean;
  /** An open incident speaks of the group or of the one that stands in for it. */
  readonly isReported: boolean;
}

/**
 * Judges one service. Its own window excuses what the groups amount to of which no open incident speaks;
 * what an incident reports is never excused.
 */
export function evaluateService(service: Service, groups: GroupVerdicts, situation: Situation): Judged {
  const { id } = service;
  const parts = partsOf(service, groups);
  const reported = parts.filter((part) => part.isReported).map((part) => part.judged);
  const silent = parts.filter((part) => !part.isReported).map((part) => part.judged);
  const { severity, causes } = fold([
    excuse(fold(silent), id, situation.planned),
    ...reported,
    ...reportCauses(declaredOn(situation.declared, id), id, id).map(judgedBy),
    ...(parts.length === 0 && !situation.assumeOnline ? [nothingWatched(id)] : []),
  ]);
  const told = worksWithout(severity, parts) ? causes : causes.filter((cause) => !claimsToWork(cause));
  return { severity, causes: told.map((cause) => (cause.subject === id ? placed(cause) : cause)) };
}

/** True where "it works without this group, only less well" is so: everything it needs is there, and nothing worse is known of it. */
function worksWithout(severity: Severity, parts: readonly Part[]): boolean {
  const needed = parts.filter((part) => part.isNeeded).map((part) => part.judged.severity);
  return severity === 'degraded' && needed.every((each) => each === 'operational' || each === 'degraded');
}

function claimsToWork({ reason }: Cause): boolean {
  return reason.code === 'degraded-without';
}

/** The fold of everything: the worst severity, and the causes of all that is not operational. */
function fold(parts: readonly Judged[]): Judged {
  return {
    severity: worst(parts.map((part) => part.severity)),
    causes: parts.filter((part) => part.severity !== 'operational').flatMap((part) => part.causes),
  };
}

function judgedBy(cause: Cause): Judged {
  return { severity: cause.severity, causes: [cause] };
}

/** Nothing could ever turn such a service red, so nothing vouches for green. */
function nothingWatched(subject: Id): Judged {
  return judgedBy({ severity: 'unknown', subject, reason: { code: 'nothing-watched', subject } });
}

/** What is planned or reported of the service itself comes before its groups; how the plan went, after them. */
function placed(cause: Cause): Cause {
  const isAfterword = cause.reason.code === 'worse-than-announced' || cause.reason.code === 'overran';
  return { ...cause, subject: isAfterword ? last(cause.subject) : first(cause.subject) };
}

function partsOf({ needs, degradedWithout }: Service, groups: GroupVerdicts): readonly Part[] {
  const part = (id: Id, soften: boolean): Part => {
    const verdict = verdictFor(id, groups);
    const { fallback } = verdict.group;
    const other = fallback === undefined ? undefined : groups.get(fallback.to);
    const judged = contribution(verdict, other);
    const isReported = verdict.isReported || other?.isReported === true;
    return { judged: soften ? softened(id, judged) : judged, isNeeded: !soften, isReported };
  };
  return [...needs.map((id) => part(id, false)), ...degradedWithout.map((id) => part(id, true))];
}

/** What one group means to a service that uses it: its own state, or what is left of the harm when its fallback carries the load. */
function contribution({ group, judged }: GroupVerdict, other: GroupVerdict | undefined): Judged {
  const { fallback } = group;
  const { severity } = judged;
  if (fallback === undefined || other === undefined || severity === 'operational' || severity === 'unknown')
    return judged;
  const { to, effect } = fallback;
  if (other.judged.severity === 'operational') {
    const causes = judged.causes.filter(({ reason }) => reason.code !== 'effect');
    const inUse: Reason = { code: 'fallback-in-use', group: group.id, to, effect };
    return withReason({ severity: 'degraded', causes }, group.id, inUse);
  }
  // Planned work is no milder for having lost its fallback than for having it.
  const left: Severity = severity === 'maintenance' ? 'degraded' : severity;
  const reason: Reason = {
    code: 'fallback-unavailable',
    group: group.id,
    to,
    severity: other.judged.severity,
  };
  return withReason({ severity: left, causes: judged.causes }, group.id, reason);
}

/** A service works without this group, only less well: its fault degrades, its unknown and its maintenance stay what they are. */
function softened(group: Id, judged: Judged): Judged {
  if (!isFault(judged.severity)) return judged;
  const reason: Reason = { code: 'degraded-without', group };
  return withReason({ severity: 'degraded', causes: judged.causes }, group, reason);
}

function withReason({ severity, causes }: Judged, subject: Id, reason: Reason): Judged {
  return { severity, causes: [...at(severity, causes), { severity, subject, reason }] };
}

/** A service that names no existing group is refused when the topology is read. */
function verdictFor(id: Id, groups: GroupVerdicts): GroupVerdict {
  const verdict = groups.get(id);
  if (verdict === undefined)
    throw new Error(`a service uses the group "${id}", which the topology does not have`);
  return verdict;
}
