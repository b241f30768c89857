import { styleText } from 'node:util';
import type { Severity } from '../../core/model/severity.ts';
import { SEVERITIES } from '../../core/model/severity.ts';
import type { Instant } from '../../core/model/time.ts';
import { SECOND_MS } from '../../core/model/time.ts';
import { cleanLine } from '../../render/text/clean.ts';
import { COLUMNS } from '../../render/text/plain.ts';
import { shortened, wrap } from '../../render/text/wrap.ts';
import type { ServiceAccount } from './account.ts';
import { timeText } from './heartbeat-answer.ts';
import { LEVELS } from './verdict.ts';
import type { Level, Verdict } from './verdict.ts';

/** Of the one line for monitors, without what they draw curves of. */
export const BRIEF_COLUMNS = 200;

const COLOURS = {
  OK: 'green',
  WARNING: 'yellow',
  CRITICAL: 'red',
  UNKNOWN: 'magenta',
} as const satisfies Record<Level, Parameters<typeof styleText>[0]>;

/**
 * One line as monitoring plug-ins print it: `WARNING - Web Access works less well than usual.|age=42s;;300;0 operational=3 …`.
 * What stands behind the bar are the data's age, with its limit, and how many services are what.
 */
export function briefText(verdict: Verdict, now: Instant): string {
  const { level, message, account, service } = verdict;
  const because = service === undefined ? '' : ` ${service.reasons.join(' ')}`;
  // A bar ends the words.
  const words = cleanLine(`${message}${because}`).replaceAll('|', '/');
  const line = shortened(`${level} - ${words}`, BRIEF_COLUMNS);
  const data =
    account === undefined
      ? []
      : [...ageData(account, now), ...countData(service === undefined ? account.services : [service])];
  return `${data.length === 0 ? line : `${line}|${data.join(' ')}`}\n`;
}

function ageData(
  { takenAt, validUntilAt }: NonNullable<Verdict['account']>,
  now: Instant,
): readonly string[] {
  if (takenAt === undefined) return [];
  const age = Math.max(0, Math.floor((now - takenAt) / SECOND_MS));
  const limit = validUntilAt === undefined ? '' : String((validUntilAt - takenAt) / SECOND_MS);
  return [`age=${String(age)}s;;${limit};0`];
}

function countData(services: readonly ServiceAccount[]): readonly string[] {
  const count = (severity: Severity) => services.filter((service) => service.severity === severity).length;
  return SEVERITIES.map(
    (severity) => `${severity}=${String(count(severity))};;;0;${String(services.length)}`,
  );
}

/** The same for programs: compact, always the same keys in the same order. */
export function jsonText({ level, severity, message, account, service }: Verdict): string {
  const iso = (at: Instant | undefined) => (at === undefined ? null : timeText(at));
  const services = service === undefined ? (account?.services ?? []) : [service];
  return `${JSON.stringify({
    version: 1,
    level,
    exit_code: LEVELS[level],
    severity,
    message,
    site: account?.name ?? null,
    taken_at: iso(account?.takenAt),
    valid_until: iso(account?.validUntilAt),
    services: services.map(({ id, name, severity: its, reasons }) => ({ id, name, severity: its, reasons })),
  })}\n`;
}

/** For people: the verdict, then the page, or why one service is what it is. */
export function fullText(verdict: Verdict, { coloured }: { readonly coloured: boolean }): string {
  const { level, message, account, doubt, service } = verdict;
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;
  const [first = '', ...rest] = wrap(cleanLine(`${level} - ${message}`), COLUMNS);
  const head = [paint(COLOURS[level], level) + first.slice(level.length), ...rest];
  if (service !== undefined) {
    const reasons = service.reasons.flatMap((reason) => ['', ...wrap(reason, COLUMNS)]);
    return `${[...head, ...reasons].join('\n')}\n`;
  }
  const text = account?.text;
  if (text === null || text === undefined) return `${head.join('\n')}\n`;
  const lines = doubt === true ? [...head, '', 'This is what it said while it could be believed:'] : head;
  return `${lines.join('\n')}\n\n${withBoldHeadings(text, paint)}`;
}

const RULE = /^(?:=+|-+)$/;

/** Lines with a rule below them are headings. */
function withBoldHeadings(text: string, paint: (style: 'bold', text: string) => string): string {
  const lines = text.split('\n');
  return lines
    .map((line, index) => (line !== '' && RULE.test(lines[index + 1] ?? '') ? paint('bold', line) : line))
    .join('\n');
}
