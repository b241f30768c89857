import type { Incident, IncidentKind, Phase, Update } from '../model/incident.ts';
import { MINUTE_MS, type CalendarDay, type Moment } from '../model/time.ts';
import type { Zone } from './zone.ts';

/** What says that an entry is over. */
export interface ResolutionInput {
  readonly kind: IncidentKind;
  /** `resolved:` of the front matter; true where it names no time. */
  readonly resolved: Moment | true | undefined;
  readonly hasTitleTag: boolean;
  /** Oldest first, at least one. */
  readonly updates: readonly Update[];
  readonly fileDay: CalendarDay;
  readonly zone: Zone;
}

const OPEN_PHASES: readonly (Phase | undefined)[] = ['investigating', 'identified', 'monitoring'];
const CLOSING_PHASE = { incident: 'resolved', maintenance: 'completed' } as const;

/** When an entry was resolved, null while it is open, and the phase it has at the end of the file. */
export function resolve(input: ResolutionInput): Pick<Incident, 'resolved' | 'phase'> {
  if (input.kind === 'announcement') return { resolved: null };
  const resolved = resolvedAt(input, CLOSING_PHASE[input.kind]);
  const last = input.updates.findLast(({ phase }) => phase !== undefined)?.phase;
  const isOver = last === CLOSING_PHASE[input.kind] || last === 'postmortem';
  const phase = resolved === null || isOver ? last : CLOSING_PHASE[input.kind];
  return { resolved, ...(phase !== undefined && { phase }) };
}

function resolvedAt(input: ResolutionInput, closing: Phase): Moment | null {
  const { resolved, hasTitleTag, updates } = input;
  if (resolved !== undefined && resolved !== true) {
    const end = refineDay(resolved, input);
    return updates.some((update) => OPEN_PHASES.includes(update.phase) && isLater(update, end, input.zone))
      ? null
      : end;
  }
  // The first update that says so counts, until a later one reopens the incident.
  let told: Moment | null = null;
  for (const update of updates) {
    if (update.phase === closing) told ??= update.at;
    else if (OPEN_PHASES.includes(update.phase)) told = null;
  }
  if (told !== null || !(resolved === true || hasTitleTag)) return told;
  return endOfLast(updates) ?? dayMoment(input.fileDay, input.zone);
}

/** The end of the last mark or span; what was written after the event says nothing of its end. */
function endOfLast(updates: readonly Update[]): Moment | undefined {
  const timed = updates.filter(({ phase }) => phase !== 'postmortem');
  const last = timed.at(-1) ?? updates.at(-1);
  if (last === undefined) return undefined;
  return last.untilAt === undefined ? last.at : { at: last.untilAt, precision: 'minute' };
}

/**
 * `resolved: 2010-08-31` on the day of the last mark means by the end of that mark: the day's first instant, which
 * stands for the day otherwise, would be before the incident began.
 */
function refineDay(resolved: Moment, { updates, zone }: ResolutionInput): Moment {
  if (resolved.precision === 'minute') return resolved;
  const day = zone.dayOf(resolved.at);
  const thatDay = updates.filter(({ at }) => at.precision === 'minute' && zone.dayOf(at.at) === day);
  return endOfLast(thatDay) ?? resolved;
}

function isLater(update: Update, end: Moment, zone: Zone): boolean {
  if (end.precision === 'day' || update.at.precision === 'day')
    return zone.dayOf(update.at.at) > zone.dayOf(end.at);
  return update.at.at >= end.at + MINUTE_MS;
}

function dayMoment(day: CalendarDay, zone: Zone): Moment {
  return { at: zone.startOfDay(day), precision: 'day' };
}
