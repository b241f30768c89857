import { place } from './page-place.ts';
import { archiveEntry } from './plan-desk.ts';
import type { ArchiveEntry, PlanDesk } from './plan-desk.ts';
import { SUBSCRIBE_PATH, subscribeView } from './view/subscribe.ts';

/** The page that explains feeds and the calendar: it changes with the names of services and nothing else. */
export function subscribePlan(desk: PlanDesk): ArchiveEntry {
  return archiveEntry(() => ({
    name: 'subscribe',
    ...place(SUBSCRIBE_PATH),
    live: false,
    inputs: JSON.stringify([desk.site, subscribeView(desk.context).services]),
    view: () => subscribeView(desk.context),
  }));
}
