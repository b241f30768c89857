import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LOCK_FILE, lockState } from '../../../src/shell/probe/state-lock.ts';
import { UserError } from '../../../src/shell/user-error.ts';
import { temporaryFolder } from '../../support/folder.ts';

const NOW = Date.UTC(2010, 8, 3, 22, 10);

test('a state folder is made, taken, and given free', () => {
  const folder = path.join(temporaryFolder(), 'state');
  const lock = lockState(folder, NOW);
  expect(existsSync(path.join(folder, LOCK_FILE))).toBe(true);
  lock.release();
  expect(existsSync(path.join(folder, LOCK_FILE))).toBe(false);
});

test.each([
  ['this machine', {}, ''],
  ['another machine', { host: 'elsewhere' }, ' on elsewhere'],
])('a second prober is told who has it: a process of %s', (_, changes, where) => {
  const folder = temporaryFolder();
  const file = path.join(folder, LOCK_FILE);
  lockState(folder, NOW);
  const holder = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...holder, ...changes }));
  const refusal = new UserError(
    `another prober, or a merge, writes into ${folder}: process ${String(process.pid)}${where}`,
    { hint: 'Give each prober, and what is merged of them, a folder of its own with --state.' },
  );
  expect(() => lockState(folder, NOW)).toThrow(refusal);
});
