import type { IncidentKind, Phase } from '../model/incident.ts';
import { findLines, type FoundLines } from './body-lines.ts';
import { looksLikeEffectsLine, trailingEffects, type WrittenEffects } from './effects-line.ts';
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
  /** What the text says of effects; taken out of it where that can be read. */
  readonly effectsLines: readonly WrittenEffects[];
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
    sections.push(readSection(source, line, next, mark, found, context));
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
  found: FoundLines,
  context: BodyContext,
): Section {
  const startOf = (line: number): number => source.lineStarts[line] ?? source.text.length;
  const offset = startOf(from) + (mark?.start ?? 0);
  const { first, at, phase } = readHead(source, from, to, mark, found, context.kind);
  const effectsLines: WrittenEffects[] = [];
  const anything = found.effectsLines.size + found.trailingEffects.size > 0;
  let kept = '';
  let cut = at;
  // Behind the first line only lines that are known to be taken are looked at: most sections have none.
  for (let line = first; line < (anything ? to : Math.min(to, first + 1)); line += 1) {
    const begin = line === first ? at : startOf(line);
    const end = startOf(line) + source.line(line).length;
    const text = source.text.slice(begin, end);
    const isMarked = line === first && mark !== undefined;
    if (isMarked ? looksLikeEffectsLine(text) : found.effectsLines.has(line)) {
      effectsLines.push({ text, offset: begin, certain: true });
      kept += source.text.slice(cut, begin);
      cut = startOf(line + 1);
      continue;
    }
    const trailingAt = startOf(line) + (found.trailingEffects.get(line) ?? -1);
    if (trailingAt < begin) continue;
    const written = trailingEffects(source.text.slice(trailingAt, end), trailingAt);
    effectsLines.push(written);
    if (!written.certain) continue;
    kept += source.text.slice(cut, trailingAt).replace(/[ \t]+$/, '');
    cut = end;
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
  { trailingEffects: trailing }: FoundLines,
  kind: IncidentKind,
): { first: number; at: number; phase: Phase | undefined } {
  const start = source.lineStarts[from] ?? source.text.length;
  const none = { first: from, at: start + (mark?.end ?? 0), phase: undefined };
  if (mark === undefined) return none;
  const markIsAlone = source.line(from).length <= mark.end && from + 1 < to;
  const first = markIsAlone ? from + 1 : from;
  const at = markIsAlone ? (source.lineStarts[first] ?? none.at) : none.at;
  // Effects behind a phase stand as if on a line of their own.
  const head = source.line(first).slice(0, trailing.get(first)).trimEnd();
  const found = readPhaseOfKind(source, head.slice(at - (source.lineStarts[first] ?? at)), at, kind);
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
