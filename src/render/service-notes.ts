import type { Mail } from '../core/model/incident.ts';
import type { Reason } from '../core/model/status.ts';
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
  const carried = reasons.some(({ code }) => code === 'fallback-in-use');
  const notes = [
    ...words.reasons(carried ? reasons.map(withoutRepeatedMail) : reasons, names, reference),
    ...(disagreement === undefined ? [] : [words.disagreement(disagreement, reference)]),
    ...(probesSee === undefined ? [] : [words.text(`services.probes.${probesSee}`)]),
    ...(mail === undefined ? [] : [words.mail(carried ? besidesFallback(mail) : mail)]),
  ];
  return [...new Set(notes)].filter((note) => note !== '');
}

function withoutRepeatedMail(reason: Reason): Reason {
  if (reason.code !== 'declared' || reason.mail === undefined) return reason;
  return { ...reason, mail: besidesFallback(reason.mail) };
}

/** A fallback's own sentence says that incoming mail is safe or delayed. What is worse, or of outgoing mail alone, it does not say. */
function besidesFallback({ incoming, outgoing }: Mail): Mail {
  const told = incoming === 'safe' || incoming === 'delayed';
  return {
    ...(incoming === undefined || told ? {} : { incoming }),
    ...(outgoing === undefined || (told && outgoing === incoming) ? {} : { outgoing }),
  };
}
