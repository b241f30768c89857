import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { SNAPSHOT, testSite } from './support.ts';

test('writes a file at this minute and says what members will read', async () => {
  const site = testSite({
    'incidents/2010-09-03-slow-logins.md': '---\ntitle: Slow logins\n---\n\n[21:00] Resolved. Over.\n',
  });
  const { exitCode, out, err } = await site.run(
    'new',
    'Webmail',
    'is',
    'down',
    '--affects',
    'webmail=down',
    '--mail',
    'safe',
    '--next',
    '15m',
  );
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  expect(site.read('incidents/2010-09-03-webmail-is-down.md')).toBe(
    '---\ntitle: Webmail is down\naffects: {webmail: down}\nmail: safe\nnext_update: "2010-09-03 23:25"\n---\n\n[23:10] Investigating: We are looking into it.\n',
  );
  // The words after the colon are the message table's.
  expect(out.replace(/(?<=^ {2}Webmail: )Down\. .+$/m, '…'))
    .toBe(`Wrote incidents/2010-09-03-webmail-is-down.md

Members will read:
  Webmail is down
  23:10  Investigating: We are looking into it.

  Mail works. Webmail is down.
  Webmail: …

Then keep members informed:  signalbox update 2010-09-03-webmail-is-down "…"
and when it is over:         signalbox resolve 2010-09-03-webmail-is-down

Nothing is published yet. To publish it:
  git add incidents/2010-09-03-webmail-is-down.md
  git commit -m 'Webmail is down'
  git push
`);
});

describe('what stands in the file', () => {
  test.each([
    [
      'a text of one’s own',
      ['--text', 'One disk failed.', '--phase', 'identified'],
      '---\ntitle: Title\n---\n\n[23:10] Identified: One disk failed.\n',
    ],
    ['a phase alone', ['--phase', 'monitoring'], '---\ntitle: Title\n---\n\n[23:10] Monitoring.\n'],
    [
      'a draft',
      ['--draft'],
      '---\ntitle: Title\ndraft: true\n---\n\n[23:10] Investigating: We are looking into it.\n',
    ],
    [
      'an announcement',
      ['--kind', 'announcement', '--text', 'New packages.'],
      '---\ntitle: Title\nkind: announcement\n---\n\n[23:10] New packages.\n',
    ],
    [
      'maintenance',
      [
        '--kind',
        'maintenance',
        '--from',
        '2010-09-05 22:00',
        '--to',
        '2h',
        '--affects',
        'webmail=down,mail1',
      ],
      '---\ntitle: Title\nkind: maintenance\naffects: {webmail: down, mail1: degraded}\nwindow: {from: "2010-09-05 22:00", to: "2010-09-06 00:00"}\n---\n\n[2010-09-03 23:10] Scheduled.\n',
    ],
    [
      'several lists',
      ['--affects', 'webmail=down', '--affects', 'mail'],
      '---\ntitle: Title\naffects: {webmail: down, mail: degraded}\n---\n\n[23:10] Investigating: We are looking into it.\n',
    ],
  ])('%s', async (_, options, text) => {
    const site = testSite();
    expect(await site.run('new', 'Title', ...options)).toMatchObject({ exitCode: 0, err: '' });
    const day = options.includes('maintenance') ? '2010-09-05' : '2010-09-03';
    expect(site.read(`incidents/${day}-title.md`)).toBe(text);
  });

  test('text from standard input', async () => {
    const site = testSite();
    await site.runWith(
      { stdin: () => Promise.resolve('One.\n\n10:30: two\n') },
      'new',
      'Title',
      '--text',
      '-',
    );
    expect(site.read('incidents/2010-09-03-title.md')).toContain(
      '\n[23:10] Investigating: One.\n\n10\\:30: two\n',
    );
  });
});

