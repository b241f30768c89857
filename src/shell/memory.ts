import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { byMonth, record, replay } from '../core/evaluate/recording.ts';
import type { Recording } from '../core/evaluate/recording.ts';
import type { DayCounts, HistoryInput, HistoryMonth } from '../core/evaluate/history.ts';
import { sortLines } from '../core/evaluate/history-steps.ts';
import type { Snapshot } from '../core/model/snapshot.ts';
import type { Instant } from '../core/model/time.ts';
import type { Topology } from '../core/model/topology.ts';
import { readHistoryText, writeHistoryLine } from '../core/parse/history-lines.ts';
import { monthOf, readInstant, writeInstant } from '../core/parse/instant.ts';
import {
  contentDigest,
  fileStat,
  isAbsent,
  makeFolders,
  RACY_MS,
  readIfPresent,
  replaceFile,
} from './files.ts';

/*
 * The memory on disk, below the state folder:
 *   history/<yyyy-mm>.ndjson    what changed, appended to
 *   history/observed.json       when anybody looked last; replaced with every snapshot, so that nothing grows while nothing happens
 *   history/set-aside.ndjson    lines that could not be read
 * A snapshot is recorded when its lines are on the disk; then the note of when anybody looked is replaced. Killed between
 * the two, the lines speak for themselves.
 */

const HISTORY_FOLDER = 'history';
const OBSERVED_FILE = 'observed.json';
const SET_ASIDE_FILE = 'set-aside.ndjson';
const MONTH_FILE = /^(\d{4}-(?:0[1-9]|1[0-2]))\.ndjson$/;

/** How many of the newest months say what holds at the end: a month's own file, and the one before where it is young. */
const MONTHS_REPLAYED = 2;

/** Reads the memory again and again. A month's file that looks as it did is not opened again. */
export interface MemoryReader {
  /** A year of 200 servers is some hundred kilobytes. What its lines say is found out when it is asked for. */
  read(dayCounts: DayCounts): HistoryInput;
}

export function openMemory(stateDir: string): MemoryReader {
  const folder = path.join(stateDir, HISTORY_FOLDER);
  let known = new Map<string, SeenMonth>();
  return {
    read(dayCounts) {
      const months = monthsIn(folder).map((month) => {
        const before = known.get(month);
        const found = fileStat(monthPath(folder, month));
        return before !== undefined && found !== undefined && looksAs(before, found)
          ? before
          : readMonth(folder, month, found, before);
      });
      known = new Map(months.map((seen) => [seen.month.month, seen]));
      return {
        months: months.map(({ month }) => month),
        observedUntilAt: readObserved(folder),
        dayCounts,
      };
    },
  };
}

interface SeenMonth {
  readonly month: HistoryMonth;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly seenAtMs: number;
}

function looksAs(seen: SeenMonth, { size, mtimeMs, ctimeMs }: Stats): boolean {
  const isSettled = Math.max(mtimeMs, ctimeMs) < seen.seenAtMs - RACY_MS;
  return isSettled && seen.size === size && seen.mtimeMs === mtimeMs && seen.ctimeMs === ctimeMs;
}

function readMonth(
  folder: string,
  month: string,
  found: Stats | undefined,
  before: SeenMonth | undefined,
): SeenMonth {
  const seenAtMs = Date.now();
  const text = readFileSync(monthPath(folder, month), 'utf8');
  const digest = contentDigest(text);
  const { size = -1, mtimeMs = -1, ctimeMs = -1 } = found ?? {};
  const isSame = before?.month.digest === digest;
  const read = isSame ? before.month : { month, digest, text: () => text };
  return { month: read, size, mtimeMs, ctimeMs, seenAtMs };
}

function monthPath(folder: string, month: string): string {
  return path.join(folder, `${month}.ndjson`);
}

