import type {
  Declarable,
  Effects,
  Incident,
  IncidentKind,
  Mail,
  Phase,
  Prose,
  Update,
} from '../model/incident.ts';
import { isFromTheFuture } from '../check/clock.ts';
import { isOpen, maintenanceState } from '../evaluate/incident.ts';
import type { MaintenanceState } from '../evaluate/incident.ts';
import type { CalendarDay, Instant, Moment, Window } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import type { ViewContext } from './context.ts';
import { nameOf } from './context.ts';
import { clip, countWords, cutText } from './excerpt.ts';

/** What stands behind a title: `[Resolved]` as staff wrote it, or what we know of the entry. */
export const TAGS = [
  'open',
  'resolved',
  'planned',
  'active',
  'verifying',
  'ended',
  'completed',
  'cancelled',
  'pinned',
] as const;
export interface Tag {
  readonly code: (typeof TAGS)[number];
  /** `All Resolved`, as written at the end of the title. */
  readonly written?: string;
}

export interface IncidentLink {
  readonly slug: string;
  readonly title: string;
  readonly date: CalendarDay;
}

/** One subject and what staff say of it. */
export interface AffectView {
  readonly id: Id;
  readonly name: string;
  readonly severity: Declarable;
}

/** Of what is over one speaks in the past, of what is planned in the future. */
export const TENSES = ['present', 'past', 'expected'] as const;
export type Tense = (typeof TENSES)[number];

export interface EffectsView {
  readonly affects: readonly AffectView[];
  readonly mail?: Mail;
  readonly tense: Tense;
}

export interface UpdateView {
  /** Anchor on the incident's own page. */
  readonly id: string;
  readonly at: Moment;
  readonly untilAt?: Instant;
  /** Set where the update is not of the entry's own day, or is only known to the day and not the first. */
  readonly day?: CalendarDay;
  readonly phase?: Phase;
  /** Markdown. */
  readonly text: string;
  readonly cut: boolean;
  /** What changed from this update on. */
  readonly changes?: EffectsView;
}

/** One incident, maintenance or announcement, as far as a page shows it. */
export interface EntryView extends IncidentLink {
  readonly kind: IncidentKind;
  readonly tag?: Tag;
  readonly started: Moment;
  /** Of maintenance; absent where the file's own could not be read. */
  readonly window?: Window;
  /** Markdown. */
  readonly summary?: string;
  readonly updates: readonly UpdateView[];
  /** Texts that did not fit; the entry's own page has them. */
  readonly omitted: number;
}

/** Titles are printed whole up to this length (UTF-16 units). */
export const TITLE_LIMIT = 160;

export function linkOf(incident: Incident): IncidentLink {
  return { slug: incident.slug, title: clip(incident.title, TITLE_LIMIT), date: incident.date };
}

/**
 * What the file alone says: for pages without a clock. Of maintenance that nobody speaks of as begun or over, nothing is
 * said but its window, because "planned" would be wrong the day after.
 */
export function tagOf(incident: Incident): Tag | null {
  switch (incident.kind) {
    case 'announcement':
      return null;
    case 'maintenance':
      if (incident.cancelled) return { code: 'cancelled' };
      if (incident.resolved !== null) return { code: 'completed', ...writtenTag(incident) };
      if (incident.phase === 'in progress') return { code: 'active' };
      return incident.phase === 'verifying' ? { code: 'verifying' } : null;
    case 'incident':
      return incident.resolved === null ? { code: 'open' } : { code: 'resolved', ...writtenTag(incident) };
  }
}

const MAINTENANCE_TAG = {
  scheduled: 'planned',
  active: 'active',
  ended: 'ended',
  completed: 'completed',
  cancelled: 'cancelled',
} as const satisfies Record<MaintenanceState, Tag['code']>;

/** The same at one instant: for pages that have a clock. */
export function tagAt(incident: Incident, now: Instant): Tag | null {
  switch (incident.kind) {
    case 'announcement':
      return null;
    case 'maintenance': {
      const code = MAINTENANCE_TAG[maintenanceState(incident, now)];
      return { code, ...(code === 'completed' ? writtenTag(incident) : {}) };
    }
    case 'incident':
      return isOpen(incident, now) ? { code: 'open' } : { code: 'resolved', ...writtenTag(incident) };
  }
}

/** As written at the end of the title; an open entry's title does not have it. */
function writtenTag({ titleTag, resolved }: Incident): { written?: string } {
  return titleTag === undefined || resolved === null ? {} : { written: clip(titleTag, TITLE_LIMIT) };
}

/** How to speak of what an entry does, at one instant, or by its file alone where there is no clock. */
export function tenseOf(incident: Incident, now?: Instant): Tense {
  if (incident.kind === 'maintenance') {
    if (now === undefined) return incident.resolved === null ? 'expected' : 'past';
    const state = maintenanceState(incident, now);
    if (state === 'scheduled') return 'expected';
    return state === 'active' ? 'present' : 'past';
  }
  const over = now === undefined ? incident.resolved !== null : !isOpen(incident, now);
  return over ? 'past' : 'present';
}

