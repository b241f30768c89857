import path from 'node:path';
import { SECOND_MS } from '../../core/model/time.ts';
import { runToEnd } from '../command.ts';
import type { CommandEnd } from '../command.ts';
import { pullFailure, withoutUserinfo } from './pull-failures.ts';
import type { Problem } from './turn.ts';

/** Git takes its lock files away when it is asked to end; one that is killed leaves them, and they stop every later pull. */
const GRACE_MS = 2 * SECOND_MS;
/** What a remote says before git says what is wrong may be long. */
const MAX_OUTPUT_LENGTH = 64_000;

export interface PullOptions {
  /** The site's folder, which may be a folder within its repository. */
  readonly siteDir: string;
  /** Git may take a few seconds longer to end. */
  readonly limitMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly graceMs?: number;
}

/**
 * What git is told, whatever the owner's settings say:
 *
 * - No hook runs. A repository may let its hooks lie among its files (`core.hooksPath`, as husky does), and then everybody
 *   who may push an incident could run programs here. What has to run after a publish is given with `--deploy`.
 * - Only forward, without rebasing, and local changes are not stashed away and put back with conflict marks in them.
 *
 * Everything else of the owner's settings holds: credential helpers, `merge.verifySignatures`, submodules, clean-up.
 */
const CONFIG = ['-c', 'core.hooksPath=/dev/null', '-c', 'merge.autoStash=false'] as const;
const PULL = ['pull', '--ff-only', '--no-rebase', '--no-edit', '--quiet'] as const;

/**
 * What says which repository is meant. It is set where the publisher is started by a hook of git, and would be taken for
 * the site's.
 */
const OTHER_REPOSITORY = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
] as const;

/** Nobody is there to be asked anything, and messages are in English everywhere. */
const SETTINGS = {
  GIT_TERMINAL_PROMPT: '0',
  GCM_INTERACTIVE: 'never',
  GIT_EDITOR: 'true',
  GIT_PAGER: 'cat',
  LC_ALL: 'C',
  LANGUAGE: undefined,
  SSH_ASKPASS: undefined,
} as const;

/** Brings the site's repository up to date; null where that went well, or where there was nothing new. Never rejects. */
export async function pullContent({
  siteDir,
  limitMs,
  env: given,
  signal,
  graceMs = GRACE_MS,
}: PullOptions): Promise<Problem | null> {
  const folder = path.resolve(siteDir);
  const env = {
    ...given,
    ...Object.fromEntries(OTHER_REPOSITORY.map((name) => [name, undefined])),
    ...SETTINGS,
  };
  const git = (args: readonly string[], environment: PullOptions['env']) =>
    runToEnd({
      command: ['git', '-C', folder, ...args],
      // Not the site's folder: where that is gone, git has to say so.
      cwd: path.parse(folder).root,
      env: environment,
      limitMs,
      graceMs,
      maxOutputLength: MAX_OUTPUT_LENGTH,
      signal,
    });
  const asked = await git([...CONFIG, ...PULL], { ...env, ...(await sshSetting(env, git)) });
  const message = failureIn(asked, limitMs);
  return message === null ? null : { code: 'pull-failed', message };
}

/** A program of the owner's, which often names the key to use, is left alone. */
async function sshSetting(
  env: PullOptions['env'],
  git: (args: readonly string[], env: PullOptions['env']) => Promise<CommandEnd>,
): Promise<PullOptions['env']> {
  if (env['GIT_SSH_COMMAND'] !== undefined || env['GIT_SSH'] !== undefined) return {};
  const { problem } = await git(['config', '--get', 'core.sshCommand'], env);
  return problem === null ? {} : { GIT_SSH_COMMAND: 'ssh -oBatchMode=yes' };
}

function failureIn({ fate, problem, code, output }: CommandEnd, limitMs: number): string | null {
  switch (fate) {
    case 'not-started':
      return code === 'ENOENT'
        ? 'git is not installed, or not to be found along the PATH; install it, or leave out --pull'
        : `git: ${withoutUserinfo(problem ?? '')}`;
    case 'out-of-time':
      return `git pull did not end within ${String(limitMs / SECOND_MS)} s and was ended; look whether the remote answers, or give it more time with --pull-limit`;
    case 'stopped':
      return 'the publisher was told to stop while git was pulling';
    case 'ended':
      return problem === null ? null : pullFailure(output === '' ? `git pull: ${problem}` : output);
  }
}
