import { cleanLine } from '../src/render/text/clean.ts';
import { COLUMNS } from '../src/render/text/plain.ts';
import { widthOf } from '../src/render/text/width.ts';
import { shortened, wrap } from '../src/render/text/wrap.ts';

const GAP = 2;

/** Cells of one line; the last may be cut, to fit. */
export type Row = readonly string[];

/**
 * Rows with their columns below each other, each at most as wide as `limits` says and the whole at most a line wide. What
 * is too long is cut, and says so by an ellipsis. Nothing in a cell is obeyed by a terminal.
 */
export function table(rows: readonly Row[], limits: readonly number[]): readonly string[] {
  const clean = rows.map((row) =>
    row.map((cell, column) => shortened(cleanLine(cell), limits[column] ?? COLUMNS)),
  );
  const widths = limits.map((_, column) => Math.max(0, ...clean.map((row) => widthOf(row[column] ?? ''))));
  return clean.map((row) =>
    shortened(
      row
        .map((cell, column) => padded(cell, widths[column] ?? 0))
        .join(' '.repeat(GAP))
        .trimEnd(),
      COLUMNS,
    ),
  );
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** Text in whole lines, the second and those after it indented. */
export function hanging(text: string, indent = 2): readonly string[] {
  const [first = '', ...rest] = wrap(cleanLine(text), COLUMNS);
  if (rest.length === 0) return [first];
  const blank = ' '.repeat(indent);
  return [first, ...wrap(rest.join(' '), COLUMNS - indent).map((line) => `${blank}${line}`)];
}

/** Text in whole lines, all of them indented; of more than `most` of them the last one told ends with an ellipsis. */
export function indented(text: string, indent: number, most: number): readonly string[] {
  const width = COLUMNS - indent;
  const lines = wrap(cleanLine(text), width);
  const told =
    lines.length <= most
      ? lines
      : lines
          .slice(0, most)
          .map((line, index) => (index === most - 1 ? shortened(`${line} …`, width) : line));
  return told.map((line) => `${' '.repeat(indent)}${line}`);
}
