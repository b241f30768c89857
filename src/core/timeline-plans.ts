import type { PagePlan } from './compile.ts';
import type { History } from './model/history.ts';
import { groupsOf } from './model/topology.ts';
import { place } from './page-place.ts';
import type { Reading } from './sources.ts';
import { groupsText } from './view/affected-groups.ts';
import type { ViewContext } from './view/context.ts';
import { reachOf } from './view/strip-window.ts';
import type { TimeRange } from './view/strip-window.ts';
import { LOOK_BACK_MS } from './view/timeline-changes.ts';
import { rangeOf, TIMELINE_PATH, timelineDayPath, timelineDayView } from './view/timeline-day.ts';
import { timelineDays } from './view/timeline-days.ts';
import type { TimelineDay } from './view/timeline-days.ts';
import { timelineView, timelineYearPath, timelineYears, timelineYearView } from './view/timeline-index.ts';

/** The days that have a page, newest first. */
export function daysOfTimeline(reading: Reading, { zone }: ViewContext): readonly TimelineDay[] {
  const { incidents, history, now } = reading;
  return timelineDays({ incidents, changes: history.days(), zone, now });
}

/**
 * One page a day, the index, and once there are many days one page a year. No month long past is read to plan them.
 * @param site what every page prints around its content.
 */
export function timelinePlans(
  reading: Reading,
  context: ViewContext,
  days: readonly TimelineDay[],
  site: string,
): PagePlan[] {
  const index = timelineView(context, days);
  return [
    ...dayPlans(reading, context, days, site),
    ...yearPlans(context, days, site),
    {
      name: 'timeline',
      ...place(TIMELINE_PATH),
      live: false,
      inputs: [site, JSON.stringify(index)].join('\n'),
      view: () => index,
    },
  ];
}

function dayPlans(
  reading: Reading,
  context: ViewContext,
  days: readonly TimelineDay[],
  site: string,
): PagePlan[] {
  const { history } = reading;
  const subjects = subjectsText(context);
  return days.map((day, index) => {
    const [newer, older] = [days[index - 1]?.day, days[index + 1]?.day];
    const range = rangeOf(day.day, context);
    return {
      name: 'timelineDay',
      ...place(timelineDayPath(day.day)),
      live: false,
      inputs: [
        site,
        entryInputs(day),
        `${older ?? ''} ${newer ?? ''}`,
        probeInputs(range, history, subjects),
      ].join('\n'),
      changedAt: range.startAt,
      changedOn: day.day,
      view: () =>
        timelineDayView({
          context,
          history,
          day,
          prose: (slug) => reading.prose(slug),
          ...(older === undefined ? {} : { older }),
          ...(newer === undefined ? {} : { newer }),
        }),
    };
  });
}

/** Of what was only under way no more is printed than its name. */
function entryInputs({ entries, lasting }: TimelineDay): string {
  return [
    ...entries.map(({ slug, digest }) => `${slug} ${digest}`),
    ...lasting.map(({ slug, title }) => JSON.stringify([slug, title])),
  ].join('\t');
}

/** How far the records go, and what they say: nothing that changes while nothing happens. */
function probeInputs(range: TimeRange, history: History, subjects: string): string {
  const { observed } = history;
  const reach = reachOf(range, observed);
  if (observed === null || reach === 'none') {
    return observed === null || observed.fromAt >= range.endAt ? 'before' : reach;
  }
  const digest = history.digest(range.startAt - LOOK_BACK_MS, range.endAt);
  return [reach, String(Math.max(observed.fromAt, range.startAt)), subjects, digest].join('\n');
}

/** Everything whose name or role a day's page may print or judge by. */
function subjectsText({ topology }: ViewContext): string {
  return groupsText(groupsOf(topology)) + JSON.stringify(topology.services.map(({ id, name }) => [id, name]));
}

function yearPlans(context: ViewContext, days: readonly TimelineDay[], site: string): PagePlan[] {
  const years = timelineYears(days);
  return [...years.keys()].map((year) => {
    const view = timelineYearView(context, years, year);
    return {
      name: 'timelineYear',
      ...place(timelineYearPath(year)),
      live: false,
      inputs: [site, JSON.stringify(view)].join('\n'),
      view: () => view,
    };
  });
}
