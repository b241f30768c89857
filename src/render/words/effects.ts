import type { Mail } from '../../core/model/incident.ts';
import type { AffectView, EffectsView, Tense } from '../../core/view/entry.ts';
import type { Words } from './words.ts';

/** `Web Access down; Client Access works`; of what is over, `Web Access was down; Client Access worked`. */
export function affectsText(affects: readonly AffectView[], tense: Tense, words: Words): string {
  const past = tense === 'past' ? 'past.' : '';
  return affects
    .map(({ name, severity }) => words.text(`effect.${past}${severity}`, { name }))
    .join(words.text('effect.separator'));
}

/** What happens, happened or will happen to mail; one sentence where both directions share one fate. */
export function mailText(mail: Mail, tense: Tense, words: Words): string {
  if (tense === 'present') return words.mail(mail);
  const { incoming, outgoing } = mail;
  if (incoming !== undefined && incoming === outgoing) return words.text(`mail.${tense}.both.${incoming}`);
  const sentences = [
    ...(incoming === undefined ? [] : [words.text(`mail.${tense}.incoming.${incoming}`)]),
    ...(outgoing === undefined ? [] : [words.text(`mail.${tense}.outgoing.${outgoing}`)]),
  ];
  return sentences.join(' ');
}

/** How what is affected is told: as a fact, or of planned work as what is expected. */
export type EffectsMessage = 'effect.sentence' | 'maintenance.expected';

/** Everything staff say of services and mail, as sentences; empty where they say nothing. */
export function effectsSentences(
  { affects, mail, tense }: EffectsView,
  message: EffectsMessage,
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

/** The same, with the message that fits the tense. */
export function effectsLine(effects: EffectsView, words: Words): string {
  return effectsSentences(
    effects,
    effects.tense === 'expected' ? 'maintenance.expected' : 'effect.sentence',
    words,
  );
}
