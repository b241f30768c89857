import type { Incident } from '../model/incident.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Zone } from '../parse/zone.ts';
import { positionOf, ticksOf } from './strip-drawing.ts';
import type { TimeRange } from './strip-window.ts';

/** A mark on the axis. Positions are percents of its width. */
export interface ScaleMark {
  readonly at: Instant;
  readonly position: number;
  /** Which part of the time written at it stands there; absent where there is no room for it. */
  readonly label?: 'start' | 'middle' | 'end';
}

/** The axis below the strips. */
export interface ScaleView {
  /** `day`: the day begins here. */
  readonly ticks: readonly (ScaleMark & { readonly day: boolean })[];
  /** Staff's updates. */
  readonly updates: readonly ScaleMark[];
  /** The time planned for the work. */
  readonly planned?: { readonly from: number; readonly to: number };
}

const MAX_UPDATES_MARKED = 60;
/** Beyond that a time of day says nothing without its date, and for that there is no room. */
const LONGEST_WITH_TIMES_MS = 2 * DAY_MS;
/** How wide a time is where pages are narrowest, and a date; percents. */
const TIME_WIDTH = 14;
const DATE_WIDTH = 17;

export function scaleView(
  incident: Incident,
  { range, drawn }: { readonly range: TimeRange; readonly drawn: TimeRange },
  zone: Zone,
): ScaleView {
  const planned = incident.kind === 'maintenance' ? plannedIn(incident, drawn) : undefined;
  const ticks = ticksOf(drawn, zone);
  const days = ticks.every(({ day }) => day);
  return {
    ticks: withLabels(ticks, days ? DATE_WIDTH : TIME_WIDTH),
    updates: updatesIn(incident, range, drawn),
    ...(planned === undefined ? {} : { planned }),
  };
}

function updatesIn(incident: Incident, range: TimeRange, drawn: TimeRange): readonly ScaleMark[] {
  const instants = incident.updates.flatMap(({ at: { at, precision } }) =>
    precision === 'minute' && range.startAt <= at && at <= range.endAt ? [at] : [],
  );
  const marks = [...new Set(instants)]
    .sort((a, b) => a - b)
    .slice(0, MAX_UPDATES_MARKED)
    .map((at) => ({ at, position: positionOf(at, drawn) }));
  return range.endAt - range.startAt > LONGEST_WITH_TIMES_MS ? marks : withLabels(marks, TIME_WIDTH);
}

/** As many labels as have room side by side, the first ones first; none sticks out of the axis. */
function withLabels<Mark extends ScaleMark>(marks: readonly Mark[], width: number): readonly Mark[] {
  let free = 0;
  return marks.map((mark) => {
    const { position } = mark;
    const label = position < width / 2 ? 'start' : position > 100 - width / 2 ? 'end' : 'middle';
    const from = position - SHARE_BEFORE[label] * width;
    if (from < free) return mark;
    free = from + width;
    return { ...mark, label };
  });
}

const SHARE_BEFORE = { start: 0, middle: 1 / 2, end: 1 } as const;

function plannedIn({ window }: Incident, drawn: TimeRange): ScaleView['planned'] {
  if (window === undefined) return undefined;
  const { startAt, endAt } = window;
  return { from: positionOf(startAt, drawn), to: positionOf(endAt ?? drawn.endAt, drawn) };
}
