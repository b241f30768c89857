import type { Declarable, Mail } from './incident.ts';
import type { Severity } from './severity.ts';
import type { SnapshotFault, Verdict } from './snapshot.ts';
import type { Instant, Moment } from './time.ts';
import type { Id, Role } from './topology.ts';

/** An incident as a reason names it: the title for readers, the slug for a link. */
export interface IncidentRef {
  readonly slug: string;
  readonly title: string;
}

/** One subject's severity at another instant than the status's own. */
export interface SubjectSeverity {
  readonly id: Id;
  readonly severity: Severity;
}

/**
 * Why a status is what it is: a code with arguments. The sentence for each stands in the message table
 * of the locale (`src/render/words`); nothing else turns a reason into text.
 * Lists of ids are in code-unit order, so that the same facts give the same reason however the files are ordered.
 */
export type Reason =
  /** These counted servers are offline; `sinceAt` is the instant since which all of them are, absent where it is not known of each. */
  | {
      readonly code: 'servers-offline';
      readonly group: Id;
      readonly servers: readonly Id[];
      readonly total: number;
      readonly sinceAt?: Instant;
    }
  /** These counted servers answer nobody we can ask; `atLeast` when the group is known to be faulty anyway. */
  | {
      readonly code: 'servers-unknown';
      readonly group: Id;
      readonly servers: readonly Id[];
      readonly total: number;
      readonly atLeast: boolean;
    }
  | {
      readonly code: 'servers-in-maintenance';
      readonly group: Id;
      readonly servers: readonly Id[];
      readonly total: number;
    }
  /** No server of the group is in service. */
  | { readonly code: 'no-server-in-service'; readonly group: Id }
  /** Fewer servers are in service than the group requires, whatever state they are in. */
  | {
      readonly code: 'too-few-servers';
      readonly group: Id;
      readonly total: number;
      readonly required: number;
    }
  /** No group stands behind this service (or, without `subject`, no service behind this page): nothing could turn it red, so nothing vouches for green. */
  | { readonly code: 'nothing-watched'; readonly subject?: Id }
  /** `effect` is the owner's own sentence. */
  | { readonly code: 'fallback-in-use'; readonly group: Id; readonly to: Id; readonly effect: string }
  | {
      readonly code: 'fallback-unavailable';
      readonly group: Id;
      readonly to: Id;
      readonly severity: Severity;
    }
  | { readonly code: 'effect'; readonly group: Id; readonly effect: string }
  /** A service works without this group, only less well. */
  | { readonly code: 'degraded-without'; readonly group: Id }
  /** Staff say so in an open incident. */
  | {
      readonly code: 'declared';
      readonly subject: Id;
      readonly severity: Exclude<Declarable, 'operational'>;
      readonly incident: string;
      readonly title: string;
      /** Absent where the incident is dated ahead: what it says holds already. */
      readonly since?: Moment;
      readonly mail?: Mail;
    }
  /** An incident is open whose `affects` cannot be read, or names what the topology does not know. */
  | { readonly code: 'extent-unreadable'; readonly incident: string; readonly title: string }
  /** Planned work covers the fault. */
  | {
      readonly code: 'maintenance-window';
      readonly subject: Id;
      readonly incident: string;
      readonly title: string;
      readonly endAt: Instant | null;
    }
  /** Planned work is under way and it is worse than was announced. */
  | {
      readonly code: 'worse-than-announced';
      readonly subject: Id;
      readonly incident: string;
      readonly title: string;
      readonly announced: Severity;
    }
  /** Planned work should be over, and the fault is still there. */
  | {
      readonly code: 'overran';
      readonly subject: Id;
      readonly incident: string;
      readonly title: string;
      readonly endAt: Instant;
    }
  /** The probes' evidence as a whole is not believed. `takenAt` for `old`. */
  | { readonly code: 'no-evidence'; readonly fault: SnapshotFault; readonly takenAt?: Instant }
  /** Every unknown adds what was last known, where anything was. `services` where the subject is the page: all of them, in the order of the topology. */
  | {
      readonly code: 'last-known';
      readonly at: Instant;
      readonly severity: Severity;
      readonly services?: readonly SubjectSeverity[];
    };

