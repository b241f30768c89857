import { containerOf, topLevelContainers, type Block, type Container } from './blocks.ts';
import { findTrailingEffects, looksLikeEffectsLine } from './effects-line.ts';
import { readMark, type IsZone, type Mark } from './mark.ts';
import type { Source } from './source.ts';
import { quoteValue } from './value-words.ts';

/** The lines of a text that are more than text. */
export interface FoundLines {
  /** By index of the line, in order. */
  readonly marks: Map<number, Mark>;
  readonly effectsLines: Set<number>;
  /** Line → column, from 0, where effects begin behind other text. */
  readonly trailingEffects: Map<number, number>;
}

/** A line that could be a fence. Without one, no line that begins a mark can be inside code. */
const FENCE = /^[ \t]*(?:`{3}|~{3})/;
/** What stands before a mark that is text: signs of lists, quotes and headings, or the indentation of code. */
const PREFIX = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)]|#{1,6})(?=[ \t>])))*[ \t]*/;

/** Finds marks and effects lines at the top level, and reports what looks like a mark and is none. */
export function findLines(source: Source, bodyLine: number, isZone: IsZone): FoundLines {
  const found: FoundLines = { marks: new Map(), effectsLines: new Set(), trailingEffects: new Map() };
  const hidden: number[] = [];
  let fenced = false;
  let indented = false;
  for (let index = bodyLine; index < source.lineStarts.length; index += 1) {
    const line = source.line(index);
    fenced ||= FENCE.test(line);
    const reading = readMark(line, isZone);
    if (reading?.kind === 'mark') {
      found.marks.set(index, reading.mark);
      indented ||= reading.mark.start > 0;
    } else if (reading?.kind === 'impossible') {
      reportImpossible(source, index, reading.start, reading.text);
    } else if (looksLikeEffectsLine(line)) {
      found.effectsLines.add(index);
      indented ||= line.startsWith(' ');
    } else if (isHiddenMark(line, isZone)) hidden.push(index);
    noteTrailingEffects(found, index, line);
  }
  const anything = found.marks.size + found.effectsLines.size > 0;
  if (hidden.length + found.trailingEffects.size > 0 || (anything && (fenced || indented)))
    removeNested(source, bodyLine, found, hidden);
  for (const [index, mark] of found.marks) reportOddities(source, index, mark);
  return found;
}

function noteTrailingEffects(found: FoundLines, index: number, line: string): void {
  if (found.effectsLines.has(index)) return;
  const at = findTrailingEffects(line, found.marks.get(index)?.end ?? 0);
  if (at !== undefined) found.trailingEffects.set(index, at);
}

function isHiddenMark(line: string, isZone: IsZone): boolean {
  const code = line.charCodeAt(0);
  // Letters begin most lines, and hide nothing.
  if (!(code < 0x41) && line[0] !== '_') return false;
  const rest = line.replace(PREFIX, '').replaceAll(/\*\*|__/g, '');
  return rest !== line && readMark(rest, isZone)?.kind === 'mark';
}

function removeNested(source: Source, bodyLine: number, found: FoundLines, hidden: readonly number[]): void {
  const text = source.text.slice(source.lineStarts[bodyLine] ?? source.text.length);
  const blocks = topLevelContainers(text);
  const told = new Set<Block>();
  for (const index of found.trailingEffects.keys()) {
    if (containerOf(source.line(index), index - bodyLine, blocks) !== undefined)
      found.trailingEffects.delete(index);
  }
  const hint = (index: number, block: Block | undefined): void => {
    // One hint for a whole list or log is enough.
    if (block !== undefined && told.has(block)) return;
    if (block !== undefined) told.add(block);
    reportHidden(source, index, block?.container);
  };
  for (const index of [...found.marks.keys(), ...found.effectsLines, ...hidden].sort((a, b) => a - b)) {
    const block = containerOf(source.line(index), index - bodyLine, blocks);
    const isMark = found.marks.has(index);
    if (block !== undefined) {
      found.marks.delete(index);
      found.effectsLines.delete(index);
    }
    if (isMark ? block !== undefined : !found.effectsLines.has(index) && hidden.includes(index))
      hint(index, block);
  }
}

const PLACES: Readonly<Record<Container, string>> = {
  list: 'in a list',
  quote: 'in a quote',
  code: 'in code',
};

function reportHidden(source: Source, index: number, container: Container | undefined): void {
  const line = source.line(index);
  const where =
    container !== undefined
      ? PLACES[container]
      : line.trimStart().startsWith('#')
        ? 'in a heading'
        : 'behind other signs';
  const column = line.length - line.replace(PREFIX, '').length;
  source.report(
    'mark-not-top-level',
    (source.lineStarts[index] ?? 0) + column,
    `${quoteValue(line)} looks like the beginning of an update, but stands ${where}, where it is text`,
    'begin the line with the time if this is an update',
  );
}

function reportImpossible(source: Source, index: number, start: number, text: string): void {
  source.report(
    'bad-mark',
    (source.lineStarts[index] ?? 0) + start,
    `${quoteValue(text)} is no time of day, expected a mark such as [16:57] or [31/08 16:57]`,
    'correct the time, or put a backslash before its bracket or colon if it is none; it is read as text',
  );
}

function reportOddities(source: Source, index: number, mark: Mark): void {
  const offset = (source.lineStarts[index] ?? 0) + mark.start;
  if (mark.unclosed) {
    source.report(
      'bad-mark',
      offset,
      `the bracket before "${mark.from.text}" is never closed`,
      `write [${mark.from.text}]`,
    );
  }
  if (mark.leftover === undefined) return;
  source.report(
    'bad-mark',
    offset,
    `${quoteValue(mark.leftover)} in the mark [${mark.from.text} …] is not understood, expected nothing beside the time`,
    'put it behind the bracket; the time is used as it is',
  );
}
