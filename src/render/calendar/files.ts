import { siteInputs } from '../../core/plan-desk.ts';
import { namesIn } from '../../core/incident-plans.ts';
import type { Instant } from '../../core/model/time.ts';
import {
  appointment,
  CALENDAR_ENTRIES,
  CALENDAR_PATH,
  plannedIn,
  stampOf,
} from '../../core/view/calendar.ts';
import type { PlannedIncident } from '../../core/view/calendar.ts';
import type { FileDesk, FilePlan } from '../file-plans.ts';
import { keepPlans } from '../kept-plans.ts';
import { calendarEvent } from './event.ts';
import { icalendar } from './ics.ts';

/** One work of the calendar. */
interface Entry {
  readonly incident: PlannedIncident;
  readonly stampAt: Instant;
  readonly inputs: string;
}

/** The calendar of planned work, and every work as a file of its own. */
export const calendarFiles = keepPlans((desk) => {
  const { reading, context } = desk().site;
  let untilAt = Infinity;
  const entries = plannedIn(reading.incidents).map((incident): Entry => {
    const stamp = stampOf(incident, context, reading.now);
    untilAt = Math.min(untilAt, stamp.untilAt);
    const { slug, digest, date } = incident;
    const inputs = [slug, digest, date, stamp.stampAt, namesIn(incident, context)].join('\t');
    return { incident, stampAt: stamp.stampAt, inputs };
  });
  return {
    plans: [
      calendarPlan(CALENDAR_PATH.slice(1), entries.slice(0, CALENDAR_ENTRIES), desk),
      ...entries.map((entry) =>
        calendarPlan(`incidents/${entry.incident.slug}/maintenance.ics`, [entry], desk),
      ),
    ],
    untilAt,
  };
});

function calendarPlan(output: string, entries: readonly Entry[], desk: () => FileDesk): FilePlan {
  return {
    output,
    live: false,
    inputs: [siteInputs(desk().site.context), ...entries.map(({ inputs }) => inputs)].join('\n'),
    content: () => {
      const { site, words, markdown } = desk();
      const { name, url } = site.reading.topology.site;
      const press = { words, markdown, siteUrl: url };
      return icalendar({
        name: words.text('calendar.name', { site: name }),
        about: words.text('calendar.about', { site: name }),
        events: entries.map(({ incident, stampAt }) => {
          const prose = site.reading.prose(incident.slug);
          return calendarEvent(appointment(incident, stampAt, prose, site.context), name, press);
        }),
      });
    },
  };
}
