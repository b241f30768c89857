import { isAbsolute } from 'node:path';
import { styleText } from 'node:util';
import { DIAGNOSTIC_SEVERITIES } from '../core/model/diagnostic.ts';
import type { Diagnostic, DiagnosticSeverity } from '../core/model/diagnostic.ts';
import { codeQualityReport } from './code-quality.ts';

/**
 * `text` for people, `json` for programs, `github` for annotations on a pull request, `gitlab` for a code quality report
 * of a merge request.
 */
export const REPORT_FORMATS = ['text', 'json', 'github', 'gitlab'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportOptions {
  readonly format?: ReportFormat;
  /** Where the site's folder lies, seen from where the reader stands (the repository's root for `github` and `gitlab`); put before every file name. */
  readonly folder?: string;
  /** Decides on colour: none where it is no terminal or `NO_COLOR` is set. Defaults to standard output. */
  readonly stream?: NodeJS.WritableStream;
}

const COLOURS = { error: 'red', warning: 'yellow', hint: 'cyan' } as const satisfies Record<
  DiagnosticSeverity,
  string
>;

/** GitHub has no hint; its mildest word is notice. */
const GITHUB_LEVELS = { error: 'error', warning: 'warning', hint: 'notice' } as const;

/** Indents the hint under its diagnostic. */
const HINT_INDENT = '    ';

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((found) => found.severity === 'error');
}

/** Everything that was found, in the order given, ready to be printed; ends with a line feed. */
export function formatReport(diagnostics: readonly Diagnostic[], options: ReportOptions = {}): string {
  const { format = 'text', folder = '', stream = process.stdout } = options;
  const located = diagnostics.map((found) => ({ ...found, file: inFolder(folder, found.file) }));
  switch (format) {
    case 'json':
      return json(located);
    case 'github':
      return located.map((found) => `${annotation(found)}\n`).join('') + `${summaryLine(located)}\n`;
    case 'gitlab':
      return codeQualityReport(located);
    case 'text':
      return text(located, stream);
  }
}

/** `2 errors, 1 warning`, leaving out what there is none of; `No problems found`. */
export function summaryLine(diagnostics: readonly Diagnostic[]): string {
  const parts = DIAGNOSTIC_SEVERITIES.map((severity) => ({ severity, count: countOf(diagnostics, severity) }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${String(count)} ${severity}${count === 1 ? '' : 's'}`);
  return parts.length === 0 ? 'No problems found' : parts.join(', ');
}

function countOf(diagnostics: readonly Diagnostic[], severity: DiagnosticSeverity): number {
  return diagnostics.reduce((count, found) => count + (found.severity === severity ? 1 : 0), 0);
}

/** The file as the reader finds it: below the folder of the site, unless it is absolute. */
export function inFolder(folder: string, file: string): string {
  const prefix = folder
    .replaceAll('\\', '/')
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '');
  return prefix === '' || prefix === '.' || isAbsolute(file) ? file : `${prefix}/${file}`;
}

function text(diagnostics: readonly Diagnostic[], stream: NodeJS.WritableStream): string {
  const paint = (style: Parameters<typeof styleText>[0], words: string) =>
    styleText(style, words, { stream });
  const rows = diagnostics.map((found) => ({
    found,
    place: printable(`${found.file}:${String(found.line)}:${String(found.column)}`),
  }));
  // Not Math.max(...): a list of some hundred thousand problems is more than a call can take as arguments.
  const longest = (words: (row: (typeof rows)[number]) => string) =>
    rows.reduce((width, row) => Math.max(width, words(row).length), 0);
  const width = {
    place: longest(({ place }) => place),
    severity: longest(({ found }) => found.severity),
    code: longest(({ found }) => found.code),
  };
  const lines = rows.flatMap(({ found, place }) => [
    [
      place.padEnd(width.place),
      paint(COLOURS[found.severity], found.severity.padEnd(width.severity)),
      paint('dim', found.code.padEnd(width.code)),
      printable(found.message),
    ].join('  '),
    ...(found.hint === undefined ? [] : [`${HINT_INDENT}${paint('dim', 'hint:')} ${printable(found.hint)}`]),
  ]);
  const gap = lines.length === 0 ? [] : [''];
  return [...lines, ...gap, paint('bold', summaryLine(diagnostics)), ''].join('\n');
}

function json(diagnostics: readonly Diagnostic[]): string {
  const counts = Object.fromEntries(
    DIAGNOSTIC_SEVERITIES.map((severity) => [`${severity}s`, countOf(diagnostics, severity)]),
  );
  return `${JSON.stringify({ version: 1, ...counts, diagnostics }, null, 2)}\n`;
}

/**
 * One workflow command, `::error file=…,line=…,col=…,title=…::message`.
 * Escapes as GitHub's own toolkit does: `actions/toolkit`, packages/core/src/command.ts.
 */
function annotation(found: Diagnostic): string {
  const { file, line, column, code, message, hint } = found;
  const properties = Object.entries({ file, line: String(line), col: String(column), title: code })
    .map(([key, value]) => `${key}=${escapeProperty(value)}`)
    .join(',');
  const data = hint === undefined ? message : `${message}\nhint: ${hint}`;
  return `::${GITHUB_LEVELS[found.severity]} ${properties}::${escapeData(data)}`;
}

function escapeData(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(value: string): string {
  return escapeData(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * Messages quote what staff and probes wrote, and a terminal obeys what it is sent: control characters and those that
 * turn the direction of text are shown as `\u{1b}`, so that one problem stays one line and says what it seems to say.
 */
export function printable(value: string): string {
  return value.replaceAll(
    /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
