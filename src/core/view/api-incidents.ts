import { bySlug } from '../evaluate/lookup.ts';
import { unsettledIn } from '../evaluate/unsettled.ts';
import { compareText } from '../model/diagnostic.ts';
import type { Incident } from '../model/incident.ts';
import type { SiteStatus } from '../model/status.ts';
import type { Instant, Window } from '../model/time.ts';
import type { Topology } from '../model/topology.ts';
import type { Affected } from './api-affected.ts';
import { affectedBy } from './api-affected.ts';
import type { Course, CourseContext } from './api-course.ts';
import { incidentCourse, maintenanceCourse } from './api-course.ts';
import type { ApiStatus } from './api-phases.ts';

/** So many of each kind are listed where all of them could be, as Statuspage does. */
export const API_LISTED = 50;

/** One incident or planned work, with all but its texts. */
export interface ApiEntry extends Course, Affected {
  readonly incident: Incident;
  /** Of planned work; its end is its beginning where none was announced. */
  readonly window?: { readonly startAt: Instant; readonly endAt: Instant };
  readonly status: ApiStatus;
  /** When the status was `monitoring` for the first time. */
  readonly monitoringAt: Instant | null;
  readonly updatedAt: Instant;
  /** Equal where the entry is, its texts and the topology left aside. */
  readonly inputs: string;
}

/** The lists of the API, each newest first: incidents by when they began, planned work by its window. */
export interface ApiLists {
  /** The newest of all. */
  readonly incidents: readonly ApiEntry[];
  readonly unresolved: readonly ApiEntry[];
  readonly maintenance: readonly ApiEntry[];
  readonly upcoming: readonly ApiEntry[];
  readonly active: readonly ApiEntry[];
}

export interface ApiListsInput extends CourseContext {
  readonly topology: Topology;
  /** Newest first. */
  readonly incidents: readonly Incident[];
  readonly status: Pick<SiteStatus, 'openIncidents' | 'activeMaintenance' | 'comingMaintenance'>;
}

export function apiLists(input: ApiListsInput): ApiLists {
  const { incidents, status } = input;
  const unsettled = new Set(unsettledIn(incidents, input.now));
  const made = new Map<Incident, ApiEntry | null>();
  const entry = (incident: Incident) => {
    const known = made.get(incident);
    if (known !== undefined) return known;
    const fresh = entryOf(incident, unsettled.has(incident), input);
    made.set(incident, fresh);
    return fresh;
  };
  const named = (slugs: readonly string[]) =>
    slugs.flatMap((slug) => {
      const incident = bySlug(incidents).get(slug);
      return incident === undefined ? [] : (entry(incident) ?? []);
    });
  const { unplanned, planned } = byKind(incidents);
  return {
    incidents: newestOf(unplanned, entry).sort(newestFirst),
    unresolved: named(status.openIncidents).sort(newestFirst),
    maintenance: newestOf(planned, entry).sort(newestFirst),
    upcoming: named(status.comingMaintenance).sort(newestFirst),
    active: named(status.activeMaintenance).sort(newestFirst),
  };
}

interface Kinds {
  readonly unplanned: readonly Incident[];
  readonly planned: readonly Incident[];
}

const kinds = new WeakMap<readonly Incident[], Kinds>();

/** Told apart once for each list. Announcements are no incidents, and cancelled work is none any more. */
function byKind(incidents: readonly Incident[]): Kinds {
  let known = kinds.get(incidents);
  if (known === undefined) {
    known = {
      unplanned: incidents.filter(({ kind }) => kind === 'incident'),
      planned: incidents.filter(({ kind, cancelled }) => kind === 'maintenance' && !cancelled),
    };
    kinds.set(incidents, known);
  }
  return known;
}

/** @param incidents newest first by their dates; those behind the ones that are listed are not looked at. */
function newestOf(
  incidents: readonly Incident[],
  entry: (incident: Incident) => ApiEntry | null,
): ApiEntry[] {
  const listed: ApiEntry[] = [];
  for (const incident of incidents) {
    if (listed.length === API_LISTED) break;
    const made = entry(incident);
    if (made !== null) listed.push(made);
  }
  return listed;
}

function newestFirst(a: ApiEntry, b: ApiEntry): number {
  const [startA, startB] = [a.window?.startAt ?? a.createdAt, b.window?.startAt ?? b.createdAt];
  return startB - startA || compareText(a.incident.slug, b.incident.slug);
}

interface Known {
  readonly topology: Topology;
  readonly timezone: string;
  readonly entry: ApiEntry | null;
}

const settled = new WeakMap<Incident, Known>();

/** What time alone cannot change any more is made once. */
function entryOf(incident: Incident, isUnsettled: boolean, input: ApiListsInput): ApiEntry | null {
  const { topology, zone } = input;
  if (isUnsettled) return makeEntry(incident, input, true);
  const known = settled.get(incident);
  if (known?.topology === topology && known.timezone === zone.timezone) return known.entry;
  const entry = makeEntry(incident, input, false);
  settled.set(incident, { topology, timezone: zone.timezone, entry });
  return entry;
}

function makeEntry(incident: Incident, input: ApiListsInput, isUnsettled: boolean): ApiEntry | null {
  const course = isPlanned(incident) ? maintenanceCourse(incident, input) : courseOf(incident, input);
  const last = course?.steps.at(-1);
  if (course === null || last === undefined) return null;
  const { window } = incident;
  const { slug, digest } = incident;
  return {
    incident,
    ...course,
    ...affectedBy(incident, course.steps, input.topology),
    ...(window === undefined
      ? {}
      : { window: { startAt: window.startAt, endAt: window.endAt ?? window.startAt } }),
    status: last.status,
    monitoringAt: course.steps.find(({ status }) => status === 'monitoring')?.at ?? null,
    updatedAt: last.at,
    // Of what is settled everything follows from the file.
    inputs: JSON.stringify([slug, digest, ...(isUnsettled ? [course] : [])]),
  };
}

function isPlanned(incident: Incident): incident is Incident & { readonly window: Window } {
  return incident.kind === 'maintenance' && incident.window !== undefined;
}

function courseOf(incident: Incident, input: ApiListsInput): Course | null {
  return incident.kind === 'incident' ? incidentCourse(incident, input) : null;
}
