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
import type { CalendarDay, Instant, Moment, Window } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import type { ViewContext } from './context.ts';
import { nameOf } from './context.ts';
import { clip, countWords, cutText } from './excerpt.ts';

/** What stands behind a title: `[Resolved]` as staff wrote it, or what we know of the entry. */
export const TAGS = ['open', 'resolved', 'planned', 'active', 'completed', 'cancelled', 'pinned'] as const;
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

export interface EffectsView {
  readonly affects: readonly AffectView[];
  readonly mail?: Mail;
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

export function tagOf(incident: Incident): Tag | null {
  const written = incident.titleTag === undefined ? {} : { written: clip(incident.titleTag, TITLE_LIMIT) };
  switch (incident.kind) {
    case 'announcement':
      return null;
    case 'maintenance':
      if (incident.cancelled) return { code: 'cancelled' };
      return incident.resolved === null ? { code: 'planned' } : { code: 'completed', ...written };
    case 'incident':
      return incident.resolved === null ? { code: 'open' } : { code: 'resolved', ...written };
  }
}

/** Null where the effects say nothing. */
export function effectsView(effects: Effects, context: ViewContext): EffectsView | null {
  const affects = effects.affects.map(({ id, severity }) => ({
    id,
    severity,
    name: nameOf(context.names, id),
  }));
  if (affects.length === 0 && effects.mail === undefined) return null;
  return { affects, ...(effects.mail === undefined ? {} : { mail: effects.mail }) };
}

/**
 * The entry with as much of its text as `wordLimit` allows. The latest updates are kept, oldest first, because the end
 * of a story is what readers come for; without a limit everything is.
 */
export function entryView(
  incident: Incident,
  prose: Prose,
  context: ViewContext,
  wordLimit: number = Infinity,
): EntryView {
  const texts = [prose.summary, ...incident.updates.map((_, index) => prose.updates[index] ?? '')];
  const kept = keepLatest(texts, wordLimit);
  const summary = kept.texts[0]?.text ?? '';
  const updates = incident.updates.flatMap((update, index) => {
    const excerpt = kept.texts[index + 1];
    return excerpt === undefined ? [] : [updateView(update, index, excerpt, incident, context)];
  });
  const tag = tagOf(incident);
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

function updateView(
  update: Update,
  index: number,
  excerpt: { readonly text: string; readonly cut: boolean },
  incident: Incident,
  context: ViewContext,
): UpdateView {
  const day = context.zone.dayOf(update.at.at);
  const told = day === incident.date && (update.at.precision === 'minute' || index === 0);
  const changes = update.effects === undefined ? null : effectsView(update.effects, context);
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
