import type { HistoryView, MonthView } from './history.ts';
import type { HomeView } from './home.ts';
import type { IncidentView } from './incident.ts';
import type { InfrastructureView } from './infrastructure.ts';
import type { NotFoundView } from './not-found.ts';
import type { SubscribeView } from './subscribe.ts';
import type { TimelineDayView } from './timeline-day.ts';
import type { TimelineView, TimelineYearView } from './timeline-index.ts';
import type { ServicePageView } from './service.ts';
import type { WidgetView } from './widget.ts';

/** Name of a page's template → what it may print. */
export interface PageViews {
  readonly home: HomeView;
  readonly infrastructure: InfrastructureView;
  readonly service: ServicePageView;
  readonly incident: IncidentView;
  readonly history: HistoryView;
  readonly month: MonthView;
  readonly timeline: TimelineView;
  readonly timelineYear: TimelineYearView;
  readonly timelineDay: TimelineDayView;
  readonly subscribe: SubscribeView;
  readonly notFound: NotFoundView;
  readonly widget: WidgetView;
}

export type PageName = keyof PageViews;
