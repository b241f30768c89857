import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/core/model/incident.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/core/model/time.ts';
import type { Instant, Moment } from '../../src/core/model/time.ts';
import { addDays } from '../../src/core/parse/calendar.ts';
import { parseIncident } from '../../src/core/parse/incident.ts';
import { createZone } from '../../src/core/parse/zone.ts';
import { daysToMove, moveSite } from '../../src/demo/moved-site.ts';
import type { DatedSite } from '../../src/demo/moved-site.ts';
import { movedName } from '../../src/demo/moved-text.ts';
import type { SiteFile } from '../../src/demo/moved-text.ts';
import { filesBelow } from '../../src/shell/files.ts';
import { RECORDED_AT, REPOSITORY } from '../support/example-site.ts';

const PLACE = { timezone: 'Europe/London', locale: 'en-GB' };
const LONDON = createZone(PLACE.timezone, PLACE.locale);

function local(text: string, timezone = PLACE.timezone): Instant {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds;
}

/** The day that 3 September 2010 becomes. */
function recordedDay(now: Instant, timezone = PLACE.timezone): string {
  const zone = createZone(timezone, 'en-GB');
  return addDays('2010-09-03', daysToMove(local('2010-09-03T23:10', timezone), now, zone));
}

describe('the recorded day becomes the day of the last 23:10 gone by', () => {
  test.each([
    ['in the morning', '2026-11-24T09:00', '2026-11-23'],
    ['a minute before', '2026-11-24T23:09', '2026-11-23'],
    ['at that minute', '2026-11-24T23:10', '2026-11-24'],
    ['before midnight', '2026-11-24T23:59', '2026-11-24'],
    ['at midnight', '2026-11-25T00:00', '2026-11-24'],
    ['on the day the clocks go forward', '2026-03-29T02:30', '2026-03-28'],
    ['late on that day', '2026-03-29T23:10', '2026-03-29'],
    ['on the day they go back', '2026-10-25T01:30', '2026-10-24'],
    ['late on that day', '2026-10-25T23:10', '2026-10-25'],
    ['at the moment itself', '2010-09-03T23:10', '2010-09-03'],
    ['before it, by a clock that is wrong', '2009-01-01T12:00', '2008-12-31'],
    ['on a leap day', '2028-02-29T23:30', '2028-02-29'],
  ])('%s: %s', (_, now, expected) => {
    expect(recordedDay(local(now))).toBe(expected);
  });

  test.each([
    ['Pacific/Auckland', '2026-11-24T23:10', '2026-11-24'],
    ['America/Los_Angeles', '2026-11-24T23:09', '2026-11-23'],
    ['Asia/Kolkata', '2026-11-24T00:00', '2026-11-23'],
  ])('by the clocks of %s', (timezone, now, expected) => {
    expect(recordedDay(local(now, timezone), timezone)).toBe(expected);
  });

  test('where that time is skipped, once the clocks show a later one', () => {
    // Lord Howe Island's half hour is not at night; Santiago's hour of 2026-09-06 is the first of the day.
    const zone = createZone('America/Santiago', 'es-CL');
    const moment = local('2010-09-03T00:30', 'America/Santiago');
    const day = (now: string) =>
      addDays('2010-09-03', daysToMove(moment, local(now, 'America/Santiago'), zone));
    expect(day('2026-09-05T23:59')).toBe('2026-09-05');
    expect(day('2026-09-06T01:29')).toBe('2026-09-05');
    expect(day('2026-09-06T01:30')).toBe('2026-09-06');
  });

  test('so the moment lies at most a day and an hour back, whatever the time', () => {
    for (
      let now = local('2026-01-01T00:00');
      now < local('2027-01-01T00:00');
      now += 7 * HOUR_MS + MINUTE_MS
    ) {
      const { at } = LONDON.toInstant(recordedDay(now), 23 * 60 + 10);
      expect(at).toBeLessThanOrEqual(now);
      expect(now - at).toBeLessThan(DAY_MS + HOUR_MS);
    }
  });
});

function fileOf(file: string): SiteFile {
  return { file, text: readFileSync(path.join(REPOSITORY, file), 'utf8') };
}

const EXAMPLE: DatedSite = {
  topology: fileOf('topology.yml'),
  incidents: filesBelow(path.join(REPOSITORY, 'incidents')).map((name) => fileOf(`incidents/${name}`)),
  content: filesBelow(path.join(REPOSITORY, 'content')).map((name) => fileOf(`content/${name}`)),
};

function read({ file, text }: SiteFile) {
  return parseIncident(text, { file, digest: '', ...PLACE });
}

/** Day and time on the wall: what "moved by whole days" is about. */
function wall({ at, precision }: Moment, days: number): string {
  const day = addDays(LONDON.dayOf(at), days);
  return precision === 'day' ? day : `${day} ${String(LONDON.minuteOfDay(at))}`;
}

