import type { Id } from '../../core/model/topology.ts';
import { roundHalf, simplify } from './geometry.ts';
import type { DrawnEdge, InputFlow, Rect } from './model.ts';

/** A stop in the column: a box, or the outside world at its head. */
export interface Stop extends Rect {
  readonly id: Id;
}

/** All flows of one kind from one stop share a line beside the column, like a bus with several stops. */
export interface Bus {
  readonly from: number;
  readonly fallback: boolean;
  readonly flows: readonly { readonly flow: InputFlow; readonly to: number }[];
}

export interface Routes {
  readonly straight: readonly { readonly flow: InputFlow; readonly from: number; readonly to: number }[];
  readonly buses: readonly Bus[];
  /** For each bus the number of its track; 0 is next to the boxes. */
  readonly tracks: readonly number[];
  readonly trackCount: number;
}

function span(bus: Bus): { first: number; last: number } {
  const stops = [bus.from, ...bus.flows.map(({ to }) => to)];
  return { first: Math.min(...stops), last: Math.max(...stops) };
}

/** Short lines next to the boxes, long ones further out; two that share a stop never share a track. */
function assignTracks(buses: readonly Bus[]): number[] {
  const tracks: number[] = buses.map(() => 0);
  const taken: { first: number; last: number }[][] = [];
  const length = (bus: Bus): number => span(bus).last - span(bus).first;
  const order = buses.map((_, index) => index);
  order.sort((a, b) => length(buses[a] as Bus) - length(buses[b] as Bus) || a - b);
  for (const index of order) {
    const { first, last } = span(buses[index] as Bus);
    const free = taken.findIndex((lines) => lines.every((line) => line.last < first || last < line.first));
    const track = free === -1 ? taken.length : free;
    (taken[track] ??= []).push({ first, last });
    tracks[index] = track;
  }
  return tracks;
}

/** Sorts flows into straight arrows between neighbours and lines beside the column. `ids` from top to bottom. */
export function planRoutes(ids: readonly Id[], flows: readonly InputFlow[]): Routes {
  const position = new Map(ids.map((id, index) => [id, index]));
  const straight: { flow: InputFlow; from: number; to: number }[] = [];
  const buses = new Map<
    string,
    { from: number; fallback: boolean; flows: { flow: InputFlow; to: number }[] }
  >();
  for (const flow of flows) {
    const from = position.get(flow.from);
    const to = position.get(flow.to);
    if (from === undefined || to === undefined) continue;
    if (to === from + 1) {
      straight.push({ flow, from, to });
      continue;
    }
    const key = `${flow.fallback} ${flow.from}`;
    const bus = buses.get(key) ?? { from, fallback: flow.fallback, flows: [] };
    bus.flows.push({ flow, to });
    buses.set(key, bus);
  }
  const list = [...buses.values()];
  const tracks = assignTracks(list);
  return {
    straight,
    buses: list,
    tracks,
    trackCount: tracks.reduce((most, track) => Math.max(most, track + 1), 0),
  };
}

/**
 * Where on the right side of each stop the lines begin and end. Lines that go up sit above those that go down,
 * and those with the nearest aim sit outermost, which keeps crossings few.
 */
function portsOf(stops: readonly Stop[], buses: readonly Bus[]): Map<string, number> {
  const ports = new Map<string, number>();
  stops.forEach((stop, index) => {
    const ends = buses.flatMap((bus, number) => {
      if (bus.from !== index && !bus.flows.some(({ to }) => to === index)) return [];
      const { first, last } = span(bus);
      if (last === index) return [{ number, rank: -1 / (1 + index - first) }];
      if (first === index) return [{ number, rank: 1 / (1 + last - index) }];
      return [{ number, rank: 0 }];
    });
    ends.sort((a, b) => a.rank - b.rank || a.number - b.number);
    ends.forEach(({ number }, place) => {
      ports.set(`${number} ${index}`, roundHalf(stop.y + (stop.height * (place + 1)) / (ends.length + 1)));
    });
  });
  return ports;
}

export interface Rails {
  /** Where straight arrows run. */
  readonly straightX: number;
  readonly firstTrackX: number;
  readonly trackGap: number;
}

/** The arrows of the column: straight ones first, then those that run beside it. */
export function drawRoutes(stops: readonly Stop[], routes: Routes, rails: Rails): DrawnEdge[] {
  const ports = portsOf(stops, routes.buses);
  const straight = routes.straight.map(({ flow, from, to }): DrawnEdge => {
    const x = rails.straightX;
    const start = stops[from] as Stop;
    return {
      ...flow,
      points: [
        { x, y: start.y + start.height },
        { x, y: (stops[to] as Stop).y },
      ],
    };
  });
  const around = routes.buses.flatMap((bus, number) => {
    const track = rails.firstTrackX + (routes.tracks[number] ?? 0) * rails.trackGap;
    const end = (stop: number) => {
      const { x, width } = stops[stop] as Stop;
      return { x: x + width, y: ports.get(`${number} ${stop}`) ?? 0 };
    };
    const start = end(bus.from);
    return bus.flows.map(({ flow, to }): DrawnEdge => {
      const tip = end(to);
      return { ...flow, points: simplify([start, { x: track, y: start.y }, { x: track, y: tip.y }, tip]) };
    });
  });
  return [...straight, ...around];
}
