import { compareText } from '../model/diagnostic.ts';
import { compareSeverity, type Severity } from '../model/severity.ts';
import type { Reason, ReasonCode, Status } from '../model/status.ts';
import type { Id } from '../model/topology.ts';

/** A reason and how bad it makes its subject. */
export interface Cause {
  readonly severity: Severity;
  /** The group it arose in, which keeps its sentences together; or that with {@link first} or {@link last}. */
  readonly subject: string;
  readonly reason: Reason;
}

/** A severity with everything that speaks for it, before it is put in order. */
export interface Judged {
  readonly severity: Severity;
  readonly causes: readonly Cause[];
}

/** The order in which the reasons of one subject read as a text: what is planned, what is wrong, what it means, what we do not know. */
const CODES: readonly ReasonCode[] = [
  'maintenance-window',
  'declared',
  'servers-offline',
  'servers-unknown',
  'servers-in-maintenance',
  'too-few-servers',
  'no-server-in-service',
  'nothing-watched',
  'fallback-in-use',
  'fallback-unavailable',
  'effect',
  'degraded-without',
  'worse-than-announced',
  'overran',
  'extent-unreadable',
  'no-evidence',
  'last-known',
];

const codeRank: ReadonlyMap<ReasonCode, number> = new Map(CODES.map((code, index) => [code, index]));

/** Sorts before every id: what is said of a service or the page as a whole, before what its groups explain. */
export function first(id: Id): string {
  return `\u0000${id}`;
}

/** Sorts after every id: the afterword. */
export function last(id: Id): string {
  return `\uffff${id}`;
}

/** The same causes, each as bad as `severity`. */
export function at(severity: Severity, causes: readonly Cause[]): readonly Cause[] {
  return causes.map((cause) => ({ ...cause, severity }));
}

/** Puts the causes in their total order, each reason once, with its worst severity. What is operational needs no reason. */
export function statusOf({ severity, causes }: Judged): Status {
  if (severity === 'operational') return { severity, reasons: [] };
  const keyed = causes.map((cause) => ({ ...cause, key: JSON.stringify(cause.reason) }));
  keyed.sort(
    (a, b) =>
      compareSeverity(b.severity, a.severity) ||
      compareText(a.subject, b.subject) ||
      rankOf(a.reason) - rankOf(b.reason) ||
      compareText(a.key, b.key),
  );
  const reasons = new Map<string, Reason>();
  for (const { key, reason } of keyed) if (!reasons.has(key)) reasons.set(key, reason);
  return { severity, reasons: [...reasons.values()] };
}

function rankOf(reason: Reason): number {
  return codeRank.get(reason.code) ?? CODES.length;
}
