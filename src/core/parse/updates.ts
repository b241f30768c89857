import type { Effects, Update } from '../model/incident.ts';
import type { Instant, Moment } from '../model/time.ts';
import type { Section } from './body.ts';
import { applyChange, readEffectsLine, type EffectsChange } from './effects-line.ts';
import type { Mark } from './mark.ts';
import type { Anchor, Remark, TimeContext } from './moment.ts';
import type { Source } from './source.ts';
import { timeMarks } from './timeline.ts';
import type { Zone } from './zone.ts';

/** The updates of a file, oldest first, and their texts in the same order. */
export interface ReadUpdates {
  /** At least one. */
  readonly updates: readonly Update[];
  readonly texts: readonly string[];
  /** Of the first and the last mark in time; absent where the file has no marks. */
  readonly first?: Anchor;
  readonly last?: Anchor;
}

interface Timed {
  readonly section: Section;
  readonly at: Moment;
  readonly untilAt: Instant | undefined;
  readonly anchor: Anchor | undefined;
}

/**
 * Puts sections in order of time and names them. Where two are told for the same instant, the one known only to the day
 * comes first, and then the order of the file decides, or its reverse where the file is newest-first.
 */
export function readUpdates(
  sections: readonly Section[],
  initial: Effects,
  context: TimeContext,
  source: Source,
): ReadUpdates {
  const timed = timeSections(sections, context, source);
  timed.sort(compareTimed);
  const makeId = idMaker(context.zone);
  let effects = initial;
  const updates = timed.map(({ section, at, untilAt }): Update => {
    const changes = section.effectsLines.map((line) => readEffectsLine(line, source));
    effects = changes.reduce<Effects>(
      (before, change: EffectsChange) => applyChange(before, change),
      effects,
    );
    return {
      id: makeId(at),
      at,
      ...(untilAt !== undefined && { untilAt }),
      ...(section.phase && { phase: section.phase }),
      ...(changes.length > 0 && { effects }),
      // A file may end with its front matter: then its one update stands nowhere.
      line: Math.min(section.line + 1, source.lineStarts.length),
    };
  });
  const anchors = timed.flatMap(({ anchor }) => anchor ?? []);
  const [first] = anchors;
  const last = anchors.at(-1);
  return {
    updates,
    texts: timed.map(({ section }) => section.text),
    ...(first && { first }),
    ...(last && { last }),
  };
}

function timeSections(sections: readonly Section[], context: TimeContext, source: Source): Timed[] {
  const marked = sections.filter(
    (section): section is Section & { mark: Mark } => section.mark !== undefined,
  );
  const { times, newestFirst } = timeMarks(
    marked.map(({ mark }) => mark),
    context,
  );
  const timed = marked.flatMap((section, index): Timed[] => {
    const time = times[index];
    if (time === undefined) return [];
    reportRemarks(source, section.offset, time.remarks);
    const { moment, untilAt, anchor } = time;
    return [{ section, at: moment, untilAt, anchor }];
  });
  if (timed.length === 0) {
    const at: Moment = { at: context.zone.startOfDay(context.fileDay), precision: 'day' };
    return sections.map((section) => ({ section, at, untilAt: undefined, anchor: undefined }));
  }
  // Equal times keep this order: in a newest-first file the later one stands above.
  return newestFirst ? timed.reverse() : timed;
}

export function reportRemarks(source: Source, offset: number, remarks: readonly Remark[]): void {
  for (const { code, message, hint } of remarks) source.report(code, offset, message, hint);
}

/** Sorting is stable, so what is equal here keeps its order. */
function compareTimed({ at: a }: Timed, { at: b }: Timed): number {
  return a.at - b.at || Number(a.precision === 'minute') - Number(b.precision === 'minute');
}

/** Names updates: `u-20100831-1657`, `u-20100831` for a day; `-2`, `-3` behind repeats. */
function idMaker(zone: Zone): (at: Moment) => string {
  const taken = new Set<string>();
  const repeats = new Map<string, number>();
  return (at) => {
    const minute = zone.minuteOfDay(at.at);
    const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}`;
    const plain = `u-${zone.dayOf(at.at).replaceAll('-', '')}${at.precision === 'minute' ? `-${clock}` : ''}`;
    let count = repeats.get(plain) ?? 1;
    // The 1,030th repeat of a day has the name of its 10:30: both are told apart here.
    while (taken.has(nameOf(plain, count))) count += 1;
    const id = nameOf(plain, count);
    taken.add(id);
    repeats.set(plain, count + 1);
    return id;
  };
}

function nameOf(plain: string, count: number): string {
  return count === 1 ? plain : `${plain}-${count}`;
}
