import type { Incident } from '../model/incident.ts';
import type { CalendarDay, Instant, Moment } from '../model/time.ts';
import type { Zone } from '../parse/zone.ts';

/** What an entry has to tell of one moment. */
export const EVENTS = [
  /** It began. */
  'began',
  /** Staff wrote of it. */
  'update',
  /** It was over. */
  'ended',
  /** All there is to tell of it: staff wrote once, and it was over. */
  'told',
  'announced',
  /** By the window that was planned, whatever came of it. */
  'planned-start',
  'planned-end',
] as const;

export interface EntryEvent {
  readonly what: (typeof EVENTS)[number];
  readonly at: Moment;
  /** Index of the update it is told by. */
  readonly update?: number;
}

/** Everything one file says happened, updates first. An update that begins or ends it is told once. */
export function eventsOf(incident: Incident): readonly EntryEvent[] {
  const { kind, updates, window, cancelled } = incident;
  const told = updates.map(({ at }, update): EntryEvent => ({ what: 'update', at, update }));
  if (kind === 'announcement') {
    return told.map((event, index) => (index === 0 ? { ...event, what: 'announced' } : event));
  }
  if (kind === 'incident') return withCourse(incident, told);
  if (window === undefined || cancelled) return told;
  const minute = (at: Instant): Moment => ({ at, precision: 'minute' });
  return [
    ...told,
    { what: 'planned-start', at: minute(window.startAt) },
    ...(window.endAt === null ? [] : [{ what: 'planned-end', at: minute(window.endAt) } as const]),
  ];
}

function withCourse({ started, resolved }: Incident, told: readonly EntryEvent[]): readonly EntryEvent[] {
  const first = told.findIndex(({ at }) => isSame(at, started));
  const last = resolved === null ? -1 : told.findLastIndex(({ at }) => isSame(at, resolved));
  const events = told.map((event, index): EntryEvent => {
    if (index === first) return { ...event, what: index === last ? 'told' : 'began' };
    return index === last ? { ...event, what: 'ended' } : event;
  });
  return [
    ...events,
    ...(first < 0 ? [{ what: 'began', at: started } as const] : []),
    ...(last < 0 && resolved !== null ? [{ what: 'ended', at: resolved } as const] : []),
  ];
}

function isSame(a: Moment, b: Moment): boolean {
  return a.at === b.at && a.precision === b.precision;
}

/** One day on which something happened. */
export interface TimelineDay {
  readonly day: CalendarDay;
  /** What the probes saw change. */
  readonly changes: number;
  /** Entries that have something to tell of that day. */
  readonly entries: readonly Incident[];
  /** Entries that began on an earlier day and were not over when this one began. */
  readonly lasting: readonly Incident[];
}

/** An entry that nobody closed is told as under way for so many days after it began. */
export const LASTING_DAYS = 92;

/** The days one entry is told on. */
export interface IncidentDays {
  /** Those of {@link eventsOf}, each once. */
  readonly on: readonly CalendarDay[];
  /** Those at whose beginning it was under way. */
  readonly lasting: readonly CalendarDay[];
  /** The one its own page leads to. */
  readonly told: CalendarDay;
}

/** Answers for entry after entry. Most instants are of the same day as the one before, which is remembered. */
export function incidentDaysIn(zone: Zone): (incident: Incident) => IncidentDays {
  const dayOf = rememberingDays(zone);
  return (incident) => ({
    on: daysOf(incident, dayOf),
    lasting: daysAfter(incident, dayOf, zone),
    told: dayOf(toldAt(incident)),
  });
}

/**
 * The days that have a page, newest first: those on which probes saw something change, staff wrote, or something planned
 * began or ended. Days to come have none.
 * @param changes how many there were on each day.
 */
export function timelineDays(input: {
  readonly incidents: readonly Incident[];
  daysOf(incident: Incident): IncidentDays;
  readonly changes: ReadonlyMap<CalendarDay, number>;
  readonly today: CalendarDay;
}): readonly TimelineDay[] {
  const { incidents, changes, today } = input;
  const days = new Map<CalendarDay, { entries: Incident[]; lasting: Incident[] }>();
  const touch = (day: CalendarDay) => {
    let found = days.get(day);
    if (found === undefined) {
      found = { entries: [], lasting: [] };
      days.set(day, found);
    }
    return found;
  };
  for (const day of changes.keys()) touch(day);
  for (const incident of incidents) {
    for (const day of input.daysOf(incident).on) touch(day).entries.push(incident);
  }
  for (const incident of incidents) {
    for (const day of input.daysOf(incident).lasting) days.get(day)?.lasting.push(incident);
  }
  // Days sort as texts do.
  return [...days.keys()]
    .filter((day) => day <= today)
    .sort()
    .reverse()
    .map((day) => ({ day, changes: changes.get(day) ?? 0, ...touch(day) }));
}

type DayOf = (at: Instant) => CalendarDay;

function rememberingDays(zone: Zone): DayOf {
  let known: { readonly day: CalendarDay; readonly startAt: Instant; readonly endAt: Instant } | undefined;
  return (at) => {
    if (known === undefined || at < known.startAt || at >= known.endAt) {
      const day = zone.dayOf(at);
      known = { day, startAt: zone.startOfDay(day), endAt: zone.startOfDay(zone.addDays(day, 1)) };
    }
    return known.day;
  };
}

/** Without building the events themselves. */
function daysOf(incident: Incident, dayOf: DayOf): readonly CalendarDay[] {
  const { kind, updates, started, resolved, window, cancelled } = incident;
  const days: CalendarDay[] = [];
  const add = (at: Instant) => {
    const day = dayOf(at);
    if (!days.includes(day)) days.push(day);
  };
  for (const { at } of updates) add(at.at);
  if (kind === 'incident') {
    add(started.at);
    if (resolved !== null) add(resolved.at);
  }
  if (kind === 'maintenance' && window !== undefined && !cancelled) {
    add(window.startAt);
    if (window.endAt !== null) add(window.endAt);
  }
  return days;
}

/** Of the day its own page leads to, for those who want to know what else happened: when it began, or work was to begin. */
function toldAt({ kind, started, updates, window, cancelled }: Incident): Instant {
  const planned = kind === 'maintenance' && !cancelled ? window?.startAt : undefined;
  return planned ?? (kind === 'incident' ? started.at : (updates[0]?.at.at ?? started.at));
}

function daysAfter(incident: Incident, dayOf: DayOf, zone: Zone): readonly CalendarDay[] {
  const { kind, started, resolved, window, cancelled } = incident;
  if (kind === 'announcement' || cancelled || (kind === 'maintenance' && window === undefined)) return [];
  const startAt = kind === 'maintenance' ? (window?.startAt ?? started.at) : started.at;
  const endAt = kind === 'maintenance' ? (window?.endAt ?? resolved?.at) : resolved?.at;
  const first = dayOf(startAt);
  const last = endAt === undefined ? zone.addDays(first, LASTING_DAYS) : dayOf(endAt);
  const days: CalendarDay[] = [];
  for (let day = first; day < last && days.length < LASTING_DAYS;) {
    day = zone.addDays(day, 1);
    days.push(day);
  }
  return days;
}
