import { describe, expect, test } from 'vitest';
import { at, LONDON, update, updated } from './support.ts';
import type { Wanted } from './support.ts';

const HEAD = '---\ntitle: Website Slowdown\naffects: {web-access: degraded}\n---\n\n';
const FIRST = '[10:30] Logins are slow.\n';

/** What comes to stand below (or above) the text that is there. */
const WRITTEN: readonly (readonly [name: string, wanted: Wanted, block: string])[] = [
  ['plain text', { text: 'We found it.', when: '2010-08-31 11:15' }, '[11:15] We found it.'],
  [
    'a phase',
    { text: 'We found it.', when: '2010-08-31 11:15', phase: 'identified' },
    '[11:15] Identified: We found it.',
  ],
  ['a phase alone', { text: '', when: '2010-08-31 11:15', phase: 'monitoring' }, '[11:15] Monitoring.'],
  [
    'a text that names its own phase',
    { text: 'Monitoring: quiet so far', when: '2010-08-31 11:15' },
    '[11:15] Monitoring: quiet so far',
  ],
  [
    'a text that repeats the phase',
    { text: 'Resolved. All well.', when: '2010-08-31 11:15', phase: 'resolved' },
    '[11:15] Resolved. All well.',
  ],
  [
    'a word of two phases',
    { text: 'Resolved. Not quite.', when: '2010-08-31 11:15', phase: 'monitoring' },
    '[11:15] Monitoring: Resolved. Not quite.',
  ],
  ['a later minute of the same day', { text: 'x', when: '2010-08-31 23:59' }, '[23:59] x'],
  ['after midnight', { text: 'x', when: '2010-09-01 00:15' }, '[01/09 00:15] x'],
  ['a day later, earlier by the clock', { text: 'x', when: '2010-09-01 09:00' }, '[01/09 09:00] x'],
  ['months later', { text: 'x', when: '2011-02-03 09:00' }, '[2011-02-03 09:00] x'],
  ['two paragraphs', { text: 'One.\n\nTwo.', when: '2010-08-31 11:15' }, '[11:15] One.\n\nTwo.'],
  [
    'a list',
    { text: '- a\n- b', when: '2010-08-31 11:15', phase: 'identified' },
    '[11:15] Identified:\n- a\n- b',
  ],
  [
    'text that begins with a mark',
    { text: '[12:00] is when', when: '2010-08-31 11:15' },
    '[11:15] \\[12:00] is when',
  ],
  [
    'text with a mark on its second line',
    { text: 'Times:\n12:30: tea', when: '2010-08-31 11:15' },
    '[11:15] Times:\n12\\:30: tea',
  ],
  [
    'a time that no backslash helps',
    { text: 'Plan:\n4pm – tea', when: '2010-08-31 11:15' },
    '[11:15] Plan:\n&#52;pm – tea',
  ],
  ['text with a rule', { text: 'Title\n---\n===', when: '2010-08-31 11:15' }, '[11:15] Title\n\\---\n\\==='],
  ['text that begins with a rule', { text: '---', when: '2010-08-31 11:15' }, '[11:15] \\---'],
  [
    'text that begins with effects',
    { text: '{affects: {web-access: down}}', when: '2010-08-31 11:15' },
    '[11:15] \\{affects: {web-access: down}}',
  ],
  [
    'text with effects in it, and with some in code',
    { text: 'Now {affects: x} or {mail: safe}, not `{mail: safe}`', when: '2010-08-31 11:15' },
    '[11:15] Now \\{affects: x} or \\{mail: safe}, not `{mail: safe}`',
  ],
  [
    'code that is never closed',
    { text: 'Log:\n```\n10:30: x', when: '2010-08-31 11:15' },
    '[11:15] Log:\n```\n10:30: x\n```',
  ],
  ['control characters', { text: 'a\u001b[31mb\u0000\r\nc', when: '2010-08-31 11:15' }, '[11:15] a[31mb\nc'],
  [
    'effects',
    { text: 'x', when: '2010-08-31 11:15', affects: [{ id: 'web-access', severity: 'down' }] },
    '[11:15] x\n{affects: {web-access: down}}',
  ],
  [
    'mail, which repeats what is affected',
    { text: 'x', when: '2010-08-31 11:15', mail: { incoming: 'delayed' } },
    '[11:15] x\n{affects: {web-access: degraded}, mail: {incoming: delayed}}',
  ],
  [
    'nothing affected any more',
    { text: 'x', when: '2010-08-31 11:15', affects: [] },
    '[11:15] x\n{affects: {}}',
  ],
];

describe('an update below the one that is there', () => {
  test.each(WRITTEN)('%s', (_, wanted, block) => {
    expect(updated(HEAD + FIRST, wanted)).toBe(`${HEAD}${FIRST}\n${block}\n`);
  });

  const STYLES: readonly (readonly [first: string, mark: string])[] = [
    ['[10:30] x', '[11:15]'],
    ['[10.30] x', '[11.15]'],
    ['10:30: x', '11:15:'],
    ['10.30: x', '11.15:'],
    ['10:30 - x', '11:15 -'],
    ['10:30 - 10:40 x', '[11:15]'],
    ['[31/08 10:30] x', '[11:15]'],
    ['10:30am - x', '[11:15]'],
  ];
  test.each(STYLES)('after %j it is written %j', (first, mark) => {
    expect(updated(`${HEAD}${first}\n`, { text: 'y', when: '2010-08-31 11:15' })).toBe(
      `${HEAD}${first}\n\n${mark} y\n`,
    );
  });

  test('dates follow the file’s own form', () => {
    const text = `${HEAD}[2010-08-31 10:30] x\n`;
    expect(updated(text, { text: 'y', when: '2010-09-01 09:00' })).toContain('\n[2010-09-01 09:00] y\n');
  });

  test('and the locale’s order', () => {
    const context = { ...LONDON, timezone: 'America/New_York', locale: 'en-US' };
    expect(updated(HEAD + FIRST, { text: 'y', when: '2010-09-01 09:00' }, context)).toContain(
      '\n[09/01 09:00] y\n',
    );
  });

  test('the hour that comes twice is told in UTC', () => {
    const context = { ...LONDON, file: 'incidents/2010-10-31-x.md' };
    const first = updated(HEAD + '[00:30] a\n', { text: 'b', when: '2010-10-31 01:15' }, context);
    expect(first).toContain('\n[00:15 UTC] b\n');
  });
});

