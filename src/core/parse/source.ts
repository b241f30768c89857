import { diagnostic, type Diagnostic, type DiagnosticCode } from '../model/diagnostic.ts';
import type { Place } from '../model/incident.ts';

/** More than this many mistakes in one file are one mistake repeated: a machine's log, say. */
export const MAX_DIAGNOSTICS_PER_FILE = 200;

/** A text with its lines, and the diagnostics found in it so far. Offsets count UTF-16 code units of {@link Source.text}. */
export interface Source {
  /** Line ends are `\n` whatever the file has; a byte order mark is gone. Lines and columns are the file's own. */
  readonly text: string;
  /** Offset of the start of each line; at least one. */
  readonly lineStarts: readonly number[];
  readonly diagnostics: Diagnostic[];
  lineAt(offset: number): number;
  line(index: number): string;
  place(offset: number): Place;
  report(code: DiagnosticCode, offset: number, message: string, hint?: string): void;
}

export function createSource(raw: string, file: string): Source {
  const text = (raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw).replace(/\r\n?/g, '\n');
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  const diagnostics: Diagnostic[] = [];
  const startOf = (index: number): number => lineStarts[index] ?? text.length;

  const source: Source = {
    text,
    lineStarts,
    diagnostics,
    lineAt(offset) {
      let low = 0;
      let high = lineStarts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (startOf(middle) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
    line: (index) =>
      text.slice(startOf(index), index + 1 < lineStarts.length ? startOf(index + 1) - 1 : text.length),
    place(offset) {
      const inside = Math.min(Math.max(0, offset), text.length);
      const index = source.lineAt(inside);
      return { line: index + 1, column: inside - startOf(index) + 1 };
    },
    report(code, offset, message, hint) {
      if (diagnostics.length >= MAX_DIAGNOSTICS_PER_FILE) return;
      diagnostics.push(diagnostic(code, { file, ...source.place(offset) }, message, hint));
    },
  };
  return source;
}
