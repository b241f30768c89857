import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { treeOf } from '../support/tree.ts';
import { temporaryFolder } from '../support/folder.ts';
import { apiFile, MAIL, NOW as SERVED_AT, serve, SITE, TEXT } from '../shell/status/site-server.ts';
import { Kept, NOW, runIn, SNAPSHOT, testIo, testSite } from './support.ts';
import { runStatus } from '../../scripts/status.ts';

const offline = (...servers: readonly string[]) => {
  const snapshot = JSON.parse(SNAPSHOT) as { servers: Record<string, unknown> };
  for (const id of servers) snapshot.servers[id] = { verdict: 'offline', since: '2010-09-03T22:00:00Z' };
  return { 'state/snapshot.json': JSON.stringify(snapshot) };
};
const NO_INCIDENT = {
  'incidents/2010-09-03-slow-logins.md': '---\ntitle: Slow logins\nkind: announcement\n---\n',
};

describe('a site in a folder', () => {
  test.each([
    ['all works', NO_INCIDENT, 0, 'OK - Both services work.'],
    ['staff report something', {}, 1, 'WARNING - Mail works. Webmail works less well than usual.'],
    [
      'one service is down',
      { ...NO_INCIDENT, ...offline('web1') },
      1,
      'WARNING - Mail works. Webmail is down.',
    ],
    [
      'all is down',
      { ...NO_INCIDENT, ...offline('web1', 'mail1', 'mail2') },
      2,
      'CRITICAL - Both services are down.',
    ],
    [
      'no snapshot',
      { ...NO_INCIDENT, 'state/snapshot.json': '' },
      3,
      'UNKNOWN - We do not know whether the services work.',
    ],
  ])('%s', async (_, files, exitCode, line) => {
    const { exitCode: code, out, err } = await testSite(files).run('status');
    expect({ code, err, line: out.split('\n')[0] }).toEqual({ code: exitCode, err: '', line });
    expect(out).toContain('\nSmall Mail: what works now\n==========================\n');
  });

  test('with the clock gone on, what was seen is too old', async () => {
    const later = { now: () => NOW + 600_000 };
    const { exitCode, out } = await testSite(NO_INCIDENT).runWith(later, 'status');
    expect(exitCode).toBe(3);
    expect(out).toContain('\nOur probes’ last data is from 3 September 2010, 23:09 BST, too old');
  });

  test('--now tells of another moment, and says so', async () => {
    const { exitCode, out } = await testSite(NO_INCIDENT).runWith(
      { now: () => NOW + 6e8 },
      'status',
      '--now',
      '2010-09-03 23:10',
    );
    expect(exitCode).toBe(0);
    expect(out).toContain('A recorded moment: this page shows Small Mail, 3 September 2010, 23:10 BST;');
  });

  test('nothing is written', async () => {
    const site = testSite();
    const before = treeOf(site.folder);
    await site.run('status');
    expect(treeOf(site.folder)).toEqual(before);
    expect(readdirSync(path.join(site.folder, 'state'))).toEqual(['snapshot.json']);
  });

  test('the theme’s words are used', async () => {
    const { out } = await testSite({ 'theme/strings.yml': 'severity.operational: Tiptop\n' }).run('status');
    expect(out).toContain('\nMail     Tiptop\n');
  });

  test.each([
    ['mail', 0, 'OK - Mail: Works.\n'],
    [
      'webmail',
      1,
      'WARNING - Webmail: Works less well.\n\nStaff report “Slow logins” since 22:30: Webmail works less well than usual.\n',
    ],
    ['webmial', 3, 'UNKNOWN - Small Mail has no service "webmial"; did you mean "webmail"?\n'],
  ])('--service %s', async (id, exitCode, said) => {
    const { exitCode: code, out } = await testSite().run('status', '--service', id);
    expect(code).toBe(exitCode);
    expect(out.startsWith(said)).toBe(true);
  });

  test('no service is green while an incident is open whose extent nobody can read', async () => {
    const unreadable = {
      'incidents/2010-09-03-slow-logins.md':
        '---\ntitle: Slow\naffects: {nothing-we-know: down}\n---\n[22:30] x\n',
    };
    const { exitCode, out } = await testSite(unreadable).run('status', '--service', 'mail', '--brief');
    expect(exitCode).toBe(3);
    expect(out).toContain(
      'UNKNOWN - Mail: Unknown. An incident is open whose extent we cannot read: “Slow”.',
    );
  });

  test('--brief and --json', async () => {
    const { out: brief } = await testSite().run('status', '--brief');
    expect(brief).toMatch(
      /^WARNING - Mail works\. Webmail works less well than usual\.\|age=90s;;300;0 operational=1;;;0;2 [^\n]*\n$/,
    );
    const { out: json, exitCode } = await testSite().run('status', '--json');
    expect(JSON.parse(json)).toMatchObject({
      level: 'WARNING',
      exit_code: exitCode,
      valid_until: '2010-09-03T22:14:00Z',
    });
  });
});

