import { INTERNET } from '../../core/model/topology.ts';
import { boxOf, commonWidth, placeBox } from './box.ts';
import { columnOrder } from './column-order.ts';
import { drawRoutes, planRoutes } from './column-routes.ts';
import type { Stop } from './column-routes.ts';
import { internetSize, placeInternet } from './internet.ts';
import { WIDTH_STEPS } from './model.ts';
import type { DiagramInput, Drawing, DrawnGroup, InputZone, Rect } from './model.ts';
import { placeZoneTitle, titleStrip, zoneTitleLines } from './zone-title.ts';

/** The room of a phone 360 CSS pixels wide between its margins: there the drawing has its natural size. */
const WIDTH = 328;
const MARGIN = 1;
const SIDE = 10;
const BOTTOM = 12;
const BETWEEN_BOXES = 26;
const BETWEEN_ZONES = 22;
const BELOW_INTERNET = 22;
/** From the edge of a zone to the first line beside it, and from line to line. */
const TRACK_START = 9;
const TRACK_GAP = 9;
/** Boxes narrower than this say nothing any more. */
const LEAST_BOX = 190;
const TITLE_CLEARANCE = 16;
/** Two columns of servers where there are many and their names are short. */
const COLUMNS = { maxColumns: 2, oneColumn: 6, rowsPerColumn: 2.5 };

interface Start {
  readonly top: number;
  /** Titles end before the straight arrows that come down beside them. */
  readonly titleWidth: number;
}

interface Stack {
  readonly zones: readonly (Rect & { readonly zone: InputZone; readonly lines: readonly string[] })[];
  readonly groups: readonly DrawnGroup[];
  readonly height: number;
}

function stackZones(zones: readonly InputZone[], input: DiagramInput, boxWidth: number, start: Start): Stack {
  const limits = { ...COLUMNS, minWidth: boxWidth, maxWidth: boxWidth };
  const groups: DrawnGroup[] = [];
  const placed: Stack['zones'][number][] = [];
  let y = start.top;
  for (const zone of zones) {
    const zoneY = y;
    const lines = zoneTitleLines(zone.name, start.titleWidth);
    y += titleStrip(lines);
    for (const group of zone.groups) {
      const box = placeBox(boxOf(group, input.texts, limits, boxWidth), MARGIN + SIDE, y);
      groups.push(box);
      y += box.height + BETWEEN_BOXES;
    }
    y += BOTTOM - BETWEEN_BOXES;
    placed.push({ x: MARGIN, y: zoneY, width: boxWidth + 2 * SIDE, height: y - zoneY, zone, lines });
    y += BETWEEN_ZONES;
  }
  return { zones: placed, groups, height: y - BETWEEN_ZONES + MARGIN };
}

/** Room beside the zones for that many lines. */
function gutter(trackCount: number): number {
  return trackCount === 0 ? MARGIN : TRACK_START + (trackCount - 1) * TRACK_GAP + 3;
}

/**
 * One column of boxes with the lines beside it, as wide as a phone. ELK is not asked: in a column there is
 * nothing to place, only lines to tell apart. Null where so many lines or such long words leave the boxes no room.
 */
export function columnDrawing(input: DiagramInput): Drawing | null {
  const zones = columnOrder(input);
  const inputGroups = zones.flatMap(({ groups }) => groups);
  const outside = input.flows.some(({ from, to }) => from === INTERNET || to === INTERNET);
  const routes = planRoutes(
    [...(outside ? [INTERNET] : []), ...inputGroups.map(({ id }) => id)],
    input.flows,
  );
  const boxWidth = 2 * Math.floor((WIDTH - MARGIN - 2 * SIDE - gutter(routes.trackCount)) / 2);
  const limits = { ...COLUMNS, minWidth: LEAST_BOX, maxWidth: boxWidth };
  if (boxWidth < LEAST_BOX || commonWidth(inputGroups, input.texts, limits) > boxWidth) return null;

  const size = internetSize('narrow', input.texts);
  const right = MARGIN + SIDE + boxWidth;
  const internet = { x: right - size.width, y: MARGIN, ...size };
  const stack = stackZones(zones, input, boxWidth, {
    top: outside ? MARGIN + size.height + BELOW_INTERNET : MARGIN,
    titleWidth: boxWidth - size.width / 2 - TITLE_CLEARANCE,
  });
  const stops: Stop[] = [...(outside ? [{ id: INTERNET, ...internet }] : []), ...stack.groups];
  const edges = drawRoutes(stops, routes, {
    straightX: right - size.width / 2,
    firstTrackX: right + SIDE + TRACK_START,
    trackGap: TRACK_GAP,
  });
  return {
    width: WIDTH,
    height: stack.height,
    readableFrom: WIDTH_STEPS[0],
    internet: outside ? placeInternet('narrow', internet) : null,
    zones: stack.zones.map(({ zone, lines, ...rect }) => ({
      id: zone.id,
      ...rect,
      title: placeZoneTitle(rect, lines, edges),
    })),
    groups: stack.groups,
    edges,
  };
}
