import type { History } from './model/history.ts';
import { groupsOf } from './model/topology.ts';
import { place } from './page-place.ts';
import { archiveEntry } from './plan-desk.ts';
import type { ArchiveEntry, PlanDesk } from './plan-desk.ts';
import { groupsText } from './view/affected-groups.ts';
import type { ViewContext } from './view/context.ts';
import { reachOf } from './view/strip-window.ts';
import type { TimeRange } from './view/strip-window.ts';
import { LOOK_BACK_MS } from './view/timeline-changes.ts';
import { rangeOf, TIMELINE_PATH, timelineDayPath, timelineDayView } from './view/timeline-day.ts';
import type { TimelineDay } from './view/timeline-days.ts';
import { timelineView, timelineYearPath, timelineYears, timelineYearView } from './view/timeline-index.ts';

/** What a day's plan was made from, besides the desk. */
interface Known {
  readonly day: TimelineDay;
  readonly newer: string | undefined;
  readonly older: string | undefined;
  readonly entry: ArchiveEntry;
}

/**
 * One page a day, the index, and once there are many days one page a year. No month long past is read to plan them. A day
 * whose entries and neighbours are as they were keeps its plan.
 */
export class TimelinePlans {
  #known = new Map<string, Known>();

  plan(desk: PlanDesk): readonly ArchiveEntry[] {
    return [...this.#days(desk), ...yearEntries(desk), indexEntry(desk)];
  }

  #days(desk: PlanDesk): readonly ArchiveEntry[] {
    const { days } = desk;
    const before = this.#known;
    this.#known = new Map();
    return days.map((day, index) => {
      const [newer, older] = [days[index - 1]?.day, days[index + 1]?.day];
      const known = before.get(day.day);
      const same = known?.day === day && known.newer === newer && known.older === older;
      const entry = same ? known.entry : dayEntry(desk, day, newer, older);
      this.#known.set(day.day, { day, newer, older, entry });
      return entry;
    });
  }
}

function dayEntry(
  desk: PlanDesk,
  day: TimelineDay,
  newer: string | undefined,
  older: string | undefined,
): ArchiveEntry {
  const range = rangeOf(day.day, desk.context);
  return archiveEntry(
    () => ({
      name: 'timelineDay',
      ...place(timelineDayPath(day.day)),
      live: false,
      inputs: [
        desk.site,
        entryInputs(day),
        `${older ?? ''} ${newer ?? ''}`,
        probeInputs(range, desk.reading.history, desk.subjects),
      ].join('\n'),
      changedAt: range.startAt,
      changedOn: day.day,
      view: () =>
        timelineDayView({
          context: desk.context,
          history: desk.reading.history,
          day,
          prose: (slug) => desk.reading.prose(slug),
          ...(older === undefined ? {} : { older }),
          ...(newer === undefined ? {} : { newer }),
        }),
    }),
    range.endAt,
  );
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
export function subjectsText({ topology }: ViewContext): string {
  return groupsText(groupsOf(topology)) + JSON.stringify(topology.services.map(({ id, name }) => [id, name]));
}

function yearEntries(desk: PlanDesk): readonly ArchiveEntry[] {
  const years = timelineYears(desk.days);
  return [...years.keys()].map((year) => {
    const view = timelineYearView(desk.context, years, year);
    return archiveEntry(() => ({
      name: 'timelineYear',
      ...place(timelineYearPath(year)),
      live: false,
      inputs: [desk.site, JSON.stringify(view)].join('\n'),
      view: () => view,
    }));
  });
}

function indexEntry(desk: PlanDesk): ArchiveEntry {
  const view = timelineView(desk.context, desk.days);
  return archiveEntry(() => ({
    name: 'timeline',
    ...place(TIMELINE_PATH),
    live: false,
    inputs: [desk.site, JSON.stringify(view)].join('\n'),
    view: () => view,
  }));
}