export type ReasonCode = Reason['code'];

export interface Status {
  readonly severity: Severity;
  /** At least one whenever the severity is not operational; total order, worst cause first. */
  readonly reasons: readonly Reason[];
}

export interface ServerStatus {
  readonly id: Id;
  /**
   * After maintenance windows: an active server has role maintenance while a window that names it is active.
   * A server that staff declare down is not in maintenance, whatever was planned: its role reads `active`.
   */
  readonly role: Role;
  /** Only role `active` (and `maintenance`, as "not online, on purpose") counts in its group. */
  readonly counted: boolean;
  /** What the group's rule uses: offline where probes or staff say so, unknown where nobody knows. */
  readonly verdict: Verdict;
  /** What the probes alone say. */
  readonly probed: Verdict;
  /** Set where an open incident names this server. */
  readonly declared?: Declarable;
  /** The later of boot and last change, for an online server; the start of the outage for an offline one; absent where not known to the minute. */
  readonly sinceAt?: Instant;
  /** Set where it has been so for longer than anybody has looked, and no boot tells more: `sinceAt` is then when looking began. */
  readonly sinceIsAtLeast?: true;
  /** When anybody last saw it online, where that is known; told of servers that are not. */
  readonly lastOnlineAt?: Instant;
  readonly seenFrom: Readonly<Record<string, Verdict>>;
}

/** How much is left before the group fails. Only told of operational groups that have more servers than they need. */
export const SPARES = ['full', 'reduced', 'none'] as const;
export type Spares = (typeof SPARES)[number];

export interface GroupStatus extends Status {
  readonly id: Id;
  readonly servers: readonly ServerStatus[];
  readonly spares?: Spares;
  /** Counted servers and how many of them are required. */
  readonly total: number;
  readonly required: number;
  readonly online: number;
  readonly offline: number;
  readonly unknown: number;
  readonly inMaintenance: number;
  /** The group has had enough servers since at least this instant: the k-th earliest `sinceAt` of its online servers. */
  readonly onlineAtLeastSinceAt?: Instant;
  /** When it last came back, where the history knows better than the servers' times; then nothing is "at least". */
  readonly cameBackAt?: Instant;
}

/** How staff's word and the probes differ about one service. `incidents` newest first. */
export type Disagreement =
  /** Staff report a fault; the probes see none, or cannot tell. */
  | {
      readonly kind: 'staff-only';
      readonly declared: Severity;
      readonly probed: Severity;
      /** Absent where every one of the incidents is dated ahead. */
      readonly since?: Moment;
      readonly incidents: readonly IncidentRef[];
    }
  /** The probes see a fault; no open incident speaks of it. */
  | { readonly kind: 'probes-only'; readonly probed: Severity }
  /** Both see a fault, not the same one. */
  | {
      readonly kind: 'differ';
      readonly declared: Severity;
      readonly probed: Severity;
      readonly incidents: readonly IncidentRef[];
    }
  /** Staff said it is over; the probes still see it. */
  | {
      readonly kind: 'resolved-but-seen';
      readonly probed: Severity;
      readonly resolved: Moment;
      readonly incidents: readonly IncidentRef[];
    };

export interface ServiceStatus extends Status {
  readonly id: Id;
  /** What the probes alone amount to. */
  readonly probed: Status;
  /** What open incidents alone amount to. */
  readonly declared: Status;
  readonly disagreement?: Disagreement;
  /** What open incidents that touch this service say of mail, worst word per direction. */
  readonly mail?: Mail;
}

/** The whole verdict at one instant. */
export interface SiteStatus extends Status {
  /** The instant everything was judged for. */
  readonly now: Instant;
  /** The data's own time; absent when no snapshot was readable. */
  readonly takenAt?: Instant;
  /** While `now` is before this, the evidence is believed. Absent when it is not believed now. */
  readonly validUntilAt?: Instant;
  readonly believed: boolean;
  readonly services: readonly ServiceStatus[];
  readonly groups: readonly GroupStatus[];
  /** Slugs, newest first. */
  readonly openIncidents: readonly string[];
  readonly activeMaintenance: readonly string[];
  /** Not begun, soonest first. */
  readonly comingMaintenance: readonly string[];
}
