import { describe, expect, it } from 'vitest';
import { codes, file, incidentOf, local, read, utc, type Reader } from './reading.ts';

/** `[10:30] 10:30` and so on: each mark is its own text, so that the order can be seen. */
const body = (marks: readonly string[]): string =>
  marks.map((mark) => `${mark} ${mark.replaceAll(/[[\]]/g, '')}.`).join('\n\n');
const times = (marks: readonly string[], reader: Reader = {}): string[] =>
  incidentOf(file('', body(marks)), reader).updates.map(({ at, untilAt }) =>
    [
      at.precision === 'day' ? local(at.at).slice(0, 10) : local(at.at),
      ...(untilAt === undefined ? [] : [local(untilAt)]),
    ].join(' – '),
  );
const warnings = (marks: readonly string[], reader: Reader = {}): string[] =>
  codes(file('', body(marks)), reader);
const on = (day: string, reader: Reader = {}): Reader => ({ file: `incidents/${day}-x.md`, ...reader });

describe('the order of marks', () => {
  it.each<[string, string[], string[], string[]]>([
    [
      'oldest first',
      ['[10:30]', '[10:50]', '[11:15]'],
      ['2010-08-31 10:30', '2010-08-31 10:50', '2010-08-31 11:15'],
      [],
    ],
    [
      'over midnight',
      ['[23:50]', '[00:15]', '[01:30]'],
      ['2010-08-31 23:50', '2010-09-01 00:15', '2010-09-01 01:30'],
      [],
    ],
    [
      'over two midnights',
      ['[23:50]', '[09:00]', '[23:00]', '[08:00]'],
      ['2010-08-31 23:50', '2010-09-01 09:00', '2010-09-01 23:00', '2010-09-02 08:00'],
      [],
    ],
    [
      'exactly 12 hours earlier is the same day',
      ['[21:00]', '[09:00]'],
      ['2010-08-31 09:00', '2010-08-31 21:00'],
      [],
    ],
    [
      '12 hours and a minute is the next day',
      ['[21:01]', '[09:00]'],
      ['2010-08-31 21:01', '2010-09-01 09:00'],
      [],
    ],
    [
      'newest first',
      ['[11:15]', '[10:50]', '[10:30]'],
      ['2010-08-31 10:30', '2010-08-31 10:50', '2010-08-31 11:15'],
      [],
    ],
    [
      'newest first, dated over midnight',
      ['[01/09 00:15]', '[31/08 23:50]', '[23:10]'],
      ['2010-08-31 23:10', '2010-08-31 23:50', '2010-09-01 00:15'],
      [],
    ],
    [
      'newest first with one date',
      ['[01/09 00:15]', '[23:50]', '[23:10]'],
      ['2010-08-31 23:10', '2010-08-31 23:50', '2010-09-01 00:15'],
      [],
    ],
    [
      'mixed',
      ['[11:00]', '[10:00]', '[12:41]'],
      ['2010-08-31 10:00', '2010-08-31 11:00', '2010-08-31 12:41'],
      ['mark-order'],
    ],
    [
      'mixed, and not newest first over the night',
      ['[22:00]', '[21:00]', '[08:00]'],
      ['2010-08-31 21:00', '2010-08-31 22:00', '2010-09-01 08:00'],
      ['mark-order'],
    ],
    ['equal times', ['[10:30]', '[10:30]'], ['2010-08-31 10:30', '2010-08-31 10:30'], []],
    [
      'a dated mark moves what is below it',
      ['[10:30]', '[02/09 09:00]', '[10:00]'],
      ['2010-08-31 10:30', '2010-09-02 09:00', '2010-09-02 10:00'],
      [],
    ],
    [
      'a day, sorted below its timed entries',
      ['[31/08 10:00]', '[01/09]', '[01/09 00:00]'],
      ['2010-08-31 10:00', '2010-09-01', '2010-09-01 00:00'],
      [],
    ],
    ['a span', ['15:35 - 15:50'], ['2010-08-31 15:35 – 2010-08-31 15:50'], []],
    [
      'a span over midnight',
      ['23:50 - 00:10', '[00:15]'],
      ['2010-08-31 23:50 – 2010-09-01 00:10', '2010-09-01 00:15'],
      [],
    ],
    ['a span that ends at 24:00', ['22:00 - 24:00'], ['2010-08-31 22:00 – 2010-09-01 00:00'], []],
    [
      'an update inside a span',
      ['15:35 - 15:50', '[15:40]'],
      ['2010-08-31 15:35 – 2010-08-31 15:50', '2010-08-31 15:40'],
      [],
    ],
    [
      'after a long span',
      ['10:00 - 23:30', '[00:30]'],
      ['2010-08-31 10:00 – 2010-08-31 23:30', '2010-09-01 00:30'],
      [],
    ],
    ['a dated span', ['[31/08 23:50 - 02/09 00:10]'], ['2010-08-31 23:50 – 2010-09-02 00:10'], []],
    ['a span that ends before it begins', ['15:50 - 15:35'], ['2010-08-31 15:50'], ['span-backwards']],
  ])('%s', (_, marks, expected, warned) => {
    expect(times(marks)).toEqual(expected);
    expect(warnings(marks)).toEqual(warned);
  });

  it('keeps the texts with their times', () => {
    const { prose } = read(file('', body(['[11:15]', '[10:50]', '[10:30]'])));
    expect(prose.updates).toEqual(['10:30.', '10:50.', '11:15.']);
  });

  it('keeps the order of the file among equal times, and its reverse where the newest stands above', () => {
    const texts = (text: string) => read(file('', text)).prose.updates;
    expect(texts('[10:30] a\n[10:30] b')).toEqual(['a', 'b']);
    expect(texts('[10:50] c\n[10:30] b\n[10:30] a')).toEqual(['a', 'b', 'c']);
  });

  it('names updates by their minute, and repeats by number', () => {
    const { updates } = incidentOf(file('', '[10:30] a\n[10:30] b\n[01/09] c\n[10:30] d'));
    expect(updates.map(({ id }) => id)).toEqual([
      'u-20100831-1030',
      'u-20100831-1030-2',
      'u-20100901',
      'u-20100901-1030',
    ]);
  });
});

