import { segmentCrosses, segmentsOf } from './geometry.ts';
import { TITLE, TITLE_LINE } from './metrics.ts';
import type { DrawnEdge, DrawnZone, Point, Rect, TextBlock } from './model.ts';
import { widest, wrapText } from './text.ts';

export const ZONE_PAD = 14;
const MAX_LINES = 3;
const ABOVE = 13;
const BELOW = 10;
/** Space kept between a title and an arrow that passes it. */
const CLEARANCE = 9;
/** Boxes move over for a title by this much and no more. */
const MOST_INDENT = 56;

/** A title that may take this much room beside the boxes of its zone. */
export function zoneTitleLines(name: string, width: number): string[] {
  return wrapText(name, TITLE, width, MAX_LINES);
}

/** Height of the strip at the top of a zone that holds its title. */
export function titleStrip(lines: readonly string[]): number {
  return ABOVE + Math.max(1, lines.length) * TITLE_LINE + BELOW;
}

export function titleWidth(lines: readonly string[]): number {
  return Math.ceil(widest(lines, TITLE));
}

/** The arrows' segments that pass the strip of a zone's title. */
function passing(zone: Rect, lines: readonly string[], edges: readonly DrawnEdge[]): [Point, Point][] {
  const strip = { ...zone, height: titleStrip(lines) };
  return edges.flatMap(({ points }) => segmentsOf(points)).filter(([a, b]) => segmentCrosses(a, b, strip));
}

function around(zone: Rect, lines: readonly string[], x: number): Rect {
  const width = widest(lines, TITLE) + 2 * CLEARANCE;
  return { x: x - CLEARANCE, y: zone.y, width, height: titleStrip(lines) };
}

/** True when an arrow runs through the title where it was put. */
export function isCrossed(zone: DrawnZone, edges: readonly DrawnEdge[]): boolean {
  const title = around(zone, zone.title.lines, zone.title.x);
  return passing(zone, zone.title.lines, edges).some(([a, b]) => segmentCrosses(a, b, title));
}

/** By how much the boxes (and their arrows) must move to the right for the title to stand free at the left; 0 = not. */
export function roomForTitle(zone: Rect, lines: readonly string[], edges: readonly DrawnEdge[]): number {
  const left = zone.x + ZONE_PAD;
  const title = around(zone, lines, left);
  const inTheWay = passing(zone, lines, edges).filter(([a, b]) => segmentCrosses(a, b, title));
  const nearest = Math.min(...inTheWay.map(([a, b]) => Math.min(a.x, b.x)));
  const room = Math.ceil(title.x + title.width - nearest);
  return inTheWay.length === 0 || room > MOST_INDENT ? 0 : room;
}

/**
 * Puts the title at the left of its strip, or right of the arrows that come down there. Where there is no room
 * beside them either, it stays at the left.
 */
export function placeZoneTitle(zone: Rect, lines: readonly string[], edges: readonly DrawnEdge[]): TextBlock {
  const left = zone.x + ZONE_PAD;
  const right = zone.x + zone.width - ZONE_PAD;
  const width = widest(lines, TITLE);
  const arrows = passing(zone, lines, edges);
  const free = [left, ...arrows.map(([a, b]) => Math.max(a.x, b.x) + CLEARANCE)]
    .filter((x) => x >= left && x + width <= right)
    .filter((x) => !arrows.some(([a, b]) => segmentCrosses(a, b, around(zone, lines, x))));
  return { x: free.length === 0 ? left : Math.min(...free), y: zone.y + ABOVE + 13, lines };
}
