import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { INTERNET } from '../../core/model/topology.ts';
import { boxOf, commonWidth, placeBox } from './box.ts';
import type { Box } from './box.ts';
import { roundHalf, roundPoint, simplify } from './geometry.ts';
import { PLACEMENTS, graphOf, zoneNode } from './graph.ts';
import type { GraphParts, LayeredKind, Placement } from './graph.ts';
import { internetSize, placeInternet } from './internet.ts';
import { BOX_LIMITS, LEAST_TEXT, SMALL } from './metrics.ts';
import { WIDTH_STEPS } from './model.ts';
import type { DiagramInput, Drawing, DrawnEdge, Rect } from './model.ts';
import { straighten } from './straighten.ts';
import { unrest } from './unrest.ts';
import { isCrossed, placeZoneTitle, roomForTitle, zoneTitleLines } from './zone-title.ts';

/** Boxes move over for the rest of a slim title. */
const SLIM_EXTRA = 40;

/** Boxes of one zone share their width. */
function boxesOf(input: DiagramInput, kind: LayeredKind): ReadonlyMap<string, Box> {
  const limits = BOX_LIMITS[kind];
  const entries = input.zones.flatMap(({ groups }) => {
    const common = commonWidth(groups, input.texts, limits);
    return groups.map((group): [string, Box] => [group.id, boxOf(group, input.texts, limits, common)]);
  });
  return new Map(entries);
}

type Titles = ReadonlyMap<string, readonly string[]>;

/** A title is as wide as its zone's widest box; a slim one leaves room for an arrow to the middle of that box. */
function titlesOf(input: DiagramInput, boxes: ReadonlyMap<string, Box>, slim: ReadonlySet<string>): Titles {
  const lines = input.zones.map(({ id, name, groups }): [string, string[]] => {
    const widestBox = groups.reduce((width, group) => Math.max(width, boxes.get(group.id)?.width ?? 0), 0);
    return [id, zoneTitleLines(name, slim.has(id) ? widestBox / 2 + SLIM_EXTRA : widestBox)];
  });
  return new Map(lines);
}

function rectOf(node: ElkNode | undefined): Rect {
  return {
    x: roundHalf(node?.x ?? 0),
    y: roundHalf(node?.y ?? 0),
    width: roundHalf(node?.width ?? 0),
    height: roundHalf(node?.height ?? 0),
  };
}

function drawnEdges(input: DiagramInput, edges: readonly ElkExtendedEdge[]): DrawnEdge[] {
  return edges.flatMap(({ sections }, index): DrawnEdge[] => {
    const flow = input.flows[index];
    const section = sections?.[0];
    if (flow === undefined || section === undefined) return [];
    const points = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(roundPoint);
    return [{ ...flow, points: simplify(points) }];
  });
}

/** The smallest step at which the smallest text is still readable (the first is the phone's); null when there is none. */
function readableFrom(width: number): number | null {
  return WIDTH_STEPS.slice(1).find((step) => (step / width) * SMALL.size >= LEAST_TEXT) ?? null;
}

type Unsized = Omit<Drawing, 'readableFrom'>;

function drawingOf(graph: ElkNode, input: DiagramInput, parts: GraphParts): Unsized {
  const nodes = new Map(graph.children?.map((node) => [node.id, node]));
  const outside = nodes.get(INTERNET);
  const internet = outside === undefined ? null : placeInternet(parts.kind, rectOf(outside));
  const inZones = [...nodes.values()].flatMap(({ children }) => children ?? []);
  const groups = inZones.flatMap((node) => {
    const box = parts.boxes.get(node.id);
    return box === undefined ? [] : [placeBox(box, roundHalf(node.x ?? 0), roundHalf(node.y ?? 0))];
  });
  const rects = new Map<string, Rect>(groups.map((group) => [group.id, group]));
  if (internet !== null) rects.set(INTERNET, internet);
  const edges = straighten(drawnEdges(input, graph.edges ?? []), rects);
  return {
    width: Math.ceil(graph.width ?? 0),
    height: Math.ceil(graph.height ?? 0),
    internet,
    zones: input.zones.map(({ id }) => {
      const rect = rectOf(nodes.get(zoneNode(id)));
      return { id, ...rect, title: placeZoneTitle(rect, parts.titles.get(id) ?? [], edges) };
    }),
    groups,
    edges,
  };
}

interface Attempt {
  readonly placement: Placement;
  readonly drawing: Unsized;
}

async function attempt(
  elk: ELK,
  input: DiagramInput,
  parts: GraphParts,
  placement: Placement,
): Promise<Attempt> {
  const graph = await elk.layout(graphOf(input, parts, placement));
  return { placement, drawing: drawingOf(graph, input, parts) };
}

/** Where arrows pass a zone's title its boxes move over, and all is laid out once more. */
async function withRoomForTitles(
  elk: ELK,
  input: DiagramInput,
  parts: GraphParts,
  best: Attempt,
): Promise<Unsized> {
  const { zones, edges } = best.drawing;
  const crossed = new Set(zones.filter((zone) => isCrossed(zone, edges)).map(({ id }) => id));
  const titles = titlesOf(input, parts.boxes, crossed);
  const indent = new Map(
    zones.map((zone) => [zone.id, roomForTitle(zone, titles.get(zone.id) ?? [], edges)]),
  );
  if (crossed.size === 0 && [...indent.values()].every((room) => room === 0)) return best.drawing;
  try {
    return (await attempt(elk, input, { ...parts, titles, indent }, best.placement)).drawing;
  } catch {
    return best.drawing;
  }
}

/**
 * The calmest drawing ELK's placements give. Some of its heuristics fail on some graphs (a TypeError from inside),
 * and a status page must be published all the same: that placement then does not count. Null when all of them fail.
 */
async function calmest(elk: ELK, input: DiagramInput, parts: GraphParts): Promise<Attempt | null> {
  let best: Attempt | null = null;
  for (const placement of PLACEMENTS) {
    if (placement.lastResort && best !== null) break;
    try {
      const next = await attempt(elk, input, parts, placement);
      if (best === null || unrest(next.drawing) < unrest(best.drawing)) best = next;
    } catch {
      continue;
    }
  }
  return best;
}

/** Lays out one drawing with ELK's layered algorithm. Null where it could not be read on any screen, or ELK fails. */
export async function layeredDrawing(
  elk: ELK,
  input: DiagramInput,
  kind: LayeredKind,
): Promise<Drawing | null> {
  const boxes = boxesOf(input, kind);
  const parts: GraphParts = {
    kind,
    boxes,
    titles: titlesOf(input, boxes, new Set()),
    internet: internetSize(kind, input.texts),
    indent: new Map(),
  };
  const best = await calmest(elk, input, parts);
  if (best === null) return null;
  const drawing = await withRoomForTitles(elk, input, parts, best);
  const from = readableFrom(drawing.width);
  return from === null ? null : { ...drawing, readableFrom: from };
}
