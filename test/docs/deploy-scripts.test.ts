import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { needs, published } from '../support/deploy-run.ts';
import { REPOSITORY } from '../support/example-site.ts';

const FOLDER = path.join(REPOSITORY, 'docs/deploy');
const SCRIPTS = readdirSync(FOLDER).filter((name) => name.endsWith('.sh'));

test.for(SCRIPTS)('%s can be run, and says how it is used when it is told nothing', (script) => {
  accessSync(path.join(FOLDER, script), constants.X_OK);
  const { status, said } = published(script).deploy([], {});
  expect(status).not.toBe(0);
  expect(said).toContain('usage: ');
});

test.for(SCRIPTS)('%s has nothing that shellcheck would say', (script, context) => {
  needs('shellcheck', context);
  const { status, stdout } = spawnSync('shellcheck', [path.join(FOLDER, script)], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
