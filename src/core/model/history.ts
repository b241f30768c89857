import type { Severity } from './severity.ts';
import type { Verdict } from './snapshot.ts';
import type { CalendarDay, Instant } from './time.ts';
import type { Id } from './topology.ts';

/** What the memory follows. Servers have verdicts; groups and services have what their probes alone amount to. */
export const REMEMBERED_KINDS = ['server', 'group', 'service'] as const;
export type RememberedKind = (typeof REMEMBERED_KINDS)[number];

/** A verdict of a server, or a severity of a group or service. */
export type RememberedState = Verdict | Severity;

/** A stretch of time `[startAt, endAt)` in which a subject did not change. */
export interface Stretch<State extends RememberedState = RememberedState> {
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly state: State;
}

/** A subject's state became another one. */
export interface Change {
  readonly at: Instant;
  readonly kind: RememberedKind;
  readonly id: Id;
  readonly from: RememberedState;
  readonly to: RememberedState;
  /** Set where the change is the beginning (`lost`) or the end (`back`) of a time in which nobody looked. */
  readonly gap?: 'lost' | 'back';
}

/** A time in which nobody looked: no prober ran, or none could say anything. */
export interface Gap {
  readonly startAt: Instant;
  readonly endAt: Instant;
}

/**
 * What probes saw, over time. Every answer covers the window asked for without gaps or overlaps: what nobody
 * looked at is `unknown`. Empty windows give empty lists.
 */
export interface History {
  /** When anybody looked for the first and the last time; null where nobody ever did. */
  readonly observed: { readonly fromAt: Instant; readonly untilAt: Instant } | null;
  /** True where a subject was ever recorded. */
  knows(kind: RememberedKind, id: Id): boolean;
  verdicts(server: Id, startAt: Instant, endAt: Instant): readonly Stretch<Verdict>[];
  severities(
    kind: 'group' | 'service',
    id: Id,
    startAt: Instant,
    endAt: Instant,
  ): readonly Stretch<Severity>[];
  /** Every change in `[startAt, endAt)`, oldest first, in a total order; those that begin or end a gap once for each subject. */
  changes(startAt: Instant, endAt: Instant): readonly Change[];
  /** The gaps that touch `[startAt, endAt)`, whole, oldest first. A gap that still lasts is not among them. */
  gaps(startAt: Instant, endAt: Instant): readonly Gap[];
  /**
   * How many changes each day of the site's zone had; days without one are absent. The beginning of a gap is one, and so
   * is its end, however many subjects there are. Cheap: months long past are counted once.
   */
  days(): ReadonlyMap<CalendarDay, number>;
  /**
   * The instant before which this memory says of everything what `before` says. -Infinity where nobody can tell; Infinity
   * for the same memory.
   */
  agreesUntil(before: History): Instant;
  /** Text that differs where any of the above would answer otherwise for this window and nothing else; cheap for months long past. */
  digest(startAt: Instant, endAt: Instant): string;
}
