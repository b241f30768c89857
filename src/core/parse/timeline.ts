import type { Instant, Moment } from '../model/time.ts';
import type { Mark } from './mark.ts';
import {
  placeSpanEnd,
  placeStamp,
  type Anchor,
  type Placed,
  type Remark,
  type TimeContext,
} from './moment.ts';

/** When a mark's update was written. */
export interface TimedMark {
  readonly moment: Moment;
  readonly untilAt: Instant | undefined;
  /** What later times are told after. */
  readonly anchor: Anchor;
  readonly remarks: readonly Remark[];
}

export interface Timeline {
  /** In the order of the marks. */
  readonly times: readonly TimedMark[];
  readonly newestFirst: boolean;
}

type Step = TimedMark & Pick<Placed, 'step'>;

/**
 * The times of all marks of a file.
 *
 * Read from the top, a time more than 12 hours earlier than the one above is the next day's. If that leaves times that
 * go back, and read from the bottom every time goes forward by at most 12 hours or by a written date, the file is
 * newest-first. If neither works, times that go back stay on their day with a warning.
 */
export function timeMarks(marks: readonly Mark[], context: TimeContext): Timeline {
  const down = walk(marks, context);
  if (down.every(({ step }) => step !== 'back')) return { times: down, newestFirst: false };
  const up = walk([...marks].reverse(), context).reverse();
  if (up.every(({ step }) => step === 'first' || step === 'forward' || step === 'dated'))
    return { times: up, newestFirst: true };
  const times = down.map((timed, index) =>
    timed.step === 'back' ? withOrderRemark(timed, marks[index]) : timed,
  );
  return { times, newestFirst: (down[0]?.moment.at ?? 0) > (down.at(-1)?.moment.at ?? 0) };
}

function walk(marks: readonly Mark[], context: TimeContext): Step[] {
  const steps: Step[] = [];
  let before: Anchor | undefined;
  for (const { from, until } of marks) {
    const start = placeStamp(from, before, context);
    const end = until && placeSpanEnd(until, start.anchor, context);
    // What follows a span follows its end by the calendar, and its beginning by the clock: staff write inside spans.
    const anchor =
      end === undefined
        ? start.anchor
        : { ...end.anchor, at: start.anchor.at, skippedMinute: start.anchor.skippedMinute };
    steps.push({
      moment: start.moment,
      untilAt: end?.untilAt,
      anchor,
      step: start.step,
      remarks: end === undefined ? start.remarks : [...start.remarks, ...end.remarks],
    });
    before = anchor;
  }
  return settleSkipped(steps);
}

/** A time that the clocks skip has no instant of its own: it is never later than what was written after it. */
function settleSkipped(steps: readonly Step[]): Step[] {
  const settled = [...steps];
  for (let index = settled.length - 2; index >= 0; index -= 1) {
    const [step, next] = [settled[index], settled[index + 1]];
    if (step?.anchor.skippedMinute === undefined || next === undefined || next.step === 'back') continue;
    const { at } = next.moment;
    if (next.moment.precision === 'day' || at >= step.moment.at) continue;
    settled[index] = { ...step, moment: { ...step.moment, at }, anchor: { ...step.anchor, at } };
  }
  return settled;
}

function withOrderRemark(timed: Step, mark: Mark | undefined): Step {
  const hint =
    mark?.from.date === undefined
      ? 'put the updates in order, or write the date into the mark ([31/08 16:57]); until then it is read as the same day'
      : 'put the updates in order, or correct the date';
  const message = `${mark?.from.text ?? ''} is earlier than the mark above it, and the file is not written newest first`;
  return { ...timed, remarks: [...timed.remarks, { code: 'mark-order', message, hint }] };
}