describe('whatever keeps it from an answer is UNKNOWN, on standard output', () => {
  test.each([
    ['no site', [], 'UNKNOWN - there is no topology.yml in '],
    ['no such moment', ['--now', 'yesterday'], 'UNKNOWN - --now "yesterday" is no time'],
    ['no address', ['ftp://x'], 'UNKNOWN - "ftp://x" begins with neither https: nor http:'],
    [
      'options of a folder, and an address',
      ['https://x.example', '--site', '.'],
      'UNKNOWN - --site is of a site in a folder',
    ],
    [
      'nobody there',
      ['http://127.0.0.1:9', '--brief'],
      'UNKNOWN - http://127.0.0.1:9/heartbeat.json cannot be reached',
    ],
  ])('%s', async (name, argv, said) => {
    const { exitCode, out } = await (name === 'no site'
      ? runIn(temporaryFolder(), ['status'])
      : testSite().run('status', ...argv));
    expect(exitCode).toBe(3);
    expect(out.startsWith(said)).toBe(true);
  });

  test('a topology with errors, which are told beside it', async () => {
    const { exitCode, out, err } = await testSite({ 'topology.yml': 'site: {name: X}\n' }).run('status');
    expect(exitCode).toBe(3);
    expect(out).toMatch(/^UNKNOWN - topology\.yml /);
    expect(err).toContain('topology.yml:1:');
  });

  test.each([
    [['--foo'], "error: unknown option '--foo'"],
    [['--limit', '0s'], "error: option '--limit <time>' argument '0s' is invalid."],
    [['--brief', '--json'], "error: option '--brief' cannot be used with option '--json'"],
    [['a', 'b'], "error: too many arguments for 'status'."],
  ])('a wrong command line: %j', async (argv, said) => {
    const { exitCode, err } = await testSite().run('status', ...argv);
    expect(exitCode).toBe(3);
    expect(err).toContain(said);
  });

  test('help is no failure', async () => {
    expect((await testSite().run('status', '--help')).exitCode).toBe(0);
  });
});

describe('a site on the web', () => {
  const look = async (...argv: readonly string[]) => {
    const { url } = await serve(SITE);
    return runIn(temporaryFolder(), ['status', url.href, ...argv], { now: () => SERVED_AT });
  };

  test('its text, below the verdict', async () => {
    expect(await look()).toEqual({
      exitCode: 1,
      err: '',
      out: `WARNING - Mail works. Webmail works less well than usual.\n\n${TEXT}`,
    });
  });

  test('one service, one line', async () => {
    const { exitCode, out } = await look('--service', 'mail', '--brief');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^OK - Mail: Works\.\|age=60s;;300;0 operational=1;;;0;1 /);
  });

  test('green that has expired is UNKNOWN, and what it said is told as that', async () => {
    const page = { severity: 'operational', headline: 'Mail works.', reasons: [] };
    const { url } = await serve(
      { ...SITE, '/api/signalbox.json': apiFile({ page, services: [MAIL] }), '/status.txt': 'Mail works.\n' },
      { date: new Date('2010-09-03T22:15:00Z').toUTCString() },
    );
    const { exitCode, out } = await runIn(temporaryFolder(), ['status', url.href], { now: () => SERVED_AT });
    expect(exitCode).toBe(3);
    expect(out).toBe(
      'UNKNOWN - what it says held until 2010-09-03T22:15:00Z, and nobody knows the\nstate since\n\nThis is what it said while it could be believed:\n\nMail works.\n',
    );
  });

  test('is given so much time', async () => {
    const { url } = await serve({ ...SITE, '/heartbeat.json': () => undefined });
    const io = testIo(temporaryFolder());
    expect(await runStatus(url.href, { limit: 200 }, io)).toBe(3);
    expect(io.stdout.text).toBe(`UNKNOWN - ${url.href}heartbeat.json did not answer in time\n`);
  });
});

test.each([
  ['on a terminal', true, {}, true],
  ['on a terminal of somebody who wants none', true, { NO_COLOR: '1' }, false],
  ['on a terminal that has none', true, { TERM: 'dumb' }, false],
  ['elsewhere', false, {}, false],
])('colours %s', async (_, isTTY, env, coloured) => {
  const stdout = Object.assign(new Kept(), { isTTY });
  await runStatus(undefined, {}, { ...testIo(testSite().folder), stdout, env });
  expect(stdout.text.includes('\u001b')).toBe(coloured);
});
