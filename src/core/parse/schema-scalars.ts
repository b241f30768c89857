import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { INTERNET } from '../model/topology.ts';
import { DAY_MS, HOUR_MS, SECOND_MS } from '../model/time.ts';
import { calendarDay, dayNumber } from './calendar.ts';
import { DURATION_PATTERN, formatDuration, parseDuration } from './duration.ts';

/*
 * The small pieces of the schemas. A piece's error text completes the sentence "… is X, expected …".
 * Patterns carry no flags, because a JSON Schema cannot.
 */

/** Evidence that is a day old says nothing of now. */
const MAX_FRESH_FOR_MS = 24 * HOUR_MS;

const MAX_ID_LENGTH = 64;
const MAX_NAME_LENGTH = 120;
const MAX_SENTENCE_LENGTH = 500;
/** Of one explanation in Markdown. */
const MAX_MARKDOWN_LENGTH = 20_000;

export const ID_PATTERN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ID_EXPECTED = 'an id of lower-case letters, digits and single hyphens, such as mail-servers';

export function id() {
  return z
    .string(ID_EXPECTED)
    .max(MAX_ID_LENGTH, { error: `at most ${String(MAX_ID_LENGTH)} characters`, abort: true })
    .regex(ID_PATTERN, ID_EXPECTED)
    .refine((text) => text !== INTERNET, `another id: "${INTERNET}" means the world outside in flows`);
}

function line(maxLength: number) {
  return (
    z
      .string()
      .trim()
      .min(1, { error: 'some text', abort: true })
      .max(maxLength, `at most ${String(maxLength)} characters`)
      // Not a pattern: editors would hold it against the line end of a folded text, which is trimmed here.
      .refine((text) => !/[\r\n]/.test(text), 'one line of text')
  );
}

/** What members read as a name: one line. */
export const name = () => line(MAX_NAME_LENGTH);
/** A sentence or two for members: one line. */
export const sentence = () => line(MAX_SENTENCE_LENGTH);
const MAX_VANTAGE_LENGTH = 60;
/** What members read as the place probes look from: one line. */
export const vantageName = () => line(MAX_VANTAGE_LENGTH);
/** Markdown of any number of lines. */
export const markdown = () =>
  z
    .string()
    .trim()
    .min(1, 'some Markdown')
    .max(MAX_MARKDOWN_LENGTH, `at most ${String(MAX_MARKDOWN_LENGTH)} characters`);

const DURATION_EXPECTED = 'a duration such as 5m, 90s or 1h';

/** A {@link parseDuration} text of at least `minMs` and at most `maxMs`; the output is in milliseconds. */
export function duration(minMs: number, maxMs: number) {
  const least = minMs === 1 ? 'more than nothing' : `at least ${formatDuration(minMs)}`;
  return z
    .string(DURATION_EXPECTED)
    .regex(DURATION_PATTERN, DURATION_EXPECTED)
    .refine(
      (text) => isBetween(parseDuration(text), minMs, maxMs),
      `a duration of ${least} and at most ${formatDuration(maxMs)}`,
    )
    .transform((text) => parseDuration(text) ?? 0);
}

export const freshFor = () => duration(1, MAX_FRESH_FOR_MS);

function isBetween(value: number | undefined, min: number, max: number): boolean {
  return value === undefined || (min <= value && value <= max);
}

const ZONE_EXPECTED = 'an IANA time zone such as Europe/London';

/** An IANA zone, written in any case; the output has the case of the zone database. */
export function timezone() {
  return z
    .string(ZONE_EXPECTED)
    .refine((text) => canonicalZone(text) !== undefined, ZONE_EXPECTED)
    .transform((text) => canonicalZone(text) ?? text);
}

function canonicalZone(text: string): string | undefined {
  // An offset such as +01:00 is known to Temporal too, but it knows no summer.
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Language, script and region of BCP 47 (RFC 5646). Variants, extensions and private use are left out: nobody's
 * status page needs them, and everything of this form is known not to make `Intl` throw.
 */
export const LOCALE_PATTERN = /^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?$/;

export const locale = () => z.string().regex(LOCALE_PATTERN, 'a language tag such as en-GB');

const URL_EXPECTED = 'an address that begins with https:// or http://';

/** Output: absolute, without a trailing slash. */
export function siteUrl() {
  return z
    .string(URL_EXPECTED)
    .regex(/^https?:\/\//, { error: URL_EXPECTED, abort: true })
    .refine(isPlainUrl, 'an address without user, query or fragment, such as https://status.example.org')
    .transform((text) => (isPlainUrl(text) ? withoutSlash(new URL(text)) : text));
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text) || /\s/.test(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}

function withoutSlash({ origin, pathname }: URL): string {
  return `${origin}${pathname}`.replace(/\/+$/, '');
}

const CONTACT_EXPECTED = 'an e-mail address or an address that begins with https:// or http://';

/** It becomes a link on every page, so only schemes that open nothing but mail and pages. */
export const contact = () =>
  z.string().regex(/^(?:https?:\/\/[^\s"<>]+|[^\s@:/?#"<>]+@[^\s@:/?#"<>]+)$/, CONTACT_EXPECTED);

const SECURITY_CONTACT_EXPECTED = 'an e-mail address or an address that begins with https://';

/** RFC 9116, section 2.5.3: a URI, and of those for pages only https. Output: that URI. */
export const securityContact = () =>
  z
    .string(SECURITY_CONTACT_EXPECTED)
    .regex(/^(?:https:\/\/[^\s"<>]+|[^\s@:/?#"<>]+@[^\s@:/?#"<>]+)$/, SECURITY_CONTACT_EXPECTED)
    .transform((text) => (text.startsWith('https://') ? text : `mailto:${text}`));

const HTTPS_EXPECTED = 'an address that begins with https://';

export const httpsUrl = () => z.string(HTTPS_EXPECTED).regex(/^https:\/\/[^\s"<>]+$/, HTTPS_EXPECTED);

const DAY_EXPECTED = 'a day such as 2027-06-30';

/** A day of the calendar. Output: its last second in UTC, because who says until Friday means Friday as well. */
export const lastDay = () =>
  z
    .string(DAY_EXPECTED)
    .regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, { error: DAY_EXPECTED, abort: true })
    .refine((text) => dayOf(text) !== undefined, DAY_EXPECTED)
    .transform((text) => (dayNumber(dayOf(text) ?? EPOCH_DAY) + 1) * DAY_MS - SECOND_MS);

const EPOCH_DAY = '1970-01-01';

function dayOf(text: string) {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return calendarDay(year, month, day);
}
