import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
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
