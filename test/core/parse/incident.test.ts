import { describe, expect, it } from 'vitest';
import { MAX_FILE_LENGTH } from '../../../src/core/parse/incident.ts';
import { MAX_FRONT_MATTER_LENGTH } from '../../../src/core/parse/front-matter-yaml.ts';
import { MAX_DIAGNOSTICS_PER_FILE } from '../../../src/core/parse/source.ts';
import { codes, file, incidentOf, local, read, type Reader } from './reading.ts';

const resolvedOf = (text: string, reader: Reader = {}): string | null => {
  const { resolved } = incidentOf(text, reader);
  return resolved && `${local(resolved.at)} ${resolved.precision}`;
};

describe('the text', () => {
  it('reads every update of the 27/07 entry, whose marks have no blank lines between them', () => {
    const text = `---
title: Service Interruption [Resolved]
affects: {web-access: degraded, client-access: degraded}
---

[15:15] The mail servers are being rebooted (15:00 onwards)
We expect the service back shortly.
[15:30] Not over yet; mail programs can connect, webmail is offline.
{affects: {web-access: down, client-access: operational}}
[16:00] A storage server does not respond.
[16:10] Between 16:10 and 16:50 there was a holding page.
[16:50] Everything is online.
`;
    const reader = { file: 'incidents/2010-07-27-service-interruption.md' };
    const { updates, titleTag, title } = incidentOf(text, reader);
    expect([title, titleTag]).toEqual(['Service Interruption', 'Resolved']);
    expect(updates.map(({ at }) => local(at.at).slice(11))).toEqual([
      '15:15',
      '15:30',
      '16:00',
      '16:10',
      '16:50',
    ]);
    expect(updates[1]?.effects).toEqual({
      affects: [
        { id: 'web-access', severity: 'down', line: 9, column: 12 },
        { id: 'client-access', severity: 'operational', line: 9, column: 30 },
      ],
      unreadable: false,
    });
    expect(read(text, reader).prose.updates[1]).toBe(
      'Not over yet; mail programs can connect, webmail is offline.',
    );
    expect(resolvedOf(text, reader)).toBe('2010-07-27 16:50 minute');
    expect(codes(text, reader)).toEqual([]);
  });

  it('takes what stands above the first mark as the summary', () => {
    const { prose } = read(
      file('', 'We are on it.\n\nReally.\n\n[10:30] One.\n\n- a list\n- of two\n\n[10:50] Two.'),
    );
    expect(prose).toEqual({
      summary: 'We are on it.\n\nReally.',
      updates: ['One.\n\n- a list\n- of two', 'Two.'],
    });
  });

  it('takes a text without marks as one update of the day', () => {
    const reading = read(file('', 'It was this morning.\n\nIt is over.'));
    expect(reading.prose).toEqual({ summary: '', updates: ['It was this morning.\n\nIt is over.'] });
    expect(reading.incident?.updates).toEqual([
      { id: 'u-20100831', at: { at: expect.any(Number) as number, precision: 'day' }, line: 4 },
    ]);
  });

  it.each([
    ['mark and text on two lines', '15:35 - 15:50\nA service issue.', ['A service issue.']],
    ['a mark in the middle of a paragraph', '[10:30] One\nstill one\n[10:50] two', ['One\nstill one', 'two']],
    ['a mark right below a list', '[10:30] One:\n- a\n- b\n[10:50] two', ['One:\n- a\n- b', 'two']],
    ['a mark right below a quote', '[10:30] One:\n> a\n[10:50] two', ['One:\n> a', 'two']],
    ['a mark inside a list item', '[10:30] One:\n\n- a\n\n  [10:50] two', ['One:\n\n- a\n\n  [10:50] two']],
    [
      'a mark inside a fence',
      '[10:30] One:\n```\n[10:50] two\n```\n[11:00] three',
      ['One:\n```\n[10:50] two\n```', 'three'],
    ],
    ['a fence that never ends', '[10:30] One:\n~~~\n[10:50] two', ['One:\n~~~\n[10:50] two']],
    ['an escaped mark', '[10:30] One\n\\[10:50] two', ['One\n\\[10:50] two']],
    ['a phase on the line below', '[10:30]\nIdentified: the cause.', ['the cause.']],
    ['an effects line beside the mark', '[10:30] {affects: [hosting]}\nDown.', ['Down.']],
    [
      'an effects line in a fence',
      '[10:30] Write\n```\n{affects: [hosting]}\n```',
      ['Write\n```\n{affects: [hosting]}\n```'],
    ],
    ['effects behind the text', '[10:30] Investigating: slow {affects: [hosting]}\nb', ['slow\nb']],
    ['effects behind the text of a later line', '[10:30] a\nslow  {mail: safe} \nb', ['a\nslow\nb']],
    ['effects behind the phase', '[10:30] Investigating: {affects: [hosting]}\nDown.', ['Down.']],
    ['effects behind a heading', '[10:30] a\n# b {mail: safe}', ['a\n# b']],
    ['effects in inline code', '[10:30] Write `{affects: [hosting]}`', ['Write `{affects: [hosting]}`']],
    ['escaped effects', '[10:30] Write \\{affects: [hosting]}', ['Write \\{affects: [hosting]}']],
    [
      'effects behind the text of a list, a quote and code',
      '[10:30] a\n- b {mail: safe}\n\n> c {mail: safe}\n\n```\nd {mail: safe}\n```\n\n    e {mail: safe}',
      ['a\n- b {mail: safe}\n\n> c {mail: safe}\n\n```\nd {mail: safe}\n```\n\n    e {mail: safe}'],
    ],
    ['other braces behind the text', '[10:30] a {note: this} {', ['a {note: this} {']],
    ['several effects lines', '[10:30] a\n{affects: [hosting]}\nb\n{mail: safe}\nc', ['a\nb\nc']],
    ['other braces', '[10:30] a\n{note: this}', ['a\n{note: this}']],
    ['windows line ends', '[10:30] a\r\nb\r\n\r\n[10:50] c\r\n', ['a\nb', 'c']],
  ])('%s', (_, body, expected) => {
    expect(read(file('', body)).prose.updates).toEqual(expected);
  });

  it('gives places in files with a byte order mark and Windows line ends', () => {
    const text = '\uFEFF---\r\ntitle: x\r\naffects: {hosting: dwon}\r\n---\r\n\r\n[25:10] x\r\n';
    expect(read(text).diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([
      ['bad-affects', 3, 20],
      ['bad-mark', 6, 1],
    ]);
  });

  it('finds the incidents it names', () => {
    const text = file(
      'follows: 2010-07-16-followups',
      '[10:30] As [before](/incidents/2010-07-30-x/#u-20100730)\nand [there](https://other.example/incidents/abc).\n\n`/incidents/no/`',
    );
    expect(incidentOf(text).references).toEqual([
      { slug: '2010-07-16-followups', line: 3, column: 10 },
      { slug: '2010-07-30-x', line: 6, column: 21 },
    ]);
  });
});

describe('resolved at', () => {
  it.each<[string, string, string | null]>([
    ['open', file('', '[10:30] a'), null],
    ['the resolving update', file('', '[10:30] a\n[11:40] Resolved. b'), '2010-08-31 11:40 minute'],
    ['the first of two', file('', '[10:30] Resolved. a\n[11:40] Resolved. b'), '2010-08-31 10:30 minute'],
    ['reopened', file('', '[10:30] Resolved.\n[11:40] Investigating: again'), null],
    [
      'reopened and resolved',
      file('', '[10:30] Resolved.\n[11:40] Monitoring\n[12:00] Resolved'),
      '2010-08-31 12:00 minute',
    ],
    [
      'a postmortem does not reopen',
      file('', '[10:30] Resolved.\n[02/09 10:00] Postmortem: why'),
      '2010-08-31 10:30 minute',
    ],
    [
      'an update without phase does not reopen',
      file('', '[10:30] Resolved.\n[10:40] Thank you'),
      '2010-08-31 10:30 minute',
    ],
    ['resolved: true', file('resolved: true', '[10:30] a\n[10:50] b'), '2010-08-31 10:50 minute'],
    [
      'resolved: true, and an update says when',
      file('resolved: true', '[10:30] a\n[10:50] Resolved\n[11:00] c'),
      '2010-08-31 10:50 minute',
    ],
    [
      'resolved: true, with a postmortem',
      file('resolved: true', '[10:30] a\n[02/09 10:50] Postmortem'),
      '2010-08-31 10:30 minute',
    ],
    ['resolved: false', file('resolved: false', '[10:30] a'), null],
    ['a time', file('resolved: "16:50"', '[10:30] a'), '2010-08-31 16:50 minute'],
    ['a time after midnight', file('resolved: "00:20"', '[23:30] a'), '2010-09-01 00:20 minute'],
    ['a time that YAML takes for a number', file('resolved: 16.50', '[10:30] a'), '2010-08-31 16:50 minute'],
    ['a date and a time', file('resolved: 2010-09-01 08:00', '[10:30] a'), '2010-09-01 08:00 minute'],
    ['a slash date', file('resolved: 01/09 08:00', '[10:30] a'), '2010-09-01 08:00 minute'],
    ['an ISO time', file('resolved: 2010-09-01T08:00:00Z', '[10:30] a'), '2010-09-01 09:00 minute'],
    ['a date', file('resolved: 2010-09-01', '[10:30] a'), '2010-09-01 00:00 day'],
    [
      'the date of the last mark',
      file('resolved: 2010-08-31', '[10:30] a\n15:35 - 15:50 b'),
      '2010-08-31 15:50 minute',
    ],
    [
      'a time, and an update that reopens later',
      file('resolved: "11:00"', '[10:30] a\n[12:00] Investigating: b'),
      null,
    ],
    ['before it started', file('resolved: 2010-08-30', '[10:30] a'), '2010-08-31 10:30 minute'],
    ['the title, no marks', '---\ntitle: x [All Resolved]\n---\nText', '2010-08-31 00:00 day'],
    ['the title, a span', '---\ntitle: x [Resolved]\n---\n15:35 - 15:50\nText', '2010-08-31 15:50 minute'],
    ['the title in capitals', '---\ntitle: x [RESOLVED]\n---\n[10:30] a', '2010-08-31 10:30 minute'],
    [
      'the title after a reopening',
      '---\ntitle: x [Resolved]\n---\n[10:30] Resolved\n[11:00] Monitoring\n[12:00] a',
      '2010-08-31 12:00 minute',
    ],
    ['an announcement', file('kind: announcement', '[10:30] Resolved. a'), null],
    [
      'a maintenance',
      file(
        'kind: maintenance\nwindow: {from: 01:00, to: 03:00}',
        '[01:00] In progress\n[02:10] Completed. b',
      ),
      '2010-08-31 02:10 minute',
    ],
  ])('%s', (_, text, expected) => {
    expect(resolvedOf(text)).toBe(expected);
  });

  it.each([
    ['[10:30] a', '', undefined],
    ['[10:30] Identified: a\n[10:50] b', '', 'identified'],
    ['[10:30] Identified: a', 'resolved: true', 'resolved'],
    ['[10:30] Resolved\n[10:50] Postmortem: b', '', 'postmortem'],
  ])('the phase of %j with %j is %s', (body, keys, expected) => {
    expect(incidentOf(file(keys, body)).phase).toBe(expected);
  });
});

describe('times of the front matter', () => {
  const started = (text: string): string => {
    const { at, precision } = incidentOf(text).started;
    return `${local(at)} ${precision}`;
  };

  it.each([
    ['the first update', '', '[10:30] a', '2010-08-31 10:30 minute'],
    ['the date', '', 'a', '2010-08-31 00:00 day'],
    ['a time', 'started: "10:00"', '[10:30] a', '2010-08-31 10:00 minute'],
    ['the evening before', 'started: "23:50"', '[00:15] a', '2010-08-30 23:50 minute'],
    ['a date', 'started: 2010-08-30', '[10:30] a', '2010-08-30 00:00 day'],
    ['a date and a time', 'started: 30/08 22:00', '[10:30] a', '2010-08-30 22:00 minute'],
  ])('started: %s', (_, keys, body, expected) => {
    expect(started(file(keys, body))).toBe(expected);
  });

  it.each([
    ['"11:00"', '[10:30] a', '2010-08-31 11:00'],
    ['11:00', '[10:30] a', '2010-08-31 11:00'],
    ['11.30', '[10:30] a', '2010-08-31 11:30'],
    ['"00:30"', '[23:30] a', '2010-09-01 00:30'],
    ['"10:00"', '[10:30] a', '2010-08-31 10:00'],
    ['01/09 09:00', '[10:30] a', '2010-09-01 09:00'],
    ['"11:00 UTC"', '[10:30] a', '2010-08-31 12:00'],
    ['"11:00"', 'no marks', '2010-08-31 11:00'],
    ['"12:00"', '[11:00] b\n[10:00] a', '2010-08-31 12:00'],
  ])('next_update: %s below %j is %s', (value, body, expected) => {
    const { nextUpdateAt } = incidentOf(file(`next_update: ${value}`, body));
    expect(nextUpdateAt === undefined ? nextUpdateAt : local(nextUpdateAt)).toBe(expected);
  });

  it.each([
    ['{from: 2010-09-05 01:00, to: 2010-09-05 03:00}', '2010-09-05 01:00 – 2010-09-05 03:00'],
    ['{from: 05/09 23:00, to: "03:00"}', '2010-09-05 23:00 – 2010-09-06 03:00'],
    ['{from: "22:00", to: "02:00"}', '2010-08-31 22:00 – 2010-09-01 02:00'],
    ['{from: "03:00", to: "01:00"}', undefined],
    ['{from: "03:00"}', undefined],
    ['{from: 2010-09-05, to: 2010-09-06}', '2010-09-05 00:00 – 2010-09-07 00:00'],
    ['{from: 2010-09-05, to: 2010-09-05}', '2010-09-05 00:00 – 2010-09-06 00:00'],
    ['{from: 2010-09-05 22:00, to: 06/09}', '2010-09-05 22:00 – 2010-09-07 00:00'],
    ['{from: 2010-09-05, to: "03:00"}', '2010-09-05 00:00 – 2010-09-05 03:00'],
    ['{from: 2010-10-31, to: 2010-10-31}', '2010-10-31 00:00 – 2010-11-01 00:00'],
    ['{from: 2010-09-06, to: 2010-09-05}', undefined],
    ['tonight', undefined],
  ])('window: %s is %s', (value, expected) => {
    const { window } = incidentOf(file(`kind: maintenance\nwindow: ${value}`, 'x'));
    expect(window && `${local(window.startAt)} – ${local(window.endAt ?? 0)}`).toBe(expected);
  });
});

describe('names and dates of files', () => {
  it.each([
    ['incidents/2010-08-31-website-slowdown.md', '2010-08-31', '2010-08-31-website-slowdown', []],
    ['incidents/2010/2010-08-31-x.md', '2010-08-31', '2010-08-31-x', []],
    ['incidents/2010-08-31.md', '2010-08-31', '2010-08-31', []],
    ['incidents/2010/08/31-x.md', '2010-08-31', '31-x', ['file-name']],
    ['incidents/website-slowdown-2010-08-31.md', '2010-08-31', 'website-slowdown-2010-08-31', ['file-name']],
    ['incidents/20100831-x.md', '2010-08-31', '20100831-x', ['file-name']],
    ['incidents/slowdown.md', '2010-09-03', 'slowdown', ['file-name']],
  ])('%s', (name, day, slug, expected) => {
    const reader = { file: name, fallbackDay: '2010-09-03' };
    const incident = incidentOf(file('', '[10:30] x'), reader);
    expect([incident.date, incident.slug, incident.file]).toEqual([day, slug, name]);
    expect(codes(file('', '[10:30] x'), reader)).toEqual(expected);
  });
});

describe('limits', () => {
  it('reads a file that is too long up to its last whole line', () => {
    const reading = read(file('', `[10:30] a\n${'words and words\n'.repeat(MAX_FILE_LENGTH / 10)}`));
    expect(reading.diagnostics.map(({ code }) => code)).toEqual(['too-large']);
    expect(reading.incident?.updates).toHaveLength(1);
    expect(reading.prose.updates[0]?.length).toBeLessThan(MAX_FILE_LENGTH);
  });

  it('does not read front matter that is too long, and knows what it may have said', () => {
    const long = `about: ${'x'.repeat(MAX_FRONT_MATTER_LENGTH)}`;
    expect(codes(file(long, 'x'))).toEqual(['too-large']);
    expect(incidentOf(file(`affects: [hosting]\n${long}`, 'x')).effects.unreadable).toBe(true);
    expect(read(file(`draft: false\n${long}`, 'x')).incident).toBeNull();
  });

  it.each(['[', '{a: ', '- ', '? ', '"', '&a [*a, '])(
    'survives %j without end in the front matter',
    (piece) => {
      const reading = read(`---\nx: ${piece.repeat(3000)}\n---\n[10:30] x\n`);
      expect(reading.incident?.updates).toHaveLength(1);
    },
  );

  it.each(['> ', '- ', '[', '*', '`', '~~~\n', '[10:30 ', '<b>', '1. ', '**[10:30] '])(
    'survives %j without end in the text',
    (piece) => {
      const reading = read(file('', `[10:30] x\n${piece.repeat(20_000)}`));
      expect(reading.incident).not.toBeNull();
    },
  );

  it('tells thousands of updates of one minute apart in linear time', () => {
    const { updates } = incidentOf(file('', '[10:30] x\n'.repeat(20_000)));
    expect(new Set(updates.map(({ id }) => id)).size).toBe(20_000);
  });

  it('stops counting mistakes', () => {
    expect(codes(file('', '[25:10] x\n'.repeat(5000)))).toHaveLength(MAX_DIAGNOSTICS_PER_FILE);
  });
});

describe('digest and drafts', () => {
  it('carries the digest it is given', () => {
    expect(incidentOf('x').digest).toBe('d1');
  });

  it.each([
    ['draft: true', true],
    ['draft: "true"', true],
    ['draft: no', true],
    ['draft:', true],
    ['draft: {a: b', true],
    ['drafts: true', true],
    ['drafts: {a: b', true],
    ['draft: false', false],
  ])('%j publishes nothing: %s', (key, hidden) => {
    const { incident, prose } = read(file(key, '[10:30] secret'));
    expect(incident === null).toBe(hidden);
    expect(JSON.stringify(prose).includes('secret')).toBe(!hidden);
  });
});
