import { REMEMBERED_KINDS } from '../model/history.ts';
import type { Change, Gap, RememberedKind, RememberedState, Stretch } from '../model/history.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import type { HistoryLine, States } from '../parse/history-lines.ts';

/** From `at` on, a subject was in `state`. */
export interface Step {
  readonly at: Instant;
  readonly state: RememberedState;
  /** `lost`: nobody looked from here on. `back`: somebody looked again, or for the first time. */
  readonly gap?: 'lost' | 'back';
}

/** Where a line stands among the lines of its file, which is the order in which things became known. */
interface Ordered {
  readonly order: number;
  readonly at: Instant;
}

type Whole = Ordered & ({ readonly states: States } | { readonly states: null });
type Single = Ordered & { readonly state: RememberedState };

/** The lines of one month, sorted into what concerns everything and what concerns one subject. */
export interface MonthLines {
  /** `all` and `lost` lines, in the file's order. */
  readonly whole: readonly Whole[];
  readonly single: Readonly<Record<RememberedKind, ReadonlyMap<Id, readonly Single[]>>>;
  /** The first time somebody looked, by these lines. */
  readonly firstAt: Instant | undefined;
  /** The last time of which they say that somebody looked; later lines have the last word on that too. */
  readonly lastAt: Instant | undefined;
  /** The latest time any of them speaks of, those included that were not believed; -Infinity where there is none. */
  readonly latestAt: Instant;
  readonly allBelieved: boolean;
}

/** @param untilAt lines that speak of a later time are not believed. */
export function sortLines(lines: readonly HistoryLine[], untilAt: Instant): MonthLines {
  const whole: Whole[] = [];
  const single = { server: new Map(), group: new Map(), service: new Map() } satisfies Record<
    RememberedKind,
    Map<Id, Single[]>
  > as Record<RememberedKind, Map<Id, Single[]>>;
  const believed = lines.filter(({ at }) => at <= untilAt);
  believed.forEach((line, order) => {
    const { at } = line;
    if (line.type === 'all') whole.push({ order, at, states: line.states });
    else if (line.type === 'lost') whole.push({ order, at, states: null });
    else {
      const entries = single[line.kind].get(line.id);
      if (entries === undefined) single[line.kind].set(line.id, [{ order, at, state: line.state }]);
      else entries.push({ order, at, state: line.state });
    }
  });
  const looks = whole.flatMap(({ at, states }) => (states === null ? [] : at));
  return {
    whole,
    single,
    firstAt: looks.length === 0 ? undefined : Math.min(...looks),
    lastAt: believed.reduce<Instant | undefined>(later, undefined),
    latestAt: lines.reduce((latest, { at }) => Math.max(latest, at), -Infinity),
    allBelieved: believed.length === lines.length,
  };
}

function later(latest: Instant | undefined, { type, at }: HistoryLine): Instant | undefined {
  if (type === 'lost') return latest;
  // A clock that was set back begins anew.
  return type === 'all' || latest === undefined ? at : Math.max(latest, at);
}

/** Every subject the months speak of, in a total order. */
export function subjectsIn(months: readonly MonthLines[]): readonly (readonly [RememberedKind, Id])[] {
  return REMEMBERED_KINDS.flatMap((kind) => {
    const ids = new Set<Id>();
    for (const { whole, single } of months) {
      for (const { states } of whole) for (const id of states?.[kind].keys() ?? []) ids.add(id);
      for (const id of single[kind].keys()) ids.add(id);
    }
    return [...ids].sort().map((id) => [kind, id] as const);
  });
}

/**
 * What one subject went through, over consecutive months: strictly ascending, neighbours differ in state or in whether
 * anybody looked. A later line has the last word on everything from its own time on.
 */
export function stepsOf(months: readonly MonthLines[], kind: RememberedKind, id: Id): readonly Step[] {
  const steps: Step[] = [];
  for (const { whole, single } of months) {
    const own = single[kind].get(id) ?? [];
    let next = 0;
    const singlesBefore = (order: number) => {
      for (let entry = own[next]; entry !== undefined && entry.order < order; entry = own[++next]) {
        push(steps, { at: entry.at, state: entry.state });
      }
    };
    for (const { order, at, states } of whole) {
      singlesBefore(order);
      if (states === null) push(steps, { at, state: 'unknown', gap: 'lost' });
      else push(steps, wholeStep(steps, at, states[kind].get(id) ?? 'unknown'));
    }
    singlesBefore(Infinity);
  }
  return steps;
}

/** A line that says everything ends a gap where there was one, and otherwise goes on from what was. */
function wholeStep(steps: readonly Step[], at: Instant, state: RememberedState): Step {
  const before = steps.findLast((step) => step.at < at);
  return before === undefined || before.gap === 'lost' ? { at, state, gap: 'back' } : { at, state };
}

function push(steps: Step[], step: Step): void {
  while ((steps.at(-1)?.at ?? -Infinity) >= step.at) steps.pop();
  const last = steps.at(-1);
  if (last?.state !== step.state || step.gap !== undefined) steps.push(step);
}

/** The window cut into stretches, without gaps or overlaps; what is before the first step is unknown. */
export function stretchesOf(steps: readonly Step[], startAt: Instant, endAt: Instant): readonly Stretch[] {
  if (startAt >= endAt) return [];
  const stretches: Stretch[] = [];
  const add = (from: Instant, to: Instant, state: RememberedState) => {
    const [start, end] = [Math.max(from, startAt), Math.min(to, endAt)];
    if (start >= end) return;
    const last = stretches.at(-1);
    if (last?.state === state) stretches[stretches.length - 1] = { ...last, endAt: end };
    else stretches.push({ startAt: start, endAt: end, state });
  };
  add(-Infinity, steps[0]?.at ?? Infinity, 'unknown');
  steps.forEach(({ at, state }, index) => {
    add(at, steps[index + 1]?.at ?? Infinity, state);
  });
  return stretches;
}

/** What became of a subject, step by step. The first look at it is a change from unknown. */
export function changesOf(steps: readonly Step[], kind: RememberedKind, id: Id): readonly Change[] {
  return steps.flatMap(({ at, state: to, gap }, index): Change[] => {
    const from = steps[index - 1]?.state ?? 'unknown';
    return from === to ? [] : [{ at, kind, id, from, to, ...(gap === undefined ? {} : { gap }) }];
  });
}

/** The times in which nobody looked and which are over, oldest first. */
export function gapsOf(months: readonly MonthLines[]): readonly Gap[] {
  const gaps: Gap[] = [];
  let lostAt: Instant | null = null;
  for (const { at, states } of months.flatMap(({ whole }) => whole)) {
    // A clock that went back tells the same time again; what was not over by then is over with this line.
    while ((gaps.at(-1)?.endAt ?? -Infinity) > at) lostAt = gaps.pop()?.startAt ?? lostAt;
    if (states === null) lostAt = at;
    else {
      if (lostAt !== null && lostAt < at) gaps.push({ startAt: lostAt, endAt: at });
      lostAt = null;
    }
  }
  return gaps;
}
