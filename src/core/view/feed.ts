import { compareText } from '../model/diagnostic.ts';
import type { Incident, IncidentKind, Prose } from '../model/incident.ts';
import type { Moment, Window } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import type { ViewContext } from './context.ts';
import type { EffectsView, Tense } from './entry.ts';
import { effectsView, linkOf } from './entry.ts';
import type { FeedEvent, FeedWord } from './feed-events.ts';
import { FEED_ENTRIES } from './feed-selection.ts';
import type { FeedIncident } from './feed-selection.ts';
import { incidentPath } from './incident.ts';
import { servicePath } from './service.ts';

/** The feeds there are, of the site and of every service, the one for most readers first. */
export const FEED_FILES = [
  { file: 'updates.atom', entries: 'updates', format: 'atom' },
  { file: 'updates.rss', entries: 'updates', format: 'rss' },
  { file: 'feed.json', entries: 'updates', format: 'json' },
  { file: 'history.atom', entries: 'incidents', format: 'atom' },
  { file: 'history.rss', entries: 'incidents', format: 'rss' },
] as const;

export type FeedFile = (typeof FEED_FILES)[number];

/** Below the site's URL: where the feeds of the site, or of one service, stand. Ends in a slash. */
export function feedFolder(service?: Id): string {
  return service === undefined ? '/' : servicePath(service);
}

/** One event with its texts. */
export interface FeedEventView {
  readonly id: string;
  readonly word: FeedWord;
  readonly at: Moment;
  readonly dated: boolean;
  /** The incident's page has an anchor of this id. */
  readonly anchored: boolean;
  /** Markdown, one after the other. */
  readonly texts: readonly string[];
  /** What staff declare from then on. */
  readonly effects?: EffectsView;
  /** When the work is planned, told with its announcement. */
  readonly window?: Window;
}

/** One incident, maintenance or announcement. */
export interface FeedEntryView {
  readonly slug: string;
  readonly title: string;
  readonly kind: IncidentKind;
  /** The date in the file's name, which never changes. */
  readonly date: string;
  /** Below the site's URL. */
  readonly path: string;
  /** Newest first, at least one. */
  readonly events: readonly FeedEventView[];
}

/** One update of one entry. */
export interface FeedUpdateView {
  readonly entry: FeedEntryView;
  readonly event: FeedEventView;
}

export function feedEntry(
  { incident, events }: FeedIncident,
  prose: Prose,
  context: ViewContext,
): FeedEntryView {
  const views = events.map((event) => eventView(event, incident, prose, context));
  const told = views.filter((view) => !isEmpty(view));
  return {
    slug: incident.slug,
    title: linkOf(incident).title,
    kind: incident.kind,
    date: incident.date,
    path: incidentPath(incident.slug),
    // Of a file without a word its title is worth telling.
    events: told.length === 0 ? views.slice(-1) : told,
  };
}

/** The newest updates of all entries, newest first. */
export function feedUpdates(entries: readonly FeedEntryView[]): readonly FeedUpdateView[] {
  return (
    entries
      .flatMap((entry) => entry.events.map((event) => ({ entry, event })))
      // Stable, so what happened to one entry at one instant keeps its order.
      .sort((a, b) => b.event.at.at - a.event.at.at || compareText(a.entry.slug, b.entry.slug))
      .slice(0, FEED_ENTRIES)
  );
}

function eventView(event: FeedEvent, incident: Incident, prose: Prose, context: ViewContext): FeedEventView {
  const { id, word, at, dated, update: index } = event;
  const base = { id, word, at, dated, anchored: index !== undefined };
  if (index === undefined) return { ...base, texts: [] };
  const texts = [index === 0 ? prose.summary : '', prose.updates[index] ?? ''];
  const declared = incident.updates[index]?.effects ?? (index === 0 ? incident.effects : undefined);
  const effects =
    declared === undefined ? null : effectsView(declared, context, tenseOfEvent(event, incident));
  const { window } = incident;
  return {
    ...base,
    texts: texts.filter((text) => text.trim() !== ''),
    ...(effects === null ? {} : { effects }),
    ...(word === 'scheduled' && window !== undefined ? { window } : {}),
  };
}

/** As it was when it was told, because what was published is not told anew in the past tense. */
function tenseOfEvent({ at }: FeedEvent, { kind, window }: Incident): Tense {
  const isAhead = kind === 'maintenance' && (window === undefined || at.at < window.startAt);
  return isAhead ? 'expected' : 'present';
}

/** A mark that is followed by nothing. */
function isEmpty({ word, texts, effects, window }: FeedEventView): boolean {
  return word === 'update' && texts.length === 0 && effects === undefined && window === undefined;
}
