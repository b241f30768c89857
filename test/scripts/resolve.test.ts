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
      '---\ntitle: New\nkind: announcement\n---\n[10:00] x\n',
      '2010-09-03-slow-logins is an announcement, which is never open\n    To add to it: signalbox update 2010-09-03-slow-logins "…"\n',
    ],
  ])('%j', async (text, message) => {
    const site = testSite({ [FILE]: text });
    expect(await site.run('resolve', 'slow')).toEqual({ exitCode: 2, out: '', err: `signalbox: ${message}` });
    expect(site.read(FILE)).toBe(text);
  });
});
