import {
  COLUMN_GAP,
  DOT_RADIUS,
  DOT_SPACE,
  GLYPH_RADIUS,
  NAME,
  NAME_LINE,
  PAD,
  ROW,
  SMALL,
  SMALL_LINE,
  STATE_GAP,
  TITLE,
  TITLE_LINE,
} from './metrics.ts';
import type { BoxLimits } from './metrics.ts';
import { FOOT_LINES } from './model.ts';
import type { DrawnGroup, DrawnServer, InputGroup, ReservedTexts } from './model.ts';
import { textWidth, widest, wrapText } from './text.ts';

/** A group's box with everything in it, relative to its own top left corner. */
export type Box = DrawnGroup;

const MAX_TITLE_LINES = 3;
const MAX_NAME_LINES = 3;
const STACK_GAP = 10;
const TITLE_ALLOWANCE = 24;
const GLYPH_SPACE = 2 * GLYPH_RADIUS + 10;

/** How the servers of one group are set: beside each other, and with the state beside the name or under it. */
interface Grid {
  readonly columns: number;
  readonly cellWidth: number;
  readonly stacked: boolean;
}

function stateWidth(texts: ReservedTexts): number {
  return widest(texts.server, SMALL);
}

/** Width of a server's cell when name and state stand on one line. */
function lineWidth(group: InputGroup, texts: ReservedTexts): number {
  const names = widest(
    group.servers.map(({ name }) => name),
    NAME,
  );
  return Math.ceil(DOT_SPACE + names + STATE_GAP + stateWidth(texts));
}

const FOOT_STEP = 4;

/** Width of the content below which the texts every box may show would not fit. */
function reservedWidth(texts: ReservedTexts): number {
  let width = Math.ceil(Math.max(widest(texts.since, SMALL), DOT_SPACE + stateWidth(texts)));
  while (texts.group.some((text) => wrapText(text, SMALL, width, FOOT_LINES + 1).length > FOOT_LINES))
    width += FOOT_STEP;
  return width;
}

function columnsFor(count: number, limits: BoxLimits): number {
  if (count <= limits.oneColumn) return 1;
  return Math.max(2, Math.min(limits.maxColumns, Math.round(Math.sqrt(count / limits.rowsPerColumn))));
}

function gridOf(group: InputGroup, texts: ReservedTexts, limits: BoxLimits, content: number): Grid {
  const line = lineWidth(group, texts);
  const widestCell = limits.maxWidth - 2 * PAD;
  const stacked = line > Math.max(content, widestCell);
  let columns = columnsFor(group.servers.length, limits);
  const cell = stacked ? widestCell : line;
  // A drawing of fixed width takes as many columns as it has room for.
  const fixed = limits.minWidth === limits.maxWidth;
  while (fixed && columns > 1 && columns * cell + (columns - 1) * COLUMN_GAP > content) columns -= 1;
  const shared = Math.floor((content - (columns - 1) * COLUMN_GAP) / columns);
  return { columns, cellWidth: columns === 1 ? content : Math.max(cell, shared), stacked };
}

/**
 * The width all ordinary boxes of a drawing share, so that they stand in a rhythm: what the widest group of one
 * column needs, within the limits.
 */
export function commonWidth(groups: readonly InputGroup[], texts: ReservedTexts, limits: BoxLimits): number {
  const needed = groups
    .filter(({ servers }) => columnsFor(servers.length, limits) === 1)
    .map((group) => lineWidth(group, texts))
    .filter((line) => line <= limits.maxWidth - 2 * PAD);
  // A title of two words should not wrap for the want of a few units; a long one may.
  const titles = groups
    .map(({ name }) => Math.ceil(textWidth(name, TITLE)) + GLYPH_SPACE)
    .filter((title) => title <= limits.minWidth + TITLE_ALLOWANCE - 2 * PAD);
  const content = Math.max(reservedWidth(texts), limits.minWidth - 2 * PAD, ...needed, ...titles);
  // Even, so that the middle of a box is a whole number.
  return 2 * Math.ceil((content + 2 * PAD) / 2);
}

