import { chmodSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SLOW, testSite } from './support.ts';

const FILE = 'incidents/2010-09-03-slow-logins.md';

test('adds an update and says what members will read', async () => {
  const site = testSite();
  const { exitCode, out, err } = await site.run(
    'update',
    'slow-logins',
    'Nobody',
    'can',
    'log',
    'in.',
    '--phase',
    'identified',
    '--affects',
    'webmail=down',
  );
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(site.read(FILE)).toBe(
    `${SLOW}\n[23:10] Identified: Nobody can log in.\n{affects: {webmail: down}}\n`,
  );
  // The words after the colon are the message table's.
  expect(out.replace(/(?<=^ {2}Webmail: )Down\. .+$/m, '…')).toBe(`Wrote ${FILE}

Members will read:
  Slow logins
  23:10  Identified: Nobody can log in.

  Mail works. Webmail is down.
  Webmail: …

Nothing is published yet. To publish it:
  git add ${FILE}
  git commit -m 'Slow logins: identified'
  git push
`);
});

describe('what is written', () => {
  test.each([
    [
      'a promise',
      ['x', '--next', '23:30'],
      SLOW.replace('\n---\n\n', '\nnext_update: "2010-09-03 23:30"\n---\n\n') + '\n[23:10] x\n',
    ],
    [
      'mail, beside what is affected',
      ['x', '--mail', 'incoming=delayed'],
      `${SLOW}\n[23:10] x\n{affects: {webmail: degraded}, mail: {incoming: delayed}}\n`,
    ],
    ['nothing affected', ['x', '--affects', 'none'], `${SLOW}\n[23:10] x\n{affects: {}}\n`],
  ])('%s', async (_, argv, text) => {
    const site = testSite();
    expect(await site.run('update', 'slow', ...argv)).toMatchObject({ exitCode: 0, err: '' });
    expect(site.read(FILE)).toBe(text);
  });

  test('text from standard input', async () => {
    const site = testSite();
    await site.runWith({ stdin: () => Promise.resolve('\nOne.\n\n---\n') }, 'update', 'slow', '-');
    expect(site.read(FILE)).toBe(`${SLOW}\n[23:10] One.\n\n\\---\n`);
  });

  test('after midnight, with its date', async () => {
    const site = testSite();
    await site.runWith({ now: () => Date.UTC(2010, 8, 3, 23, 15) }, 'update', 'slow', 'x');
    expect(site.read(FILE)).toBe(`${SLOW}\n[04/09 00:15] x\n`);
  });
});

describe('what is said of it', () => {
  const RESOLVED = `${SLOW}\n[22:50] Resolved. All well.\n`;
  test.each([
    [
      'a file without marks',
      '---\ntitle: Slow logins\n---\n\nLogins are slow.\n',
      ['x'],
      'What the file said so far has no time; it now stands above this update as its summary.',
    ],
    ['a resolved one', RESOLVED, ['x', '--phase', 'postmortem'], 'It stays resolved.'],
    ['one that opens again', RESOLVED, ['x', '--phase', 'investigating'], 'This opens the incident again.'],
    [
      'a clock that is behind',
      SLOW.replace('22:30', '23:40'),
      ['x'],
      'The latest update in the file carries a later time than this one: is the clock right?',
    ],
    [
      'a phase in the text',
      SLOW,
      ['Monitoring: quiet'],
      '“monitoring” at its beginning was read as its phase.',
    ],
    [
      'a draft',
      SLOW.replace('title', 'draft: true\ntitle'),
      ['x'],
      'A draft: members see nothing of it until you delete the line `draft: true`.',
    ],
  ])('%s', async (_, text, argv, note) => {
    const site = testSite({ [FILE]: text });
    const { exitCode, out } = await site.run('update', 'slow', ...argv);
    expect(exitCode).toBe(0);
    expect(out).toContain(note);
  });

  test('what is wrong with the file now, and was not before', async () => {
    const site = testSite({ [FILE]: SLOW.replace('22:30', '2010-09-03 22:30') });
    site.write({ 'incidents/2010-08-01-old.md': '---\ntitle: Old\nodd: 1\n---\n\nNo mark.\n' });
    const { exitCode, err } = await site.run('update', 'old', 'x');
    expect(exitCode).toBe(0);
    expect(err).toContain('mark-date-disagrees');
    expect(err).not.toContain('unknown-key');
  });
});