/** All that a file tells, with every time moved by so many days of the calendar. */
function facts(incident: Incident | null, days: number): unknown {
  if (incident === null) return null;
  const { date, slug, file, follows, references, started, updates, resolved, window, nextUpdateAt, ...rest } =
    incident;
  const name = (text: string) => movedName(text, days);
  const at = (instant: Instant | null | undefined) =>
    instant === undefined || instant === null ? instant : wall({ at: instant, precision: 'minute' }, days);
  return {
    ...rest,
    date: addDays(date, days),
    slug: name(slug),
    file: name(file),
    follows: follows === undefined ? undefined : name(follows),
    references: references.map((reference) => ({ ...reference, slug: name(reference.slug) })),
    started: wall(started, days),
    resolved: resolved === null ? null : wall(resolved, days),
    nextUpdateAt: at(nextUpdateAt),
    window: [at(window?.startAt), at(window?.endAt)],
    updates: updates.map(({ at: moment, untilAt, id, ...update }) => ({
      ...update,
      // The anchor tells the day.
      id: id.replace(/\d{8}/, (day) => {
        const parts = [day.slice(0, 4), day.slice(4, 6), day.slice(6)];
        return addDays(parts.join('-'), days).replaceAll('-', '');
      }),
      at: wall(moment, days),
      untilAt: at(untilAt),
    })),
  };
}

describe('the example', () => {
  test('has the files this is about', () => {
    expect(EXAMPLE.incidents).toHaveLength(10);
  });

  const MOMENTS = [
    '2010-09-03T23:10',
    '2026-01-01T00:30',
    '2026-03-29T00:30',
    '2026-03-29T23:30',
    '2026-05-15T12:00',
    '2026-10-25T01:30',
    '2026-12-11T12:00',
    '2028-02-29T23:30',
  ];

  test.each(MOMENTS)('says the same, whole days later, on %s', (now) => {
    const moved = moveSite(EXAMPLE, { moment: RECORDED_AT, now: local(now), ...PLACE });
    for (const [index, original] of EXAMPLE.incidents.entries()) {
      const [before, after] = [read(original), read(moved.incidents[index]!)];
      expect(after.diagnostics.map(({ code, line }) => [code, line])).toEqual(
        before.diagnostics.map(({ code, line }) => [code, line]),
      );
      expect(facts(after.incident, 0)).toEqual(facts(before.incident, moved.days));
      expect(after.prose).toEqual(before.prose);
    }
  });

  test('reads as the original does, on every day of a year, and is at most a day older than it has to be', () => {
    const before = EXAMPLE.incidents.map((file) => read(file).diagnostics.length);
    for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
      const now = LONDON.toInstant(day, 12 * 60).at;
      const moved = moveSite(EXAMPLE, { moment: RECORDED_AT, now, ...PLACE });
      expect(daysToMove(RECORDED_AT, now, LONDON) - moved.days, day).toBeLessThanOrEqual(1);
      const after = moved.incidents.map((file) => read(file).diagnostics.length);
      expect(after, day).toEqual(before);
    }
  });

  test('lies in the past from its first word to its last', () => {
    const now = local('2026-11-24T23:10');
    const moved = moveSite(EXAMPLE, { moment: RECORDED_AT, now, ...PLACE });
    const times = moved.incidents.flatMap((file) => read(file).incident!.updates.map(({ at }) => at.at));
    expect(Math.max(...times)).toBeLessThanOrEqual(now);
    expect(now - Math.max(...times)).toBeLessThan(2 * DAY_MS);
  });

  test('names its entries as they are called now, in comments too', () => {
    const moved = moveSite(EXAMPLE, { moment: RECORDED_AT, now: local('2026-11-24T23:10'), ...PLACE });
    expect(moved.topology.text).toContain('#   incidents/2026-10-17-service-interruption.md ');
    expect(moved.incidents.map(({ text }) => text).join('')).toContain(
      'follows: 2026-10-20-new-email-packages',
    );
  });
});

describe('where a time does not survive the move', () => {
  const site = (text: string): DatedSite => ({
    topology: { file: 'topology.yml', text: '' },
    incidents: [{ file: 'incidents/2010-09-03-x.md', text }],
    content: [],
  });
  const dayOf = (text: string, now: string) =>
    moveSite(site(text), { moment: RECORDED_AT, now: local(now), ...PLACE }).incidents[0]?.file;

  test.each([
    ['skipped', '2026-03-29T23:30', 'incidents/2026-03-28-x.md'],
    ['there twice', '2026-10-25T23:30', 'incidents/2026-10-24-x.md'],
  ])('because it is %s, everything goes a day further back', (_, now, expected) => {
    expect(dayOf('[01:30] Down.\n', now)).toBe(expected);
    expect(dayOf('[03:30] Down.\n', now)).toBe(expected.replace(/\d\d-x/, now.slice(8, 10) + '-x'));
  });

  test('because UTC does not move with the summer, nothing comes to lie ahead', () => {
    // 22:30 UTC is 22:30 in December and 23:30 in June.
    const moment = local('2010-12-03T23:10');
    const files = [{ file: 'incidents/2010-12-03-x.md', text: '[2010-12-03 22:30 UTC] Down.\n' }];
    const moved = moveSite(
      { topology: { file: 'topology.yml', text: '' }, incidents: files, content: [] },
      { moment, now: local('2026-06-15T23:10'), ...PLACE },
    );
    expect(moved.incidents[0]?.file).toBe('incidents/2026-06-14-x.md');
  });
});
