import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pullFailure } from '../../../src/shell/publish/pull-failures.ts';
import { writeFiles } from '../../support/folder.ts';
import { until } from '../../support/until.ts';
import { ENV, program, repositories } from './repositories.ts';
import type { Repositories } from './repositories.ts';

const SECRET = 's3cr3t-t0k3n';

const commit = ({ git, site }: Repositories, files: Readonly<Record<string, string>>) => {
  writeFiles(site, files);
  git('add', '.');
  git('commit', '-qm', 'Made here');
};

/** How to break it, and what is said of it. */
const FAILURES: readonly [name: string, breakIt: (made: Repositories) => void, message: RegExp][] = [
  [
    'no repository',
    ({ site }) => rmSync(path.join(site, '.git'), { recursive: true }),
    /^the site is in no git repository; .*--pull \(git: not a git repository/,
  ],
  [
    'no folder',
    ({ site }) => rmSync(site, { recursive: true }),
    /^the site’s folder cannot be entered; .*No such file or directory\)$/,
  ],
  [
    'no remote',
    ({ git }) => git('remote', 'remove', 'origin'),
    /^the repository has no remote to pull from; "git remote add/,
  ],
  [
    'no branch to follow',
    ({ git }) => git('branch', '--unset-upstream'),
    /^the branch follows none of the remote; "git branch --set-upstream-to=origin\/main" tells it which/,
  ],
  [
    'a branch that is gone',
    ({ git, staffGit, remote, push }) => {
      push({ a: '' });
      staffGit('push', '-q', 'origin', 'main:other');
      execFileSync('git', ['-C', remote, 'symbolic-ref', 'HEAD', 'refs/heads/other'], { env: ENV });
      staffGit('push', '-q', '--delete', 'origin', 'main');
      git('remote', 'update', '--prune');
    },
    /^the branch it follows is gone from the remote; /,
  ],
  ['no branch', ({ git }) => git('checkout', '-q', '--detach'), /^the repository is on no branch/],
  [
    'no repository at the remote’s address',
    ({ remote }) => rmSync(remote, { recursive: true }),
    /^there is no repository at the remote’s address.*does not appear to be a git repository\)$/,
  ],
  [
    'both sides went on',
    (made) => {
      commit(made, { here: '' });
      made.push({ there: '' });
    },
    /^the repository and its remote have diverged: push .*fast-forward/,
  ],
  [
    'somebody rewrote what was pushed',
    ({ push, staffGit, git }) => {
      push({ b: '' });
      git('pull', '-q');
      staffGit('reset', '-q', '--hard', 'HEAD~1');
      push({ c: '' });
    },
    /^the repository and its remote have diverged/,
  ],
  [
    'local changes in the way',
    ({ push, site }) => {
      push({ 'incidents/a.md': 'two', 'topology.yml': 'two' });
      writeFiles(site, { 'incidents/a.md': 'mine', 'topology.yml': 'mine' });
    },
    /^local changes are in the way: incidents\/a\.md, topology\.yml; commit and push them, or undo them/,
  ],
  [
    'new files in the way',
    ({ push, site }) => {
      const files = Object.fromEntries(['b', 'c', 'd', 'e'].map((name) => [name, name]));
      push(files);
      writeFiles(site, { ...files, b: 'mine' });
    },
    /^files that git does not know are in the way: b, c, d and 1 more; move them away/,
  ],
  [
    'a merge that was not finished',
    (made) => {
      commit(made, { 'incidents/a.md': 'here' });
      made.push({ 'incidents/a.md': 'there' });
      expect(() => made.git('pull', '-q', '--no-rebase')).toThrow();
    },
    /^somebody began a merge in the repository and did not finish it; "git merge --abort"/,
  ],
  [
    'a lock that a killed git left',
    ({ push, site }) => {
      push({ b: '' });
      writeFiles(site, { '.git/index.lock': '' });
    },
    /^another git is at work .* left \S+\/site\/\.git\/index\.lock behind; if no git is running, delete that file/,
  ],
  [
    'a remote that nobody answers for',
    ({ git }) => git('remote', 'set-url', 'origin', `http://me:${SECRET}@127.0.0.1:1/x.git`),
    /^the remote does not answer; .*unable to access 'http:\/\/127\.0\.0\.1:1\/x\.git\/'/,
  ],
];

