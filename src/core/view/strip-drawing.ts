import type { Stretch } from '../model/history.ts';
import { worst } from '../model/severity.ts';
import type { Severity } from '../model/severity.ts';
import { DAY_MS, MINUTE_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import { MINUTES_PER_DAY } from '../parse/zone.ts';
import type { Zone } from '../parse/zone.ts';
import type { TimeRange } from './strip-window.ts';

/** A piece of a strip, in percent of its width. Pieces touch, and two that touch differ. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly state: Severity;
}

/** About a pixel each on the widest page. */
const COLUMNS = 640;
const COARSEST_COLUMNS = 10;

/**
 * The stretches as pieces of a strip. What is narrower than a pixel is as wide as one, and where several states share a
 * pixel the worst is drawn: a moment's outage can be seen in the drawing of a month.
 * @param stretches cover the range, in order.
 * @param limit at most so many pieces, 10 or more; a strip that never rests is drawn coarser until it keeps to it.
 */
export function segmentsOf(
  stretches: readonly Stretch<Severity>[],
  range: TimeRange,
  limit: number,
): readonly Segment[] {
  let columns = COLUMNS;
  let segments = drawnIn(columns, stretches, range);
  while (segments.length > limit && columns > COARSEST_COLUMNS) {
    columns /= 2;
    segments = drawnIn(columns, stretches, range);
  }
  return segments;
}

function drawnIn(
  columns: number,
  stretches: readonly Stretch<Severity>[],
  { startAt, endAt }: TimeRange,
): readonly Segment[] {
  const perMs = columns / (endAt - startAt);
  const painted: Severity[] = [];
  for (const stretch of stretches) {
    const first = Math.max(0, Math.floor((stretch.startAt - startAt) * perMs));
    const end = Math.min(columns, Math.max(first + 1, Math.ceil((stretch.endAt - startAt) * perMs)));
    for (let column = first; column < end; column += 1) {
      painted[column] = worst([painted[column] ?? 'operational', stretch.state]);
    }
  }
  return joined(painted, columns);
}

function joined(painted: readonly Severity[], columns: number): readonly Segment[] {
  const segments: Segment[] = [];
  let first = 0;
  painted.forEach((state, column) => {
    if (column + 1 < painted.length && painted[column + 1] === state) return;
    segments.push({ from: percent(first, columns), to: percent(column + 1, columns), state });
    first = column + 1;
  });
  return segments;
}

function percent(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 100;
}

/** Where an instant lies, in percent of the width; clamped to it. */
export function positionOf(at: Instant, { startAt, endAt }: TimeRange): number {
  return percent(Math.min(Math.max(at, startAt), endAt) - startAt, endAt - startAt);
}

/** A time written below the strips. */
export interface Tick {
  readonly at: Instant;
  readonly position: number;
  /** The day begins here, which is worth more than its midnight. */
  readonly day: boolean;
}

/** What a telephone has room for. */
export const MAX_TICKS = 5;
const STEP_MINUTES = [5, 10, 15, 30, 60, 120, 180, 360, 720] as const;
const STEP_DAYS = [1, 2, 7, 14, 28] as const;
/** From so many days on the times of day are left out. */
const DAYS_ON_THE_AXIS = 3;

/** Round times of the wall clock inside the range, from the start on, evenly spaced; whole days where the range is long. */
export function ticksOf(range: TimeRange, zone: Zone): readonly Tick[] {
  const lengthMs = range.endAt - range.startAt;
  const ticks = lengthMs < DAYS_ON_THE_AXIS * DAY_MS ? clockTicks(range, zone) : dayTicks(range, zone);
  return ticks.map(({ at, day }) => ({ at, day, position: positionOf(at, range) }));
}

type BareTick = Omit<Tick, 'position'>;

function clockTicks(range: TimeRange, zone: Zone): readonly BareTick[] {
  for (const step of STEP_MINUTES) {
    if ((range.endAt - range.startAt) / (step * MINUTE_MS) > MAX_TICKS + 1) continue;
    const ticks = clockTicksEvery(step, range, zone);
    if (ticks.length <= MAX_TICKS) return ticks;
  }
  return dayTicks(range, zone);
}

function clockTicksEvery(step: number, range: TimeRange, zone: Zone): readonly BareTick[] {
  const ticks: BareTick[] = [];
  let latestAt = -Infinity;
  for (let day = zone.dayOf(range.startAt); zone.startOfDay(day) < range.endAt; day = zone.addDays(day, 1)) {
    for (let minute = 0; minute < MINUTES_PER_DAY; minute += step) {
      const { at } = zone.toInstant(day, minute);
      // In the hour that does not exist two times of the clock are one instant.
      if (at < range.startAt || at >= range.endAt || at <= latestAt) continue;
      ticks.push({ at, day: minute === 0 });
      latestAt = at;
    }
  }
  return ticks;
}

function dayTicks(range: TimeRange, zone: Zone): readonly BareTick[] {
  const days: BareTick[] = [];
  for (let day = zone.dayOf(range.startAt); zone.startOfDay(day) < range.endAt; day = zone.addDays(day, 1)) {
    const at = zone.startOfDay(day);
    if (at >= range.startAt) days.push({ at, day: true });
  }
  const step = STEP_DAYS.find((each) => Math.ceil(days.length / each) <= MAX_TICKS) ?? STEP_DAYS[4];
  return days.filter((_, index) => index % step === 0);
}
