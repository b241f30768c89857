import type { FeedWord } from '../../core/view/feed-events.ts';
import type { FeedEntryView, FeedEventView, FeedUpdateView } from '../../core/view/feed.ts';
import type { Markdown } from '../markdown.ts';
import { effectsLine } from '../words/effects.ts';
import { windowLine } from '../words/window-line.ts';
import type { Words } from '../words/words.ts';
import { xmlText } from '../xml.ts';
import { elsewhere } from './absolute.ts';

/** What the words of a feed are made with. */
export interface FeedPress {
  readonly words: Words;
  readonly markdown: Markdown;
  /** Without a trailing slash. */
  readonly siteUrl: string;
}

/** `Resolved` */
export function feedWord(word: FeedWord, { words }: FeedPress): string {
  switch (word) {
    case 'update':
    case 'started':
      return words.text(`feed.word.${word}`);
    case 'ended':
    case 'cancelled':
      return words.text(`tag.${word}`);
    case 'incident':
    case 'maintenance':
    case 'announcement':
      return words.text(`kind.${word}`);
    default:
      return words.text(`phase.${word}`);
  }
}

/** `[Resolved] Website Slowdown` */
export function updateTitle({ entry, event }: FeedUpdateView, press: FeedPress): string {
  return press.words.text('feed.title', { word: feedWord(event.word, press), title: entry.title });
}

/** Everything one event says. */
export function updateHtml({ entry, event }: FeedUpdateView, press: FeedPress): string {
  const html = told(entry, event, press);
  return html === '' ? `<p>${xmlText(feedWord(event.word, press))}</p>` : html;
}

/**
 * All events of an entry, newest first, as Statuspage prints them and programs take them apart: a small date, a line break,
 * the bold status, a dash, the text.
 */
export function entryHtml(entry: FeedEntryView, press: FeedPress): string {
  return entry.events
    .map((event) => {
      const time = event.dated ? `<small>${xmlText(press.words.momentLong(event.at))}</small><br />` : '';
      const head = `${time}<strong>${xmlText(feedWord(event.word, press))}</strong>`;
      const html = told(entry, event, press);
      if (html === '') return `<p>${head}</p>`;
      return html.startsWith('<p>') ? `<p>${head} - ${html.slice('<p>'.length)}` : `<p>${head}</p>\n${html}`;
    })
    .join('\n');
}

const NOTES = [
  'started',
  'ended',
  'completed',
  'cancelled',
  'resolved',
] as const satisfies readonly FeedWord[];
type Note = (typeof NOTES)[number];

/** Headings inside an entry stand below its title, which a reader prints as it likes. */
const TOP_HEADING = 3;

function told(entry: FeedEntryView, event: FeedEventView, press: FeedPress): string {
  const { words, markdown, siteUrl } = press;
  const { texts, window, effects } = event;
  const note = event.anchored ? undefined : noteOf(event.word);
  const texted = texts.map((text) => elsewhere(markdown(text, TOP_HEADING).trim(), siteUrl + entry.path));
  const effectsTold = effects === undefined ? '' : effectsLine(effects, words);
  return [
    window === undefined ? '' : paragraph(words.text('feed.window', { window: windowLine(window, words) })),
    note === undefined ? '' : paragraph(words.text(`feed.note.${note}`)),
    ...texted,
    effectsTold === '' ? '' : paragraph(effectsTold),
  ]
    .filter((html) => html !== '')
    .join('\n');
}

function noteOf(word: FeedWord): Note | undefined {
  return NOTES.find((note) => note === word);
}

function paragraph(text: string): string {
  return `<p>${xmlText(text)}</p>`;
}