describe('the file’s name', () => {
  test('is numbered when it is taken, in whichever folder', async () => {
    const site = testSite({ 'incidents/2009/2010-09-03-title.md': '[10:00] x\n' });
    await site.run('new', 'Title');
    await site.run('new', 'Title');
    expect(readdirSync(path.join(site.folder, 'incidents')).sort()).toEqual([
      '2009',
      '2010-09-03-slow-logins.md',
      '2010-09-03-title-2.md',
      '2010-09-03-title-3.md',
    ]);
  });

  test('lies in the folder of its year where there is one', async () => {
    const site = testSite();
    mkdirSync(path.join(site.folder, 'incidents/2010'));
    expect((await site.run('new', 'Title')).out).toContain('Wrote incidents/2010/2010-09-03-title.md\n');
  });

  test('is printed as seen from where the command runs', async () => {
    const site = testSite();
    const { out } = await site.runWith(
      { cwd: path.dirname(site.folder) },
      'new',
      'Title',
      '--site',
      path.basename(site.folder),
    );
    expect(out).toContain(`Wrote ${path.basename(site.folder)}/incidents/2010-09-03-title.md\n`);
  });
});

describe('what is said of it', () => {
  const PLANNED = ['Title', '--kind', 'maintenance', '--from', '2011-01-05 22:00', '--to', '2h'] as const;
  const EFFECTS = ['--affects', 'webmail=down,mail1', '--mail', 'incoming=delayed'] as const;

  test('of planned work: its window and what it is expected to do, not what is so today', async () => {
    const site = testSite();
    mkdirSync(path.join(site.folder, 'incidents/2011'));
    const { err, out } = await site.run('new', ...PLANNED, ...EFFECTS);
    expect(err).toBe('');
    expect(out).toContain(`Wrote incidents/2011/2011-01-05-title.md

Members will read:
  Title
  23:10  Scheduled

  Planned for: 5 January 2011, 22:00 GMT – 6 January, 00:00
  Affected: Webmail down; mail1 works less well
  Mail: Incoming mail is delayed, not lost.

Then keep`);
    const more = await site.run('update', 'title', 'We need more time.');
    expect(more.err).toBe('');
    expect(more.out).toContain('  23:10  We need more time.\n\n  Planned for: 5 January 2011');
    expect((await site.run('check')).out).toBe('No problems found\n');
  });

  test('of work that has begun: what is so today, too', async () => {
    const site = testSite();
    const { out } = await site.run(
      'new',
      'Title',
      '--kind',
      'maintenance',
      '--from',
      '2010-09-03 23:00',
      '--to',
      '2h',
      '--affects',
      'webmail=down',
    );
    expect(out).toContain('  Affected: Webmail down\n\n  ');
  });

  test('of an announcement: nothing of any status', async () => {
    const { out } = await testSite().run('new', 'Title', '--kind', 'announcement', '--text', 'News.');
    expect(out).toContain('Members will read:\n  Title\n  23:10  News.\n\nNothing is published yet.');
  });

  describe('without probes to ask', () => {
    const REMARK =
      'What the probes see is not known here: this is what staff say alone, as if every server were online.\n';

    test.each([
      ['missing', undefined],
      ['torn', '{'],
      ['old', SNAPSHOT.replace('03T22:09', '01T22:09')],
    ])('%s', async (_, snapshot) => {
      const site = testSite(snapshot === undefined ? {} : { 'state/snapshot.json': snapshot });
      if (snapshot === undefined) rmSync(path.join(site.folder, 'state/snapshot.json'));
      const { out } = await site.run('new', 'Late', '--affects', 'mail=down');
      expect(out).toContain('\n  Mail is down. Webmail works less well than usual.\n');
      expect(out).toContain('\n  Mail: Down. Staff report “Late” since 23:10: Mail is down.\n\n');
      expect(out).toContain(REMARK);
      expect(out).not.toMatch(/do not know|unknown|our probes|Webmail:/i);
      expect((await site.run('resolve', 'late')).out).toContain('\n  Mail: Works.\n');
    });

    test('nothing is said of them where no status is told, nor where they were heard', async () => {
      const site = testSite();
      expect((await site.run('new', 'Late')).out).not.toContain(REMARK);
      rmSync(path.join(site.folder, 'state/snapshot.json'));
      expect((await site.run('new', ...PLANNED)).out).not.toContain(REMARK);
    });
  });

  test('of a draft', async () => {
    const { out } = await testSite().run('new', 'Title', '--draft', '--affects', 'webmail=down');
    expect(out).toContain(
      'A draft: members see nothing of it until you delete the line `draft: true`. Then they will read:\n  Title\n',
    );
  });

  test('of an incident that touches no light', async () => {
    expect((await testSite().run('new', 'Title')).out).toContain(
      'It names nothing in --affects, so every service keeps its light.\n',
    );
  });

  test('a title that a shell would take apart is quoted', async () => {
    expect((await testSite().run('new', "It's $HOME; `ls`")).out).toContain(
      String.raw`git commit -m 'It'\''s $HOME; ${'`ls`'}'`,
    );
  });
});

