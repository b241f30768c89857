import type { Window } from '../../core/model/time.ts';
import type { EffectsView, IncidentLink, Tag, UpdateView } from '../../core/view/entry.ts';
import { affectsText, mailText } from '../words/effects.ts';
import { windowLine } from '../words/window-line.ts';
import type { Words } from '../words/words.ts';
import { cleanLine } from './clean.ts';

/** `Slow logins [Open]`: with its state, where there is one, since a text has no colours to tell it by. */
export function titleText(
  { title, tag }: Pick<IncidentLink, 'title'> & { readonly tag?: Tag },
  words: Words,
): string {
  const name = cleanLine(title) || words.text('text.nameless');
  if (tag === undefined) return name;
  return words.text('text.tagged', {
    title: name,
    tag: cleanLine(tag.written ?? '') || words.text(`tag.${tag.code}`),
  });
}

/** What changed from an update on. */
export function changesText({ affects, mail, tense }: EffectsView, { at }: UpdateView, words: Words): string {
  const effects = affectsText(affects, tense, words);
  const from =
    at.precision === 'minute'
      ? words.text('effect.from', { time: words.clock(at.at), effects })
      : words.text('effect.from-then', { effects });
  return [effects === '' ? '' : from, mail === undefined ? '' : mailText(mail, tense, words)]
    .filter((text) => text !== '')
    .join(' ');
}

/** `5 September 2010, 01:00 – 03:00 BST`; the zone at both ends where the clocks change on the way. */
export function windowText(window: Window | undefined, words: Words): string {
  return window === undefined ? words.text('window.unknown') : windowLine(window, words);
}

/** When an update was written, as its mark says: `10:50`, `02/09/2010 15:35 – 15:50`; empty where no more is known than the day of its entry. */
export function whenText({ at, untilAt, day }: UpdateView, words: Words): string {
  const clock = words.clock(at.at);
  const span =
    untilAt === undefined ? clock : words.text('text.span', { from: clock, to: words.clock(untilAt) });
  return [...(day === undefined ? [] : [words.day(day)]), ...(at.precision === 'minute' ? [span] : [])].join(
    ' ',
  );
}
