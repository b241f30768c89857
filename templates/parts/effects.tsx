import type { Mail } from '../../src/core/model/incident.ts';
import type { AffectView, EffectsView, Tense } from '../../src/core/view/entry.ts';
import type { Kit } from '../kit.ts';

/** `Web Access down; Client Access works`; of what is over, `Web Access was down; Client Access worked`. */
export function effectsText(affects: readonly AffectView[], tense: Tense, { words }: Kit): string {
  const past = tense === 'past' ? 'past.' : '';
  return affects
    .map(({ name, severity }) => words.text(`effect.${past}${severity}`, { name }))
    .join(words.text('effect.separator'));
}

/** What happens, happened or will happen to mail; one sentence where both directions share one fate. */
export function mailText(mail: Mail, tense: Tense, { words }: Kit): string {
  if (tense === 'present') return words.mail(mail);
  const { incoming, outgoing } = mail;
  if (incoming !== undefined && incoming === outgoing) return words.text(`mail.${tense}.both.${incoming}`);
  const sentences = [
    ...(incoming === undefined ? [] : [words.text(`mail.${tense}.incoming.${incoming}`)]),
    ...(outgoing === undefined ? [] : [words.text(`mail.${tense}.outgoing.${outgoing}`)]),
  ];
  return sentences.join(' ');
}

/** Everything staff say of services and mail, as sentences. Of planned work `message` says that it is expected. */
export function effectsSentences(
  { affects, mail, tense }: EffectsView,
  message: 'effect.sentence' | 'maintenance.expected',
  kit: Kit,
): string {
  const effects = effectsText(affects, tense, kit);
  return [
    effects === '' ? '' : kit.words.text(message, { effects }),
    mail === undefined ? '' : mailText(mail, tense, kit),
  ]
    .filter((text) => text !== '')
    .join(' ');
}
