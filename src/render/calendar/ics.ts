import type { Instant } from '../../core/model/time.ts';
import { withoutBidiControls } from '../bidi.ts';
import { xmlLegal } from '../xml.ts';

/** One VEVENT. Texts are plain; they are escaped here. */
export interface CalendarEvent {
  readonly uid: string;
  readonly sequence: number;
  readonly stampAt: Instant;
  readonly startAt: Instant;
  readonly endAt?: Instant;
  readonly summary: string;
  readonly description: string;
  readonly url: string;
  readonly cancelled: boolean;
}

export interface Calendar {
  readonly name: string;
  readonly about: string;
  readonly events: readonly CalendarEvent[];
}

/** RFC 5545, 3.1: without the line break. */
const LINE_OCTETS = 75;

/**
 * An iCalendar file (RFC 5545, with the names of RFC 7986) to subscribe to or to import: no METHOD, because it invites nobody.
 * All times are UTC.
 */
export function icalendar({ name, about, events }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Signalbox//Status page//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${icsText(name)}`,
    `X-WR-CALNAME:${icsText(name)}`,
    `DESCRIPTION:${icsText(about)}`,
    `X-WR-CALDESC:${icsText(about)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...(events.length === 0 ? NOTHING_PLANNED : events.flatMap(eventLines)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** A calendar may not be empty (RFC 5545, 3.6); this says nothing, and is a component all the same. */
const NOTHING_PLANNED = [
  'BEGIN:VTIMEZONE',
  'TZID:UTC',
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0000',
  'END:STANDARD',
  'END:VTIMEZONE',
] as const;

function eventLines(event: CalendarEvent): readonly string[] {
  const { uid, sequence, stampAt, startAt, endAt, summary, description, url, cancelled } = event;
  return [
    'BEGIN:VEVENT',
    `UID:${icsText(uid)}`,
    `DTSTAMP:${icsTime(stampAt)}`,
    `LAST-MODIFIED:${icsTime(stampAt)}`,
    `SEQUENCE:${String(sequence)}`,
    `DTSTART:${icsTime(startAt)}`,
    ...(endAt === undefined ? [] : [`DTEND:${icsTime(endAt)}`]),
    `SUMMARY:${icsText(summary)}`,
    ...(description === '' ? [] : [`DESCRIPTION:${icsText(description)}`]),
    `URL:${url}`,
    `STATUS:${cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** `20100905T000000Z` */
export function icsTime(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Every way to end a line that some program knows. */
const LINE_ENDS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /(?!\n)\p{Cc}/gu;

/** A TEXT value (RFC 5545, 3.3.11). Characters that it cannot carry are dropped. */
export function icsText(text: string): string {
  return withoutBidiControls(xmlLegal(text))
    .replaceAll(LINE_ENDS, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(CONTROLS, '')
    .replaceAll(/[\\;,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** Lines of at most 75 octets, never broken inside a character. */
function folded(line: string): string {
  let text = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += size;
  }
  return text;
}
