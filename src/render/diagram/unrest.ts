import { segmentsOf } from './geometry.ts';
import type { Drawing, Point } from './model.ts';

/** What one crossing and one bend are worth, in units of arrow length; by eye. */
const CROSSING = 120;
const BEND = 25;

function cross([a, b]: readonly [Point, Point], [c, d]: readonly [Point, Point]): boolean {
  const vertical = a.x === b.x;
  if (vertical === (c.x === d.x)) return false;
  const [v1, v2, h1, h2] = vertical ? [a, b, c, d] : [c, d, a, b];
  return (
    Math.min(h1.x, h2.x) < v1.x &&
    v1.x < Math.max(h1.x, h2.x) &&
    Math.min(v1.y, v2.y) < h1.y &&
    h1.y < Math.max(v1.y, v2.y)
  );
}

/** How restless a drawing looks: the length of its arrows, their bends and crossings, and its size. Less is better. */
export function unrest(drawing: Pick<Drawing, 'edges' | 'width' | 'height'>): number {
  const lines = drawing.edges.map(({ points }) => segmentsOf(points));
  let total = drawing.width + drawing.height;
  lines.forEach((line, index) => {
    total += line.reduce((sum, [a, b]) => sum + Math.abs(a.x - b.x) + Math.abs(a.y - b.y), 0);
    total += (line.length - 1) * BEND;
    for (const other of lines.slice(index + 1)) {
      total +=
        CROSSING *
        line.reduce((sum, segment) => sum + other.filter((second) => cross(segment, second)).length, 0);
    }
  });
  return total;
}
