import type { Id } from '../../core/model/topology.ts';
import { segmentCrosses, segmentsOf } from './geometry.ts';
import type { DrawnEdge, Point, Rect } from './model.ts';

/** Jogs up to this are an accident of two boxes not quite in line; longer ones are ways round something. */
const LARGEST_JOG = 14;
/** An arrow keeps this far from a box's corner and from its neighbours at the same side. */
const CORNER = 12;
const APART = 8;

type Axis = 'x' | 'y';

interface Surroundings {
  readonly boxes: ReadonlyMap<Id, Rect>;
  readonly others: readonly DrawnEdge[];
}

/** True when an end of the arrow can move along its box's side to `value` without leaving it. */
function withinSide(box: Rect | undefined, axis: Axis, value: number): boolean {
  if (box === undefined) return false;
  const length = axis === 'x' ? box.width : box.height;
  return value >= box[axis] + CORNER && value <= box[axis] + length - CORNER;
}

function grown(from: Point, to: Point, axis: Axis): Rect {
  const along = axis === 'x' ? 'y' : 'x';
  const rect = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: 0, height: 0 };
  const length = Math.abs(to[along] - from[along]);
  return axis === 'x'
    ? { x: rect.x - APART, y: rect.y - 1, width: 2 * APART, height: length + 2 }
    : { x: rect.x - 1, y: rect.y - APART, width: length + 2, height: 2 * APART };
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** True when a straight arrow between the points touches no other box and runs along no other arrow. */
function isFree(
  from: Point,
  to: Point,
  axis: Axis,
  edge: DrawnEdge,
  { boxes, others }: Surroundings,
): boolean {
  const lane = grown(from, to, axis);
  for (const [id, box] of boxes) if (id !== edge.from && id !== edge.to && overlap(lane, box)) return false;
  return !others.some(({ points }) =>
    segmentsOf(points).some(([a, b]) => a[axis] === b[axis] && segmentCrosses(a, b, lane)),
  );
}

function straightened(edge: DrawnEdge, around: Surroundings): DrawnEdge {
  const [start, bend, , end] = edge.points;
  if (edge.points.length !== 4 || start === undefined || bend === undefined || end === undefined) return edge;
  const axis: Axis = start.y === bend.y ? 'y' : 'x';
  if (Math.abs(start[axis] - end[axis]) > LARGEST_JOG) return edge;
  for (const value of [start[axis], end[axis]]) {
    const from = { ...start, [axis]: value };
    const to = { ...end, [axis]: value };
    const onSides =
      withinSide(around.boxes.get(edge.from), axis, value) &&
      withinSide(around.boxes.get(edge.to), axis, value);
    if (onSides && isFree(from, to, axis, edge, around)) return { ...edge, points: [from, to] };
  }
  return edge;
}

/**
 * Takes small jogs out of arrows by moving one end along the side of its box. ELK aligns the boxes of one zone
 * with each other, but not those of different zones.
 */
export function straighten(original: readonly DrawnEdge[], boxes: ReadonlyMap<Id, Rect>): DrawnEdge[] {
  const edges = [...original];
  edges.forEach((edge, index) => {
    edges[index] = straightened(edge, { boxes, others: edges.filter((_, other) => other !== index) });
  });
  return edges;
}