describe('what stays byte for byte', () => {
  const wanted: Wanted = { text: 'One.\nTwo.', when: '2010-08-31 11:15' };

  test.each([
    ['no line end at the end', `${HEAD}[10:30] x`, `${HEAD}[10:30] x\n\n[11:15] One.\nTwo.`],
    [
      'several line ends at the end',
      `${HEAD}[10:30] x\n\n\n`,
      `${HEAD}[10:30] x\n\n[11:15] One.\nTwo.\n\n\n`,
    ],
    ['a byte order mark', `\ufeff${HEAD}[10:30] x\n`, `\ufeff${HEAD}[10:30] x\n\n[11:15] One.\nTwo.\n`],
    ['no front matter', '[10:30] x\n', '[10:30] x\n\n[11:15] One.\nTwo.\n'],
    [
      'comments and odd spacing',
      `---\ntitle:   x # why\n---\n[10:30]   x  \n`,
      `---\ntitle:   x # why\n---\n[10:30]   x  \n\n[11:15] One.\nTwo.\n`,
    ],
  ])('%s', (_, before, after) => {
    expect(updated(before, wanted)).toBe(after);
  });

  test('line ends of Windows', () => {
    const before = `${HEAD}[10:30] x\n`.replaceAll('\n', '\r\n');
    expect(updated(before, wanted)).toBe(`${before}\r\n[11:15] One.\r\nTwo.\r\n`);
  });
});

describe('a file that is written newest first', () => {
  const NEWEST_FIRST = `${HEAD}What it is about.\n[10:50] b\n\n[10:30] a\n`;

  test('gets its update at the top, below the summary', () => {
    expect(updated(NEWEST_FIRST, { text: 'c', when: '2010-08-31 11:15' })).toBe(
      `${HEAD}What it is about.\n\n[11:15] c\n\n[10:50] b\n\n[10:30] a\n`,
    );
  });

  test('and keeps the line ends of Windows', () => {
    const text = NEWEST_FIRST.replaceAll('\n', '\r\n');
    expect(updated(text, { text: 'c', when: '2010-08-31 11:15' })).toBe(
      `${HEAD}What it is about.\n\n[11:15] c\n\n[10:50] b\n\n[10:30] a\n`.replaceAll('\n', '\r\n'),
    );
  });
});

describe('facts that the marks gave are written down before a new mark moves them', () => {
  test('the start of a file without marks, whose text becomes the summary', () => {
    const result = update('---\ntitle: X\n---\nSlow today.\n', { text: 'y', when: '2010-09-01 09:00' });
    expect(result).toMatchObject({
      ok: true,
      becameSummary: true,
      text: '---\ntitle: X\nstarted: 2010-08-31\n---\nSlow today.\n\n[01/09 09:00] y\n',
    });
  });

  test('when it was resolved, where only the title said that it was', () => {
    const text = '---\ntitle: X [Resolved]\n---\n[10:30] a\n\n[10:50] b\n';
    const result = updated(text, { text: 'All queued mail has arrived.', when: '2010-09-02 09:00' });
    const head = '---\ntitle: X [Resolved]\nresolved: "2010-08-31 10:50"\n---\n';
    expect(result).toBe(`${head}[10:30] a\n\n[10:50] b\n\n[02/09 09:00] All queued mail has arrived.\n`);
  });

  test('a promise is added, replaced, and otherwise kept', () => {
    const promise = at('2010-08-31 12:00');
    const added = updated(HEAD + FIRST, { text: 'y', when: '2010-08-31 11:15', nextUpdateAt: promise });
    expect(added).toContain('\nnext_update: "2010-08-31 12:00"\n---\n');
    const later = updated(added, { text: 'z', when: '2010-08-31 12:05' });
    expect(later).toContain('\nnext_update: "2010-08-31 12:00"\n---\n');
    const replaced = updated(later, {
      text: 'z',
      when: '2010-08-31 12:10',
      nextUpdateAt: at('2010-08-31 13:00'),
    });
    expect(replaced).toContain('\nnext_update: "2010-08-31 13:00"\n---\n');
  });
});

describe('refusals', () => {
  test.each([
    [
      'code that swallows the update',
      `${HEAD}[10:30] Log:\n\`\`\`\nx\n`,
      'it would not be read as an update of its own',
    ],
    [
      'front matter in one line',
      '---\n{title: X}\n---\nSlow.\n',
      'its front matter cannot be edited by a program',
    ],
    [
      'a file that nobody can read',
      '---\ndraft: [\n---\n[10:30] x\n',
      'the file cannot be read as an incident',
    ],
  ])('%s', (_, text, problem) => {
    expect(update(text, { text: 'y', when: '2010-09-01 11:15' })).toEqual({ ok: false, problem });
  });
});

test('a draft is read as if it were published, and stays a draft', () => {
  const text = '---\ntitle: X\ndraft: true\n---\n[10:30] a\n';
  expect(update(text, { text: 'y', when: '2010-08-31 11:15' })).toMatchObject({
    ok: true,
    text: `${text}\n[11:15] y\n`,
    after: { draft: true },
  });
});