describe('refusals, with nothing written', () => {
  test.each([
    [
      ['Title', '--affects', 'webmial=down'],
      '--affects: "webmial" is no service, group or server of topology.yml\n    Did you mean "webmail"?\n',
    ],
    [
      ['Title', '--affects', 'webmail=red'],
      '--affects: "red" is no severity\n    Known are: operational, degraded, partial, down.\n',
    ],
    [
      ['Title', '--mail', 'late'],
      '--mail: "late" is no word for what happens to mail\n    Known are: safe, delayed, refused, lost, unknown.\n',
    ],
    [
      ['Title', '--phase', 'identfied'],
      '--phase: "identfied" is no phase of an incident\n    Known are: investigating, identified, monitoring, resolved, postmortem.\n',
    ],
    [
      ['Title', '--next', '25:00'],
      '--next: "25:00" is no time\n    Write it as 11:15, 15m, 1h30m, 2010-09-03 23:10 (in the site’s time) or 2010-09-03T22:10:00Z.\n',
    ],
    [
      ['Title', '--next', '2010-09-03 23:00'],
      '--next: "2010-09-03 23:00" is too early\n    Give a time after 2010-09-03 23:10.\n',
    ],
    [
      ['Title', '--kind', 'maintenance'],
      'maintenance needs --from and --to\n    For example --from "2010-09-05 22:00" --to 2h\n',
    ],
    [
      ['Title', '--from', '22:00'],
      '--from and --to are for maintenance only\n    Add --kind maintenance, or leave them out.\n',
    ],
    [
      ['Title', '--kind', 'maintenance', '--from', '2010-09-05 22:00', '--to', '2010-09-05 21:00'],
      '--to: "2010-09-05 21:00" is too early\n    Give a time after 2010-09-05 22:00.\n',
    ],
    [
      ['Title', '--kind', 'announcement'],
      'an announcement needs something to say\n    Add --text "…", or --text - to read it from standard input.\n',
    ],
    [
      ['Title', '--kind', 'announcement', '--text', 'x', '--affects', 'mail'],
      'an announcement never changes a status\n    Leave --affects and --mail out, or use --kind incident or --kind maintenance.\n',
    ],
    [[' '], 'the title is empty\n    Say in a few words what members notice: signalbox new "Slow logins"\n'],
  ])('%j', async (argv, message) => {
    const site = testSite();
    expect(await site.run('new', ...argv)).toEqual({ exitCode: 2, out: '', err: `signalbox: ${message}` });
    expect(readdirSync(path.join(site.folder, 'incidents'))).toEqual(['2010-09-03-slow-logins.md']);
  });

  test('a title that would close it', async () => {
    const { exitCode, err } = await testSite().run('new', 'Over [Resolved]');
    expect({ exitCode, err }).toEqual({
      exitCode: 3,
      err: 'signalbox: nothing was written: a title that ends like this closes the incident\n    Put it in other words.\n',
    });
  });

  test('no site here', async () => {
    const site = testSite();
    const { exitCode, err } = await site.run('new', 'Title', '--site', 'nowhere');
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: `signalbox: there is no topology.yml in ${path.join(site.folder, 'nowhere')}\n    Run this in the folder of your site, or name it with --site DIR.\n`,
    });
    expect(existsSync(path.join(site.folder, 'nowhere'))).toBe(false);
  });

  test('a topology that cannot be read', async () => {
    const site = testSite({ 'topology.yml': 'site: [\n' });
    const { exitCode, err } = await site.run('new', 'Title');
    expect(exitCode).toBe(3);
    expect(err).toMatch(/topology\.yml:2:1 {2}error {2}yaml-syntax/);
    expect(err).toContain("signalbox: topology.yml cannot be read, so the site's time zone is not known\n");
  });
});
