import type { Instant } from '../core/model/time.ts';
import type { ServiceView } from '../core/view/services.ts';
import type { Names, Words } from './words/words.ts';

/**
 * The sentences that explain a service's row, most important first, each once: why it is as it is, how staff and
 * probes differ, what happens to mail. `reference` is the instant whose day needs no date beside a clock time.
 */
export function serviceNotes(
  { reasons, disagreement, probesSee, mail }: Omit<ServiceView, 'id' | 'name' | 'severity'>,
  words: Words,
  names: Names,
  reference?: Instant,
): readonly string[] {
  const notes = [
    ...words.reasons(reasons, names, reference),
    ...(disagreement === undefined ? [] : [words.disagreement(disagreement, reference)]),
    ...(probesSee === undefined ? [] : [words.text(`services.probes.${probesSee}`)]),
    ...(mail === undefined ? [] : [words.mail(mail)]),
  ];
  return [...new Set(notes)].filter((note) => note !== '');
}
