import { Temporal } from 'temporal-polyfill';
import type { Incident } from '../../../src/core/model/incident.ts';
import { parseIncident, type IncidentReading } from '../../../src/core/parse/incident.ts';

export interface Reader {
  readonly file?: string;
  readonly timezone?: string;
  readonly locale?: string;
  readonly fallbackDay?: string;
}

/** Reads a text as the file of 31 August 2010 in London, unless told otherwise. */
export function read(text: string, reader: Reader = {}): IncidentReading {
  const {
    file = 'incidents/2010-08-31-website-slowdown.md',
    timezone = 'Europe/London',
    locale = 'en-GB',
    ...rest
  } = reader;
  return parseIncident(text, { file, timezone, locale, digest: 'd1', ...rest });
}

/** The incident of a text that is no draft. */
export function incidentOf(text: string, reader: Reader = {}): Incident {
  const { incident } = read(text, reader);
  if (incident === null) throw new Error('the text was read as a draft');
  return incident;
}

/** Front matter with a title, and a text below. */
export function file(keys: string, body: string): string {
  return `---\ntitle: Website slowdown\n${keys === '' ? '' : `${keys}\n`}---\n\n${body}\n`;
}

export function local(at: number, timezone = 'Europe/London'): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
  return time.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

export function utc(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds;
}

export function codes(text: string, reader: Reader = {}): string[] {
  return read(text, reader).diagnostics.map(({ code }) => code);
}
