import type { Mail } from '../../core/model/incident.ts';
import type { Window } from '../../core/model/time.ts';
import type { EffectsView, IncidentLink, Tag, Tense, UpdateView } from '../../core/view/entry.ts';
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

/** Everything staff say of services and mail, a sentence each. Of planned work `message` says that it is expected. */
export function effectsText(
  { affects, mail, tense }: EffectsView,
  message: 'effect.sentence' | 'maintenance.expected',
  words: Words,
): string {
  const effects = affectsText(affects, tense, words);
  return [
    effects === '' ? '' : words.text(message, { effects }),
    mail === undefined ? '' : mailText(mail, tense, words),
  ]
    .filter((text) => text !== '')
    .join(' ');
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

function affectsText(affects: EffectsView['affects'], tense: Tense, words: Words): string {
  const past = tense === 'past' ? 'past.' : '';
  return affects
    .map(({ name, severity }) => words.text(`effect.${past}${severity}`, { name }))
    .join(words.text('effect.separator'));
}

function mailText(mail: Mail, tense: Tense, words: Words): string {
  if (tense === 'present') return words.mail(mail);
  const { incoming, outgoing } = mail;
  if (incoming !== undefined && incoming === outgoing) return words.text(`mail.${tense}.both.${incoming}`);
  const sentences = [
    ...(incoming === undefined ? [] : [words.text(`mail.${tense}.incoming.${incoming}`)]),
    ...(outgoing === undefined ? [] : [words.text(`mail.${tense}.outgoing.${outgoing}`)]),
  ];
  return sentences.join(' ');
}

/** `5 September 2010, 01:00 – 03:00 BST`; the zone at both ends where the clocks change on the way. */
export function windowText(window: Window | undefined, words: Words): string {
  if (window === undefined) return words.text('window.unknown');
  const { startAt, endAt } = window;
  if (endAt === null) return words.text('window.from', { start: words.instantLong(startAt) });
  if (startAt === endAt) return words.instantLong(startAt);
  const [startZone, zone] = [words.zoneName(startAt), words.zoneName(endAt)];
  const start = startZone === zone ? words.clock(startAt) : `${words.clock(startAt)} ${startZone}`;
  const times = { start, end: words.clock(endAt), zone };
  const date = words.dayLong(startAt);
  if (words.isoDay(startAt) === words.isoDay(endAt)) return words.text('window.day', { ...times, date });
  return words.text('window.days', { ...times, startDate: date, endDate: words.dayLong(endAt) });
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
