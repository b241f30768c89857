import { readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FINE, needs, published, SITE, without } from '../support/deploy-run.ts';
import { writeFiles } from '../support/folder.ts';
import { treeOf } from '../support/tree.ts';

/* The real rsync, between folders. */

describe('deploy-rsync.sh', () => {
  test('sends everything, then what changed, and deletes what is gone', (context) => {
    needs('rsync', context);
    const { folder, out, deploy, write, remove } = published('deploy-rsync.sh');
    const target = path.join(folder, 'web');
    writeFiles(target, { 'incidents/old/index.html': 'gone long ago', '.well-known/acme': 'of the server' });
    writeFiles(out, { '.signalbox-tmp/1/half': 'half' });
    expect(deploy([target], { full: true })).toEqual(FINE);
    expect(treeOf(target)).toEqual(SITE);
    expect(readFileSync(path.join(target, '.well-known/acme'), 'utf8')).toBe('of the server');

    const untouched = statSync(path.join(target, 'infrastructure/index.html')).mtimeMs;
    write({
      'index.html': '<p>All works. 23:11</p>\n',
      'timeline/2010-09-03/index.html': 'new',
      'heartbeat.json': '{"id":"4"}\n',
      'infrastructure/index.html': 'changed, and not on the list',
    });
    remove('incidents/2010-09-01-slow/index.html');
    const turn = {
      changed: ['timeline/2010-09-03/index.html', 'index.html', 'heartbeat.json'],
      deleted: ['incidents/2010-09-01-slow/index.html'],
    };
    expect(deploy([`${target}/`], turn)).toEqual(FINE);
    expect(treeOf(target)).toEqual({
      ...without(SITE, 'incidents/2010-09-01-slow/index.html'),
      'index.html': '<p>All works. 23:11</p>\n',
      'timeline/2010-09-03/index.html': 'new',
      'heartbeat.json': '{"id":"4"}\n',
    });
    expect(statSync(path.join(target, 'infrastructure/index.html')).mtimeMs).toBe(untouched);
  });

  test('a page of the same length in the same second is sent, and one that is the same keeps its time', (context) => {
    needs('rsync', context);
    const { folder, deploy, write } = published('deploy-rsync.sh');
    const target = path.join(folder, 'web');
    deploy([target], { full: true });
    const before = statSync(path.join(target, 'infrastructure/index.html'));
    write({ 'index.html': SITE['index.html'].replace('23:10', '23:11') });
    expect(deploy([target], { full: true })).toEqual(FINE);
    expect(readFileSync(path.join(target, 'index.html'), 'utf8')).toContain('23:11');
    expect(statSync(path.join(target, 'infrastructure/index.html')).mtimeMs).toBe(before.mtimeMs);
  });

  test('serves several machines, also from a link to a release, and fails when one cannot be reached', (context) => {
    needs('rsync', context);
    const { folder, out, deploy } = published('deploy-rsync.sh');
    const link = path.join(folder, 'link');
    symlinkSync(out, link);
    const targets = ['one', 'two'].map((name) => path.join(folder, name));
    expect(deploy(targets, { full: true }, { SIGNALBOX_OUT: link })).toEqual(FINE);
    for (const target of targets) expect(treeOf(target)).toEqual(SITE);
    const { status } = deploy([path.join(folder, 'no/such/place')], { changed: ['index.html'] });
    expect(status).not.toBe(0);
  });

  test('what the next turn deleted meanwhile does not stop it', (context) => {
    needs('rsync', context);
    const { folder, deploy, remove } = published('deploy-rsync.sh');
    const target = path.join(folder, 'web');
    deploy([target], { full: true });
    remove('incidents/2010-09-01-slow/index.html');
    const changed = ['incidents/2010-09-01-slow/index.html', 'index.html'];
    expect(deploy([target], { changed })).toEqual(FINE);
  });

  test('a compressed form goes with its file, and never stays behind an older one', (context) => {
    needs('rsync', context);
    const { folder, deploy, write, remove } = published('deploy-rsync.sh');
    const target = path.join(folder, 'web');
    write({
      'infrastructure/index.html.br': 'compressed too',
      'incidents/2010-09-01-slow/index.html.gz': 'small',
    });
    deploy([target], { full: true });
    write({
      'index.html': 'newer',
      'index.html.gz': 'newer, compressed',
      'infrastructure/index.html': 'newer',
    });
    remove('infrastructure/index.html.br');
    remove('incidents/2010-09-01-slow/index.html');
    remove('incidents/2010-09-01-slow/index.html.gz');
    const changed = ['infrastructure/index.html', 'index.html', 'heartbeat.json'];
    expect(deploy([target], { changed, deleted: ['incidents/2010-09-01-slow/index.html'] })).toEqual(FINE);
    expect(treeOf(target)).toEqual({
      ...without(SITE, 'incidents/2010-09-01-slow/index.html'),
      'index.html': 'newer',
      'index.html.gz': 'newer, compressed',
      'infrastructure/index.html': 'newer',
    });
  });
});
