export const DIAGNOSTIC_SEVERITIES = ['error', 'warning', 'hint'] as const;
export type DiagnosticSeverity = (typeof DIAGNOSTIC_SEVERITIES)[number];

/**
 * Every diagnostic there is, with its severity and, in one line, what it is about.
 * `clock: true` marks those that come and go with the time of day: they are warnings and never fail CI.
 */
export const DIAGNOSTICS = {
  'yaml-syntax': { severity: 'error', about: 'the YAML cannot be read' },
  'unknown-key': { severity: 'error', about: 'a key that means nothing here' },
  'bad-value': { severity: 'error', about: 'a value of the wrong type or form' },
  'missing-key': { severity: 'error', about: 'a required key is absent' },
  'duplicate-id': { severity: 'error', about: 'two things share one id' },
  'unknown-reference': { severity: 'error', about: 'an id that names nothing in topology.yml' },
  'bad-redundancy': { severity: 'error', about: 'a group asks for more servers than it has' },
  'fallback-loop': { severity: 'error', about: 'a fallback that leads to another fallback, or back' },
  'unset-variable': { severity: 'warning', about: 'an environment variable that is not set' },
  'bad-probe': { severity: 'error', about: 'a probe whose kind or options cannot be read' },
  'probe-advice': {
    severity: 'warning',
    about: 'a probe that works, and that staff should know something of',
  },
  'bad-source': { severity: 'error', about: 'a source whose type or options cannot be read' },
  'source-advice': {
    severity: 'warning',
    about: 'a source that works, and that staff should know something of',
  },
  'fresh-for-short': { severity: 'warning', about: '`fresh_for` is shorter than the probes need' },
  'group-unused': { severity: 'warning', about: 'a group no service needs and no fallback names' },
  'role-breaks-service': {
    severity: 'warning',
    about: 'roles take a service below operational without an announced window',
  },
  'security-expires': {
    severity: 'warning',
    about: 'what `site.security` says ends soon, or has ended',
    clock: true,
  },
  'no-topology': { severity: 'error', about: 'topology.yml is absent' },

  'file-name': { severity: 'error', about: 'an incident file whose name has no date' },
  'file-unread': {
    severity: 'error',
    about: 'a link or special file among the incidents, or a name that is no UTF-8',
  },
  'file-name-characters': {
    severity: 'warning',
    about: 'an incident file whose name has characters that do not belong in a URL',
  },
  'not-text': { severity: 'error', about: 'an incident file that is not UTF-8 text, so it is not published' },
  'too-large': { severity: 'error', about: 'a file beyond the limits of size, depth or aliases' },
  'code-front-matter': { severity: 'error', about: 'front matter in a language that runs code' },
  'front-matter-place': {
    severity: 'error',
    about: 'front matter that does not begin with `---` on the first line',
  },
  'front-matter-open': { severity: 'error', about: 'front matter that never ends' },
  'bad-draft': { severity: 'error', about: '`draft` cannot be read, so the file is not published' },
  'bad-affects': {
    severity: 'error',
    about: '`affects` cannot be read, so the page may not read operational',
  },
  'bad-effects-line': { severity: 'error', about: 'a `{affects: …}` line in an update that cannot be read' },
  'missing-title': { severity: 'error', about: 'a file without a title' },
  'missing-window': { severity: 'error', about: 'maintenance without a readable window' },
  'bad-mark': { severity: 'error', about: 'a time mark that names no time of day' },
  'mark-not-top-level': { severity: 'hint', about: 'what looks like a mark inside a list, quote or code' },
  'mark-far-date': { severity: 'warning', about: 'a slash date more than 60 days from the file’s date' },
  'mark-date-disagrees': {
    severity: 'warning',
    about: 'the first mark is on another day than the file’s name',
  },
  'mark-order': { severity: 'warning', about: 'marks in mixed order' },
  'mark-unknown-zone': { severity: 'warning', about: 'a zone abbreviation the site’s zone does not use' },
  'time-skipped': { severity: 'warning', about: 'a time in the hour that the clocks skip' },
  'time-twice': { severity: 'warning', about: 'a time in the hour that comes twice' },
  'span-backwards': { severity: 'warning', about: 'a span that ends before it begins' },
  'phase-of-other-kind': { severity: 'warning', about: 'a phase that this kind of entry does not have' },
  'raw-html': { severity: 'hint', about: 'HTML in incident text, which is shown as typed' },
  'duplicate-url': { severity: 'error', about: 'two files for one URL' },
  'unknown-incident': {
    severity: 'error',
    about: '`follows` or a link names an incident that does not exist',
  },

  'mark-in-future': { severity: 'warning', about: 'an update later than now', clock: true },
  'open-too-long': {
    severity: 'warning',
    about: 'an incident open for more than 24 hours without an update',
    clock: true,
  },
  'promise-overdue': { severity: 'warning', about: 'the promised next update is overdue', clock: true },
  'maintenance-not-closed': {
    severity: 'hint',
    about: 'a maintenance window has passed without a closing update',
    clock: true,
  },

  'snapshot-missing': { severity: 'warning', about: 'there is no snapshot' },
  'snapshot-unreadable': { severity: 'warning', about: 'the snapshot cannot be read' },
  'snapshot-future': { severity: 'warning', about: 'the snapshot claims to be from the future', clock: true },
  'snapshot-old': { severity: 'warning', about: 'the snapshot is older than `fresh_for`', clock: true },
  'snapshot-server': { severity: 'warning', about: 'one server’s entry in the snapshot cannot be believed' },
  'history-unreadable': { severity: 'warning', about: 'the memory of what probes saw cannot be opened' },

  'bad-string': { severity: 'error', about: 'a text in theme/strings.yml that cannot be used' },
  'bad-component': { severity: 'error', about: 'a component of the theme that cannot be used' },
  'bad-logo': { severity: 'error', about: 'a logo whose size cannot be read' },
  'template-failed': {
    severity: 'error',
    about: 'a component of the theme that failed while a page was rendered',
  },
} as const satisfies Record<string, { severity: DiagnosticSeverity; about: string; clock?: true }>;

export type DiagnosticCode = keyof typeof DIAGNOSTICS;

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: DiagnosticSeverity;
  /** Relative to the site's folder, with forward slashes. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units, as editors count. */
  readonly column: number;
  /** Names the thing, quotes the value, says what was expected. One sentence, no full stop needed. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** Builds a diagnostic; its severity comes from the table. */
export function diagnostic(
  code: DiagnosticCode,
  place: { readonly file: string; readonly line?: number; readonly column?: number },
  message: string,
  hint?: string,
): Diagnostic {
  const { severity } = DIAGNOSTICS[code];
  const { file, line = 1, column = 1 } = place;
  return { code, severity, file, line, column, message, ...(hint === undefined ? {} : { hint }) };
}

/** Total order: by file, line, column, code, message. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Code-unit order: the same on every machine, unlike a collation. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