/** Where each row begins, and where the last one ends: as high as its longest name needs. */
function rowTops(
  names: readonly (readonly string[])[],
  rows: number,
  stacked: boolean,
  top: number,
): number[] {
  const tops = [top];
  for (let row = 0; row < rows; row += 1) {
    const lines = names.filter((_, index) => index % rows === row).map(({ length }) => Math.max(1, length));
    tops.push((tops[row] ?? top) + (stacked ? (1 + Math.max(...lines)) * NAME_LINE + STACK_GAP : ROW));
  }
  return tops;
}

function placeServers(
  group: InputGroup,
  grid: Grid,
  top: number,
): { servers: DrawnServer[]; bottom: number } {
  const { columns, cellWidth, stacked } = grid;
  const rows = Math.ceil(group.servers.length / columns);
  const nameWidth = cellWidth - DOT_SPACE;
  const names = group.servers.map(({ name }) =>
    stacked ? wrapText(name, NAME, nameWidth, MAX_NAME_LINES) : [name.trim()],
  );
  const tops = rowTops(names, rows, stacked, top);
  const servers = group.servers.map(({ id }, index): DrawnServer => {
    const x = PAD + Math.floor(index / rows) * (cellWidth + COLUMN_GAP);
    const y = tops[index % rows] ?? top;
    const baseline = y + 16;
    const nameLines = names[index] ?? [];
    return {
      id,
      dot: { x: x + DOT_RADIUS, y: y + 11.5 },
      name: { x: x + DOT_SPACE, y: baseline, lines: nameLines },
      state: stacked
        ? { x: x + DOT_SPACE, y: baseline + nameLines.length * NAME_LINE, anchor: 'start' }
        : { x: x + cellWidth, y: baseline, anchor: 'end' },
    };
  });
  return { servers, bottom: tops[rows] ?? top };
}

/** Lays out the inside of one box. `common` is the width of ordinary boxes; only columns make a box wider. */
export function boxOf(group: InputGroup, texts: ReservedTexts, limits: BoxLimits, common: number): Box {
  const grid = gridOf(group, texts, limits, common - 2 * PAD);
  const content = Math.max(common - 2 * PAD, grid.columns * grid.cellWidth + (grid.columns - 1) * COLUMN_GAP);
  const width = 2 * Math.ceil((content + 2 * PAD) / 2);
  const lines = wrapText(group.name, TITLE, width - 2 * PAD - GLYPH_SPACE, MAX_TITLE_LINES);
  const titleBottom = PAD + Math.max(1, lines.length) * TITLE_LINE;
  const { servers, bottom } = placeServers(group, grid, titleBottom + 6);
  const ruleY = bottom + 7.5;
  const footY = ruleY + 20.5;
  return {
    id: group.id,
    x: 0,
    y: 0,
    width,
    height: footY + (FOOT_LINES - 1) * SMALL_LINE + PAD,
    title: { x: PAD, y: PAD + 13, lines },
    glyph: { x: width - PAD - GLYPH_RADIUS, y: PAD + 8 },
    servers,
    ruleY,
    foot: { x: PAD, y: footY },
    footWidth: width - 2 * PAD,
  };
}

/** The box moved to its place in the drawing. */
export function placeBox(box: Box, x: number, y: number): DrawnGroup {
  const move = <P extends { readonly x: number; readonly y: number }>(point: P): P => ({
    ...point,
    x: point.x + x,
    y: point.y + y,
  });
  return {
    ...move(box),
    title: move(box.title),
    glyph: move(box.glyph),
    servers: box.servers.map(({ id, dot, name, state }) => ({
      id,
      dot: move(dot),
      name: move(name),
      state: move(state),
    })),
    ruleY: box.ruleY + y,
    foot: move(box.foot),
  };
}
