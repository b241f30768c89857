import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { replaceFile } from '../../src/shell/files.ts';
import { Releases } from '../../src/shell/publish/releases.ts';
import { NOW, testSite } from './support.ts';
import type { TestSite } from './support.ts';

const MINUTE = 60_000;
const NAMES = ['20100903T220030Z', '20100903T220530Z', '20100903T221030Z'] as const;

/** What a release says of its lights, for each of three releases. */
type Heartbeats = readonly [object | string, object, object];
const until = (time: string) => ({ version: 1, valid_until: time });
const FRESH: Heartbeats = [
  until('2010-09-03T22:05:00Z'),
  until('2010-09-03T22:15:00Z'),
  until('2010-09-03T22:15:30Z'),
];

/** Three releases, five minutes after each other; the last one is this minute's. */
async function released(heartbeats: Heartbeats = FRESH, out = '_site') {
  const site = testSite();
  const releases = new Releases(path.join(site.folder, out));
  for (const [index, heartbeat] of heartbeats.entries()) {
    const { name, folder } = await releases.fork(NOW - (2 - index) * 5 * MINUTE);
    const text = typeof heartbeat === 'string' ? heartbeat : JSON.stringify(heartbeat);
    replaceFile(path.join(folder, 'heartbeat.json'), text);
    replaceFile(path.join(folder, 'index.html'), name);
    releases.switchTo(name);
  }
  return { ...site, releases, shown: () => readFileSync(path.join(site.folder, out, 'index.html'), 'utf8') };
}

const ANNA = { env: { USER: 'anna' } };
const RESUME = 'The publisher leaves it as it is until you say: signalbox rollback --resume\n';

test('the release before the current one is shown again and held, and it is said what members will read', async () => {
  const { runWith, releases, shown } = await released();
  expect(await runWith(ANNA, 'rollback')).toEqual({
    exitCode: 0,
    out:
      `_site shows ${NAMES[1]} again, begun at 2010-09-03 23:05; it was ${NAMES[2]}.\n${RESUME}` +
      'Its lights are renewed by nobody: members will read unknown from 2010-09-03 23:15 on, unless you resume.\n',
    err: '',
  });
  expect(shown()).toBe(NAMES[1]);
  expect(releases.held()).toEqual({ who: 'anna', at: NOW, from: NAMES[2], to: NAMES[1] });
});

test('once more goes back one more', async () => {
  const { run, runWith, shown, releases } = await released();
  await run('rollback');
  const { out } = await runWith({ env: { USER: 'root', SUDO_USER: 'ben' } }, 'rollback');
  expect(out).toBe(
    `_site shows ${NAMES[0]} again, begun at 2010-09-03 23:00; it was ${NAMES[1]}.\n${RESUME}` +
      'Its lights held until 2010-09-03 23:05: members read unknown from now on, until you resume.\n',
  );
  expect([shown(), releases.held()?.who]).toEqual([NAMES[0], 'ben']);
});

test('--to names any of them, a newer one too', async () => {
  const { run, shown } = await released();
  expect((await run('rollback', '--to', NAMES[0])).exitCode).toBe(0);
  expect(shown()).toBe(NAMES[0]);
  expect((await run('rollback', '--to', NAMES[2])).exitCode).toBe(0);
  expect(shown()).toBe(NAMES[2]);
});

test.each([
  [{ valid_until: null }, 'Members read unknown on it: it was published without probe results.'],
  [
    { recorded: true, valid_until: '2010-09-03T22:15:00Z' },
    'It shows a recorded moment, and nothing on it expires.',
  ],
  ['{"valid_', 'It does not say how long its lights hold: look at it, as members will.'],
  ['[]', 'It does not say how long its lights hold: look at it, as members will.'],
  [{ valid_until: 'soon' }, 'It does not say how long its lights hold: look at it, as members will.'],
])('the lights of a release that says %j', async (heartbeat, line) => {
  const { run } = await released([heartbeat, FRESH[1], FRESH[2]]);
  expect((await run('rollback', '--to', NAMES[0])).out.split('\n').at(-2)).toBe(line);
});

test('--list shows them, the newest first, and changes nothing', async () => {
  const { run, runWith, shown } = await released();
  const lines = (current: string) =>
    [
      [NAMES[2], '23:10'],
      [NAMES[1], '23:05'],
      [NAMES[0], '23:00'],
    ]
      .map(([name, time]) => `${name!}  2010-09-03 ${time!}${name === NAMES[2] ? current : ''}\n`)
      .join('');
  expect(await run('rollback', '--list')).toEqual({ exitCode: 0, out: lines('  current'), err: '' });
  expect(shown()).toBe(NAMES[2]);
  await runWith(ANNA, 'rollback');
  expect((await run('rollback', '--list')).out).toBe(
    `${lines('').replace('23:05\n', '23:05  current, held\n')}` +
      'Held by anna since 2010-09-03 23:10; signalbox rollback --resume lets the publisher go on.\n',
  );
});

