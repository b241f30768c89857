import type { Incident } from './model/incident.ts';
import { changed, lastMoment, namesIn } from './incident-plans.ts';
import { place } from './page-place.ts';
import { archiveEntry } from './plan-desk.ts';
import type { ArchiveEntry, PlanDesk } from './plan-desk.ts';
import { HISTORY_PATH, historyView, monthPath, monthView, neighboursOf } from './view/history.ts';
import type { CalendarMonth } from './view/history.ts';
import { notFoundView } from './view/not-found.ts';

/** What a month's plan was made from, besides the desk. */
interface Known {
  readonly incidents: readonly Incident[];
  readonly newer: CalendarMonth | undefined;
  readonly older: CalendarMonth | undefined;
  readonly entry: ArchiveEntry;
}

/** The archive: a page for every month that has entries, the index, and the page for addresses that lead nowhere. */
export class HistoryPlans {
  #known = new Map<CalendarMonth, Known>();

  plan(desk: PlanDesk): readonly ArchiveEntry[] {
    const before = this.#known;
    this.#known = new Map();
    const months = [...desk.archive].map(([month, incidents]) => {
      const { newer, older } = neighboursOf(desk.archive, month);
      const known = before.get(month);
      const same =
        known !== undefined &&
        known.newer === newer &&
        known.older === older &&
        areSame(known.incidents, incidents);
      const entry = same ? known.entry : monthEntry(desk, month, incidents);
      this.#known.set(month, { incidents, newer, older, entry });
      return entry;
    });
    return [...months, indexEntry(desk), notFoundEntry(desk)];
  }
}

function areSame<Item>(before: readonly Item[], now: readonly Item[]): boolean {
  return before.length === now.length && before.every((item, index) => item === now[index]);
}

/** @param incidents at least one. */
function monthEntry(desk: PlanDesk, month: CalendarMonth, incidents: readonly Incident[]): ArchiveEntry {
  return archiveEntry(() => {
    const { archive, context, site } = desk;
    const { newer = null, older = null } = neighboursOf(archive, month);
    const entries = incidents.map((incident) =>
      [incident.slug, incident.date, incident.digest, namesIn(incident, context)].join(' '),
    );
    return {
      name: 'month',
      ...place(monthPath(month)),
      live: false,
      inputs: JSON.stringify([site, entries, newer, older]),
      ...changed(latestOf(incidents), context),
      view: () => monthView(desk.context, desk.archive, month),
    };
  });
}

function indexEntry(desk: PlanDesk): ArchiveEntry {
  const counts = [...desk.archive].map(([month, { length }]) => [month, length]);
  return archiveEntry(() => ({
    name: 'history',
    ...place(HISTORY_PATH),
    live: false,
    inputs: JSON.stringify([desk.site, counts]),
    view: () => historyView(desk.context, desk.archive),
  }));
}

function notFoundEntry(desk: PlanDesk): ArchiveEntry {
  return archiveEntry(() => ({
    name: 'notFound',
    path: '/404.html',
    output: '404.html',
    live: false,
    inputs: desk.site,
    view: () => notFoundView(desk.context),
  }));
}

/** @param incidents at least one. */
function latestOf(incidents: readonly Incident[]): Incident {
  return incidents.reduce((latest, incident) =>
    lastMoment(incident).at > lastMoment(latest).at ? incident : latest,
  );
}