describe('precision', () => {
  it('sorts a day below the midnight of that day, wherever it stands in the file', () => {
    const precisions = (text: string) => incidentOf(file('', text)).updates.map(({ at }) => at.precision);
    expect(precisions('[01/09 00:00] a\n[01/09] b')).toEqual(['day', 'minute']);
    expect(precisions('[01/09] b\n[01/09 00:00] a')).toEqual(['day', 'minute']);
  });
});

describe('dates in marks', () => {
  it.each<[string, string, Reader, string, string[]]>([
    ['day first', '[01/09 10:00]', on('2010-08-31'), '2010-09-01 10:00', ['mark-date-disagrees']],
    [
      'month first',
      '[09/01 10:00]',
      on('2010-08-31', { locale: 'en-US' }),
      '2010-09-01 10:00',
      ['mark-date-disagrees'],
    ],
    ['the year before', '[31/12 23:50]', on('2011-01-01'), '2010-12-31 23:50', ['mark-date-disagrees']],
    ['the year after', '[01/01 00:10]', on('2010-12-31'), '2011-01-01 00:10', ['mark-date-disagrees']],
    [
      'a leap day takes a year that has one',
      '[29/02 10:00]',
      on('2011-03-01'),
      '2012-02-29 10:00',
      ['mark-date-disagrees', 'mark-far-date'],
    ],
    ['60 days away', '[30/10 10:00]', on('2010-08-31'), '2010-10-30 10:00', ['mark-date-disagrees']],
    [
      '61 days away',
      '[31/10 10:00]',
      on('2010-08-31'),
      '2010-10-31 10:00',
      ['mark-date-disagrees', 'mark-far-date'],
    ],
    ['a written year', '[31/08/2010 10:00]', on('2010-08-31'), '2010-08-31 10:00', []],
    [
      'an ISO date far away',
      '[2011-08-31 10:00]',
      on('2010-08-31'),
      '2011-08-31 10:00',
      ['mark-date-disagrees'],
    ],
    ['swapped', '[08/31 10:00]', on('2010-08-31'), '2010-08-31 10:00', ['bad-mark']],
    ['no date at all', '[2010-02-30 10:00]', on('2010-08-31'), '2010-08-31 10:00', ['bad-mark']],
  ])('%s', (_, mark, reader, expected, warned) => {
    expect(times([mark], reader)).toEqual([expected]);
    expect(warnings([mark], reader).sort()).toEqual(warned);
  });

  it('offers the swap', () => {
    const [, far] = read(file('', '[09/12 10:00] x')).diagnostics;
    expect(far?.hint).toBe('did you mean 12/09 (2010-09-12)?');
  });
});

