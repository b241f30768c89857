import type { HistoryView, MonthView } from './history.ts';
import type { HomeView } from './home.ts';
import type { IncidentView } from './incident.ts';
import type { InfrastructureView } from './infrastructure.ts';
import type { NotFoundView } from './not-found.ts';

/** Name of a page's template → what it may print. */
export interface PageViews {
  readonly home: HomeView;
  readonly infrastructure: InfrastructureView;
  readonly incident: IncidentView;
  readonly history: HistoryView;
  readonly month: MonthView;
  readonly notFound: NotFoundView;
}

export type PageName = keyof PageViews;
