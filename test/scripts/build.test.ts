import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { testSite } from './support.ts';

const BROKEN = { 'incidents/2010-09-02-x.md': '---\ntitle: X\nodd: 1\n---\n\n[10:00] Resolved. x\n' };

test('builds into _site, and the second time writes nothing', async () => {
  const site = testSite();
  const first = await site.run('build');
  expect(first).toMatchObject({ exitCode: 0, err: '' });
  expect(first.out).toMatch(/^Built _site: (\d+) of \1 pages rendered, \d+ files written, \d+\.\d s\.\n$/);
  expect(site.read('_site/index.html')).toContain('Small Mail');
  const second = await site.run('build');
  expect(second.out).toMatch(/^Built _site: 0 of \d+ pages rendered, 0 files written, /);
});

test('every folder and file can be another one', async () => {
  const site = testSite();
  site.write({ 'seen.json': site.read('state/snapshot.json') });
  const argv = [
    'build',
    '--site',
    site.folder,
    '--out',
    'public',
    '--state',
    'caches',
    '--snapshot',
    'seen.json',
    '--now',
    '2010-09-03 23:10',
  ];
  expect(await site.run(...argv)).toMatchObject({ exitCode: 0, err: '' });
  expect(site.read('public/index.html')).toContain('Small Mail');
  expect(readdirSync(path.join(site.folder, 'caches'))).not.toEqual([]);
  expect(readdirSync(path.join(site.folder, 'state'))).toEqual(['snapshot.json']);
});

describe('the exit code, where something is wrong', () => {
  test('0, though it is said loudly: the site was written', async () => {
    const site = testSite(BROKEN);
    const { exitCode, out, err } = await site.run('build');
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^incidents\/2010-09-02-x\.md:3:1 {2}error {2}unknown-key /);
    expect(out).toMatch(/^Built _site: /);
  });

  test('1 with --strict, and the site was written all the same', async () => {
    const site = testSite(BROKEN);
    expect((await site.run('build', '--strict')).exitCode).toBe(1);
    expect(existsSync(path.join(site.folder, '_site/index.html'))).toBe(true);
    expect((await testSite().run('build', '--strict')).exitCode).toBe(0);
  });

  test('3 with a bad topology, and the last site stays', async () => {
    const site = testSite();
    await site.run('build');
    const before = site.read('_site/index.html');
    site.write({ 'topology.yml': 'site: [' });
    const { exitCode, out, err } = await site.run('build');
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(err).toMatch(/^topology\.yml:1:\d+ {2}error {2}yaml-syntax/);
    expect(err).toMatch(/^signalbox: topology\.yml .*nothing was built\n/m);
    expect(site.read('_site/index.html')).toBe(before);
  });

  test('2 for folders that make no sense', async () => {
    const site = testSite();
    expect(await site.run('build', '--out', '.')).toMatchObject({ exitCode: 2, out: '' });
    expect(await site.run('build', '--site', 'nowhere')).toMatchObject({ exitCode: 2, out: '' });
  });
});
