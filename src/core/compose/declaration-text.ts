import { DECLARABLE, MAIL_EFFECTS } from '../model/incident.ts';
import type { Declarable, IncidentKind, Mail, MailEffect, Phase } from '../model/incident.ts';
import { groupsOf, serversOf } from '../model/topology.ts';
import type { Id, Topology } from '../model/topology.ts';
import { PHASES_OF_KIND } from '../parse/phase.ts';
import { suggestion } from '../parse/suggest.ts';
import type { Affects } from './effects-text.ts';

/** What was typed cannot be understood. */
export interface Problem {
  readonly problem: string;
  readonly hint: string;
}

export function isProblem(value: object): value is Problem {
  return 'problem' in value;
}

/** Says that nothing is affected, where leaving the option out would leave everything as it was. */
export const NOTHING = 'none';

const DIRECTIONS = ['incoming', 'outgoing'] as const;

/**
 * Reads `web-access=down,client-access`: ids of services, groups or servers, each with a severity or degraded.
 * `none` is the empty list. The first thing that cannot be understood is the answer.
 */
export function parseAffects(text: string, topology: Topology): { readonly affects: Affects } | Problem {
  const known = subjectsOf(topology);
  const affects = new Map<Id, Declarable>();
  for (const part of partsOf(text)) {
    if (part === NOTHING) continue;
    const [id = '', severity = 'degraded'] = keyAndValue(part);
    if (!known.includes(id)) return unknownId(id, known);
    const declared = DECLARABLE.find((word) => word === severity);
    if (declared === undefined) return unknownWord(severity, 'severity', DECLARABLE);
    affects.set(id, declared);
  }
  return { affects: [...affects].map(([id, severity]) => ({ id, severity })) };
}

/** Reads `delayed`, which stands for both directions, or `incoming=safe,outgoing=delayed`. */
export function parseMail(text: string): { readonly mail: Mail } | Problem {
  const mail: Partial<Record<(typeof DIRECTIONS)[number], MailEffect>> = {};
  for (const part of partsOf(text)) {
    const [first = '', second] = keyAndValue(part);
    const effect = MAIL_EFFECTS.find((word) => word === (second ?? first));
    if (effect === undefined)
      return unknownWord(second ?? first, 'word for what happens to mail', MAIL_EFFECTS);
    const directions =
      second === undefined ? DIRECTIONS : DIRECTIONS.filter((direction) => direction === first);
    if (directions.length === 0) return unknownWord(first, 'direction of mail', DIRECTIONS);
    for (const direction of directions) mail[direction] = effect;
  }
  return { mail };
}

/** Reads a phase as people type it, `In-Progress`; it must be one that entries of this kind have. */
export function parsePhase(text: string, kind: IncidentKind): { readonly phase: Phase } | Problem {
  const plain = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ');
  const phases = PHASES_OF_KIND[kind];
  const phase = phases.find((word) => word === plain || word === plain.replaceAll(' ', ''));
  if (phase !== undefined) return { phase };
  if (phases.length === 0) return { problem: 'an announcement has no phases', hint: 'Leave --phase out.' };
  return unknownWord(text, `phase of ${kind === 'incident' ? 'an incident' : 'maintenance'}`, phases);
}

function subjectsOf(topology: Topology): readonly Id[] {
  return [...topology.services, ...groupsOf(topology), ...serversOf(topology)].map(({ id }) => id);
}

function partsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function keyAndValue(part: string): readonly string[] {
  return part.split(/\s*[=:]\s*/, 2);
}

/** More than this many ids are a list nobody reads in a terminal. */
const MAX_LISTED = 12;

function unknownId(id: string, known: readonly Id[]): Problem {
  const meant = suggestion(id, known);
  const listed = known.slice(0, MAX_LISTED).join(', ') + (known.length > MAX_LISTED ? ', …' : '');
  const hint =
    meant === undefined ? `Known are: ${listed}.` : `${meant.charAt(0).toUpperCase()}${meant.slice(1)}`;
  return { problem: `${JSON.stringify(id)} is no service, group or server of topology.yml`, hint };
}

/** Of a few words all are told: "late" is near to "safe", and must not be mended into it. */
function unknownWord(word: string, what: string, known: readonly string[]): Problem {
  return { problem: `${JSON.stringify(word)} is no ${what}`, hint: `Known are: ${known.join(', ')}.` };
}