describe('the day of planned work', () => {
  const work = (day: string, body: string, window = '{from: 2010-09-05 23:00, to: 2010-09-06 03:00}') =>
    codes(file(`kind: maintenance\nwindow: ${window}`, body), on(day));
  it.each<[string, string, string, string[]]>([
    ['named for its window, announced before', '2010-09-05', '[01/09 12:00] Scheduled: disks', []],
    ['named for its window, announced on a day before', '2010-09-05', '[01/09] Scheduled: disks', []],
    ['named for its window, begun after midnight', '2010-09-05', '[06/09 00:10] In progress: disks', []],
    ['named for its first mark', '2010-09-01', '[12:00] Scheduled: disks', []],
    ['named for another day', '2010-09-02', '[01/09 12:00] Scheduled: disks', ['mark-date-disagrees']],
    ['told only afterwards', '2010-09-05', '[07/09 12:00] Completed: disks', ['mark-date-disagrees']],
  ])('%s', (_, day, body, expected) => {
    expect(work(day, body)).toEqual(expected);
  });

  it('knows no excuse without a window that can be read', () => {
    expect(work('2010-09-05', '[01/09 12:00] a', 'tonight')).toEqual([
      'missing-window',
      'mark-date-disagrees',
    ]);
  });
});

describe('zones and the change of the clocks', () => {
  const instants = (marks: readonly string[], reader: Reader = {}): number[] =>
    incidentOf(file('', body(marks)), reader).updates.map(({ at }) => at.at);

  it.each([
    ['oldest first', ['[00:50] a', '[01:28] Investigating: b', '[01:40] c', '[02:12] Resolved. d']],
    ['newest first', ['[02:12] Resolved. d', '[01:40] c', '[01:28] Investigating: b', '[00:50] a']],
  ])('a time that the clocks skip stays before what is written after it, %s', (_, lines) => {
    const reading = read(file('', lines.join('\n')), on('2010-03-28'));
    expect(reading.diagnostics.map(({ code }) => code)).toEqual(['time-skipped', 'time-skipped']);
    expect(reading.prose.updates).toEqual(['a', 'b', 'c', 'd']);
    expect(reading.incident?.updates.map(({ at }) => local(at.at).slice(11))).toEqual([
      '00:50',
      '02:12',
      '02:12',
      '02:12',
    ]);
    expect(reading.incident?.resolved).toEqual({ at: utc('2010-03-28T01:12Z'), precision: 'minute' });
  });

  it.each<[string, string[], Reader, string[], string[]]>([
    ['summer', ['[16:57]'], {}, ['2010-08-31T15:57Z'], []],
    ['UTC', ['[16:57 UTC]'], {}, ['2010-08-31T16:57Z'], []],
    ['BST', ['[16:57 BST]'], {}, ['2010-08-31T15:57Z'], []],
    ['GMT in summer is GMT', ['[16:57 GMT]'], {}, ['2010-08-31T16:57Z'], []],
    ['an offset', ['[16:57 +02:00]'], {}, ['2010-08-31T14:57Z'], []],
    ['UTC of the day at the site', ['[23:30 UTC]'], {}, ['2010-08-30T23:30Z'], []],
    ['UTC over midnight', ['[23:50]', '[23:30 UTC]'], {}, ['2010-08-31T22:50Z', '2010-08-31T23:30Z'], []],
    [
      'a date in UTC is a date in UTC',
      ['[2010-08-31 23:30 UTC]'],
      on('2010-09-01'),
      ['2010-08-31T23:30Z'],
      [],
    ],
    ['a zone nobody uses here', ['[16:57 PDT]'], {}, ['2010-08-31T15:57Z'], ['mark-unknown-zone']],
    ['no clock time there', ['[01:30]'], on('2010-03-28'), ['2010-03-28T01:30Z'], ['time-skipped']],
    ['twice, the first', ['[01:30]'], on('2010-10-31'), ['2010-10-31T00:30Z'], ['time-twice']],
    [
      'twice, the second',
      ['[01:40]', '[01:30]'],
      on('2010-10-31'),
      ['2010-10-31T00:40Z', '2010-10-31T01:30Z'],
      ['time-twice', 'time-twice'],
    ],
    [
      'twice, after UTC',
      ['[01:05 UTC]', '[01:30]'],
      on('2010-10-31'),
      ['2010-10-31T01:05Z', '2010-10-31T01:30Z'],
      ['time-twice'],
    ],
    [
      'twice, newest first',
      ['[01:30]', '[01:20]', '[00:50]'],
      on('2010-10-31'),
      ['2010-10-30T23:50Z', '2010-10-31T00:20Z', '2010-10-31T00:30Z'],
      ['time-twice', 'time-twice'],
    ],
    [
      'New York',
      ['[09:00 EDT]', '[09:30]'],
      { timezone: 'America/New_York', locale: 'en-US' },
      ['2010-08-31T13:00Z', '2010-08-31T13:30Z'],
      [],
    ],
  ])('%s', (_, marks, reader, expected, warned) => {
    expect(instants(marks, reader)).toEqual(expected.map(utc));
    expect(warnings(marks, reader)).toEqual(warned);
  });
});
