import type { Frame } from '../../core/view/context.ts';
import { HISTORY_PATH } from '../../core/view/history.ts';
import { SUBSCRIBE_PATH } from '../../core/view/subscribe.ts';
import type { MessageKey } from '../words/messages.ts';
import { cleanLine } from './clean.ts';
import type { Block, Row } from './document.ts';
import { sentence } from './entry-blocks.ts';
import type { StatusDesk, TextForm } from './status-document.ts';

export const TEXT_OUTPUTS: Readonly<Record<TextForm, string>> = {
  plain: 'status.txt',
  markdown: 'status.md',
};

interface Way {
  readonly text: MessageKey;
  readonly path: string;
}

/** Where else to look, and what programs and feed readers ask for. */
const WAYS: readonly Way[] = [
  { text: 'text.ways.infrastructure', path: '/infrastructure/' },
  { text: 'log.history', path: HISTORY_PATH },
  { text: 'text.ways.subscribe', path: SUBSCRIBE_PATH },
  { text: 'text.ways.updates', path: '/updates.atom' },
  { text: 'text.ways.incidents', path: '/history.atom' },
  { text: 'text.ways.calendar', path: '/maintenance.ics' },
  { text: 'text.ways.programs', path: '/api/signalbox.json' },
];

/** The way to the form that this one is not. */
const OTHER_FORM: Readonly<Record<TextForm, Way>> = {
  plain: { text: 'text.ways.markdown', path: `/${TEXT_OUTPUTS.markdown}` },
  markdown: { text: 'text.ways.plain', path: `/${TEXT_OUTPUTS.plain}` },
};

export function waysBlocks(
  { contact }: Frame,
  page: string,
  { words, addresses, form }: StatusDesk,
): readonly Block[] {
  const ways: readonly Way[] = [{ text: 'text.ways.page', path: page }, ...WAYS, OTHER_FORM[form]];
  const rows = ways.map(({ text, path }): Row => {
    const address = addresses.of(path);
    return { term: [cleanLine(words.text(text))], value: [{ text: '', address, told: 'below' }], notes: [] };
  });
  return [
    { kind: 'heading', level: 2, text: [cleanLine(words.text('text.ways.heading'))] },
    { kind: 'rows', rows },
    ...sentence(contact === undefined ? '' : words.text('footer.contact', { contact: contact.text })),
    ...sentence(words.text('footer.zone', { zone: words.timezone })),
  ];
}
