import type { History } from '../model/history.ts';
import type { Severity } from '../model/severity.ts';
import type { ServiceRecord } from '../model/record.ts';
import type { ServiceStatus } from '../model/status.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant, Moment } from '../model/time.ts';

/** Since when something is what it is. */
export interface ApiSince extends Moment {
  /** Nobody looked before, so it may have been so for longer. */
  readonly atLeast: boolean;
}

export interface ServiceSinceInput {
  readonly service: ServiceStatus;
  /** Absent where nobody ever looked. */
  readonly record: ServiceRecord | undefined;
  readonly history: History;
  /** The time of the data; absent where there is none. */
  readonly takenAt: Instant | undefined;
}

const LOOK_BACK_MS = 365 * DAY_MS;

/**
 * Since when a service has its severity: by the memory of probes and staff together where it knows the outage, else by what the
 * probes remember where they see the same, else by what the reasons tell. Null where nobody knows.
 */
export function serviceSince(input: ServiceSinceInput): ApiSince | null {
  const { service, record } = input;
  const outage = record?.outages[0];
  // What staff wrote is told as exactly as they wrote it.
  const told = toldSince(service);
  if (outage?.lasting === true && outage.severity === service.severity) {
    if (told?.at === outage.startAt) return { ...told, atLeast: false };
    return { at: outage.startAt, precision: 'minute', atLeast: false };
  }
  const isStaffs = service.declared.severity === service.severity && service.severity !== 'operational';
  const seen = isStaffs ? null : seenSince(input, service.severity);
  return seen ?? (told === undefined ? null : { ...told, atLeast: false });
}

/** The earliest time that the reasons for this very severity tell. */
function toldSince({ severity, reasons }: ServiceStatus): Moment | undefined {
  const times = reasons.flatMap((reason) =>
    reason.code === 'declared' && reason.severity === severity ? (reason.since ?? []) : [],
  );
  return times.sort((a, b) => a.at - b.at).at(0);
}

function seenSince({ service, history, takenAt }: ServiceSinceInput, severity: Severity): ApiSince | null {
  if (history.observed === null || takenAt === undefined) return null;
  const fromAt = Math.max(history.observed.fromAt, takenAt - LOOK_BACK_MS);
  const stretches = history.severities('service', service.id, fromAt, takenAt + 1);
  const last = stretches.at(-1);
  if (last?.state !== severity) return null;
  const before = stretches.at(-2);
  const atLeast = before === undefined || before.state === 'unknown';
  return { at: last.startAt, precision: 'minute', atLeast };
}
