import { unsettledIn } from '../evaluate/unsettled.ts';
import type { Incident, Prose } from '../model/incident.ts';
import type { Instant } from '../model/time.ts';
import type { ViewContext } from './context.ts';
import type { EntryView } from './entry.ts';
import { entryView, isYetToCome, wordsOf } from './entry.ts';
import { isQuiet } from './maintenance.ts';

/** What the log lists and is dated today or up to six days before counts as new. */
export const NEW_WITHIN_DAYS = 7;
/** The home page's weight has a bound: so many entries, so many words in all, so many in one entry. */
export const LOG_ENTRIES = 15;
export const LOG_WORDS = 1_000;
export const LOG_ENTRY_WORDS = 300;
export const PINNED_ENTRIES = 3;

export interface LogView {
  readonly newCount: number;
  readonly newWithinDays: number;
  /** Entries that staff pinned, newest first; not told again below. */
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
  /** Slugs of active and coming maintenance, and of cancelled until it would be over: then it joins the log. */
  readonly notYet: ReadonlySet<string>;
}

export function logView(input: LogInput): LogView {
  const { incidents, now } = input;
  const untold = new Set(unsettledIn(incidents, now).filter((incident) => !isOfTheLog(incident, input)));
  const pinned = pinnedIn(incidents)
    .filter((incident) => !untold.has(incident))
    .slice(0, PINNED_ENTRIES);
  const { listed, older } = takeListed(input, new Set([...untold, ...pinned]));
  const budget = { words: LOG_WORDS };
  return {
    newCount: countNew(input, untold),
    newWithinDays: NEW_WITHIN_DAYS,
    pinned: pinned.map((incident) => {
      const entry = logEntry(incident, input, budget);
      // Whether something is over matters more than why it stands here.
      return entry.tag === undefined ? { ...entry, tag: { code: 'pinned' } } : entry;
    }),
    entries: listed.map((incident) => logEntry(incident, input, budget)),
    older,
  };
}

function isOfTheLog(incident: Incident, { context, now, notYet, toldAbove }: LogInput): boolean {
  if (notYet.has(incident.slug)) return false;
  return toldAbove.has(incident.slug) || !isYetToCome(incident, now, context);
}

/** Work nobody can notice stands on the infrastructure page and in the archive, unless staff pin it. */
function isUnnoticed(incident: Incident, { context }: LogInput): boolean {
  return incident.kind === 'maintenance' && !incident.pinned && isQuiet(incident, context.topology);
}

const pinnedLists = new WeakMap<readonly Incident[], readonly Incident[]>();

/** Found once for each list. */
function pinnedIn(incidents: readonly Incident[]): readonly Incident[] {
  let pinned = pinnedLists.get(incidents);
  if (pinned === undefined) {
    pinned = incidents.filter((incident) => incident.pinned);
    pinnedLists.set(incidents, pinned);
  }
  return pinned;
}

/**
 * As many as there is room for; judging the ten thousand behind them would take long and change nothing.
 * @param without told elsewhere, or not at all.
 */
function takeListed(
  input: LogInput,
  without: ReadonlySet<Incident>,
): { listed: readonly Incident[]; older: number } {
  const { incidents } = input;
  const listed: Incident[] = [];
  let seen = 0;
  for (const incident of incidents) {
    if (listed.length === LOG_ENTRIES) break;
    if (without.has(incident)) continue;
    seen++;
    if (!isUnnoticed(incident, input)) listed.push(incident);
  }
  return { listed, older: incidents.length - without.size - seen };
}

function logEntry(incident: Incident, input: LogInput, budget: { words: number }): LogEntryView {
  const toldAbove = input.toldAbove.has(incident.slug);
  if (!toldAbove) return { ...told(incident, input, budget), toldAbove };
  const { context, now } = input;
  return { ...entryView(incident, NOTHING, context, { now }), tag: { code: 'open' }, updates: [], toldAbove };
}

const NOTHING: Prose = { summary: '', updates: [] };

function told(incident: Incident, input: LogInput, budget: { words: number }): EntryView {
  const { context, now } = input;
  const wordLimit = Math.min(LOG_ENTRY_WORDS, budget.words);
  const entry = entryView(incident, input.prose(incident.slug), context, { wordLimit, now });
  budget.words -= wordsOf(entry);
  return entry;
}

/** By date alone: an entry is new for seven calendar days, today included. */
function countNew(input: LogInput, untold: ReadonlySet<Incident>): number {
  const { context, incidents, now } = input;
  const today = context.zone.dayOf(now);
  const firstDay = context.zone.addDays(today, 1 - NEW_WITHIN_DAYS);
  let count = 0;
  // By date, newest first.
  for (const incident of incidents) {
    if (incident.date < firstDay) break;
    if (incident.date <= today && !untold.has(incident) && !isUnnoticed(incident, input)) count++;
  }
  return count;
}
