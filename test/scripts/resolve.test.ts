import { describe, expect, test } from 'vitest';
import { SLOW, testSite } from './support.ts';

const FILE = 'incidents/2010-09-03-slow-logins.md';
const WORK = `---
title: New disks
kind: maintenance
affects: {webmail: down}
window: {from: "2010-09-03 22:00", to: "2010-09-03 23:30"}
---

[20:00] Scheduled.
`;

test('closes an incident and says what members will read', async () => {
  const site = testSite();
  const { exitCode, out, err } = await site.run('resolve', 'slow');
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(site.read(FILE)).toBe(`${SLOW}\n[23:10] Resolved.\n`);
  expect(out).toContain(
    'Members will read:\n  Slow logins\n  23:10  Resolved\n\n  Both services work.\n  Webmail: Works.\n',
  );
  expect(out).toContain("  git commit -m 'Slow logins: resolved'\n");
});

describe('what is written', () => {
  test.each([
    ['a text', SLOW, ['All is well.'], '[23:10] Resolved: All is well.'],
    ['a text that says so itself', SLOW, ['Resolved.', 'All is well.'], '[23:10] Resolved. All is well.'],
    ['maintenance', WORK, [], '[23:10] Completed.'],
  ])('%s', async (_, text, argv, block) => {
    const site = testSite({ [FILE]: text });
    expect(await site.run('resolve', 'slow', ...argv)).toMatchObject({ exitCode: 0 });
    expect(site.read(FILE)).toBe(`${text}\n${block}\n`);
  });
});

describe('refusals, with the file untouched', () => {
  test.each([
    [
      `${SLOW}\n[22:50] Resolved. All well.\n`,
      '2010-09-03-slow-logins is over already\n    To look back at it: signalbox update 2010-09-03-slow-logins "…" --phase postmortem\n',
    ],
    [
      `${WORK}\n[22:50] Completed.\n`,
      '2010-09-03-slow-logins is over already\n    To look back at it: signalbox update 2010-09-03-slow-logins "…"\n',
    ],
    [
      WORK.replace('03 22:00', '03 23:15'),
      `2010-09-03-slow-logins has not begun: its window opens at 2010-09-03 23:15\n    To withdraw it, write the line \`cancelled: true\` into the front matter of ${FILE}.\n`,
    ],
    [
      WORK.replace('kind', 'cancelled: true\nkind'),
      '2010-09-03-slow-logins is cancelled, so it is over already\n    To add to it: signalbox update 2010-09-03-slow-logins "…"\n',
    ],
    [
      '---\ntitle: New\nkind: announcement\n---\n[10:00] x\n',
      '2010-09-03-slow-logins is an announcement, which is never open\n    To add to it: signalbox update 2010-09-03-slow-logins "…"\n',
    ],
  ])('%j', async (text, message) => {
    const site = testSite({ [FILE]: text });
    expect(await site.run('resolve', 'slow')).toEqual({ exitCode: 2, out: '', err: `signalbox: ${message}` });
    expect(site.read(FILE)).toBe(text);
  });
});

describe('words that several fit', () => {
  const OVER = SLOW + '\n[22:50] Resolved.\n';
  const OLD = { 'incidents/2010-07-01-slow-mail.md': OVER.replace('Slow logins', 'Slow mail') };

  test('mean the only one that is open, and that is said', async () => {
    const { exitCode, out } = await testSite(OLD).run('resolve', 'slow');
    expect(exitCode).toBe(0);
    expect(out).toContain(`Wrote ${FILE}\n`);
    expect(out).toContain(
      '"slow" fits 2 incidents; 2010-09-03-slow-logins was taken, the only one that is not over.\n',
    );
  });

  test('mean work that is to come or under way, too', async () => {
    const site = testSite({ ...OLD, [FILE]: WORK });
    expect((await site.run('resolve', 'slow')).out).toContain(`Wrote ${FILE}\n`);
  });

  test.each([
    ['none is open', OVER],
    ['the other is an announcement', '---\ntitle: New\nkind: announcement\n---\n[10:00] x\n'],
    ['the other’s window is over', WORK.replace('03 23:30', '03 22:30')],
  ])('are not guessed when %s', async (_, text) => {
    const { exitCode, err } = await testSite({ ...OLD, [FILE]: text }).run('resolve', 'slow');
    expect(exitCode).toBe(2);
    expect(err).toContain('"slow" could be any of 2 incidents');
  });
});
