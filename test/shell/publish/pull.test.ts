import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeFiles } from '../../support/folder.ts';
import { until } from '../../support/until.ts';
import { ENV, program, repositories } from './repositories.ts';
import type { Repositories } from './repositories.ts';

describe('what staff pushed', () => {
  test('is there', async () => {
    const { push, pull, read } = repositories();
    push({ 'incidents/a.md': 'two' });
    expect(await pull()).toBeNull();
    expect(read('incidents/a.md')).toBe('two');
  });

  test('may be nothing', async () => {
    const { pull, read } = repositories();
    expect(await pull()).toBeNull();
    expect(read('incidents/a.md')).toBe('one');
  });

  test('is there where the site is a folder of its repository', async () => {
    const { push, pull, read, site } = repositories();
    push({ 'incidents/a.md': 'two', b: '' });
    expect(await pull({ siteDir: path.join(site, 'incidents') })).toBeNull();
    expect(read('b')).toBe('');
  });

  test('is there where a hook of another repository starts the publisher', async () => {
    const { push, pull, read, remote } = repositories();
    push({ 'incidents/a.md': 'two' });
    const env = {
      ...ENV,
      GIT_DIR: remote,
      GIT_INDEX_FILE: 'x',
      GIT_QUARANTINE_PATH: remote,
      GIT_PREFIX: 'x/',
    };
    expect(await pull({ env })).toBeNull();
    expect(read('incidents/a.md')).toBe('two');
  });

  test('is there though the owner’s settings ask to rebase, and to stash', async () => {
    const { push, pull, read, git } = repositories();
    git('config', 'pull.rebase', 'true');
    git('config', 'merge.autoStash', 'true');
    git('config', 'rebase.autoStash', 'true');
    push({ 'incidents/a.md': 'two' });
    expect(await pull()).toBeNull();
    expect(read('incidents/a.md')).toBe('two');
  });

  test('runs no program: not even one that it brought itself', async () => {
    const { push, pull, git, site, folder } = repositories();
    const ran = path.join(folder, 'ran');
    git('config', 'core.hooksPath', 'hooks');
    for (const hooks of ['hooks', '.git/hooks']) program(site, `${hooks}/post-merge`, `touch ${ran}`);
    push({ 'incidents/a.md': 'two' });
    expect(await pull()).toBeNull();
    expect(existsSync(ran)).toBe(false);
    // The same hook runs where somebody pulls by hand.
    push({ 'incidents/a.md': 'three' });
    git('pull', '-q');
    expect(existsSync(ran)).toBe(true);
  });
});

const isRunning = (pid: number) =>
  existsSync(`/proc/${String(pid)}/stat`) && !/ Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));

/** A remote that takes the call and never says anything. */
function hanging(made: Repositories, script = '') {
  const pids = path.join(made.folder, 'pids');
  const ssh = program(made.folder, 'ssh', `${script}\nsleep 600 & echo $$ $! > ${pids}; wait; wait`);
  made.git('remote', 'set-url', 'origin', 'ssh://x/x.git');
  return {
    env: { ...ENV, GIT_SSH_COMMAND: ssh },
    pids: () =>
      existsSync(pids) ? readFileSync(pids, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [],
  };
}

describe('a remote that hangs', () => {
  test.each([
    ['', 10_000],
    ["trap '' TERM", 200],
  ])('is given up in time, with all that git started: %s', async (script, graceMs) => {
    const made = repositories();
    const { env, pids } = hanging(made, script);
    const problem = await made.pull({ env, limitMs: 1_000, graceMs });
    expect(problem).toEqual({
      code: 'pull-failed',
      message:
        'git pull did not end within 1 s and was ended; look whether the remote answers, or give it more time with --pull-limit',
    });
    expect(pids()).toHaveLength(2);
    await until('they are gone', () => !pids().some(isRunning));
    made.git('remote', 'set-url', 'origin', made.remote);
    made.push({ 'incidents/a.md': 'two' });
    expect(await made.pull()).toBeNull();
  });

  test('is given up at once where the publisher is told to stop', async () => {
    const made = repositories();
    const { env, pids } = hanging(made);
    const stopping = new AbortController();
    const pulling = made.pull({ env, signal: stopping.signal });
    await until('it hangs', () => pids().length === 2);
    stopping.abort();
    expect((await pulling)?.message).toBe('the publisher was told to stop while git was pulling');
    await until('they are gone', () => !pids().some(isRunning));
  });

  test('the lock of a git that was ended in its work is gone', async () => {
    const made = repositories();
    made.push({ 'incidents/a.md': 'two' });
    // Git waits in the middle of writing files, with the index locked, for a filter of the owner's.
    const filter = program(made.folder, 'filter', `touch ${made.folder}/filtering; sleep 600`);
    made.git('config', 'filter.slow.smudge', filter);
    writeFiles(made.site, { '.git/info/attributes': '*.md filter=slow\n' });
    const stopping = new AbortController();
    const pulling = made.pull({ signal: stopping.signal });
    const lock = path.join(made.site, '.git/index.lock');
    await until('it filters', () => existsSync(path.join(made.folder, 'filtering')));
    expect(existsSync(lock)).toBe(true);
    stopping.abort();
    expect(await pulling).not.toBeNull();
    expect(existsSync(lock)).toBe(false);
  });
});

describe('ssh', () => {
  /** What the stand-in was asked with. */
  const asked = async (change: (made: Repositories, ssh: string) => Readonly<Record<string, string>>) => {
    const made = repositories();
    const bin = path.join(made.folder, 'bin');
    mkdirSync(bin);
    const ssh = program(bin, 'ssh', `echo "$*" >> ${made.folder}/asked; exit 255`);
    made.git('remote', 'set-url', 'origin', 'ssh://x/x.git');
    const env = { ...ENV, PATH: `${bin}:${String(ENV.PATH)}`, ...change(made, ssh) };
    await made.pull({ env });
    return readFileSync(path.join(made.folder, 'asked'), 'utf8');
  };

  test('never asks anybody anything', async () => {
    expect(await asked(() => ({}))).toMatch(/^-oBatchMode=yes /);
  });

  test.each<[string, (made: Repositories, ssh: string) => Readonly<Record<string, string>>]>([
    ['in the environment', (_, ssh) => ({ GIT_SSH_COMMAND: `${ssh} -i key` })],
    [
      'in git’s settings',
      ({ git }, ssh) => {
        git('config', 'core.sshCommand', `${ssh} -i key`);
        return {};
      },
    ],
  ])('a program of the owner’s is left alone: %s', async (_, change) => {
    expect(await asked(change)).toMatch(/^-i key /);
    expect(await asked(change)).not.toContain('BatchMode');
  });
});
