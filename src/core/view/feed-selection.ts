import { compareText } from '../model/diagnostic.ts';
import type { Incident } from '../model/incident.ts';
import type { Instant } from '../model/time.ts';
import type { Id, Topology } from '../model/topology.ts';
import type { ViewContext } from './context.ts';
import { eventsOf, latestEventAt } from './feed-events.ts';
import type { FeedEvent } from './feed-events.ts';
import { servicesBySubject, servicesOf } from './service.ts';

/** An incident of a feed, and what had happened to it by now. */
export interface FeedIncident {
  readonly incident: Incident;
  /** Newest first, at least one, none of them later than now. */
  readonly events: readonly FeedEvent[];
}

export interface FeedSelection {
  /** What changed last comes first. */
  readonly incidents: readonly FeedIncident[];
  /** The same is selected at every instant before this one; Infinity where nothing is to come. */
  readonly untilAt: Instant;
}

/** So many entries a feed holds, incidents as well as updates: enough for a reader that was shut for a month, and light. */
export const FEED_ENTRIES = 50;

/** The incidents that changed last; of one service, those whose faults ever touched it. */
export function selectForFeed(
  incidents: readonly Incident[],
  context: ViewContext,
  now: Instant,
  service?: Id,
): FeedSelection {
  const ranked = rankedOf(incidents, context.topology);
  const list = service === undefined ? ranked.all : (ranked.byService.get(service) ?? []);
  const picked: FeedIncident[] = [];
  let untilAt = Infinity;
  for (const { incident, latestAt } of list) {
    // What follows happened no later than this, so nothing of it is among the newest, and nothing is to come.
    if (latestAt < changedAt(picked[FEED_ENTRIES - 1])) break;
    const events = eventsOf(incident, context.zone);
    for (const { at } of events) if (at.at > now) untilAt = Math.min(untilAt, at.at);
    const happened = events.filter(({ at }) => at.at <= now).reverse();
    if (happened.length > 0) insert(picked, { incident, events: happened });
  }
  return { incidents: picked, untilAt };
}

/** When something last happened to it. */
export function changedAt(item: FeedIncident | undefined): Instant {
  return item?.events[0]?.at.at ?? -Infinity;
}

function insert(picked: FeedIncident[], item: FeedIncident): void {
  let place = picked.length;
  while (place > 0 && compareChanged(item, picked[place - 1]) < 0) place--;
  picked.splice(place, 0, item);
  if (picked.length > FEED_ENTRIES) picked.pop();
}

function compareChanged(a: FeedIncident, b: FeedIncident | undefined): number {
  return changedAt(b) - changedAt(a) || compareText(a.incident.slug, b?.incident.slug ?? '');
}

/** What of an incident decides where it is told. */
interface Ranked {
  readonly incident: Incident;
  readonly topology: Topology;
  /** Nothing happens to it later. */
  readonly latestAt: Instant;
  readonly services: readonly Id[];
}

interface Ranking {
  readonly topology: Topology;
  /** Latest first. */
  readonly all: readonly Ranked[];
  readonly byService: ReadonlyMap<Id, readonly Ranked[]>;
}

/** One look through all files serves until one of them changes; and then most are known still. */
const rankings = new WeakMap<readonly Incident[], Ranking>();
const known = new WeakMap<Incident, Ranked>();

function rankedOf(incidents: readonly Incident[], topology: Topology): Ranking {
  const before = rankings.get(incidents);
  if (before?.topology === topology) return before;
  const touched = servicesBySubject(topology);
  const all = incidents.map((incident) => rank(incident, topology, touched)).sort(latestFirst);
  const byService = new Map<Id, Ranked[]>(topology.services.map(({ id }) => [id, []]));
  for (const ranked of all) for (const service of ranked.services) byService.get(service)?.push(ranked);
  const ranking = { topology, all, byService };
  rankings.set(incidents, ranking);
  return ranking;
}

function rank(incident: Incident, topology: Topology, touched: ReadonlyMap<Id, readonly Id[]>): Ranked {
  const before = known.get(incident);
  if (before?.topology === topology) return before;
  // As on the services' pages: an announcement touches nothing.
  const services = incident.kind === 'announcement' ? [] : [...servicesOf(incident, touched)];
  const ranked = { incident, topology, latestAt: latestEventAt(incident), services };
  known.set(incident, ranked);
  return ranked;
}

function latestFirst(a: Ranked, b: Ranked): number {
  return b.latestAt - a.latestAt || compareText(a.incident.slug, b.incident.slug);
}