/** Null where the effects say nothing. Ids that name nothing are left out: `check` reports them to staff. */
export function effectsView(effects: Effects, context: ViewContext, tense: Tense): EffectsView | null {
  const affects = effects.affects
    .filter(({ id }) => Object.hasOwn(context.names, id))
    .map(({ id, severity }) => ({ id, severity, name: nameOf(context.names, id) }));
  if (affects.length === 0 && effects.mail === undefined) return null;
  return { affects, ...(effects.mail === undefined ? {} : { mail: effects.mail }), tense };
}

export interface EntryOptions {
  readonly wordLimit?: number;
  /** The instant the page shows; absent on pages without a clock. Updates of a later time are left out. */
  readonly now?: Instant;
}

/**
 * The entry with as much of its text as `wordLimit` allows. The latest updates are kept, oldest first, because the end
 * of a story is what readers come for; without a limit all of them are.
 */
export function entryView(
  incident: Incident,
  prose: Prose,
  context: ViewContext,
  { wordLimit = Infinity, now }: EntryOptions = {},
): EntryView {
  const hidden = hiddenUpdates(incident, now);
  const textOf = (update: Update, index: number) => (hidden.has(update) ? '' : (prose.updates[index] ?? ''));
  const kept = keepLatest([prose.summary, ...incident.updates.map(textOf)], wordLimit);
  const summary = kept.texts[0]?.text ?? '';
  const tense = tenseOf(incident, now);
  const updates = incident.updates.flatMap((update, index) => {
    const excerpt = kept.texts[index + 1];
    if (excerpt === undefined || hidden.has(update)) return [];
    return [updateView({ update, index, excerpt, incident, tense }, context)];
  });
  const tag = now === undefined ? tagOf(incident) : tagAt(incident, now);
  return {
    ...linkOf(incident),
    kind: incident.kind,
    ...(tag === null ? {} : { tag }),
    started: incident.started,
    ...(incident.window === undefined ? {} : { window: incident.window }),
    ...(summary === '' ? {} : { summary }),
    updates,
    omitted: kept.omitted,
  };
}

/** True where nothing of the entry had happened at `now`, as a page built for a moment of the past finds it. Of work that is over something has. */
export function isYetToCome(incident: Incident, now: Instant, { zone }: ViewContext): boolean {
  if (incident.kind === 'maintenance' && !incident.cancelled) return false;
  return incident.date > zone.dayOf(now) || isFromTheFuture(incident, incident.started, now);
}

/** Updates of a later time than the page shows. A mistyped date must not hide the only words there are, so then all stay. */
function hiddenUpdates(incident: Incident, now: Instant | undefined): ReadonlySet<Update> {
  if (now === undefined || isFromTheFuture(incident, incident.started, now)) return new Set();
  return new Set(incident.updates.filter(({ at }) => isFromTheFuture(incident, at, now)));
}

/** How many words of the entry's texts are printed. */
export function wordsOf(entry: EntryView): number {
  return entry.updates.reduce((sum, { text }) => sum + countWords(text), countWords(entry.summary ?? ''));
}

/** Below this many words an excerpt says nothing. */
const SHORTEST_EXCERPT_WORDS = 12;

type Kept = { readonly text: string; readonly cut: boolean } | undefined;

function keepLatest(texts: readonly string[], limit: number): { texts: readonly Kept[]; omitted: number } {
  if (limit === Infinity) return { texts: texts.map((text) => ({ text, cut: false })), omitted: 0 };
  const kept: Kept[] = texts.map(() => undefined);
  let left = limit;
  let index = texts.length - 1;
  for (; index >= 0; index--) {
    const text = texts[index] ?? '';
    const words = countWords(text);
    if (words > left) break;
    kept[index] = { text, cut: false };
    left -= words;
  }
  const nothingYet = !kept.some((excerpt) => excerpt !== undefined && excerpt.text !== '');
  if (index >= 0 && nothingYet && left >= SHORTEST_EXCERPT_WORDS) {
    kept[index] = cutText(texts[index] ?? '', left);
    index--;
  }
  return { texts: kept, omitted: texts.slice(0, index + 1).filter((text) => text !== '').length };
}

interface UpdateParts {
  readonly update: Update;
  readonly index: number;
  readonly excerpt: { readonly text: string; readonly cut: boolean };
  readonly incident: Incident;
  readonly tense: Tense;
}

function updateView(parts: UpdateParts, context: ViewContext): UpdateView {
  const { update, index, excerpt, incident, tense } = parts;
  const day = context.zone.dayOf(update.at.at);
  const told = day === incident.date && (update.at.precision === 'minute' || index === 0);
  const changes = update.effects === undefined ? null : effectsView(update.effects, context, tense);
  return {
    id: update.id,
    at: update.at,
    ...(update.untilAt === undefined ? {} : { untilAt: update.untilAt }),
    ...(told ? {} : { day }),
    ...(update.phase === undefined ? {} : { phase: update.phase }),
    text: excerpt.text,
    cut: excerpt.cut,
    ...(changes === null ? {} : { changes }),
  };
}
