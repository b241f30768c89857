import { compareText } from '../model/diagnostic.ts';
import type { Incident, Prose } from '../model/incident.ts';
import { HOUR_MS } from '../model/time.ts';
import type { Instant, Moment, Window } from '../model/time.ts';
import type { ViewContext } from './context.ts';
import type { EffectsView } from './entry.ts';
import { effectsView, linkOf, tenseOf } from './entry.ts';
import { spokenAt } from './feed-events.ts';
import { incidentPath } from './incident.ts';

/** Below the site's URL. */
export const CALENDAR_PATH = '/maintenance.ics';

/** A calendar holds so many works, those that begin last: calendars keep what is in the file and forget the rest. */
export const CALENDAR_ENTRIES = 200;

/** What is shown of work whose end is not known yet. */
const UNKNOWN_LENGTH_MS = HOUR_MS;

/** Staff's words on planned work, where nothing tells when they were written. */
const UNDATED: Instant = 0;

/** Planned work as a calendar has it. */
export interface AppointmentView {
  readonly slug: string;
  readonly title: string;
  /** Below the site's URL. */
  readonly path: string;
  readonly startAt: Instant;
  /** Later than the start; absent where both are one. */
  readonly endAt?: Instant;
  readonly endKnown: boolean;
  readonly cancelled: boolean;
  /** Grows with everything that staff write. */
  readonly sequence: number;
  /** When staff spoke last, by now. */
  readonly stampAt: Instant;
  readonly window: Window;
  /** The first declaration; what came later is told in the texts. */
  readonly effects?: EffectsView;
  /** Markdown, oldest first; the one before all updates has no time. */
  readonly texts: readonly { readonly at?: Moment; readonly text: string }[];
}

/** Planned work with a window that can be read. */
export type PlannedIncident = Incident & { readonly window: Window };

export function isPlanned(incident: Incident): incident is PlannedIncident {
  return incident.kind === 'maintenance' && incident.window !== undefined;
}

/** Where one work can be had for one's own calendar; undefined where there is nothing to put into one. */
export function calendarPath(incident: Incident): string | undefined {
  return isPlanned(incident) ? `${incidentPath(incident.slug)}maintenance.ics` : undefined;
}

/** The same, where by its file there is still something to look forward to: pages of the archive have no clock. */
export function calendarOffer(incident: Incident): { readonly calendar?: string } {
  const path = incident.cancelled || incident.resolved !== null ? undefined : calendarPath(incident);
  return path === undefined ? {} : { calendar: path };
}

/** All planned work, what begins last first. */
export function plannedIn(incidents: readonly Incident[]): readonly PlannedIncident[] {
  return incidents
    .filter(isPlanned)
    .sort((a, b) => b.window.startAt - a.window.startAt || compareText(a.slug, b.slug));
}

/** When staff spoke last on it, and when the next of their words that is dated ahead will count. */
export function stampOf(
  incident: Incident,
  { zone }: ViewContext,
  now: Instant,
): { readonly stampAt: Instant; readonly untilAt: Instant } {
  let untilAt = Infinity;
  for (const { at } of incident.updates) if (at.at > now) untilAt = Math.min(untilAt, at.at);
  return { stampAt: spokenAt(incident, zone, now) ?? UNDATED, untilAt };
}

export function appointment(
  incident: PlannedIncident,
  stampAt: Instant,
  prose: Prose,
  context: ViewContext,
): AppointmentView {
  const { slug, window, cancelled, resolved, updates } = incident;
  const { startAt } = window;
  const known = window.endAt ?? (resolved?.precision === 'minute' ? resolved.at : null);
  const endAt = known ?? startAt + UNKNOWN_LENGTH_MS;
  const effects = cancelled ? null : effectsView(incident.effects, context, tenseOf(incident));
  return {
    slug,
    title: linkOf(incident).title,
    path: incidentPath(slug),
    startAt,
    ...(endAt > startAt ? { endAt } : {}),
    endKnown: known !== null,
    cancelled,
    sequence: updates.length - 1 + (cancelled ? 1 : 0) + (resolved === null ? 0 : 1),
    stampAt,
    window,
    ...(effects === null ? {} : { effects }),
    texts: textsOf(incident, prose),
  };
}

function textsOf({ updates }: Incident, prose: Prose): AppointmentView['texts'] {
  const told = updates.map(({ at }, index) => ({
    // A day alone may be the day of the work, and is told by its window.
    ...(at.precision === 'day' ? {} : { at }),
    text: prose.updates[index] ?? '',
  }));
  return [{ text: prose.summary }, ...told].filter(({ text }) => text.trim() !== '');
}
