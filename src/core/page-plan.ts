import type { CalendarDay, Instant } from './model/time.ts';
import type { PageName, PageViews } from './view/pages.ts';

/** One page that will stand in the output folder, whether or not it has to be rendered this time. */
export interface PagePlanOf<K extends PageName> {
  readonly name: K;
  /** Below the site's URL, `/history/2010/08/`. */
  readonly path: string;
  /** Below the output folder, `history/2010/08/index.html`. */
  readonly output: string;
  /** Prints the time of the data, so it changes with every snapshot. */
  readonly live: boolean;
  /** Text of everything in the site the page is made of: equal inputs, equal page. The program and the theme come on top. */
  readonly inputs: string;
  /** When the page's facts last changed; absent for pages that are not listed or are live. */
  readonly changedAt?: Instant;
  /** Set where no more than the day is known. */
  readonly changedOn?: CalendarDay;
  /** @param layout of the diagram; only the infrastructure page asks for it. */
  view(layout: unknown): PageViews[K];
}

export type PagePlan = { [K in PageName]: PagePlanOf<K> }[PageName];
