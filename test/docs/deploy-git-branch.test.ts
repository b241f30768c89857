import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FINE, published, SITE, without } from '../support/deploy-run.ts';
import { writeFiles } from '../support/folder.ts';

/* The real git, with a bare repository. */

describe('deploy-git-branch.sh', () => {
  /** A bare repository and questions to it. */
  function remote(folder: string) {
    const bare = path.join(folder, 'remote.git');
    execFileSync('git', ['init', '--quiet', '--bare', bare]);
    const git = (...args: string[]) =>
      execFileSync('git', ['--git-dir', bare, ...args], { encoding: 'utf8' }).trimEnd();
    const files = () => {
      const names = git('ls-tree', '-r', '--name-only', 'gh-pages').split('\n');
      return Object.fromEntries(names.map((name) => [name, git('show', `gh-pages:${name}`)]));
    };
    return { bare, git, files, head: () => git('rev-parse', 'gh-pages') };
  }

  const trimmed = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.trimEnd()]));

  test('a branch with one commit has what is published, and no compressed twins', () => {
    const { folder, deploy, write, remove } = published('deploy-git-branch.sh', {
      DEPLOY_DOMAIN: 'status.example.org',
      DEPLOY_REPOSITORY: 'pushed.git',
    });
    const { bare, git, files, head } = remote(folder);
    expect(deploy([bare], { full: true })).toEqual(FINE);
    const own = { '.nojekyll': '', CNAME: 'status.example.org' };
    expect(files()).toEqual({ ...trimmed(without(SITE, 'index.html.gz')), ...own });
    const first = head();

    write({
      'index.html': '<p>Mail is delayed. 23:11</p>\n',
      'incidents/new/index.html': 'Mail is delayed.',
    });
    remove('incidents/2010-09-01-slow/index.html');
    const turn = {
      changed: ['incidents/new/index.html', 'index.html', 'index.html.gz'],
      deleted: ['incidents/2010-09-01-slow/index.html'],
    };
    expect(deploy([bare], turn)).toEqual(FINE);
    expect(files()).toEqual({
      ...trimmed(without(SITE, 'index.html.gz', 'incidents/2010-09-01-slow/index.html')),
      ...own,
      'index.html': '<p>Mail is delayed. 23:11</p>',
      'incidents/new/index.html': 'Mail is delayed.',
    });
    expect(git('rev-list', '--count', 'gh-pages')).toBe('1');
    expect(head()).not.toBe(first);
  });

  test('a quiet minute is not pushed, and is not forgotten', () => {
    const { folder, deploy, write } = published('deploy-git-branch.sh', { DEPLOY_REPOSITORY: 'pushed.git' });
    const { bare, files, head } = remote(folder);
    deploy([bare], { full: true });
    const first = head();
    write({ 'index.html': '<p>All works. 23:11</p>\n', 'heartbeat.json': '{"id":"another"}\n' });
    expect(deploy([bare], { changed: ['index.html', 'heartbeat.json'] })).toEqual(FINE);
    expect(head()).toBe(first);

    // A light changes: one word. What was held back goes with it.
    write({ 'infrastructure/index.html': '<p>gw1 is offline. 23:12</p>\n' });
    expect(deploy([bare], { changed: ['infrastructure/index.html'] })).toEqual(FINE);
    expect(head()).not.toBe(first);
    expect(files()).toMatchObject({
      'index.html': '<p>All works. 23:11</p>',
      'infrastructure/index.html': '<p>gw1 is offline. 23:12</p>',
      'heartbeat.json': '{"id":"another"}',
    });
  });

  test('a quiet minute is pushed where that is asked for, or when the last push is long ago', () => {
    const { folder, deploy, write } = published('deploy-git-branch.sh', { DEPLOY_REPOSITORY: 'pushed.git' });
    const { bare, files } = remote(folder);
    deploy(
      [bare],
      { full: true },
      { DEPLOY_REPOSITORY: 'pushed.git', GIT_COMMITTER_DATE: '2010-09-03T22:00:00Z' },
    );
    write({ 'index.html': '<p>All works. 23:20</p>\n' });
    expect(deploy([bare], { changed: ['index.html'] })).toEqual(FINE);
    expect(files()['index.html']).toContain('23:20');

    write({ 'index.html': '<p>All works. 23:21</p>\n' });
    const eager = { DEPLOY_REPOSITORY: 'pushed.git', DEPLOY_QUIET: '0' };
    expect(deploy([bare], { changed: ['index.html'] }, eager)).toEqual(FINE);
    expect(files()['index.html']).toContain('23:21');
  });

  test('nothing changed is nothing pushed, and a failed push is made up for', () => {
    const { folder, deploy, write } = published('deploy-git-branch.sh', {
      DEPLOY_REPOSITORY: 'pushed.git',
      DEPLOY_QUIET: '0',
    });
    const { bare, files, head } = remote(folder);
    deploy([bare], { full: true });
    const first = head();
    expect(deploy([bare], {})).toEqual(FINE);
    expect(head()).toBe(first);

    write({ 'index.html': 'Something new' });
    expect(deploy([path.join(folder, 'nowhere.git')], { changed: ['index.html'] }).status).not.toBe(0);
    write({ 'infrastructure/index.html': 'More that is new' });
    expect(deploy([bare], { changed: ['infrastructure/index.html'] })).toEqual(FINE);
    expect(files()).toMatchObject({
      'index.html': 'Something new',
      'infrastructure/index.html': 'More that is new',
    });
  });

  test('on a new disk it asks the branch what it has, and sends only the rest', () => {
    const { folder, deploy, write } = published('deploy-git-branch.sh', {
      DEPLOY_REPOSITORY: 'first.git',
      DEPLOY_QUIET: '0',
    });
    const { bare, git, files } = remote(folder);
    deploy([bare], { full: true });
    const objects = () => Number(/count: (\d+)/.exec(git('count-objects', '-v'))![1]);
    const before = objects();

    write({ 'index.html': 'Something new' });
    const env = { DEPLOY_REPOSITORY: 'second.git', DEPLOY_QUIET: '0' };
    expect(deploy([bare], { changed: Object.keys(SITE) }, env)).toEqual(FINE);
    expect(files()).toEqual({
      ...trimmed(without(SITE, 'index.html.gz')),
      'index.html': 'Something new',
      '.nojekyll': '',
    });
    // A commit, the top folder and one page; a push of everything would be unpacked as ten.
    expect(objects() - before).toBe(3);
  });

  test('what was pushed before takes no room for ever', () => {
    const { folder, deploy, write } = published('deploy-git-branch.sh', {
      DEPLOY_REPOSITORY: 'pushed.git',
      DEPLOY_QUIET: '0',
    });
    const { bare } = remote(folder);
    deploy([bare], { full: true });
    const own = ['--git-dir', path.join(folder, 'pushed.git')];
    const loose = () =>
      Number(/^count: (\d+)/m.exec(execFileSync('git', [...own, 'count-objects', '-v']).toString())![1]);
    // As many as some hours leave behind.
    const old = Array.from({ length: 900 }, (_, minute) => `old/${String(minute)}`);
    writeFiles(folder, Object.fromEntries(old.map((name) => [name, name])));
    execFileSync('git', [...own, 'hash-object', '-w', '--stdin-paths'], {
      cwd: folder,
      input: old.join('\n'),
    });
    expect(loose()).toBeGreaterThan(900);
    write({ 'index.html': 'Something new' });
    expect(deploy([bare], { changed: ['index.html'] })).toEqual(FINE);
    expect(loose()).toBe(0);
  });
});