test('--resume lets the publisher go on; where nothing is held it says so', async () => {
  const { run, releases, shown } = await released();
  await run('rollback');
  expect(await run('rollback', '--resume')).toEqual({
    exitCode: 0,
    out: 'Resumed: the next publish shows the site as it is now. Is what was wrong put right? If not, it is shown again.\n',
    err: '',
  });
  expect([releases.held(), shown()]).toEqual([null, NAMES[1]]);
  expect(await run('rollback', '--resume')).toEqual({
    exitCode: 0,
    out: 'Nothing is held; the publisher goes on as before.\n',
    err: '',
  });
});

test('works where topology.yml is the trouble: times are in UTC then', async () => {
  const { run, write, shown } = await released();
  write({ 'topology.yml': 'site: [' });
  const { exitCode, out, err } = await run('rollback');
  expect({ exitCode, err, shown: shown() }).toEqual({ exitCode: 0, err: '', shown: NAMES[1] });
  expect(out).toContain('begun at 2010-09-03 22:05 UTC;');
});

test('works from anywhere, and where the link or the current release was deleted', async () => {
  const { runWith, folder, shown } = await released(FRESH, 'www/status');
  const elsewhere = { cwd: path.join(folder, 'state') };
  const out = path.join(folder, 'www/status');
  rmSync(path.join(`${out}.releases`, NAMES[2]), { recursive: true });
  expect((await runWith(elsewhere, 'rollback', '--out', '../www/status')).out).toContain(
    `${out} shows ${NAMES[1]} again, begun at 2010-09-03 22:05 UTC; it was nothing.`,
  );
  rmSync(out);
  expect((await runWith(elsewhere, 'rollback', '--out', out, '--to', NAMES[0])).exitCode).toBe(0);
  expect(shown()).toBe(NAMES[0]);
});

describe('refused', () => {
  const refusal = async ({ run }: TestSite, ...argv: readonly string[]) => {
    const { exitCode, out, err } = await run('rollback', ...argv);
    expect(out).toBe('');
    return [exitCode, err.split('\n')[0], err.split('\n')[1]?.trim()];
  };
  const NAME_IT =
    'Name the link with --out. A site has releases to go back to when it is published with --releases.';

  test('where nothing is published, or a folder without releases', async () => {
    const site = testSite();
    expect(await refusal(site)).toEqual([2, 'signalbox: there are no releases of _site', NAME_IT]);
    mkdirSync(path.join(site.folder, 'www'));
    site.write({ 'www/index.html': 'home' });
    expect(await refusal(site, '--out', 'www')).toEqual([
      2,
      'signalbox: www is no link to a release',
      NAME_IT,
    ]);
  });

  test('a release that does not exist, or is shown already', async () => {
    const site = await released();
    expect(await refusal(site, '--to', 'yesterday')).toEqual([
      2,
      'signalbox: _site has no release "yesterday"',
      `There are ${NAMES.join(', ')}.`,
    ]);
    expect(await refusal(site, '--to', NAMES[2])).toEqual([
      2,
      `signalbox: _site shows ${NAMES[2]} already`,
      'signalbox rollback --list shows the others.',
    ]);
    expect(site.releases.held()).toBeNull();
  });

  test('with 3 where there is none before', async () => {
    const site = await released();
    await site.run('rollback', '--to', NAMES[0]);
    expect(await refusal(site)).toEqual([
      3,
      `signalbox: _site has no release before ${NAMES[0]}`,
      'signalbox rollback --list shows those there are; publish --releases says how many are kept.',
    ]);
  });

  test('with 3 where nothing can be written', async () => {
    const site = await released();
    mkdirSync(path.join(site.folder, '_site.releases/held.json'));
    expect((await refusal(site)).slice(0, 1)).toEqual([3]);
  });

  test.each([
    ['--list', '--resume'],
    ['--to', 'x', '--list'],
    ['--resume', '--to', 'x'],
  ])('%s %s', async (...argv) => {
    const { exitCode, err } = await (await released()).run('rollback', ...argv);
    expect(exitCode).toBe(2);
    expect(err).toContain('cannot be used with option');
  });
});
