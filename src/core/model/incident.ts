import type { Severity } from './severity.ts';
import type { CalendarDay, Instant, Moment, Window } from './time.ts';
import type { Id } from './topology.ts';

export const INCIDENT_KINDS = ['incident', 'maintenance', 'announcement'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

export const INCIDENT_PHASES = [
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'postmortem',
] as const;
export const MAINTENANCE_PHASES = ['scheduled', 'in progress', 'verifying', 'completed'] as const;
export type IncidentPhase = (typeof INCIDENT_PHASES)[number];
export type MaintenancePhase = (typeof MAINTENANCE_PHASES)[number];
export type Phase = IncidentPhase | MaintenancePhase;

/** What staff may declare of a subject. `operational` says "this one works", which is worth telling during an incident. */
export const DECLARABLE = [
  'operational',
  'degraded',
  'partial',
  'down',
] as const satisfies readonly Severity[];
export type Declarable = (typeof DECLARABLE)[number];

export const MAIL_EFFECTS = ['safe', 'delayed', 'refused', 'lost', 'unknown'] as const;
export type MailEffect = (typeof MAIL_EFFECTS)[number];

export interface Mail {
  readonly incoming?: MailEffect;
  readonly outgoing?: MailEffect;
}

/** A place in a source file: 1-based line and column, as editors count. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One entry of `affects`. */
export interface Declaration extends Place {
  readonly id: Id;
  readonly severity: Declarable;
}

/** Where a file names another incident: by `follows:` or by a link to `/incidents/<slug>/` in its text. */
export interface Reference extends Place {
  readonly slug: string;
}

/** What staff say an incident does, from one moment on. */
export interface Effects {
  /** Id of a service, group or server → what staff declare of it, in the order written. Unknown ids are kept; `check` reports them. */
  readonly affects: readonly Declaration[];
  readonly mail?: Mail;
  /** True where `affects` was written but could not be read: then the page may not read operational. */
  readonly unreadable: boolean;
}

/** One dated entry of an incident, without its text (see {@link Prose}). */
export interface Update {
  /** Anchor on the incident's page; stable while earlier updates of the same minute do not change. */
  readonly id: string;
  readonly at: Moment;
  /** End of a span mark such as `15:35 - 15:50`. */
  readonly untilAt?: Instant;
  readonly phase?: Phase;
  /** Replaces the effects in force from this update on. */
  readonly effects?: Effects;
  /** 1-based line of the file the update begins on. */
  readonly line: number;
}

/** The texts of one incident file: Markdown, exactly as written, apart from the facts because ten thousand of them need not be in memory. */
export interface Prose {
  /** Text before the first mark; empty when there is none. */
  readonly summary: string;
  /** One entry per {@link Incident.updates}, same order. */
  readonly updates: readonly string[];
}

/** The facts of one incident file. Plain JSON: the cache of parsed incidents stores it as it is. */
export interface Incident {
  /** From the file name: `2010-08-31-website-slowdown`. Unique; names the URL. */
  readonly slug: string;
  /** Path as diagnostics print it, `incidents/2010-08-31-website-slowdown.md`. */
  readonly file: string;
  readonly kind: IncidentKind;
  /** Without a trailing `[Resolved]`, which is told in {@link titleTag}. */
  readonly title: string;
  /** `Resolved` or `All Resolved`, as written at the end of the title. */
  readonly titleTag?: string;
  /** The date in the file's name. */
  readonly date: CalendarDay;
  /** `started:`, else the first update's moment, else the date. */
  readonly started: Moment;
  /** Oldest first; never empty. */
  readonly updates: readonly Update[];
  /** The effects the front matter gives; in force from `started` on. */
  readonly effects: Effects;
  /** Null while open. Announcements are never open and have null. For maintenance: set by a `completed` update. */
  readonly resolved: Moment | null;
  /** The phase in force at the end of the file; absent where staff named none and it is open. */
  readonly phase?: Phase;
  /** Maintenance only: the planned window; absent where the file's own could not be read. */
  readonly window?: Window;
  readonly cancelled: boolean;
  readonly pinned: boolean;
  /** Slug of the incident this one follows up. */
  readonly follows?: string;
  /** Every incident this file names, for `check`. */
  readonly references: readonly Reference[];
  /** When staff promised to speak again. */
  readonly nextUpdateAt?: Instant;
  /** Hexadecimal digest of the file's text: the incident's pages depend on it and nothing finer. */
  readonly digest: string;
}
