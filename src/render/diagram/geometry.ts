import type { Point, Rect } from './model.ts';

/** ELK's sums differ in the last bits; without this 986.75 and its twin would be rounded apart. */
const NOISE = 1e-6;

/** Coordinates are kept to half units: sharp on the screen, and few bytes. */
export function roundHalf(value: number): number {
  const rounded = Math.round(value * 2 + NOISE) / 2;
  return rounded === 0 ? 0 : rounded;
}

export function roundPoint({ x, y }: Point): Point {
  return { x: roundHalf(x), y: roundHalf(y) };
}

/** True when the axis-parallel segment from `a` to `b` has a point in the interior of `rect`. */
export function segmentCrosses(a: Point, b: Point, rect: Rect): boolean {
  return (
    Math.min(a.x, b.x) < rect.x + rect.width &&
    Math.max(a.x, b.x) > rect.x &&
    Math.min(a.y, b.y) < rect.y + rect.height &&
    Math.max(a.y, b.y) > rect.y
  );
}

export function segmentsOf(points: readonly Point[]): [Point, Point][] {
  return points.slice(1).map((point, index) => [points[index] ?? point, point]);
}

/** Without points that lie on a straight line between their neighbours. */
export function simplify(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1];
    const after = points[index + 1];
    if (before === undefined || after === undefined) return true;
    return !((before.x === point.x && point.x === after.x) || (before.y === point.y && point.y === after.y));
  });
}

const CORNER_RADIUS = 8;

/**
 * SVG path data of a line through the points, corners rounded. `shortenBy` ends it before its last point, so that
 * an arrow head's tip and not its middle touches the box.
 */
export function roundedPath(points: readonly Point[], shortenBy: number): string {
  const last = points.at(-1);
  const first = points[0];
  if (first === undefined || last === undefined) return '';
  let path = `M${first.x} ${first.y}`;
  for (let index = 1; index < points.length - 1; index += 1) {
    const [before, corner, after] = points.slice(index - 1, index + 2) as [Point, Point, Point];
    const radius = Math.min(CORNER_RADIUS, distance(before, corner) / 2, distance(corner, after) / 2);
    const start = towards(corner, before, radius);
    const end = towards(corner, after, radius);
    path += `L${start.x} ${start.y}Q${corner.x} ${corner.y} ${end.x} ${end.y}`;
  }
  const end = towards(last, points.at(-2) ?? last, shortenBy);
  return `${path}L${end.x} ${end.y}`;
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
}

/** The point `by` units from `from` on the axis-parallel way to `to`. */
function towards(from: Point, to: Point, by: number): Point {
  return {
    x: from.x + Math.sign(to.x - from.x) * by,
    y: from.y + Math.sign(to.y - from.y) * by,
  };
}
