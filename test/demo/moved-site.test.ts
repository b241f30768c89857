import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/core/model/incident.ts';
import { DAY_MS, HOUR_MS } from '../../src/core/model/time.ts';
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

describe('the recorded day becomes today', () => {
  test.each([
    ['in the morning', '2026-11-24T09:00', '2026-11-24'],
    ['a minute before the recorded one', '2026-11-24T23:09', '2026-11-24'],
    ['at that minute', '2026-11-24T23:10', '2026-11-24'],
    ['before midnight', '2026-11-24T23:59', '2026-11-24'],
    ['at midnight', '2026-11-25T00:00', '2026-11-25'],
    ['on the day the clocks go forward', '2026-03-29T02:30', '2026-03-29'],
    ['on the day they go back', '2026-10-25T01:30', '2026-10-25'],
    ['at the moment itself', '2010-09-03T23:10', '2010-09-03'],
    ['before it, by a clock that is wrong', '2009-01-01T12:00', '2009-01-01'],
    ['on a leap day', '2028-02-29T23:30', '2028-02-29'],
  ])('%s: %s', (_, now, expected) => {
    expect(recordedDay(local(now))).toBe(expected);
  });

  test.each([
    ['Pacific/Auckland', '2026-11-24T23:10', '2026-11-24'],
    ['America/Los_Angeles', '2026-11-24T23:09', '2026-11-24'],
    ['Asia/Kolkata', '2026-11-24T00:00', '2026-11-24'],
  ])('by the clocks of %s', (timezone, now, expected) => {
    expect(recordedDay(local(now, timezone), timezone)).toBe(expected);
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

  test('is of today at every hour: its last entry was written the day before the recorded one', () => {
    for (let now = local('2026-11-24T00:00'); now < local('2026-11-25T00:00'); now += HOUR_MS / 2) {
      const { days } = moveSite(EXAMPLE, { moment: RECORDED_AT, now, ...PLACE });
      expect(addDays('2010-09-03', days)).toBe('2026-11-24');
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

  test.each([
    ['at midnight', '2026-11-24T00:00'],
    ['at noon', '2026-11-24T12:00'],
    ['late', '2026-11-24T23:10'],
  ])('lies in the past from its first word to its last: %s', (_, time) => {
    const now = local(time);
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

  test.each([
    ['an update of that evening', '[22:30] Down.\n', '2026-11-24T22:29', '2026-11-23'],
    ['once it has been', '[22:30] Down.\n', '2026-11-24T22:30', '2026-11-24'],
    ['the end of a span', '09:00 - 09:50: Down.\n', '2026-11-24T09:30', '2026-11-23'],
    ['a resolution', '---\nresolved: "23:00"\n---\n\n[09:00] Down.\n', '2026-11-24T12:00', '2026-11-23'],
    [
      'a window that was over',
      '---\nkind: maintenance\nwindow: {from: "20:00", to: "21:00"}\n---\n\nWork.\n',
      '2026-11-24T20:30',
      '2026-11-23',
    ],
    // It was ahead at the recorded moment, too.
    [
      'a promise for later',
      '---\nnext_update: "23:30"\n---\n\n[09:00] Down.\n',
      '2026-11-24T12:00',
      '2026-11-24',
    ],
    [
      'that promise, overdue',
      '---\nnext_update: "23:30"\n---\n\n[09:00] Down.\n',
      '2026-11-24T23:40',
      '2026-11-24',
    ],
  ])('because %s would lie ahead, everything goes a day further back', (_, text, now, day) => {
    expect(dayOf(text, now)).toBe(`incidents/${day}-x.md`);
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
