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
  const known = input.incidents.filter((incident) => isOfTheLog(incident, input));
  const pinned = known.filter((incident) => incident.pinned).slice(0, PINNED_ENTRIES);
  const rest = known.filter((incident) => !pinned.includes(incident));
  const { listed, older } = takeListed(rest, input);
  const budget = { words: LOG_WORDS };
  return {
    newCount: countNew(known, input),
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

/** As many as there is room for; judging the ten thousand behind them would take long and change nothing. */
function takeListed(
  rest: readonly Incident[],
  input: LogInput,
): { listed: readonly Incident[]; older: number } {
  const listed: Incident[] = [];
  let seen = 0;
  for (const incident of rest) {
    if (listed.length === LOG_ENTRIES) break;
    seen++;
    if (!isUnnoticed(incident, input)) listed.push(incident);
  }
  return { listed, older: rest.length - seen };
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
function countNew(known: readonly Incident[], input: LogInput): number {
  const { context, now } = input;
  const today = context.zone.dayOf(now);
  const firstDay = context.zone.addDays(today, 1 - NEW_WITHIN_DAYS);
  const isNew = ({ date }: Incident) => firstDay <= date && date <= today;
  return known.filter((incident) => isNew(incident) && !isUnnoticed(incident, input)).length;
}
