import type { IncidentKind, Phase } from '../model/incident.ts';
import { findLines } from './body-lines.ts';
import { looksLikeEffectsLine } from './effects-line.ts';
import type { IsZone, Mark } from './mark.ts';
import { PHASES_OF_KIND, readPhase } from './phase.ts';
import type { Source } from './source.ts';
import { listWords, quoteValue } from './value-words.ts';

/** A stretch of the text that one mark opens, or the summary above the first one. */
export interface Section {
  readonly mark: Mark | undefined;
  /** Of the mark, in the file; of the first line where there is none. */
  readonly offset: number;
  /** Index of its first line in the file. */
  readonly line: number;
  readonly phase: Phase | undefined;
  /** Markdown without mark, phase and effects lines. */
  readonly text: string;
  /** The effects lines taken out of the text. */
  readonly effectsLines: readonly EffectsLine[];
}

export interface EffectsLine {
  readonly text: string;
  readonly offset: number;
}

export interface BodyContext {
  readonly kind: IncidentKind;
  readonly isZone: IsZone;
}

/** Cuts the text below the front matter at its marks. The first section is the summary, and is there even when empty. */
export function readBody(source: Source, bodyLine: number, context: BodyContext): Section[] {
  const found = findLines(source, bodyLine, context.isZone);
  const sections: Section[] = [];
  let line = bodyLine;
  let mark: Mark | undefined;
  for (const next of [...found.marks.keys(), source.lineStarts.length]) {
    sections.push(readSection(source, line, next, mark, found.effectsLines, context));
    line = next;
    mark = found.marks.get(next);
  }
  return sections;
}

function readSection(
  source: Source,
  from: number,
  to: number,
  mark: Mark | undefined,
  taken: ReadonlySet<number>,
  context: BodyContext,
): Section {
  const startOf = (line: number): number => source.lineStarts[line] ?? source.text.length;
  const offset = startOf(from) + (mark?.start ?? 0);
  const { first, at, phase } = readHead(source, from, to, mark, context.kind);
  const effectsLines: EffectsLine[] = [];
  let kept = '';
  let cut = at;
  // Behind the first line only lines that are known to be taken are looked at: most sections have none.
  for (let line = first; line < (taken.size === 0 ? Math.min(to, first + 1) : to); line += 1) {
    const begin = line === first ? at : startOf(line);
    const text = source.text.slice(begin, startOf(line) + source.line(line).length);
    if (!(line === first && mark !== undefined ? looksLikeEffectsLine(text) : taken.has(line))) continue;
    effectsLines.push({ text, offset: begin });
    kept += source.text.slice(cut, begin);
    cut = startOf(line + 1);
  }
  kept += source.text.slice(cut, startOf(to));
  return {
    mark,
    offset,
    line: from,
    phase,
    text: kept.replace(/^(?:[ \t]*\n)+/, '').trimEnd(),
    effectsLines,
  };
}

/** Where the text of a section begins: behind its mark, and behind its phase, which may stand on the line below the mark. */
function readHead(
  source: Source,
  from: number,
  to: number,
  mark: Mark | undefined,
  kind: IncidentKind,
): { first: number; at: number; phase: Phase | undefined } {
  const start = source.lineStarts[from] ?? source.text.length;
  const none = { first: from, at: start + (mark?.end ?? 0), phase: undefined };
  if (mark === undefined) return none;
  const markIsAlone = source.line(from).length <= mark.end && from + 1 < to;
  const first = markIsAlone ? from + 1 : from;
  const at = markIsAlone ? (source.lineStarts[first] ?? none.at) : none.at;
  const found = readPhaseOfKind(
    source,
    source.line(first).slice(at - (source.lineStarts[first] ?? at)),
    at,
    kind,
  );
  return found === undefined ? none : { first, at: at + found.end, phase: found.phase };
}

function readPhaseOfKind(
  source: Source,
  text: string,
  offset: number,
  kind: IncidentKind,
): { phase: Phase; end: number } | undefined {
  const found = readPhase(text);
  if (found === undefined) return undefined;
  const known = PHASES_OF_KIND[kind];
  if (known.includes(found.phase)) return found;
  source.report(
    'phase-of-other-kind',
    offset,
    `${quoteValue(found.word)} is no phase of ${kind === 'incident' ? 'an incident' : kind === 'maintenance' ? 'a maintenance' : 'an announcement'}, expected ${known.length === 0 ? 'none' : listWords(known)}`,
    'it is read as text',
  );
  return undefined;
}
