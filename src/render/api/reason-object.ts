import type { Disagreement, Reason, ReasonCode } from '../../core/model/status.ts';
import type { Mail } from '../../core/model/incident.ts';
import type { Instant, Moment } from '../../core/model/time.ts';
import { isoInstant } from './iso-instant.ts';
import type { ReasonObject, SignalboxFile } from './signalbox-schema.ts';

/** Every kind of reason. The keys are checked to be all there are, and in their order they are published. */
const CODES: Readonly<Record<ReasonCode, true>> = {
  'servers-offline': true,
  'servers-unknown': true,
  'servers-in-maintenance': true,
  'no-server-in-service': true,
  'too-few-servers': true,
  'nothing-watched': true,
  'fallback-in-use': true,
  'fallback-unavailable': true,
  effect: true,
  'degraded-without': true,
  declared: true,
  'extent-unreadable': true,
  'maintenance-window': true,
  'worse-than-announced': true,
  overran: true,
  'no-evidence': true,
  'last-known': true,
};
export const REASON_CODES = Object.keys(CODES) as readonly ReasonCode[];

const KINDS: Readonly<Record<Disagreement['kind'], true>> = {
  'staff-only': true,
  'probes-only': true,
  differ: true,
  'resolved-but-seen': true,
};
export const DISAGREEMENTS = Object.keys(KINDS) as readonly Disagreement['kind'][];

export function momentObject({ at, precision }: Moment) {
  return { at: isoInstant(at), precision };
}

export function mailObject({ incoming, outgoing }: Mail) {
  return { incoming: incoming ?? null, outgoing: outgoing ?? null };
}

/** A reason with its arguments, as the file names them. */
export function reasonObject(reason: Reason): ReasonObject {
  switch (reason.code) {
    case 'servers-offline': {
      const { sinceAt, ...told } = reason;
      const since = sinceAt === undefined ? {} : { since: minuteObject(sinceAt) };
      return { ...told, servers: [...reason.servers], ...since };
    }
    case 'servers-unknown': {
      const { atLeast, ...told } = reason;
      return { ...told, servers: [...reason.servers], at_least: atLeast };
    }
    case 'servers-in-maintenance':
      return { ...reason, servers: [...reason.servers] };
    case 'declared': {
      const { since, mail, ...told } = reason;
      return {
        ...told,
        ...(since === undefined ? {} : { since: momentObject(since) }),
        ...(mail === undefined ? {} : { mail: mailObject(mail) }),
      };
    }
    case 'maintenance-window':
    case 'overran': {
      const { endAt, ...told } = reason;
      return { ...told, ends: endAt === null ? null : isoInstant(endAt) };
    }
    case 'no-evidence': {
      const { takenAt, ...told } = reason;
      return { ...told, ...(takenAt === undefined ? {} : { taken_at: isoInstant(takenAt) }) };
    }
    case 'last-known': {
      const { at, services, ...told } = reason;
      return {
        ...told,
        at: isoInstant(at),
        ...(services === undefined
          ? {}
          : { services: services.map(({ id, severity }) => ({ id, severity })) }),
      };
    }
    default:
      return { ...reason };
  }
}

/** What was last known of something unknown; null where nobody says. */
export function lastKnownObject(reasons: readonly Reason[]): SignalboxFile['page']['last_known'] {
  const known = reasons.find((reason) => reason.code === 'last-known');
  return known === undefined ? null : { at: isoInstant(known.at), severity: known.severity };
}

function minuteObject(at: Instant) {
  return momentObject({ at, precision: 'minute' });
}
