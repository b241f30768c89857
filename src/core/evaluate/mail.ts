import type { Mail, MailEffect } from '../model/incident.ts';
import type { Id } from '../model/topology.ts';
import { declaredOn, type Declared } from './declared.ts';

/** From the best to the worst news. Not knowing is worse than safe and better than any known harm. */
const ORDER: readonly MailEffect[] = ['safe', 'unknown', 'delayed', 'refused', 'lost'];

/** The worst word, for each direction, of the open incidents that touch any of the subjects; undefined where none speaks of mail. */
export function mailOf(subjects: ReadonlySet<Id>, declared: Declared): Mail | undefined {
  const said = [...subjects]
    .flatMap((subject) => declaredOn(declared, subject))
    .flatMap(({ mail }) => mail ?? []);
  const incoming = worstOf(said.flatMap((mail) => mail.incoming ?? []));
  const outgoing = worstOf(said.flatMap((mail) => mail.outgoing ?? []));
  if (incoming === undefined && outgoing === undefined) return undefined;
  return { ...(incoming === undefined ? {} : { incoming }), ...(outgoing === undefined ? {} : { outgoing }) };
}

function worstOf(effects: readonly MailEffect[]): MailEffect | undefined {
  return ORDER.findLast((effect) => effects.includes(effect));
}
