import type { Incident } from './model/incident.ts';
import type { CalendarDay } from './model/time.ts';
import type { Reading } from './sources.ts';
import type { ViewContext } from './view/context.ts';
import { timelineDays } from './view/timeline-days.ts';
import type { TimelineDay } from './view/timeline-days.ts';

/** What the days were made from. */
interface Known {
  readonly incidents: readonly Incident[];
  readonly changes: ReadonlyMap<CalendarDay, number>;
  readonly today: CalendarDay;
  readonly days: readonly TimelineDay[];
}

/** The days that have a page. The same list comes back while nothing changes, and the same days in a list of which only others change. */
export class TimelineCalendar {
  #known: Known | null = null;

  days(reading: Reading, { zone }: ViewContext): readonly TimelineDay[] {
    const { incidents, history, now } = reading;
    const [changes, today] = [history.days(), zone.dayOf(now)];
    const known = this.#known;
    if (known?.incidents === incidents && known.today === today && areEqual(known.changes, changes)) {
      return known.days;
    }
    const before = new Map(known?.days.map((day) => [day.day, day]));
    const days = timelineDays({
      incidents,
      daysOf: (incident) => reading.daysOf(incident),
      changes,
      today,
    }).map((day) => {
      const kept = before.get(day.day);
      return kept !== undefined && isSame(kept, day) ? kept : day;
    });
    this.#known = { incidents, changes, today, days };
    return days;
  }
}

function areEqual<Key>(a: ReadonlyMap<Key, number>, b: ReadonlyMap<Key, number>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [key, count] of a) if (b.get(key) !== count) return false;
  return true;
}

function isSame(a: TimelineDay, b: TimelineDay): boolean {
  return a.changes === b.changes && areSame(a.entries, b.entries) && areSame(a.lasting, b.lasting);
}

function areSame(a: readonly Incident[], b: readonly Incident[]): boolean {
  return a.length === b.length && a.every((incident, index) => incident === b[index]);
}
