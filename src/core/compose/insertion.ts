import type { Incident, Update } from '../model/incident.ts';
import { lineEndOf } from './front-matter.ts';
import { isUnmarked } from './verification.ts';

interface Position {
  /** The update a new one will stand next to. */
  readonly neighbour: Update | null;
  readonly newestFirst: boolean;
}

/** Where a new update goes: after the latest one, or above it when the file is written newest first. */
export function positionIn(incident: Incident): Position {
  const first = incident.updates[0];
  const last = incident.updates.at(-1);
  if (first === undefined || last === undefined || isUnmarked(incident))
    return { neighbour: null, newestFirst: false };
  return { neighbour: last, newestFirst: last.line < first.line };
}

/** The text with `block` (lines joined by `\n`) as a paragraph of its own; every other byte stays. */
export function insertBlock(text: string, block: string, { neighbour, newestFirst }: Position): string {
  const end = lineEndOf(text);
  const written = block.replaceAll('\n', end);
  if (newestFirst && neighbour !== null) {
    const offset = offsetOfLine(text, neighbour.line);
    const above = text.slice(0, offset).replace(/(\r\n|\r|\n)$/, '');
    const gap = /(^|[\r\n])$/.test(above) ? '' : end;
    return `${text.slice(0, offset)}${gap}${written}${end}${end}${text.slice(offset)}`;
  }
  const content = text.replace(/[\r\n]+$/, '');
  return `${content}${end}${end}${written}${text.slice(content.length)}`;
}

/** Where the 1-based line begins. */
function offsetOfLine(text: string, line: number): number {
  const ends = [...text.matchAll(/\r\n?|\n/g)];
  const end = line < 2 ? undefined : ends[line - 2];
  return end === undefined ? 0 : end.index + end[0].length;
}
