import type { Disagreement, IncidentRef } from '../../core/model/status.ts';
import type { Instant } from '../../core/model/time.ts';
import type { BaseWords } from './words.ts';

/** One sentence that says how staff's word and the probes differ, and takes no side. */
export function describeDisagreement(
  words: BaseWords,
  disagreement: Disagreement,
  reference?: Instant,
): string {
  switch (disagreement.kind) {
    case 'staff-only': {
      const { probed, since } = disagreement;
      const seen = probed === 'unknown' || probed === 'maintenance' ? probed : 'operational';
      return words.text(`disagreement.staff-only.${seen}`, {
        incidents: quoted(words, disagreement.incidents),
        since: since === undefined ? '' : words.text('phrase.since', { time: words.time(since, reference) }),
      });
    }
    case 'probes-only':
      return words.text('disagreement.probes-only');
    case 'differ':
      return words.text('disagreement.differ', {
        incidents: quoted(words, disagreement.incidents),
        declared: words.text(`state.${disagreement.declared}`),
        probed: words.text(`state.${disagreement.probed}`),
      });
    case 'resolved-but-seen': {
      const { resolved } = disagreement;
      const onDay =
        resolved.precision === 'day' ||
        reference === undefined ||
        words.isoDay(resolved.at) !== words.isoDay(reference);
      return words.text(`disagreement.resolved-but-seen.${onDay ? 'day' : 'time'}`, {
        incidents: quoted(words, disagreement.incidents),
        time: words.time(resolved, reference),
      });
    }
  }
}

function quoted(words: BaseWords, incidents: readonly IncidentRef[]): string {
  return words.list(incidents.map(({ title }) => words.text('phrase.quote', { title })));
}
