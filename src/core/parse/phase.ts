import { INCIDENT_PHASES, MAINTENANCE_PHASES, type IncidentKind, type Phase } from '../model/incident.ts';

export const PHASES_OF_KIND: Readonly<Record<IncidentKind, readonly Phase[]>> = {
  incident: INCIDENT_PHASES,
  maintenance: MAINTENANCE_PHASES,
  announcement: [],
};

/** A phase at the start of an update's text. */
export interface FoundPhase {
  readonly phase: Phase;
  /** As written. */
  readonly word: string;
  /** Where the text goes on. */
  readonly end: number;
}

const ALL: readonly Phase[] = [...INCIDENT_PHASES, ...MAINTENANCE_PHASES];

/** Spaces and hyphens are as people like them: `in-progress`, `post mortem`. */
const WORDS = [...ALL, 'post mortem'].map((phase) => phase.replace(' ', '[ -]')).join('|');

/** `monitoring-system` and `monitoring.example.org` are words of the sentence. */
const STOP = String.raw`(?:[ \t]*:|\.(?=[\s*_]|$)|[ \t]*[–—]|[ \t]+-{1,3}(?=\s|$)|-{1,3}(?=\s|$))`;
/** The word, perhaps in bold, and what may follow it. */
const PHASE = new RegExp(String.raw`^(\*\*|__)?(${WORDS})(${STOP})?\1(${STOP})?[ \t]*`, 'i');

/** The phase that begins the text of an update: the word and a colon, full stop or dash, or the word alone on its line. */
export function readPhase(line: string): FoundPhase | undefined {
  const match = PHASE.exec(line);
  if (match === null) return undefined;
  const [whole, , word = '', inner, outer] = match;
  const stopped = inner !== undefined || outer !== undefined || whole.length === line.length;
  const plain = word
    .toLowerCase()
    .replace(/^post[ -]mortem$/, 'postmortem')
    .replace('-', ' ');
  const phase = ALL.find((known) => known === plain);
  return stopped && phase !== undefined ? { phase, word, end: whole.length } : undefined;
}
