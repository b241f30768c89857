import type { Declarable, Mail } from '../model/incident.ts';
import type { Id } from '../model/topology.ts';
import { yamlValue } from './front-matter.ts';

/** What staff declare: each id once, in the order given. */
export type Affects = readonly { readonly id: Id; readonly severity: Declarable }[];

/** `{web-access: down, hosting: degraded}` */
export function affectsYaml(affects: Affects): string {
  return flowMap(affects.map(({ id, severity }) => [id, severity]));
}

/** `delayed` when both directions fare alike, else `{incoming: safe, outgoing: delayed}`. */
export function mailYaml(mail: Mail): string {
  if (mail.incoming !== undefined && mail.incoming === mail.outgoing) return mail.incoming;
  return flowMap(Object.entries(mail));
}

/** The line in an update that replaces the effects from then on. */
export function effectsLine(affects: Affects | undefined, mail: Mail | undefined): string {
  const parts = [
    ...(affects === undefined ? [] : [`affects: ${affectsYaml(affects)}`]),
    ...(mail === undefined ? [] : [`mail: ${mailYaml(mail)}`]),
  ];
  return parts.length === 0 ? '' : `{${parts.join(', ')}}`;
}

function flowMap(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, value]) => `${yamlValue(key)}: ${yamlValue(value)}`).join(', ')}}`;
}