describe('every failure is one line that says what to do', () => {
  test.each(FAILURES)('%s', async (_, breakIt, message) => {
    const made = repositories();
    breakIt(made);
    const problem = await made.pull();
    expect(problem).toEqual({ code: 'pull-failed', message: expect.stringMatching(message) as string });
    expect(problem!.message).not.toMatch(/\n|s3cr3t/);
    if (existsSync(made.site)) expect(made.read('incidents/a.md')).not.toBe('two');
  });

  test.each([
    [401, '', /^the remote does not let us in; .*terminal prompts disabled/],
    [401, `me:${SECRET}@`, /^the remote does not let us in; .*Authentication failed for 'http:\/\/127/],
    [403, `me:${SECRET}@`, /^the remote does not let us in; .*403/],
    [404, `me:${SECRET}@`, /^there is no repository at the remote’s address.*http:\/\/127\.0\.0\.1/],
    [503, `me:${SECRET}@`, /^the remote does not answer; .*503/],
  ])('a server that answers %d to "%s"', async (status, userinfo, message) => {
    const { git, pull } = repositories();
    const server = createServer((_, response) => {
      response.writeHead(status, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await until('it listens', () => server.listening);
    const { port } = server.address() as AddressInfo;
    git('remote', 'set-url', 'origin', `http://${userinfo}127.0.0.1:${String(port)}/x.git`);
    const problem = await pull();
    expect(problem?.message).toMatch(message);
    expect(problem?.message).not.toContain(SECRET);
  });

  test('a server that asks for a password is not given one by a window', async () => {
    const { git, pull, folder } = repositories();
    const server = createServer((_, response) => {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await until('it listens', () => server.listening);
    const { port } = server.address() as AddressInfo;
    git('remote', 'set-url', 'origin', `http://127.0.0.1:${String(port)}/x.git`);
    const asks = program(folder, 'ask', `touch ${folder}/asked; echo me`);
    const problem = await pull({ env: { ...ENV, SSH_ASKPASS: asks, DISPLAY: ':0' } });
    expect(problem?.message).toMatch(/^the remote does not let us in/);
    expect(existsSync(path.join(folder, 'asked'))).toBe(false);
  });

  test.each([
    ['git@x: Permission denied (publickey).', /^the remote does not let us in/],
    ['Host key verification failed.', /^the remote’s host key is not known/],
    [
      'ssh: connect to host x port 22: Connection refused',
      /^the remote does not answer; .*\(git: ssh: connect/,
    ],
    ['ssh: Could not resolve hostname x: Name or service not known', /^the remote does not answer/],
    // A banner is no sign of anything.
    ['remote: not a git repository', /^the remote does not answer/],
  ])('an ssh that says: %s', async (said, message) => {
    const { git, pull, folder } = repositories();
    const ssh = program(folder, 'refusing-ssh', `echo "${said}" >&2; exit 255`);
    git('remote', 'set-url', 'origin', 'ssh://x/x.git');
    expect((await pull({ env: { ...ENV, GIT_SSH_COMMAND: ssh } }))?.message).toMatch(message);
  });

  test('a repository of somebody else', async () => {
    const { pull } = repositories();
    const env = { ...ENV, GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    expect((await pull({ env }))?.message).toMatch(/^the repository belongs to somebody else; /);
  });

  test('no git', async () => {
    const { pull, folder } = repositories();
    const problem = await pull({ env: { PATH: folder } });
    expect(problem?.message).toMatch(/^git is not installed, .* or leave out --pull$/);
  });

  test('a git that cannot be run', async () => {
    const { pull, folder } = repositories();
    writeFiles(folder, { git: '' });
    expect((await pull({ env: { PATH: folder } }))?.message).toMatch(/^git: it cannot be run: .*EACCES/);
  });

  test('a git that says nothing', async () => {
    const { pull, folder } = repositories();
    program(folder, 'git', 'exit 7');
    const { message } = (await pull({ env: { PATH: folder } }))!;
    expect(message).toBe(
      'git pull failed; run it by hand in the site’s folder to see more (git: git pull: it ended with 7)',
    );
  });

  test.each([
    ['error: cannot open .git/FETCH_HEAD: Permission denied', /^the publisher may not write into/],
    ['error: cannot open .git/FETCH_HEAD: Read-only file system', /^the publisher may not write into/],
    ['fatal: write error: No space left on device', /^the disk of the repository is full/],
    ["fatal: unable to access 'https://x/': SSL certificate problem: expired", /certificate does not hold/],
    ['fatal: the remote end hung up unexpectedly', /^the remote does not answer/],
    ['warning: old\nfatal: bad object HEAD\nmore', /^git pull failed; .*\(git: bad object HEAD\)$/],
    [`fatal: odd https://me:p@${SECRET}@x/y?z`, /\(git: odd https:\/\/x\/y\?z\)$/],
    ['fatal: \u001b[31mred\u0007', /\(git: \[31mred\)$/],
    [`fatal: ${'x'.repeat(10_000)}`, /^.{0,400}$/],
  ])('what cannot be made here: %s', (said, message) => {
    expect(pullFailure(said)).toMatch(message);
  });
});
