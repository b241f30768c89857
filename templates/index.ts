import { h } from 'preact';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { PageName, PageViews } from '../src/core/view/pages.ts';
import { withoutBidiControls } from '../src/render/bidi.ts';
import type { Kit, PartName } from './kit.ts';

/** Which component draws which page. */
const PAGE_PARTS = {
  home: 'HomePage',
  infrastructure: 'InfrastructurePage',
  service: 'ServicePage',
  incident: 'IncidentPage',
  history: 'HistoryPage',
  month: 'MonthPage',
  timeline: 'TimelinePage',
  timelineYear: 'TimelineYearPage',
  timelineDay: 'TimelineDayPage',
  subscribe: 'SubscribePage',
  notFound: 'NotFoundPage',
  widget: 'WidgetPage',
} as const satisfies Record<PageName, PartName>;

/** A whole HTML document. Same view and kit, same text. */
export function renderPage<K extends PageName>(name: K, view: PageViews[K], kit: Kit): string {
  const Page = kit.parts[PAGE_PARTS[name]] as (props: { view: PageViews[K] }) => VNode | null;
  // In one place for every title, name and note that anybody wrote.
  return withoutBidiControls(`<!DOCTYPE html>\n${renderToString(h(Page, { view }))}\n`);
}
