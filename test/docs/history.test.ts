import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHistoryText } from '../../src/core/parse/history-lines.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { treeOf } from '../support/tree.ts';

const page = readFileSync(new URL('../../docs/history.md', import.meta.url), 'utf8');

/** The shell block that follows `<!-- state:NAME -->`. */
function block(name: string): string {
  const found = new RegExp(`<!-- state:${name} -->\\s+\`\`\`sh\\n([^]*?)\`\`\``).exec(page)?.[1];
  if (found === undefined) throw new Error(`docs/history.md has no block marked state:${name}`);
  return found;
}

describe('docs/history.md', () => {
  it('shows lines that are right', () => {
    const example = /```\n(\{"at"[^]*?)```/.exec(page)?.[1] ?? '';
    expect(readHistoryText(example).bad).toEqual([]);
    expect(readHistoryText(example).lines).toHaveLength(6);
  });

  it('keeps the state on a branch as it says, and leaves the rest of the repository alone', () => {
    const folder = temporaryFolder();
    const run = (cwd: string, command: string) =>
      execFileSync('bash', ['-euo', 'pipefail', '-c', command], {
        cwd: path.join(folder, cwd),
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, ...GIT_ENVIRONMENT },
      });
    for (const name of ['origin', 'first', 'second']) mkdirSync(path.join(folder, name));
    run('origin', 'git init --quiet --bare --initial-branch=main');
    run('first', `git init --quiet --initial-branch=main && git remote add origin ../origin`);
    writeFiles(path.join(folder, 'first'), { 'topology.yml': 'site', '.gitignore': 'state/\n' });
    run('first', 'git add . && git commit --quiet -m Content && git push --quiet origin main');

    // The first run finds nothing and leaves something.
    run('first', block('fetch'));
    const state = {
      'history/2010-09.ndjson': '{"at":"2010-09-03T08:31:00Z","watch":"lost"}\n',
      'history/observed.json': '{"until":"2010-09-03T08:31:00Z"}\n',
      'snapshot.json': '{}\n',
      'prober.json': '{}\n',
    };
    writeFiles(path.join(folder, 'first', 'state'), { ...state, 'cache/incidents.json': 'large' });
    run('first', block('keep'));
    expect(run('first', 'git status --porcelain').trim()).toBe('');

    // The next one begins with an empty disk.
    run('second', 'git clone --quiet ../origin .');
    run('second', block('fetch'));
    expect(treeOf(path.join(folder, 'second', 'state'))).toEqual(state);
    const more = { ...state, 'history/2010-10.ndjson': '{"at":"2010-10-01T00:00:00Z","watch":"lost"}\n' };
    writeFiles(path.join(folder, 'second', 'state'), more);
    run('second', block('keep'));
    expect(run('second', 'git status --porcelain').trim()).toBe('');

    rmSync(path.join(folder, 'first', 'state'), { recursive: true });
    run('first', block('fetch'));
    expect(treeOf(path.join(folder, 'first', 'state'))).toEqual(more);
    expect(run('origin', 'git rev-list --count status-state').trim()).toBe('1');
  });
});

/** No settings of whoever runs the tests. */
const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
};
