import type { Incident, IncidentKind, Phase, Update } from '../model/incident.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant, Moment, Window } from '../model/time.ts';
import type { Zone } from '../parse/zone.ts';

/** What stands in brackets before an entry's title: a phase staff wrote, or what we know of the event. */
export type FeedWord = Phase | IncidentKind | 'update' | 'started' | 'ended' | 'cancelled';

/** One thing that happened to an incident, maintenance or announcement, as feeds tell it. Facts only; texts come later. */
export interface FeedEvent {
  /** Unique within the entry and for ever: an update's anchor, or the name of what no update tells. No anchor looks like one. */
  readonly id: string;
  readonly word: FeedWord;
  /** Of day precision: the first instant of that day, which is never in the future once the day has come. */
  readonly at: Moment;
  /** False where nobody wrote down when it was told, so that no date may be printed. */
  readonly dated: boolean;
  /** Which update tells it; absent where none does. */
  readonly update?: number;
}

/**
 * Work in a file that bears no time but the day of the work was announced nobody knows when. Feeds tell of it so long before
 * it begins, which is the same instant in every build.
 */
const ANNOUNCED_BEFORE_MS = 7 * DAY_MS;

const known = new WeakMap<Incident, { readonly zone: Zone; readonly events: readonly FeedEvent[] }>();

/** Everything that ever happens to it, past and to come, oldest first. Never empty. */
export function eventsOf(incident: Incident, zone: Zone): readonly FeedEvent[] {
  const before = known.get(incident);
  // The site's feed and those of its services ask for the same ones, and again when another file was edited.
  if (before?.zone === zone) return before.events;
  const events = readEvents(incident, zone);
  known.set(incident, { zone, events });
  return events;
}

function readEvents(incident: Incident, zone: Zone): readonly FeedEvent[] {
  const told = incident.updates.map((update, index) => toldEvent(incident, update, index, zone));
  const { starts, ends } = aroundWindow(incident);
  const events = [...starts, ...told, ...ends, ...closingEvents(incident, told)];
  // Sorting is stable: at the same instant work starts before what is said of it, and ends after.
  return events.sort((a, b) => a.at.at - b.at.at);
}

/** The latest instant of {@link eventsOf}, or a later one: cheap, for sorting many. */
export function latestEventAt({ updates, resolved, window, started }: Incident): Instant {
  return Math.max(
    updates.at(-1)?.at.at ?? started.at,
    resolved?.at ?? -Infinity,
    window?.startAt ?? -Infinity,
    window?.endAt ?? -Infinity,
  );
}

/** Staff's latest word on planned work by `now`; undefined where nothing tells when they spoke. */
export function spokenAt(incident: Incident, zone: Zone, now: Instant): Instant | undefined {
  const told = incident.updates.filter((update) => isDated(incident, update, zone) && update.at.at <= now);
  return told.length === 0 ? undefined : Math.max(...told.map(({ at }) => at.at));
}

function toldEvent(incident: Incident, update: Update, index: number, zone: Zone): FeedEvent {
  const dated = isDated(incident, update, zone);
  const at = dated ? update.at : announcedAt(incident, update, zone);
  return { id: update.id, word: wordOf(incident, update, index), at, dated, update: index };
}

function wordOf({ kind, window }: Incident, { phase, at }: Update, index: number): FeedWord {
  if (phase !== undefined) return phase;
  if (index > 0) return 'update';
  const isAhead = kind === 'maintenance' && (window === undefined || at.at <= window.startAt);
  return isAhead ? 'scheduled' : kind;
}

/** The file of planned work bears the day of the work, and without marks that says nothing of when it was told. */
function isDated({ kind, window }: Incident, { at }: Update, zone: Zone): boolean {
  if (kind !== 'maintenance' || window === undefined || at.precision === 'minute') return true;
  return zone.dayOf(at.at) !== zone.dayOf(window.startAt);
}

function announcedAt({ window }: Incident, { at }: Update, zone: Zone): Moment {
  if (window === undefined) return at;
  return { at: zone.startOfDay(zone.dayOf(window.startAt - ANNOUNCED_BEFORE_MS)), precision: 'day' };
}

/** Planned work begins and ends by its window, without anybody writing so; where somebody does, theirs is the word. */
function aroundWindow(incident: Incident): {
  readonly starts: readonly FeedEvent[];
  readonly ends: readonly FeedEvent[];
} {
  const { kind, window, cancelled, updates } = incident;
  if (kind !== 'maintenance' || window === undefined || cancelled) return { starts: [], ends: [] };
  const { startAt, endAt } = window;
  const overAt = workOverAt(incident, window);
  const isToldBefore = updates.some(({ phase, at }) => phase === 'in progress' && at.at <= startAt);
  const happens = (id: 'started' | 'ended', at: Instant): FeedEvent => ({
    id,
    word: id,
    at: { at, precision: 'minute' },
    dated: true,
  });
  return {
    starts: overAt > startAt && !isToldBefore ? [happens('started', startAt)] : [],
    ends: endAt !== null && endAt > startAt && overAt > endAt ? [happens('ended', endAt)] : [],
  };
}

/** A day alone says that the work was done, not when on that day. */
function workOverAt({ resolved }: Incident, { startAt, endAt }: Window): Instant {
  if (resolved === null) return Infinity;
  return resolved.precision === 'day' ? Math.max(resolved.at, endAt ?? startAt) : resolved.at;
}

/** That it is over, or will not be, where the file says so in its title or its front matter and in no update. */
function closingEvents(incident: Incident, told: readonly FeedEvent[]): readonly FeedEvent[] {
  const { kind, cancelled, resolved, updates, window } = incident;
  const last = told.at(-1);
  if (kind === 'announcement' || last === undefined) return [];
  if (kind === 'maintenance' && cancelled) {
    return [{ ...withoutUpdate(last), id: 'cancelled', word: 'cancelled' }];
  }
  const closing = kind === 'incident' ? 'resolved' : 'completed';
  const phases = updates.flatMap(({ phase }) =>
    phase === undefined || phase === 'postmortem' ? [] : [phase],
  );
  if (resolved === null || phases.at(-1) === closing) return [];
  const isDay = resolved.precision === 'day' && kind === 'maintenance' && window !== undefined;
  const at: Moment = isDay ? { at: workOverAt(incident, window), precision: 'minute' } : resolved;
  return [{ id: closing, word: closing, at, dated: !isDay }];
}

function withoutUpdate({ at, dated }: FeedEvent): Pick<FeedEvent, 'at' | 'dated'> {
  return { at, dated };
}
