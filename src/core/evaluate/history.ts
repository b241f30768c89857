import { compareText } from '../model/diagnostic.ts';
import type { Change, Gap, History, RememberedKind, Stretch } from '../model/history.ts';
import type { Severity } from '../model/severity.ts';
import type { Verdict } from '../model/snapshot.ts';
import { DAY_MS } from '../model/time.ts';
import type { CalendarDay, Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { readHistoryText } from '../parse/history-lines.ts';
import type { HistoryLine } from '../parse/history-lines.ts';
import { startOfMonth, startOfNextMonth } from '../parse/instant.ts';
import { changesOf, gapsOf, sortLines, stepsOf, stretchesOf, subjectsIn } from './history-steps.ts';
import type { MonthLines, Step } from './history-steps.ts';

/** How far back in time a line may reach: to the first of several failures, and no further. Recording keeps to it. */
export const MAX_BACKDATE_MS = DAY_MS;

/** One file of the memory. Its text is asked for only when it has to be read. */
export interface HistoryMonth {
  /** `YYYY-MM`, in UTC, by when it became known. */
  readonly month: string;
  /** Hexadecimal digest of the text. */
  readonly digest: string;
  text(): string;
}

/** How many changes each day had, by what it was counted from; a cache may keep it, so that old months need not be read. */
export type DayCounts = Map<string, Readonly<Record<CalendarDay, number>>>;

export interface HistoryInput {
  /** Oldest first, each month once. */
  readonly months: readonly HistoryMonth[];
  /** When anybody looked for the last time, by the recorder's own note; null where there is none. */
  readonly observedUntilAt: Instant | null;
  /** Filled and read. */
  readonly dayCounts: DayCounts;
}

export const NO_HISTORY: HistoryInput = { months: [], observedUntilAt: null, dayCounts: new Map() };

interface HistoryOptions extends HistoryInput {
  readonly freshForMs: number;
  /** Nothing later is believed. */
  readonly now: Instant;
  /** The day of an instant in the site's zone. */
  readonly dayOf: (at: Instant) => CalendarDay;
  /** Names that zone, for what is kept in {@link DayCounts}. */
  readonly timezone: string;
}

/** What was worked out for one history serves the next, unless there is too much of it: then it begins anew. */
const MAX_SEEN_KEPT = 5_000;

/**
 * The memory as a whole. A month is read when it is first asked about.
 * @param before an earlier memory of the same site: what both have in common is not read again.
 */
export function createHistory(options: HistoryOptions, before?: History): History {
  return new RecordedHistory(options, before instanceof RecordedHistory ? before : null);
}

class RecordedHistory implements History {
  readonly #options: HistoryOptions;
  /** Oldest first. */
  readonly #files: readonly HistoryMonth[];
  /** When each of the files' months began; asked for so often that it is not worked out each time. */
  readonly #starts: readonly Instant[];
  #lines = new Map<string, MonthLines>();
  #changes = new Map<string, readonly Change[]>();
  /** Without the end of what was observed. */
  #seen = new Map<string, readonly Step[]>();
  readonly #ended = new Map<string, readonly Step[]>();
  #days: ReadonlyMap<CalendarDay, number> | null = null;
  readonly observed: History['observed'];

  constructor(options: HistoryOptions, before: RecordedHistory | null) {
    this.#options = options;
    this.#files = options.months.filter(({ month }) => startOfMonth(month) <= options.now);
    this.#starts = this.#files.map(({ month }) => startOfMonth(month));
    if (before !== null) this.#takeOver(before);
    this.observed = this.#observed();
  }

  /** What was read of months that are as they were, and of which the clock has not changed what is believed. */
  #takeOver(before: RecordedHistory): void {
    const digestOf = new Map(before.#files.map(({ month, digest }) => [month, digest]));
    const isKnown = ({ month, digest }: HistoryMonth) => {
      const lines = before.#lines.get(month);
      const isBelieved = lines === undefined || (lines.allBelieved && lines.latestAt <= this.#options.now);
      return digestOf.get(month) === digest && isBelieved;
    };
    const known = this.#files.filter(isKnown);
    if (known.length === this.#files.length && known.length === before.#files.length) {
      this.#lines = before.#lines;
      this.#changes = before.#changes;
      if (this.#options.timezone === before.#options.timezone) this.#days = before.#days;
      if (before.#seen.size < MAX_SEEN_KEPT) this.#seen = before.#seen;
      return;
    }
    for (const { month } of known) {
      const lines = before.#lines.get(month);
      if (lines !== undefined) this.#lines.set(month, lines);
    }
  }

  #observed(): History['observed'] {
    const { observedUntilAt, now } = this.#options;
    const [oldest, newest] = [this.#files[0], this.#files.at(-1)];
    if (oldest === undefined || newest === undefined) return null;
    const { firstAt: fromAt } = this.#read(oldest);
    if (fromAt === undefined) return null;
    const lastAt = this.#read(newest).lastAt ?? fromAt;
    return { fromAt, untilAt: Math.min(now, Math.max(lastAt, observedUntilAt ?? lastAt)) };
  }

  #read(file: HistoryMonth): MonthLines {
    const known = this.#lines.get(file.month);
    if (known !== undefined) return known;
    const lines = sortLines(readHistoryText(file.text()).lines, this.#options.now);
    this.#lines.set(file.month, lines);
    return lines;
  }

  /** The month before says what held when a month's own file begins; the one after may speak of the end of this one. */
  #filesFor(startAt: Instant, endAt: Instant): readonly HistoryMonth[] {
    const first = this.#starts.findLastIndex((at) => at <= startAt) - 1;
    const beyond = this.#starts.findIndex((at) => at >= endAt + MAX_BACKDATE_MS);
    return this.#files.slice(Math.max(0, first), beyond < 0 ? undefined : beyond);
  }

  /** The end of what was observed is a step of its own. */
  #steps(kind: RememberedKind, id: Id, startAt: Instant, endAt: Instant): readonly Step[] {
    if (this.observed === null) return [];
    const lostAt = this.observed.untilAt + this.#options.freshForMs;
    const files = this.#filesFor(startAt, endAt);
    // Many windows lie in the same months.
    const name = `${kind} ${id} ${files.map(({ month }) => month).join(' ')}`;
    let known = this.#ended.get(name);
    if (known === undefined) {
      const steps = this.#stepsSeen(name, files, kind, id).filter(({ at }) => at < lostAt);
      known = [...steps, { at: lostAt, state: 'unknown', gap: 'lost' }];
      this.#ended.set(name, known);
    }
    return known;
  }

  #stepsSeen(name: string, files: readonly HistoryMonth[], kind: RememberedKind, id: Id): readonly Step[] {
    let known = this.#seen.get(name);
    if (known === undefined) {
      const lines = files.map((file) => this.#read(file));
      known = stepsOf(lines, kind, id);
      this.#seen.set(name, known);
    }
    return known;
  }

  #stretches(kind: RememberedKind, id: Id, startAt: Instant, endAt: Instant): readonly Stretch[] {
    return stretchesOf(this.#steps(kind, id, startAt, endAt), startAt, endAt);
  }

  knows(kind: RememberedKind, id: Id): boolean {
    const isIn = (file: HistoryMonth) =>
      subjectsIn([this.#read(file)]).some(([itsKind, itsId]) => itsKind === kind && itsId === id);
    return this.#files.findLast(isIn) !== undefined;
  }

  verdicts(server: Id, startAt: Instant, endAt: Instant): readonly Stretch<Verdict>[] {
    return this.#stretches('server', server, startAt, endAt) as readonly Stretch<Verdict>[];
  }

  severities(
    kind: 'group' | 'service',
    id: Id,
    startAt: Instant,
    endAt: Instant,
  ): readonly Stretch<Severity>[] {
    return this.#stretches(kind, id, startAt, endAt) as readonly Stretch<Severity>[];
  }

  changes(startAt: Instant, endAt: Instant): readonly Change[] {
    const files = this.#filesFor(startAt, endAt);
    const name = files.map(({ month }) => month).join(' ');
    let known = this.#changes.get(name);
    if (known === undefined) {
      const lines = files.map((file) => this.#read(file));
      known = subjectsIn(lines)
        .flatMap(([kind, id]) => changesOf(stepsOf(lines, kind, id), kind, id))
        .sort(compareChanges);
      this.#changes.set(name, known);
    }
    return known.filter(({ at }) => startAt <= at && at < endAt);
  }

  gaps(startAt: Instant, endAt: Instant): readonly Gap[] {
    const lines = this.#filesFor(startAt, endAt).map((file) => this.#read(file));
    return gapsOf(lines).filter((gap) => gap.startAt < endAt && startAt < gap.endAt);
  }

  days(): ReadonlyMap<CalendarDay, number> {
    this.#days ??= this.#addUpDays();
    return this.#days;
  }

  #addUpDays(): ReadonlyMap<CalendarDay, number> {
    const days = new Map<CalendarDay, number>();
    for (const file of this.#files) {
      for (const [day, count] of Object.entries(this.#countDays(file))) {
        days.set(day, (days.get(day) ?? 0) + count);
      }
    }
    return days;
  }

  /** By the month in which the changes were, which is not always the one in which they became known. */
  #countDays({ month }: HistoryMonth): Readonly<Record<CalendarDay, number>> {
    const { timezone, dayOf, dayCounts } = this.#options;
    const [startAt, endAt] = [startOfMonth(month), startOfNextMonth(month)];
    const files = this.#filesFor(startAt, endAt);
    const sources = files.map(({ digest }) => digest);
    const name = `${month} ${timezone} ${sources.join(' ')}`;
    // What speaks of a time still to come counts when it has come, though no digest says so.
    const newest = this.#files.at(-1);
    const isSettled = newest === undefined || !files.includes(newest) || this.#read(newest).allBelieved;
    const known = isSettled ? dayCounts.get(name) : undefined;
    if (known !== undefined) return known;
    const counts: Record<CalendarDay, number> = {};
    const gapEnds = new Set<Instant>();
    for (const { at, gap } of this.changes(startAt, endAt)) {
      if (gap !== undefined && gapEnds.has(at)) continue;
      if (gap !== undefined) gapEnds.add(at);
      const day = dayOf(at);
      counts[day] = (counts[day] ?? 0) + 1;
    }
    if (isSettled) dayCounts.set(name, counts);
    return counts;
  }

  agreesUntil(before: History): Instant {
    if (before === this) return Infinity;
    if (!(before instanceof RecordedHistory) || !isSameSite(before.#options, this.#options)) return -Infinity;
    // What is believed no more, or was not believed before, may change the meaning of any line behind it.
    if (this.#options.now < before.#options.now || !before.#believesAll()) return -Infinity;
    const [then, now] = [before.observed, this.observed];
    if (then === null || now === null || then.fromAt !== now.fromAt) return -Infinity;
    const added = addedSince(before.#files, this.#files);
    if (added === undefined) return -Infinity;
    const until = added.reduce((least, { at }) => Math.min(least, at), Math.min(then.untilAt, now.untilAt));
    // A time in which nobody looked is told whole where it begins.
    const gaps = [...before.gaps(until, Infinity), ...this.gaps(until, Infinity)];
    return gaps.reduce((least, { startAt }) => Math.min(least, startAt), until);
  }

  #believesAll(): boolean {
    return [...this.#lines.values()].every(({ allBelieved }) => allBelieved);
  }

  digest(startAt: Instant, endAt: Instant): string {
    const newest = this.#files.at(-1);
    return this.#filesFor(startAt, endAt)
      .map((file) => (file === newest ? this.#windowText(file, startAt, endAt) : file.digest))
      .join(' ');
  }

  /** What the newest month says of a window, for its digest changes whenever anything does. */
  #windowText(newest: HistoryMonth, startAt: Instant, endAt: Instant): string {
    const states = subjectsIn([this.#read(newest)]).map(([kind, id]) => {
      const stretches = this.#stretches(kind, id, startAt, Math.max(startAt, this.#knownUntil(endAt)));
      return [kind, id, ...stretches.map(({ startAt: at, state }) => `${String(at)} ${state}`)].join(' ');
    });
    // Told whole, also where it ends long after the window.
    const gaps = this.gaps(startAt, endAt).map((gap) => `${String(gap.startAt)} ${String(gap.endAt)}`);
    return [...states, ...gaps].join('\n');
  }

  /** Of a window that reaches beyond what was observed only the part before has facts; the rest would change each minute. */
  #knownUntil(endAt: Instant): Instant {
    return Math.min(endAt, (this.observed?.untilAt ?? 0) + 1);
  }
}

function isSameSite(a: HistoryOptions, b: HistoryOptions): boolean {
  return a.freshForMs === b.freshForMs && a.timezone === b.timezone;
}

/** The lines that came to those there were; undefined where something else than adding lines was done. */
function addedSince(
  before: readonly HistoryMonth[],
  now: readonly HistoryMonth[],
): readonly HistoryLine[] | undefined {
  const added: HistoryLine[] = [];
  if (now.length < before.length) return undefined;
  for (const [index, { month, digest, text }] of now.entries()) {
    const known = before[index];
    if (known !== undefined && known.month !== month) return undefined;
    if (known?.digest === digest) continue;
    const [old, grown] = [known?.text() ?? '', text()];
    // A line that was torn and is now whole begins before the end of what was there.
    if (!grown.startsWith(old) || (old !== '' && !old.endsWith('\n'))) return undefined;
    added.push(...readHistoryText(grown.slice(old.length)).lines);
  }
  return added;
}

/** Total order: by time; then servers before groups before services; then by id. */
function compareChanges(a: Change, b: Change): number {
  return a.at - b.at || rank(a.kind) - rank(b.kind) || compareText(a.id, b.id);
}

const RANK: Readonly<Record<RememberedKind, number>> = { server: 0, group: 1, service: 2 };
const rank = (kind: RememberedKind): number => RANK[kind];
