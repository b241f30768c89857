import type { Mail } from '../../core/model/incident.ts';
import type { EffectsView, Tense } from '../../core/view/entry.ts';
import type { Words } from './words.ts';

/** What staff say of services and mail, as sentences of plain text; empty where they say nothing. Of planned work, that it is expected. */
export function effectsLine({ affects, mail, tense }: EffectsView, words: Words): string {
  const past = tense === 'past' ? 'past.' : '';
  const effects = affects
    .map(({ name, severity }) => words.text(`effect.${past}${severity}`, { name }))
    .join(words.text('effect.separator'));
  const message = tense === 'expected' ? 'maintenance.expected' : 'effect.sentence';
  return [
    effects === '' ? '' : words.text(message, { effects }),
    mail === undefined ? '' : mailLine(mail, tense, words),
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function mailLine(mail: Mail, tense: Tense, words: Words): string {
  if (tense === 'present') return words.mail(mail);
  const { incoming, outgoing } = mail;
  if (incoming !== undefined && incoming === outgoing) return words.text(`mail.${tense}.both.${incoming}`);
  return [
    ...(incoming === undefined ? [] : [words.text(`mail.${tense}.incoming.${incoming}`)]),
    ...(outgoing === undefined ? [] : [words.text(`mail.${tense}.outgoing.${outgoing}`)]),
  ].join(' ');
}
