import { INTERNET } from '../../../src/core/model/topology.ts';
import { segmentCrosses, segmentsOf } from '../../../src/render/diagram/geometry.ts';
import { NAME, PAD, SMALL, TITLE } from '../../../src/render/diagram/metrics.ts';
import { FOOT_LINES } from '../../../src/render/diagram/model.ts';
import type { DiagramInput, Drawing, DrawnGroup, Point, Rect } from '../../../src/render/diagram/model.ts';
import { textWidth, widest, wrapText } from '../../../src/render/diagram/text.ts';

function inside(inner: Rect, outer: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function onBorder({ x, y }: Point, rect: Rect): boolean {
  const onX = x >= rect.x && x <= rect.x + rect.width;
  const onY = y >= rect.y && y <= rect.y + rect.height;
  const atSide = x === rect.x || x === rect.x + rect.width;
  const atEnd = y === rect.y || y === rect.y + rect.height;
  return (onX && atEnd) || (onY && atSide);
}

function boxesOf(drawing: Drawing): [string, Rect][] {
  const groups = drawing.groups.map((group): [string, Rect] => [group.id, group]);
  return drawing.internet === null ? groups : [...groups, [INTERNET, drawing.internet]];
}

function placementProblems(drawing: Drawing, input: DiagramInput): string[] {
  const problems: string[] = [];
  const frame = { x: 0, y: 0, width: drawing.width, height: drawing.height };
  const boxes = boxesOf(drawing);
  const zones = new Map(drawing.zones.map((zone) => [zone.id, zone]));
  boxes.forEach(([id, box], index) => {
    if (!inside(box, frame)) problems.push(`${id} leaves the drawing`);
    for (const [other, second] of boxes.slice(index + 1))
      if (overlap(box, second)) problems.push(`${id} overlaps ${other}`);
  });
  drawing.zones.forEach((zone, index) => {
    if (!inside(zone, frame)) problems.push(`zone ${zone.id} leaves the drawing`);
    for (const other of drawing.zones.slice(index + 1))
      if (overlap(zone, other)) problems.push(`zone ${zone.id} overlaps zone ${other.id}`);
    if (drawing.internet !== null && overlap(zone, drawing.internet))
      problems.push(`zone ${zone.id} overlaps the internet`);
    if (zone.title.x + widest(zone.title.lines, TITLE) > zone.x + zone.width)
      problems.push(`title of zone ${zone.id} leaves it`);
  });
  for (const { id, groups } of input.zones) {
    for (const group of groups) {
      const box = drawing.groups.find((drawn) => drawn.id === group.id);
      if (box === undefined) problems.push(`${group.id} is not drawn`);
      else if (!inside(box, zones.get(id)!)) problems.push(`${group.id} is outside its zone`);
    }
  }
  return problems;
}

function edgeProblems(drawing: Drawing, input: DiagramInput): string[] {
  const problems: string[] = [];
  const boxes = new Map(boxesOf(drawing));
  const frame = { x: 0, y: 0, width: drawing.width, height: drawing.height };
  if (drawing.edges.length !== input.flows.length)
    problems.push(`${drawing.edges.length} arrows for ${input.flows.length} flows`);
  for (const { from, to, points } of drawing.edges) {
    const name = `arrow ${from} -> ${to}`;
    if (!onBorder(points[0]!, boxes.get(from)!)) problems.push(`${name} does not start at its box`);
    if (!onBorder(points.at(-1)!, boxes.get(to)!)) problems.push(`${name} does not end at its box`);
    for (const point of points)
      if (!inside({ ...point, width: 0, height: 0 }, frame)) problems.push(`${name} leaves the drawing`);
    for (const [a, b] of segmentsOf(points)) {
      if (a.x !== b.x && a.y !== b.y) problems.push(`${name} is slanting`);
      for (const [id, box] of boxes)
        if (segmentCrosses(a, b, box)) problems.push(`${name} runs through ${id}`);
    }
  }
  return problems;
}

function textProblems(group: DrawnGroup, input: DiagramInput): string[] {
  const problems: string[] = [];
  const right = group.x + group.width - PAD;
  const states = widest(input.texts.server, SMALL);
  const bottom = group.y + group.height;
  if (group.title.x + widest(group.title.lines, TITLE) > group.glyph.x - 8)
    problems.push(`title of ${group.id} meets its light`);
  for (const { id, name, state } of group.servers) {
    const nameEnd = name.x + widest(name.lines, NAME);
    if (state.anchor === 'end' && nameEnd > state.x - states) problems.push(`name and state of ${id} meet`);
    if (state.anchor === 'start' && state.x + states > right) problems.push(`state of ${id} leaves its box`);
    if (nameEnd > right || state.x > right) problems.push(`${id} leaves its box`);
    if (state.y > group.ruleY) problems.push(`${id} stands below the line`);
  }
  for (const text of input.texts.group) {
    if (wrapText(text, SMALL, group.footWidth, FOOT_LINES + 1).length > FOOT_LINES)
      problems.push(`"${text}" does not fit ${group.id}`);
  }
  for (const text of input.texts.since)
    if (textWidth(text, SMALL) > group.footWidth) problems.push(`"${text}" does not fit ${group.id}`);
  if (group.foot.y + 16 > bottom) problems.push(`the foot of ${group.id} leaves it`);
  return problems;
}

/** Servers of one box must not stand on each other, whatever the columns. */
function serverProblems(group: DrawnGroup): string[] {
  const dots = new Set(group.servers.map(({ dot }) => `${dot.x} ${dot.y}`));
  return dots.size === group.servers.length ? [] : [`two servers of ${group.id} stand in one place`];
}

/** Everything that is wrong with a drawing, as sentences; none is what every test wants. */
export function drawingProblems(drawing: Drawing, input: DiagramInput): string[] {
  return [
    ...placementProblems(drawing, input),
    ...edgeProblems(drawing, input),
    ...drawing.groups.flatMap((group) => [...textProblems(group, input), ...serverProblems(group)]),
  ];
}

/** Numbers in a layout that are no multiple of a half. */
export function unroundedNumbers(value: unknown): number[] {
  if (typeof value === 'number') return Number.isInteger(value * 2) ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(unroundedNumbers) : [];
}

/** Zones whose title an arrow crosses. */
export function crossedTitles(drawing: Drawing): string[] {
  return drawing.zones
    .filter(({ title }) => {
      const rect = {
        x: title.x,
        y: title.y - TITLE.size,
        width: widest(title.lines, TITLE),
        height: title.lines.length * 18,
      };
      return drawing.edges.some(({ points }) =>
        segmentsOf(points).some(([a, b]) => segmentCrosses(a, b, rect)),
      );
    })
    .map(({ id }) => id);
}
