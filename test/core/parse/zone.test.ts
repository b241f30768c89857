import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { calendarDay, dayNumber, dayOfNumber } from '../../../src/core/parse/calendar.ts';
import { createZone } from '../../../src/core/parse/zone.ts';

const ZONES = [
  'Europe/London',
  'America/New_York',
  'Asia/Kolkata',
  // Half an hour of summer time.
  'Australia/Lord_Howe',
  // Changes at midnight.
  'America/Sao_Paulo',
  // Left out a day, 2011-12-30.
  'Pacific/Apia',
  // Changes twice within some months.
  'Africa/Casablanca',
  // Changed twice within September 2010, which therefore was as long as any other.
  'Africa/Cairo',
  'UTC',
];
const utc = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

describe('createZone', () => {
  it.each([
    ['Europe/London', '2010-08-31', 16 * 60 + 57, '2010-08-31T15:57Z', 'exact'],
    ['Europe/London', '2010-01-15', 16 * 60 + 57, '2010-01-15T16:57Z', 'exact'],
    ['Europe/London', '2010-08-31', 1440, '2010-08-31T23:00Z', 'exact'],
    ['Europe/London', '2010-03-28', 59, '2010-03-28T00:59Z', 'exact'],
    ['Europe/London', '2010-03-28', 90, '2010-03-28T01:30Z', 'skipped'],
    ['Europe/London', '2010-03-28', 120, '2010-03-28T01:00Z', 'exact'],
    ['Europe/London', '2010-10-31', 90, '2010-10-31T00:30Z', 'twice'],
    ['Europe/London', '2010-10-31', 120, '2010-10-31T02:00Z', 'exact'],
    ['Africa/Cairo', '2010-09-05', 720, '2010-09-05T10:00Z', 'exact'],
    ['Africa/Cairo', '2010-09-15', 720, '2010-09-15T09:00Z', 'exact'],
    ['Africa/Cairo', '2010-10-05', 720, '2010-10-05T10:00Z', 'exact'],
    ['America/Sao_Paulo', '2010-10-17', 0, '2010-10-17T03:00Z', 'skipped'],
    ['Australia/Lord_Howe', '2010-04-04', 105, '2010-04-03T14:45Z', 'twice'],
  ])('%s %s minute %d is %s, %s', (timezone, day, minute, expected, quality) => {
    const { at, quality: found } = createZone(timezone, 'en-GB').toInstant(day, minute);
    expect([new Temporal.Instant(BigInt(at) * 1_000_000n).toString().slice(0, 16) + 'Z', found]).toEqual([
      expected,
      quality,
    ]);
  });

  it('says when the time comes again', () => {
    const found = createZone('Europe/London', 'en-GB').toInstant('2010-10-31', 90);
    expect(found.secondAt).toBe(utc('2010-10-31T01:30Z'));
  });

  it('agrees with Temporal on every instant, day and minute', () => {
    const instant = fc.integer({ min: utc('1990-01-01T00:00Z'), max: utc('2040-01-01T00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (timezone, at) => {
        const zone = createZone(timezone, 'en-GB');
        const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
        expect(zone.dayOf(at)).toBe(local.toPlainDate().toString());
        expect(zone.minuteOfDay(at)).toBe(local.hour * 60 + local.minute);
        expect(zone.startOfDay(zone.dayOf(at))).toBe(local.startOfDay().epochMilliseconds);
        const back = zone.toInstant(zone.dayOf(at), zone.minuteOfDay(at));
        const minute = local.round({ smallestUnit: 'minute', roundingMode: 'floor' }).epochMilliseconds;
        expect([back.at, back.secondAt]).toContain(minute);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['Europe/London', 'BST', '2010-08-31', 60],
    ['Europe/London', 'bst', '2010-08-31', 60],
    ['Europe/London', 'BST', '2010-01-15', 60],
    ['Europe/London', 'GMT', '2010-08-31', 0],
    ['Europe/Berlin', 'CEST', '2010-08-31', 120],
    ['Europe/Berlin', 'MESZ', '2010-08-31', 120],
    ['America/New_York', 'EST', '2010-08-31', -300],
    ['America/New_York', 'EDT', '2010-08-31', -240],
    ['Australia/Sydney', 'AEST', '2010-08-31', 600],
    ['Europe/London', 'UTC', '2010-08-31', 0],
    ['Europe/London', 'Z', '2010-08-31', 0],
    ['Europe/London', 'PDT', '2010-08-31', undefined],
    ['Europe/London', 'constructor', '2010-08-31', undefined],
  ])('%s knows %s near %s as %s minutes', (timezone, name, day, expected) => {
    const zone = createZone(timezone, timezone === 'Europe/Berlin' ? 'de-DE' : 'en-GB');
    expect(zone.abbreviationOffsetMinutes(name, zone.startOfDay(day))).toBe(expected);
  });

  it.each([
    ['en-GB', true],
    ['de-DE', true],
    ['en-US', false],
    ['en-CA', false],
    ['ja-JP', false],
  ])('%s writes the day first: %s', (locale, expected) => {
    expect(createZone('UTC', locale).dayFirst).toBe(expected);
  });
});

describe('the calendar', () => {
  it.each([
    [2010, 8, 31, '2010-08-31'],
    [2008, 2, 29, '2008-02-29'],
    [2010, 2, 29, undefined],
    [2100, 2, 29, undefined],
    [2010, 13, 1, undefined],
    [2010, 0, 1, undefined],
    [2010, 4, 0, undefined],
    [1969, 12, 31, undefined],
    [2200, 1, 1, undefined],
  ])('%d-%d-%d is %s', (year, month, day, expected) => {
    expect(calendarDay(year, month, day)).toBe(expected);
  });

  it('counts days as Temporal does, and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 83_000 }), (number) => {
        const day = dayOfNumber(number);
        expect(day).toBe(Temporal.PlainDate.from('1970-01-01').add({ days: number }).toString());
        expect(dayNumber(day)).toBe(number);
      }),
    );
  });
});
