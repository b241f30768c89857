import type { Incident, Prose } from '../model/incident.ts';
import type { Instant } from '../model/time.ts';
import type { ViewContext } from './context.ts';
import type { EntryView } from './entry.ts';
import { entryView, wordsOf } from './entry.ts';

/** Incidents and announcements dated today or up to six days before count as new. */
export const NEW_WITHIN_DAYS = 7;
/** The home page's weight has a bound: so many entries, so many words in all, so many in one entry. */
export const LOG_ENTRIES = 15;
export const LOG_WORDS = 1_000;
export const LOG_ENTRY_WORDS = 300;
export const PINNED_ENTRIES = 3;

export interface LogView {
  readonly newCount: number;
  readonly newWithinDays: number;
  /** Announcements that staff pinned, newest first; not told again below. */
  readonly pinned: readonly LogEntryView[];
  /** Newest first. */
  readonly entries: readonly LogEntryView[];
  /** Older entries that only the archive has. */
  readonly older: number;
}

export interface LogEntryView extends EntryView {
  /** The same page tells this entry further up, in full. */
  readonly toldAbove: boolean;
}

export interface LogInput {
  readonly context: ViewContext;
  /** Newest first. */
  readonly incidents: readonly Incident[];
  prose(slug: string): Prose;
  readonly now: Instant;
  /** Slugs of open incidents: listed, not told twice. */
  readonly toldAbove: ReadonlySet<string>;
  /** Slugs of active and coming maintenance: it joins the log when it is over. */
  readonly notYet: ReadonlySet<string>;
}

export function logView(input: LogInput): LogView {
  const listed = input.incidents.filter((incident) => !input.notYet.has(incident.slug));
  const pinned = listed
    .filter(({ kind, pinned }) => kind === 'announcement' && pinned)
    .slice(0, PINNED_ENTRIES);
  const rest = listed.filter((incident) => !pinned.includes(incident));
  const budget = { words: LOG_WORDS };
  return {
    newCount: countNew(input),
    newWithinDays: NEW_WITHIN_DAYS,
    pinned: pinned.map((incident) => ({
      ...told(incident, input, budget),
      tag: { code: 'pinned' },
      toldAbove: false,
    })),
    entries: rest.slice(0, LOG_ENTRIES).map((incident) => {
      const toldAbove = input.toldAbove.has(incident.slug);
      if (!toldAbove) return { ...told(incident, input, budget), toldAbove };
      return {
        ...entryView(incident, NOTHING, input.context),
        tag: { code: 'open' },
        updates: [],
        toldAbove,
      };
    }),
    older: Math.max(0, rest.length - LOG_ENTRIES),
  };
}

const NOTHING: Prose = { summary: '', updates: [] };

function told(incident: Incident, input: LogInput, budget: { words: number }): EntryView {
  const limit = Math.min(LOG_ENTRY_WORDS, budget.words);
  const entry = entryView(incident, input.prose(incident.slug), input.context, limit);
  budget.words -= wordsOf(entry);
  return entry;
}

/** By date alone: an entry is new for seven calendar days, today included. */
function countNew({ context, incidents, now }: LogInput): number {
  const today = context.zone.dayOf(now);
  const firstDay = context.zone.addDays(today, 1 - NEW_WITHIN_DAYS);
  return incidents.filter(({ kind, date }) => kind !== 'maintenance' && firstDay <= date && date <= today)
    .length;
}
