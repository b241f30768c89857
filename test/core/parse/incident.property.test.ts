import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import { createZone } from '../../../src/core/parse/zone.ts';
import { incidentOf, read, utc } from './reading.ts';

/** What files are made of, in pieces that fit together in wrong ways. */
const FRAGMENTS = [
  ...[
    '---',
    '---\n',
    '\n---\n',
    '---js\n',
    '----',
    '\uFEFF',
    '\r\n',
    '\r',
    '\n',
    '\n\n',
    ' ',
    '    ',
    '\t',
    '\0',
  ],
  ...[
    'title: x\n',
    'title: [Resolved]\n',
    'draft: ',
    'true\n',
    'kind: maintenance\n',
    'kind: announcement\n',
  ],
  ...[
    'affects: {a: down}\n',
    'affects: ',
    '{affects: {a: down}}\n',
    '{mail: ',
    'mail: delayed\n',
    'window: {from: 01:00, to: ',
  ],
  ...[
    'next_update: "11:00"\n',
    'resolved: true\n',
    'resolved: ',
    'started: ',
    'follows: ',
    '2010-08-31',
    '31/08',
    '29/02',
    '12/31',
  ],
  ...[
    '[16:57] ',
    '[09.41] ',
    '10:30: ',
    '01:30 - ',
    '04:00am - ',
    '15:35 - 15:50',
    '[25:10] ',
    '[16:57 UTC] ',
    '[16:57 BST - ',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '&a ',
    '*a',
    '!!set ',
    '? ',
    '- ',
    '> ',
    '# ',
    '```\n',
    '~~~\n',
    '1. ',
    '|\n',
    '%YAML 1.1\n',
  ],
  ...[
    'Resolved. ',
    'Identified: ',
    'In progress',
    '**',
    '<b>',
    '[x](/incidents/2010-01-01-x/)',
    '<!--',
    'words ',
    'é😀\uD800',
  ],
];
const glued = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 5 })), { maxLength: 40 })
  .map((parts) => parts.join(''));
const likely = glued.map((text) => `---\ntitle: x\n${text}`);
const anyText = fc.oneof(
  glued,
  likely,
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);
const anyReader = fc.record({
  file: fc.constantFrom(
    'incidents/2010-08-31-x.md',
    'incidents/2010-10-31.md',
    'incidents/2011-12-30-x.md',
    'x.md',
    '',
    '/',
    '.md',
  ),
  timezone: fc.constantFrom(
    'Europe/London',
    'America/New_York',
    'Pacific/Apia',
    'Australia/Lord_Howe',
    'UTC',
  ),
  locale: fc.constantFrom('en-GB', 'en-US'),
});