describe('the file is replaced whole', () => {
  test('keeping its permissions, and leaving nothing beside it', async () => {
    const site = testSite();
    chmodSync(path.join(site.folder, FILE), 0o640);
    await site.run('update', 'slow', 'x');
    expect(statSync(path.join(site.folder, FILE)).mode & 0o777).toBe(0o640);
    expect(readdirSync(path.join(site.folder, 'incidents'))).toEqual(['2010-09-03-slow-logins.md']);
  });

  test('a link stays one', async () => {
    const site = testSite({ 'elsewhere.md': SLOW });
    site.write({ 'incidents/.keep': '' });
    symlinkSync('../elsewhere.md', path.join(site.folder, 'incidents/2010-09-03-linked.md'));
    const { exitCode } = await site.run('update', '2010-09-03-linked', 'x');
    // Links are no files of the site; the loader does not follow them either.
    expect(exitCode).toBe(2);
    expect(site.read('elsewhere.md')).toBe(SLOW);
  });
});

describe('refusals, with the file untouched', () => {
  const MORE = { 'incidents/2010-09-02-slow-mail.md': '[10:00] x\n' };
  test.each([
    [
      ['slow', 'x'],
      '"slow" could be any of 2 incidents\n    Say which:\n      2010-09-03-slow-logins\n      2010-09-02-slow-mail\n',
      2,
    ],
    [['slwo-logins', 'x'], 'no incident is called "slwo-logins"\n    Did you mean "slow-logins"?\n', 2],
    [
      ['banana', 'x'],
      'no incident is called "banana"\n    Name it by its file, or by words of its title.\n',
      2,
    ],
    [['slow-logins', ' '], 'the update is empty\n    Say what members should know, or name a --phase.\n', 2],
    [
      ['slow-logins', 'x', '--phase', 'completed'],
      '--phase: "completed" is no phase of an incident\n    Known are: investigating, identified, monitoring, resolved, postmortem.\n',
      2,
    ],
    [
      ['slow-logins', 'x', '--affects', 'webmial'],
      '--affects: "webmial" is no service, group or server of topology.yml\n    Did you mean "webmail"?\n',
      2,
    ],
  ])('%j', async (argv, message, exitCode) => {
    const site = testSite(MORE);
    expect(await site.run('update', ...argv)).toEqual({ exitCode, out: '', err: `signalbox: ${message}` });
    expect(site.read(FILE)).toBe(SLOW);
  });

  test('a file in which the update would be lost', async () => {
    const text = `${SLOW}\n\`\`\`\nlog\n`;
    const site = testSite({ [FILE]: text });
    const { exitCode, err } = await site.run('update', 'slow', 'x');
    expect({ exitCode, err }).toEqual({
      exitCode: 3,
      err:
        `signalbox: ${FILE} was left as it is: with this update added, it would not be read as an update of its own\n` +
        '    Put it in other words, or write it into the file yourself; signalbox check says how it reads.\n',
    });
    expect(site.read(FILE)).toBe(text);
  });

  test('a file that is not UTF-8', async () => {
    const site = testSite();
    const bytes = Buffer.from(SLOW.replace('slow.', 'sl\u00f6w.'), 'latin1');
    writeFileSync(path.join(site.folder, FILE), bytes);
    const { exitCode, err } = await site.run('update', 'slow', 'x');
    expect({ exitCode, err }).toEqual({
      exitCode: 3,
      err: `signalbox: ${FILE} is not UTF-8, so it was left as it is\n    Save it as UTF-8 in your editor and try again.\n`,
    });
  });
});

test('an incident is found by its title where the file’s name does not tell', async () => {
  const site = testSite({ 'incidents/2010-09-01-x1.md': '---\ntitle: Printer on fire\n---\n[10:00] y\n' });
  expect((await site.run('update', 'printer on fire', 'x')).out).toContain(
    'Wrote incidents/2010-09-01-x1.md\n',
  );
});
