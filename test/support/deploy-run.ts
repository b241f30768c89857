import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { REPOSITORY } from './example-site.ts';
import { temporaryFolder, writeFiles } from './folder.ts';
import { treeOf } from './tree.ts';
import { isInstalled } from './web-servers.ts';

interface Turn {
  readonly changed?: readonly string[];
  readonly deleted?: readonly string[];
  readonly full?: boolean;
}

export const SITE = {
  'index.html': '<p>All works. 23:10</p>\n',
  'infrastructure/index.html': '<p>gw1 is online. 23:10</p>\n',
  'incidents/2010-09-01-slow/index.html': '<p>Mail was slow.</p>\n',
  'assets/site.0123456789ab.css': 'p { margin: 0 }\n',
  'heartbeat.json': '{"id":"3f2a9c0d11e2"}\n',
  'index.html.gz': 'compressed',
} as const;

/**
 * A published folder, and a way to run a script of docs/deploy after a turn, as `--deploy` does it: the output folder and
 * two lists by the environment, JSON on standard input.
 */
export function published(script: string, environment: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder();
  const out = path.join(folder, 'out');
  writeFiles(out, SITE);
  const lists = { changed: path.join(folder, 'changed'), deleted: path.join(folder, 'deleted') };
  const deploy = (args: readonly string[], { full = false, ...turn }: Turn, env = environment) => {
    const changed = turn.changed ?? (full ? Object.keys(treeOf(out)) : []);
    const deleted = turn.deleted ?? [];
    const text = (paths: readonly string[]) => paths.map((name) => `${name}\n`).join('');
    writeFiles(folder, { changed: text(changed), deleted: text(deleted) });
    const ran = spawnSync(path.join(REPOSITORY, 'docs/deploy', script), args, {
      cwd: folder,
      encoding: 'utf8',
      input: JSON.stringify({ version: 1, out, changed, deleted, full }),
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_SYSTEM: '/dev/null',
        SIGNALBOX_OUT: out,
        SIGNALBOX_CHANGED_FILE: lists.changed,
        SIGNALBOX_DELETED_FILE: lists.deleted,
        ...env,
      },
    });
    return { status: ran.status, said: ran.stdout + ran.stderr };
  };
  const write = (files: Readonly<Record<string, string>>) => {
    writeFiles(out, files);
  };
  const remove = (name: string) => {
    rmSync(path.join(out, name));
  };
  return { folder, out, deploy, write, remove };
}

export function without(files: Readonly<Record<string, string>>, ...names: readonly string[]) {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));
}

export const FINE = { status: 0, said: '' };

export function needs(program: string, context: TestContext): void {
  if (!isInstalled(program, '--version'))
    context.skip(`${program} is not installed, so its script was not tried`);
}