describe('parseIncident, of any text', () => {
  it('never throws, and says the same twice', () => {
    fc.assert(
      fc.property(anyText, anyReader, (text, reader) => {
        expect(read(text, reader)).toEqual(read(text, reader));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives at least one update, each with its text, in order of time with days before their timed entries', () => {
    fc.assert(
      fc.property(anyText, anyReader, (text, reader) => {
        const { incident, prose } = read(text, reader);
        const updates = incident?.updates ?? [];
        expect(updates.length > 0).toBe(incident !== null);
        if (incident === null) expect(prose.summary).toBe('');
        expect(prose.updates).toHaveLength(updates.length);
        expect(new Set(updates.map(({ id }) => id)).size).toBe(updates.length);
        for (const [index, { at, untilAt }] of updates.entries()) {
          expect(Number.isSafeInteger(at.at)).toBe(true);
          if (untilAt !== undefined) expect(untilAt).toBeGreaterThanOrEqual(at.at);
          const before = updates[index - 1]?.at;
          if (before === undefined) continue;
          expect(before.at).toBeLessThanOrEqual(at.at);
          if (before.at === at.at && before.precision === 'minute') expect(at.precision).toBe('minute');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('puts every diagnostic and every place inside the file', () => {
    fc.assert(
      fc.property(anyText, anyReader, (text, reader) => {
        const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
        const { incident, diagnostics } = read(text, reader);
        const places = [
          ...diagnostics,
          ...(incident?.effects.affects ?? []),
          ...(incident?.references ?? []),
        ];
        for (const { line, column } of places) {
          expect(lines[line - 1]).toBeTypeOf('string');
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
        }
        for (const { line } of incident?.updates ?? []) expect(lines[line - 1]).toBeTypeOf('string');
      }),
      { numRuns: 2000 },
    );
  });

  it('is plain JSON, as the cache of parsed files stores it', () => {
    fc.assert(
      fc.property(anyText, anyReader, (text, reader) => {
        const reading = read(text, reader);
        expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
      }),
      { numRuns: 500 },
    );
  });
});

/** Every way to write an instant as a mark; `day` says that the file's date has to be the instant's day. */
const FORMS: readonly { name: string; needsDay: boolean; write: (time: Temporal.ZonedDateTime) => string }[] =
  [
    { name: '[16:57]', needsDay: true, write: (time) => `[${clock(time)}]` },
    { name: '[09.41]', needsDay: true, write: (time) => `[${clock(time).replace(':', '.')}]` },
    { name: '10:30:', needsDay: true, write: (time) => `${clock(time)}:` },
    { name: '01:30 -', needsDay: true, write: (time) => `${clock(time)} -` },
    { name: '04:00am -', needsDay: true, write: (time) => `${twelveHours(time)} -` },
    {
      name: '[4:00 pm]',
      needsDay: true,
      write: (time) => `[${twelveHours(time).replace(/(?=[ap]m)/, ' ')}]`,
    },
    { name: 'span', needsDay: true, write: (time) => `${clock(time)} - ${clock(time)}` },
    { name: '[16:57 UTC]', needsDay: true, write: (time) => `[${clock(time.withTimeZone('UTC'))} UTC]` },
    {
      name: '[31/08 16:57]',
      needsDay: false,
      write: (time) => `[${day(time)}/${month(time)} ${clock(time)}]`,
    },
    {
      name: '[31/08/2010 16:57]',
      needsDay: false,
      write: (time) => `[${day(time)}/${month(time)}/${time.year} ${clock(time)}]`,
    },
    {
      name: '[2010-08-31 16:57]',
      needsDay: false,
      write: (time) => `[${time.toPlainDate().toString()} ${clock(time)}]`,
    },
    {
      name: '[2010-08-31T16:57Z]',
      needsDay: false,
      write: (time) => `[${time.toInstant().toString({ smallestUnit: 'minute' })}]`,
    },
    {
      name: '[2010-08-31T16:57+01:00]',
      needsDay: false,
      write: (time) => `[${time.toPlainDateTime().toString({ smallestUnit: 'minute' })}${time.offset}]`,
    },
  ];

const two = (value: number): string => String(value).padStart(2, '0');
const clock = (time: Temporal.ZonedDateTime): string => `${two(time.hour)}:${two(time.minute)}`;
const day = (time: Temporal.ZonedDateTime): string => two(time.day);
const month = (time: Temporal.ZonedDateTime): string => two(time.month);
const twelveHours = (time: Temporal.ZonedDateTime): string =>
  `${two(time.hour % 12 === 0 ? 12 : time.hour % 12)}:${two(time.minute)}${time.hour < 12 ? 'am' : 'pm'}`;

const minuteInstant = fc
  .integer({ min: utc('2000-01-01T00:00Z') / MINUTE_MS, max: utc('2030-01-01T00:00Z') / MINUTE_MS })
  .map((minutes) => minutes * MINUTE_MS);
const someZone = fc.constantFrom('Europe/London', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');

describe('marks, written and read back', () => {
  it.each(FORMS)('$name', ({ write, needsDay }) => {
    const daysOff = needsDay ? fc.constant(0) : fc.integer({ min: -60, max: 60 });
    fc.assert(
      fc.property(minuteInstant, someZone, daysOff, (at, timezone, off) => {
        const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timezone);
        const fileDay = time.toPlainDate().add({ days: off }).toString();
        const { updates } = incidentOf(`---\ntitle: x\n---\n${write(time)} text\n`, {
          file: `incidents/${fileDay}-x.md`,
          timezone,
        });
        const wall = createZone(timezone, 'en-GB').toInstant(
          time.toPlainDate().toString(),
          time.hour * 60 + time.minute,
        );
        // Of a time that comes twice in one night, both are right: the mark does not say more.
        expect([
          at,
          ...(wall.secondAt === at ? [wall.at] : []),
          ...(wall.at === at && wall.secondAt !== undefined ? [wall.secondAt] : []),
        ]).toContain(updates[0]?.at.at);
        expect(updates[0]?.at.precision).toBe('minute');
      }),
      { numRuns: 200 },
    );
  });

  it('a whole incident of steps under 12 hours reads back, oldest first or newest first', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 11 * 60 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(minuteInstant, steps, fc.boolean(), (start, gaps, newestFirst) => {
        const instants = gaps.reduce(
          (all, gap) => [...all, (all.at(-1) ?? start) + gap * MINUTE_MS],
          [start],
        );
        const times = instants.map((at) =>
          Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Asia/Kolkata'),
        );
        // Newest first needs its dates written where a day ends: a mark cannot be the day before the one above it.
        const lines = times.map(
          (time) => `[${newestFirst ? `${day(time)}/${month(time)} ` : ''}${clock(time)}] x`,
        );
        const text = `---\ntitle: x\n---\n${(newestFirst ? lines.reverse() : lines).join('\n')}\n`;
        const reader = {
          file: `incidents/${times[0]?.toPlainDate().toString() ?? ''}-x.md`,
          timezone: 'Asia/Kolkata',
        };
        // A step over midnight that is told without a date has to look like one: more than 12 hours back on the clock.
        const isTellable =
          newestFirst ||
          times.every((time, index) => {
            const before = times[index - 1];
            return (
              before?.day === time.day ||
              before === undefined ||
              before.hour * 60 + before.minute - time.hour * 60 - time.minute > 720
            );
          });
        fc.pre(isTellable);
        const { incident, diagnostics } = read(text, reader);
        expect(incident?.updates.map(({ at }) => at.at)).toEqual(instants);
        expect(diagnostics).toEqual([]);
        expect((instants.at(-1) ?? 0) - start).toBeLessThan(DAY_MS * 8);
      }),
      { numRuns: 500 },
    );
  });
});
