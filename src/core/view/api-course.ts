import { endOf, isOpen, maintenanceState } from '../evaluate/incident.ts';
import type { Incident, Update } from '../model/incident.ts';
import type { Instant, Window } from '../model/time.ts';
import type { Zone } from '../parse/zone.ts';
import { isClosing, isOpening, isOverStatus, PHASE_STATUSES } from './api-phases.ts';
import type { ApiIncidentStatus, ApiMaintenanceStatus, ApiStatus } from './api-phases.ts';

/** One step in the course of an entry: an update of the file, or a turn that the clock brought and nobody wrote of. */
export interface Step {
  readonly at: Instant;
  readonly status: ApiStatus;
  /** Place in {@link Incident.updates}; a step without one is named by what it is. */
  readonly update: number | 'begun' | 'ended';
}

/** What became of an entry until now. */
export interface Course {
  /** When it was first told of. Not later than now, whatever the file says. */
  readonly createdAt: Instant;
  readonly startedAt: Instant;
  /** Null while it lasts or is to come. */
  readonly endedAt: Instant | null;
  /** Oldest first, never empty; the last one has the status of the whole. Never later than now. */
  readonly steps: readonly Step[];
}

export interface CourseContext {
  readonly now: Instant;
  readonly zone: Zone;
  /** The earliest instant the site knows of: stands in for the date of what is dated ahead, which nobody can know. */
  readonly knownSince: Instant;
}

/** Null where nothing of it has happened at `now`, as a site built for a moment of the past finds its newer files. */
export function incidentCourse(incident: Incident, context: CourseContext): Course | null {
  const { now } = context;
  const open = isOpen(incident, now);
  if (!open && incident.started.at > now) return null;
  const told = toldBy(incident, context);
  const end = open ? null : endFor(incident, told, context);
  const steps = placed(told, end).map(
    carrying<ApiIncidentStatus>({
      first: 'investigating',
      statusOf: ({ phase }) => (phase === undefined ? undefined : PHASE_STATUSES[phase].incident),
      over: end === null ? null : { place: end.place, status: 'resolved' },
      keeps: 'postmortem',
    }),
  );
  return finished(incident, context, steps, end, 'monitoring');
}

/** Null where it is cancelled or its window cannot be read: of such work nothing can be said in the terms of the API. */
export function maintenanceCourse(
  incident: Incident & { readonly window: Window },
  context: CourseContext,
): Course | null {
  const { now } = context;
  const state = maintenanceState(incident, now);
  if (state === 'cancelled') return null;
  const told = toldBy(incident, context);
  if (state === 'scheduled') {
    const steps = told.map(({ at, update }): Step => ({ at, update, status: 'scheduled' }));
    return finished(incident, context, steps, null, 'scheduled');
  }
  const { startAt } = incident.window;
  const end = state === 'active' ? null : endFor(incident, told, context);
  const begun = end === null || startAt < end.at ? withBegin(told, startAt) : told;
  const shifted = end === null ? null : { ...end, place: end.place + (begun.length - told.length) };
  const statusOf = (step: Told): ApiMaintenanceStatus | undefined => {
    if (step.at < startAt) return 'scheduled';
    const status = step.phase === undefined ? undefined : PHASE_STATUSES[step.phase].maintenance;
    return step.update === 'begun' || status === 'scheduled' ? 'in_progress' : status;
  };
  const steps = placed(begun, shifted).map(
    carrying<ApiMaintenanceStatus>({
      first: 'scheduled',
      statusOf,
      over: shifted === null ? null : { place: shifted.place, status: 'completed' },
      keeps: 'completed',
    }),
  );
  return finished(incident, context, steps, shifted, 'in_progress');
}

/** A step before it has a status. */
interface Told extends Pick<Update, 'phase'> {
  readonly at: Instant;
  readonly update: Step['update'];
}

/** The updates that have come by now, oldest first. A mistyped date must not hide the only words there are, so then all have. */
function toldBy({ updates, started }: Incident, { now, knownSince }: CourseContext): readonly Told[] {
  const all = updates.map(({ at, phase }, update): Told => ({
    at: at.at,
    update,
    ...(phase === undefined ? {} : { phase }),
  }));
  // Stable, so what is of one time keeps the order of the file.
  const come = all.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
  if (come.length > 0) return come;
  const at = started.at <= now ? started.at : knownSince;
  return all.map((step) => ({ ...step, at }));
}

/** The work begins with its window, whoever writes of it before or after; at that very minute their word will do. */
function withBegin(told: readonly Told[], startAt: Instant): readonly Told[] {
  if (told.some(({ at, phase }) => at === startAt && phase === 'in progress')) return told;
  const before = told.filter(({ at }) => at < startAt);
  return [...before, { at: startAt, update: 'begun' }, ...told.slice(before.length)];
}

interface End {
  readonly at: Instant;
  /** Among the steps: that of the update that ended it, or where the step goes that nobody wrote. */
  readonly place: number;
  readonly written: boolean;
}

function endFor(incident: Incident, told: readonly Told[], { now, zone }: CourseContext): End {
  const closing = told.findLastIndex(({ phase }) => isClosing(phase));
  const lasts = told.slice(closing + 1).every(({ phase }) => !isOpening(phase));
  const closedBy = closing >= 0 && lasts ? told[closing] : undefined;
  const end = endOf(incident, now) ?? {
    at: closedBy?.at ?? told.at(-1)?.at ?? incident.started.at,
    precision: 'minute',
  };
  const day = zone.dayOf(end.at);
  // A day that is all anybody knows ends with what is told of it.
  const sameDay = end.precision === 'day' ? told.filter(({ at }) => zone.dayOf(at) === day) : [];
  const at = Math.max(end.at, ...sameDay.map((step) => step.at));
  if (closedBy?.at === at) return { at, place: closing, written: true };
  return { at, place: told.filter((step) => step.at <= at).length, written: false };
}

function placed(told: readonly Told[], end: End | null): readonly Told[] {
  if (end === null || end.written) return told;
  return [...told.slice(0, end.place), { at: end.at, update: 'ended' }, ...told.slice(end.place)];
}

interface Carry<Status extends ApiStatus> {
  readonly first: Status;
  statusOf(step: Told): Status | undefined;
  /** From this place on it is over, whatever is written. */
  readonly over: { readonly place: number; readonly status: Status } | null;
  /** The one status that what is over may have instead. */
  readonly keeps: Status;
}

/** An update without a phase leaves the status as it is. */
function carrying<Status extends ApiStatus>({ first, statusOf, over, keeps }: Carry<Status>) {
  let status = first;
  return (step: Told, place: number): Step => {
    status = statusOf(step) ?? status;
    if (over !== null && place >= over.place && (place === over.place || status !== keeps)) {
      status = over.status;
    }
    return { at: step.at, update: step.update, status };
  };
}

function finished(
  { started }: Incident,
  { now, knownSince }: CourseContext,
  steps: readonly Step[],
  end: End | null,
  lasting: ApiStatus,
): Course {
  const last = steps.at(-1);
  // What lasts is not over, though its last update says so: `resolved:` lies ahead, or the work was taken up again.
  const settled =
    end === null && last !== undefined && isOverStatus(last.status)
      ? [...steps.slice(0, -1), { ...last, status: lasting }]
      : steps;
  const startedAt = started.at <= now ? started.at : knownSince;
  const createdAt = Math.min(startedAt, ...settled.map(({ at }) => at));
  return { createdAt, startedAt, endedAt: end?.at ?? null, steps: settled };
}