/** Sorted, oldest first. */
function monthsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .flatMap((name) => MONTH_FILE.exec(name)?.[1] ?? [])
      .sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function readObserved(folder: string): Instant | null {
  try {
    const text = readIfPresent(path.join(folder, OBSERVED_FILE));
    const note = JSON.parse(text ?? 'null') as { until?: unknown } | null;
    const until = note?.until;
    return typeof until === 'string' ? (readInstant(until) ?? null) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export interface Recorder {
  /**
   * Puts what a snapshot changes into the memory and returns when it is on the disk. Returns what staff should know:
   * a snapshot older than the memory, a clock that was set back.
   * @throws where the disk does not take it; the memory is then as it was, or ends in a torn line that the next start mends.
   */
  record(snapshot: Snapshot, topology: Topology, now: Instant): readonly string[];
  /** What was mended when the memory was opened. */
  readonly repairs: readonly string[];
}

/** Opens the memory for writing, mending what a crash or a hand left behind. One recorder for a state folder at a time. */
export function openRecorder(stateDir: string): Recorder {
  const folder = path.join(stateDir, HISTORY_FOLDER);
  makeFolders(folder);
  const repairs = monthsIn(folder).flatMap((month) => mend(folder, month));
  let before = recordingIn(folder);
  let whole = true;
  return {
    repairs,
    record(snapshot, topology, now) {
      // The disk was full or gone in the middle of a line; or somebody deleted the folder, and what was known went with it.
      if (!whole || (before !== null && !existsSync(path.join(folder, OBSERVED_FILE)))) {
        makeFolders(folder);
        monthsIn(folder).forEach((month) => mend(folder, month));
        before = recordingIn(folder);
      }
      whole = false;
      const outcome = record({ before, topology, snapshot, now });
      if (outcome.type === 'out-of-order') {
        whole = true;
        return [
          `the snapshot of ${writeInstant(snapshot.takenAt)} is older than what is recorded, so it is not recorded`,
        ];
      }
      const warnings = outcome.type === 'set-back' ? setBack(folder, snapshot.takenAt, before) : [];
      for (const [month, lines] of byMonth(outcome.lines, monthOf(snapshot.takenAt))) {
        append(monthPath(folder, month), lines.map(writeHistoryLine));
      }
      replaceFile(
        path.join(folder, OBSERVED_FILE),
        `${JSON.stringify({ until: writeInstant(snapshot.takenAt) })}\n`,
      );
      before = outcome.recording;
      whole = true;
      return warnings;
    },
  };
}

function recordingIn(folder: string): Recording | null {
  const months = monthsIn(folder).slice(-MONTHS_REPLAYED);
  const lines = months.map((month) => readFileSync(monthPath(folder, month), 'utf8'));
  return replay(
    lines.map((text) => sortLines(readHistoryText(text).lines, Infinity)),
    readObserved(folder),
  );
}

/** In one write, and on the disk when this returns. */
function append(file: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  const descriptor = openSync(file, 'a', 0o644);
  try {
    writeFileSync(descriptor, lines.map((line) => `${line}\n`).join(''));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Months the wrong clock began are kept under another name, so that nothing takes them for what will have been. */
function setBack(folder: string, takenAt: Instant, before: Recording | null): readonly string[] {
  const ahead = monthsIn(folder).filter((month) => month > monthOf(takenAt));
  for (const month of ahead) {
    const name = `${month}.ndjson`;
    renameSync(
      path.join(folder, name),
      path.join(folder, `${name}.ahead-of-${writeInstant(takenAt).replaceAll(':', '')}`),
    );
  }
  const was = before === null ? '' : ` from ${writeInstant(before.takenAt)}`;
  return [
    `the clock was set back${was} to ${writeInstant(takenAt)}; what was recorded for the time between is told anew`,
  ];
}

/** Cuts a torn last line and takes out lines that cannot be read; both are kept aside, word for word. */
function mend(folder: string, month: string): readonly string[] {
  const name = `${month}.ndjson`;
  const text = readFileSync(path.join(folder, name), 'utf8');
  const { bad, torn } = readHistoryText(text);
  const ends = text === '' || text.endsWith('\n');
  if (bad.length === 0 && ends) return [];
  const rows = text.split('\n');
  const lost = [...bad, ...(torn === undefined ? [] : [{ line: rows.length, text: torn }])];
  const without = new Set(lost.map(({ line }) => line));
  append(
    path.join(folder, SET_ASIDE_FILE),
    lost.map(({ line, text: row }) => JSON.stringify({ from: name, line, text: row })),
  );
  replaceFile(
    path.join(folder, name),
    rows.flatMap((row, index) => (without.has(index + 1) || row === '' ? [] : [`${row}\n`])).join(''),
  );
  return [
    ...bad.map(
      ({ line }) => `${name} line ${String(line)} cannot be read; it was moved to ${SET_ASIDE_FILE}`,
    ),
    ...(torn === undefined ? [] : [`the last line of ${name} was torn; it was moved to ${SET_ASIDE_FILE}`]),
  ];
}
