import type { EntryView, UpdateView } from '../../core/view/entry.ts';
import type { MaintenanceView, OpenView } from '../../core/view/home.ts';
import { incidentPath } from '../../core/view/incident.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Words } from '../words/words.ts';
import type { Addresses } from './addresses.ts';
import { cleanLine } from './clean.ts';
import type { Block, Link } from './document.ts';
import type { Prose } from './prose.ts';
import { effectsSentences } from '../words/effects.ts';
import { changesText, titleText, whenText, windowText } from './sentences.ts';

export interface EntryDesk {
  readonly words: Words;
  readonly addresses: Addresses;
  readonly prose: Prose;
}

/** An open incident: what it does, when staff will speak again, its updates as far as there is room for them, the latest first. */
export function openBlocks(entry: OpenView, near: Instant | undefined, desk: EntryDesk): readonly Block[] {
  const { words } = desk;
  const { effects, promise } = entry;
  return [
    ...headBlocks(entry, desk),
    ...sentence(effects === undefined ? '' : effectsSentences(effects, 'effect.sentence', words)),
    ...sentence(
      promise === undefined
        ? ''
        : words.text(promise.overdue ? 'open.overdue' : 'open.promise', {
            time: words.time(promise.at, near),
          }),
    ),
    ...storyBlocks(entry, desk),
  ];
}

/** Planned work, under way, to come or cancelled: when, what it touches, what staff say. */
export function workBlocks(entry: MaintenanceView, desk: EntryDesk): readonly Block[] {
  const { words } = desk;
  const { effects } = entry;
  return [
    ...headBlocks(entry, desk),
    ...sentence(windowText(entry.window, words)),
    ...sentence(effects === undefined ? '' : effectsSentences(effects, 'maintenance.expected', words)),
    ...storyBlocks(entry, desk),
  ];
}

function headBlocks(entry: EntryView, { words, addresses }: EntryDesk): readonly Block[] {
  const { date, kind, window } = entry;
  const day = window === undefined ? words.day(date) : words.dayLong(date);
  return [
    { kind: 'heading', level: 3, text: [entryLink(entry, { words, addresses })] },
    ...sentence(words.text('text.dated', { date: day, kind: words.text(`kind.${kind}`) })),
  ];
}

/** The title, which leads to the entry's own page. */
export function entryLink(
  entry: Pick<EntryView, 'slug' | 'title' | 'tag'>,
  { words, addresses }: Omit<EntryDesk, 'prose'>,
): Link {
  return { text: titleText(entry, words), address: addresses.of(incidentPath(entry.slug)), told: 'below' };
}

function storyBlocks({ summary, updates, omitted, slug }: EntryView, desk: EntryDesk): readonly Block[] {
  const items = updates.map((update) => updateBlocks(update, desk)).filter((blocks) => blocks.length > 0);
  return [
    ...(summary === undefined ? [] : desk.prose(summary)),
    ...(items.length === 0 ? [] : [{ kind: 'list', items } as const]),
    ...restBlocks(
      omitted,
      updates.some(({ cut }) => cut),
      slug,
      desk,
    ),
  ];
}

/** What there was no room for is on the entry's own page. */
function restBlocks(
  omitted: number,
  cut: boolean,
  slug: string,
  { words, addresses }: EntryDesk,
): readonly Block[] {
  if (omitted === 0 && !cut) return [];
  const text = omitted > 0 ? words.text('entry.omitted', { count: omitted }) : words.text('entry.read-on');
  return [
    {
      kind: 'text',
      text: [{ text: cleanLine(text), address: addresses.of(incidentPath(slug)), told: 'below' }],
    },
  ];
}

/** Nothing for a mark that is followed by nothing. */
function updateBlocks(update: UpdateView, { words, prose }: EntryDesk): readonly Block[] {
  const { phase, changes, text } = update;
  const said = [
    ...prose(text),
    ...sentence(changes === undefined ? '' : changesText(changes, update, words)),
  ];
  if (said.length === 0 && phase === undefined) return [];
  const when = whenText(update, words);
  const name = phase === undefined ? '' : words.text(`phase.${phase}`);
  const head = when !== '' && name !== '' ? words.text('text.phase', { when, phase: name }) : when + name;
  return [...sentence(head, true), ...said];
}

/** A paragraph; none where there is nothing to say. */
export function sentence(text: string, strong = false): readonly Block[] {
  const clean = cleanLine(text);
  return clean === '' ? [] : [{ kind: 'text', text: [clean], ...(strong ? { strong } : {}) }];
}
