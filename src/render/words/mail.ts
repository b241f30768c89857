import type { Mail } from '../../core/model/incident.ts';
import type { BaseWords } from './words.ts';

/** What happens to mail; one sentence where both directions share one fate. */
export function describeMail(words: Pick<BaseWords, 'text'>, { incoming, outgoing }: Mail): string {
  if (incoming !== undefined && incoming === outgoing) return words.text(`mail.both.${incoming}`);
  const sentences = [
    ...(incoming === undefined ? [] : [words.text(`mail.incoming.${incoming}`)]),
    ...(outgoing === undefined ? [] : [words.text(`mail.outgoing.${outgoing}`)]),
  ];
  return sentences.join(' ');
}
