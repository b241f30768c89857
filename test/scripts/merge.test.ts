import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockState } from '../../src/shell/probe/state-lock.ts';
import { NOW, testSite } from './support.ts';

const iso = (secondsAgo: number) => new Date(NOW - secondsAgo * 1000).toISOString();

/** A prober's snapshot in which `mail1` has a verdict; taken so many seconds ago. */
const snapshot = (vantage: string, verdict: string, age = 60) =>
  JSON.stringify({
    version: 1,
    taken_at: iso(age),
    vantages: [vantage],
    servers: { mail1: { verdict, since: iso(3_600), seen_from: { [vantage]: verdict } } },
  });

const site = (files: Readonly<Record<string, string>>) => testSite({ 'state/snapshot.json': '', ...files });

test('what was fetched into state/vantages is merged, and goes into the history', async () => {
  const { run, read, folder } = site({
    'state/vantages/london.json': snapshot('london', 'offline'),
    'state/vantages/paris.json': snapshot('paris', 'offline', 90),
    'state/vantages/rome.json': snapshot('rome', 'online'),
    'state/vantages/.rome.json.rsync': 'half',
    'state/vantages/notes.txt': 'not a snapshot',
  });
  const { exitCode, out, err } = await run('merge');
  expect({ exitCode, out, err }).toEqual({
    exitCode: 0,
    out: 'Merged london (1m old), paris (1m30s old), rome (1m old) into state/snapshot.json.\n',
    err: '',
  });
  expect(JSON.parse(read('state/snapshot.json'))).toMatchObject({
    source: 'signalbox-merge',
    taken_at: '2010-09-03T22:09:00Z',
    servers: { mail1: { verdict: 'offline' } },
  });
  expect(statSync(path.join(folder, 'state/snapshot.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(path.join(folder, 'state')).sort()).toEqual(['history', 'snapshot.json', 'vantages']);
  expect(read('state/history/2010-09.ndjson')).toContain('"mail1":"offline"');
});

test('merged once more, nothing is said and nothing added', async () => {
  const { run, read } = site({ 'state/vantages/london.json': snapshot('london', 'online') });
  await run('merge');
  const before = read('state/history/2010-09.ndjson');
  expect(await run('merge')).toMatchObject({ exitCode: 0, err: '' });
  expect(read('state/history/2010-09.ndjson')).toBe(before);
});

test('what members read is in the history, also while a silent vantage keeps the time standing still', async () => {
  const vantage = (name: string, verdict: string, age?: number) => ({
    [`state/vantages/${name}.json`]: snapshot(name, verdict, age),
  });
  const silent = vantage('rome', 'online', 200);
  const { run, read, write } = site({
    ...silent,
    ...vantage('london', 'online'),
    ...vantage('paris', 'online'),
  });
  await run('merge');
  write({ ...vantage('london', 'offline', 10), ...vantage('paris', 'offline', 10) });
  expect(await run('merge')).toMatchObject({ exitCode: 0, err: '' });
  expect(JSON.parse(read('state/snapshot.json'))).toMatchObject({
    taken_at: iso(200).replace('.000', ''),
    servers: { mail1: { verdict: 'offline' } },
  });
  expect(read('state/history/2010-09.ndjson').split('\n')).toContainEqual(
    `{"at":"${iso(200).replace('.000', '')}","server":"mail1","is":"offline"}`,
  );
});

test('a single file is enough, from anywhere to anywhere', async () => {
  const { run, read } = site({ 'in/a.json': snapshot('london', 'online') });
  const { exitCode, out } = await run(
    'merge',
    'in/a.json',
    '--state',
    'memory',
    '--out',
    'public/merged.json',
  );
  expect({ exitCode, out }).toEqual({
    exitCode: 0,
    out: 'Merged london (1m old) into public/merged.json.\n',
  });
  expect(JSON.parse(read('public/merged.json'))).toMatchObject({ vantages: ['london'] });
  expect(read('memory/history/2010-09.ndjson')).toContain('"mail1":"online"');
});

test('in place: what another program writes is recorded and stays as it was meant', async () => {
  const { run, read } = site({ 'state/snapshot.json': snapshot('london', 'online') });
  expect((await run('merge', 'state/snapshot.json')).exitCode).toBe(0);
  const first = read('state/snapshot.json');
  expect((await run('merge', 'state/snapshot.json')).exitCode).toBe(0);
  expect(read('state/snapshot.json')).toBe(first);
});

test('what is left out is said, and no more than that is lost', async () => {
  const { run } = site({
    'a.json': snapshot('london', 'online'),
    'b.json': snapshot('paris', 'online', 900),
    'c.json': snapshot('rome', 'online').slice(0, 40),
    'd.json': '[2Jx',
  });
  const { exitCode, out, err } = await run(
    'merge',
    'a.json',
    'b.json',
    'c.json',
    'd.json',
    'e.json',
    '/dev/zero',
  );
  expect({ exitCode, out }).toEqual({
    exitCode: 0,
    out: 'Merged london (1m old) into state/snapshot.json.\n',
  });
  expect(err.split('\n')).toEqual([
    expect.stringMatching(
      /^b\.json is left out: the snapshot was taken at .*, 15m before now, expected less than 5m$/,
    ),
    'c.json is left out: the snapshot is not JSON, or only a part of it',
    'd.json is left out: the snapshot is not JSON, or only a part of it',
    expect.stringMatching(/^e\.json is left out: there is no snapshot/),
    '/dev/zero is left out: it is no plain file',
    '',
  ]);
});

test('3 where nothing could be merged, and the last one stays', async () => {
  const before = snapshot('london', 'online', 600);
  const { run, read } = testSite({ 'state/snapshot.json': before, 'a.json': 'torn' });
  const nothing = await run('merge', 'a.json');
  expect(nothing).toMatchObject({ exitCode: 3, out: '' });
  expect(nothing.err).toMatch(/\nsignalbox: no file could be merged, so nothing was written\n$/);
  const none = await run('merge');
  expect(none).toMatchObject({
    exitCode: 3,
    err: 'signalbox: there are no files in state/vantages, so nothing was written\n',
  });
  expect(read('state/snapshot.json')).toBe(before);
});

test('3 with a bad topology, 2 without one', async () => {
  expect((await testSite({ 'topology.yml': 'site: [' }).run('merge')).exitCode).toBe(3);
  expect((await testSite().run('merge', '--site', 'nowhere')).exitCode).toBe(2);
});

test('2 where a prober writes into the same folder', async () => {
  const { run, folder } = site({ 'a.json': snapshot('london', 'online') });
  const lock = lockState(path.join(folder, 'state'), NOW);
  const { exitCode, err } = await run('merge', 'a.json');
  lock.release();
  expect(exitCode).toBe(2);
  expect(err).toContain('Give each prober, and what is merged of them, a folder of its own with --state.');
});

describe('--on-change', () => {
  const NOTIFY = '#!/bin/sh\ncat >> told\n';
  const ON_CHANGE = ['--on-change', '/bin/sh ./notify.sh'] as const;
  const told = ({ folder, read }: ReturnType<typeof site>) =>
    existsSync(path.join(folder, 'told'))
      ? read('told')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>)
      : [];
  const seen = (verdicts: Readonly<Record<string, string>>, age?: number) =>
    Object.fromEntries(
      Object.entries(verdicts).map(([name, verdict]) => [
        `state/vantages/${name}.json`,
        snapshot(name, verdict, age),
      ]),
    );

  test('tells the quorum’s word, once', async () => {
    const merging = site({
      'notify.sh': NOTIFY,
      ...seen({ london: 'online', paris: 'online', rome: 'online' }),
    });
    const { run, write, folder } = merging;
    await run('merge', ...ON_CHANGE);
    write(seen({ london: 'offline' }, 50));
    await run('merge', ...ON_CHANGE);
    expect(told(merging)).toEqual([]);
    write(seen({ paris: 'offline' }, 40));
    for (let count = 0; count < 2; count += 1)
      expect(await run('merge', ...ON_CHANGE)).toMatchObject({ exitCode: 0, err: '' });
    expect(told(merging)).toMatchObject([
      {
        version: 1,
        vantage: 'merge',
        vantages: ['london', 'paris', 'rome'],
        changes: [{ server: 'mail1', group_name: 'Mail servers', from: 'online', to: 'offline' }],
      },
    ]);
    expect(statSync(path.join(folder, 'state/merge.json')).mode & 0o777).toBe(0o600);
    write(seen({ london: 'online', paris: 'online' }, 30));
    await run('merge', ...ON_CHANGE);
    expect(told(merging)).toMatchObject([{}, { changes: [{ from: 'offline', to: 'online' }] }]);
  });

  test('that no vantage can tell of any server is told as that', async () => {
    const merging = site({ 'notify.sh': NOTIFY, ...seen({ london: 'online', paris: 'online' }) });
    const { run, write } = merging;
    await run('merge', ...ON_CHANGE);
    write(seen({ london: 'unknown', paris: 'unknown' }, 50));
    await run('merge', ...ON_CHANGE);
    await run('merge', ...ON_CHANGE);
    write(seen({ london: 'online', paris: 'online' }, 40));
    await run('merge', ...ON_CHANGE);
    expect(told(merging).map(({ sight, changes, text }) => [sight, changes, text])).toEqual([
      [
        { from: 'clear', to: 'silent', since: '2010-09-03T22:09:40Z' },
        [],
        'The vantages (london, paris) can tell of no server, so all are unknown, since 2010-09-03 22:09 UTC.\n',
      ],
      [
        { from: 'silent', to: 'clear', since: '2010-09-03T22:09:50Z' },
        [],
        'The vantages (london, paris) can tell of servers again, since 2010-09-03 22:09 UTC.\n',
      ],
    ]);
  });

  test('what a killed merge was telling is told by the next', async () => {
    const merging = site({ 'notify.sh': NOTIFY, ...seen({ london: 'offline' }) });
    const { run, folder } = merging;
    // As it is left: the folder is merged, the lock of a process that is gone, and nothing written down as told.
    await run('merge');
    writeFileSync(
      path.join(folder, 'state/merge.lock'),
      JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), started: 'x 1', at: NOW }),
    );
    await run('merge', ...ON_CHANGE);
    await run('merge', ...ON_CHANGE);
    expect(told(merging)).toMatchObject([{ changes: [{ server: 'mail1', to: 'offline' }] }]);
    expect(existsSync(path.join(folder, 'state/merge.lock'))).toBe(false);
  });

  test('a merge is not held up by one that is still telling, and leaves the news to the next', async () => {
    const merging = site({ 'notify.sh': NOTIFY, ...seen({ london: 'offline' }) });
    const { run, folder } = merging;
    const lock = path.join(folder, 'state/merge.lock');
    writeFileSync(lock, JSON.stringify({ pid: 1, host: 'elsewhere', started: 'x 1', at: NOW }));
    const { exitCode, err } = await run('merge', ...ON_CHANGE);
    expect({ exitCode, err }).toEqual({
      exitCode: 0,
      err: 'signalbox: staff were not told: another merge, process 1 on elsewhere, is still telling them; the next one goes on from there\n',
    });
    rmSync(lock);
    await run('merge', ...ON_CHANGE);
    expect(told(merging)).toHaveLength(1);
  });

  test('what was merged while nobody asked is old news', async () => {
    const merging = site({ 'notify.sh': NOTIFY, ...seen({ london: 'online' }) });
    const { run, write } = merging;
    write(seen({ london: 'offline' }, 50));
    await run('merge', ...ON_CHANGE);
    write(seen({ london: 'online' }, 40));
    await run('merge');
    await run('merge', ...ON_CHANGE);
    expect(told(merging)).toHaveLength(1);
  });

  test('a command that fails is said, and the snapshot is written all the same', async () => {
    const { run, read } = site({ 'notify.sh': 'echo no way out; exit 7', ...seen({ london: 'offline' }) });
    const { exitCode, err } = await run('merge', ...ON_CHANGE);
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^signalbox: --on-change failed: .*7.*; it said: no way out\n/);
    expect(JSON.parse(read('state/snapshot.json'))).toMatchObject({
      servers: { mail1: { verdict: 'offline' } },
    });
  });

  test('nothing is told where nothing could be merged', async () => {
    const merging = testSite({ 'notify.sh': NOTIFY, 'a.json': 'torn' });
    expect((await merging.run('merge', 'a.json', ...ON_CHANGE)).exitCode).toBe(3);
    expect(told(merging)).toEqual([]);
  });

  test('2 for what is no command', async () => {
    const { exitCode, err } = await site({}).run('merge', '--on-change', 'echo "open');
    expect(exitCode).toBe(2);
    expect(err).toContain('--on-change "echo \\"open" is no command');
  });
});
