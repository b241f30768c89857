import { MINUTE_MS, SECOND_MS } from '../../core/model/time.ts';
import { formatDuration } from '../../core/parse/duration.ts';
import { writeInstant } from '../../core/parse/instant.ts';
import { firstWords } from '../../core/parse/value-words.ts';
import { inFolder } from '../report.ts';
import type { LastingNews } from './lasting.ts';
import { isLiveOutput } from './live-outputs.ts';
import type { LogRecord } from './log-writer.ts';
import type { TurnReport } from './turn.ts';

export interface LogStart {
  /** Absent for a single turn. */
  readonly everyMs?: number;
  readonly siteDir: string;
  readonly outDir: string;
  readonly stateDir: string;
}

const MAX_NAMED_FILES = 3;

const COMPRESSED = /\.(?:gz|br)$/;

export function startRecord({ everyMs, siteDir, outDir, stateDir }: LogStart): LogRecord {
  const fields = { site: siteDir, out: outDir, state: stateDir };
  if (everyMs === undefined) return { event: 'start', fields, lines: [] };
  const every = formatDuration(everyMs);
  return {
    event: 'start',
    fields: { ...fields, every_seconds: everyMs / SECOND_MS },
    lines: [`Publishing ${siteDir} into ${outDir} every ${every}. Stop with Ctrl-C.`],
  };
}

/** @param before whether the turn before published; null for the first turn */
export function turnRecord(report: TurnReport, before: boolean | null): LogRecord {
  const { published, problems, takenAt, validUntilAt } = report;
  return {
    event: 'turn',
    lines: turnLines(report, before),
    level: published ? (problems.length === 0 ? 'info' : 'warn') : 'error',
    fields: {
      published,
      duration_ms: Math.round(report.durationMs),
      pages_planned: report.pagesPlanned,
      pages_rendered: report.pagesRendered,
      files_written: report.changed.length,
      files_deleted: report.deleted.length,
      taken_at: takenAt === undefined ? null : writeInstant(takenAt),
      valid_until: validUntilAt === undefined ? null : writeInstant(validUntilAt),
      problems: [...new Set(problems.map(({ code }) => code))],
      diagnostics: counts(report.diagnostics),
    },
  };
}

/** The first one, those that published news of the content, and those that went otherwise than the one before. */
function turnLines(report: TurnReport, before: boolean | null): string[] {
  const { published, changed, deleted, durationMs } = report;
  if (!published)
    return before === false ? [] : ['Nothing was published; what was published before stays as it is.'];
  const news = [...changed, ...deleted].filter((file) => !isLiveOutput(file) && !COMPRESSED.test(file));
  if (before === true && news.length === 0) return [];
  const parts = [
    `${before === false ? 'Publishing again' : 'Published'}: ${counted(changed.length, 'file')} written`,
    ...(deleted.length === 0 ? [] : [`${String(deleted.length)} deleted`]),
    ...(before === null
      ? [`${String(report.pagesRendered)} of ${counted(report.pagesPlanned, 'page')} rendered`]
      : []),
    `in ${(durationMs / SECOND_MS).toFixed(1)} s`,
  ].join(', ');
  return [
    before === null || news.length === 0
      ? `${parts}.`
      : `${parts}; news in ${firstWords(news, MAX_NAMED_FILES)}.`,
  ];
}

/** What is said of a problem; `published` is what came of the turn that had it. */
export function problemRecord({ kind, code, message, forMs }: LastingNews, published: boolean): LogRecord {
  const level = published ? 'warn' : 'error';
  const length = { for_seconds: Math.round(forMs / SECOND_MS) };
  switch (kind) {
    case 'begins':
      return { event: 'problem', level, fields: { code, message }, lines: [`Problem: ${code}: ${message}`] };
    case 'lasts': {
      const line = `Still, for ${lengthOf(forMs)}: ${code}: ${message}`;
      return { event: 'problem-lasts', level, fields: { code, message, ...length }, lines: [line] };
    }
    case 'over': {
      const line = `Over, after ${lengthOf(forMs)}: ${code}.`;
      return { event: 'problem-over', fields: { code, ...length }, lines: [line] };
    }
  }
}

export function diagnosticRecord(found: TurnReport['diagnostics'][number], folder: string): LogRecord {
  const { severity, code, line, column, message, hint } = found;
  const file = inFolder(folder, found.file);
  return {
    event: 'diagnostic',
    level: severity === 'error' ? 'error' : severity === 'warning' ? 'warn' : 'info',
    fields: { severity, code, file, line, column, message, ...(hint === undefined ? {} : { hint }) },
    lines: [`${file}:${String(line)}:${String(column)}  ${severity}  ${code}  ${message}`],
  };
}

export function counts(diagnostics: TurnReport['diagnostics']): Readonly<Record<string, number>> {
  const of = (severity: string) => diagnostics.filter((found) => found.severity === severity).length;
  return { errors: of('error'), warnings: of('warning'), hints: of('hint') };
}

export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Whole minutes; below one, seconds. */
function lengthOf(ms: number): string {
  return formatDuration(ms < MINUTE_MS ? ms : ms - (ms % MINUTE_MS));
}
