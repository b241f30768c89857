import type { Mail, MailEffect } from '../model/incident.ts';
import type { Id } from '../model/topology.ts';
import { declaredOn, type Declared } from './declared.ts';

/** From the best to the worst news. Not knowing is worse than safe and better than any known harm. */
const ORDER: readonly MailEffect[] = ['safe', 'unknown', 'delayed', 'refused', 'lost'];

/** The worst word for each direction; undefined where nothing is said of mail. */
export function worstMail(said: readonly Mail[]): Mail | undefined {
  const incoming = worstOf(said.flatMap((mail) => mail.incoming ?? []));
  const outgoing = worstOf(said.flatMap((mail) => mail.outgoing ?? []));
  if (incoming === undefined && outgoing === undefined) return undefined;
  return { ...(incoming === undefined ? {} : { incoming }), ...(outgoing === undefined ? {} : { outgoing }) };
}

/** What the open incidents that touch any of the subjects say of mail. */
export function mailOf(subjects: ReadonlySet<Id>, declared: Declared): Mail | undefined {
  const touching = [...subjects].flatMap((subject) => declaredOn(declared, subject));
  return worstMail(touching.flatMap(({ mail }) => mail ?? []));
}

function worstOf(effects: readonly MailEffect[]): MailEffect | undefined {
  return ORDER.findLast((effect) => effects.includes(effect));
}
