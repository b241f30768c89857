import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pullContent } from '../../../src/shell/publish/pull.ts';
import type { PullOptions } from '../../../src/shell/publish/pull.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

/** Git without the settings of whoever runs the tests. */
export const ENV = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Staff',
  GIT_AUTHOR_EMAIL: 'staff@example.org',
  GIT_COMMITTER_NAME: 'Staff',
  GIT_COMMITTER_EMAIL: 'staff@example.org',
};

/** A remote, the site that follows it, and a colleague who pushes to it. */
export function repositories() {
  const folder = temporaryFolder();
  const [remote, site, staff] = ['remote.git', 'site', 'staff'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  const git = (cwd: string, ...args: readonly string[]) =>
    execFileSync('git', args, { cwd, env: ENV, stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  const push = (files: Readonly<Record<string, string>>) => {
    writeFiles(staff, files);
    git(staff, 'add', '.');
    git(staff, 'commit', '-qm', 'An update');
    git(staff, 'push', '-q', '--force', '-u', 'origin', 'main');
  };
  git(folder, 'init', '-q', '--bare', '-b', 'main', remote);
  git(folder, 'clone', '-q', remote, staff);
  git(staff, 'symbolic-ref', 'HEAD', 'refs/heads/main');
  push({ 'incidents/a.md': 'one', 'topology.yml': '' });
  git(folder, 'clone', '-q', remote, site);
  const pull = (options: Partial<PullOptions> = {}) =>
    pullContent({
      siteDir: site,
      limitMs: 20_000,
      env: ENV,
      signal: new AbortController().signal,
      ...options,
    });
  return {
    folder,
    remote,
    site,
    staff,
    push,
    pull,
    git: (...args: readonly string[]) => git(site, ...args),
    staffGit: (...args: readonly string[]) => git(staff, ...args),
    read: (name: string) => readFileSync(path.join(site, name), 'utf8'),
  };
}
export type Repositories = ReturnType<typeof repositories>;

/** A program in a folder of the test's own. */
export function program(folder: string, name: string, script: string): string {
  writeFiles(folder, { [name]: `#!/bin/sh\n${script}\n` });
  chmodSync(path.join(folder, name), 0o755);
  return path.join(folder, name);
}
