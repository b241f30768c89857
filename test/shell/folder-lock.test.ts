import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { takeLock } from '../../src/shell/folder-lock.ts';
import { UserError } from '../../src/shell/user-error.ts';
import { temporaryFolder } from '../support/folder.ts';

const NOW = Date.UTC(2010, 8, 3, 22, 10);
const MINUTE = 60_000;
const LOCK_FILE = 'a.lock';

const lockFolder = (folder: string, now: number) =>
  takeLock({
    file: path.join(folder, LOCK_FILE),
    what: `the folder ${folder}`,
    now,
    inUse: (holder) => new UserError(`in use by ${holder}`),
  });

/** A folder with a lock of somebody's in it; heard of `age` minutes ago. */
function lockedBy(holder: object | string, age = 0): string {
  const folder = temporaryFolder();
  const text = typeof holder === 'string' ? holder : JSON.stringify({ ...holder, at: NOW - age * MINUTE });
  writeFileSync(path.join(folder, LOCK_FILE), text);
  return folder;
}

const statOf = (pid: number) => readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
const startOf = (pid: number) => {
  const line = statOf(pid);
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot} ${line.slice(line.lastIndexOf(')') + 2).split(' ')[19]!}`;
};

/** A process that lives as long as the test. */
async function bystander(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child.pid!;
}

test('a folder is taken, and given free again without a trace', () => {
  const folder = path.join(temporaryFolder(), 'state');
  const lock = lockFolder(folder, NOW);
  expect(JSON.parse(readFileSync(path.join(folder, LOCK_FILE), 'utf8'))).toMatchObject({ pid: process.pid });
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a second one in the same process is refused', () => {
  const folder = temporaryFolder();
  lockFolder(folder, NOW);
  expect(() => lockFolder(folder, NOW)).toThrow(UserError);
  expect(() => lockFolder(folder, NOW)).toThrow(`process ${String(process.pid)}`);
});

test('so is one where another process that lives has it', async () => {
  const pid = await bystander();
  const folder = lockedBy({ pid, host: hostname(), started: startOf(pid) });
  expect(() => lockFolder(folder, NOW)).toThrow(`in use by process ${String(pid)}`);
});

test.each([
  ['of a process that is gone', { pid: 2 ** 22 + 1, host: hostname(), started: 'x 1' }],
  ['of an earlier process with our own number', { pid: process.pid, host: hostname(), started: 'x 1' }],
  ['that is empty', ''],
  ['that is torn', '{"pid": 1'],
  ['of something else', '["lock"]'],
])('a lock %s is taken over', (_, holder) => {
  const folder = lockedBy(holder);
  lockFolder(folder, NOW);
  expect(JSON.parse(readFileSync(path.join(folder, LOCK_FILE), 'utf8'))).toMatchObject({ pid: process.pid });
  expect(readdirSync(folder)).toEqual([LOCK_FILE]);
});

test('a number that went to another process holds nothing', async () => {
  const pid = await bystander();
  const folder = lockedBy({ pid, host: hostname(), started: 'another boot 1' });
  expect(() => lockFolder(folder, NOW)).not.toThrow();
});

test.each([
  [9, true],
  [11, false],
])('a process of another machine counts until it has been silent for ten minutes: %d', (age, refused) => {
  const folder = lockedBy({ pid: process.pid, host: 'elsewhere', started: 'x 1' }, age);
  if (refused) expect(() => lockFolder(folder, NOW)).toThrow('on elsewhere');
  else expect(() => lockFolder(folder, NOW)).not.toThrow();
});

test('shows that it lives', () => {
  const folder = temporaryFolder();
  const lock = lockFolder(folder, NOW);
  lock.touch(NOW + 60 * MINUTE);
  const file = path.join(folder, LOCK_FILE);
  const held = JSON.parse(readFileSync(file, 'utf8')) as object;
  expect(held).toMatchObject({ pid: process.pid, at: NOW + 60 * MINUTE });
  expect(readdirSync(folder)).toEqual([LOCK_FILE]);
  writeFileSync(file, JSON.stringify({ ...held, host: 'elsewhere' }));
  expect(() => lockFolder(folder, NOW + 65 * MINUTE)).toThrow('on elsewhere');
});

describe('a lock that was taken from under its holder', () => {
  const textIn = (folder: string) => readFileSync(path.join(folder, LOCK_FILE), 'utf8');
  const elsewhere = { pid: 1, host: 'elsewhere', started: 'x 1', at: NOW };

  test('is taken anew where it is gone with its folder', () => {
    const folder = path.join(temporaryFolder(), 'state');
    const lock = lockFolder(folder, NOW);
    rmSync(folder, { recursive: true });
    lock.touch(NOW + MINUTE);
    expect(JSON.parse(textIn(folder))).toMatchObject({ pid: process.pid, at: NOW + MINUTE });
    expect(() => lockFolder(folder, NOW + MINUTE)).toThrow(UserError);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is left to whoever has it, and that is said', () => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder, NOW);
    writeFileSync(path.join(folder, LOCK_FILE), JSON.stringify(elsewhere));
    expect(() => lock.touch(NOW + MINUTE)).toThrow(new UserError('in use by process 1 on elsewhere'));
    lock.release();
    expect(JSON.parse(textIn(folder))).toEqual(elsewhere);
  });

  test.each([
    ['of somebody who is gone', JSON.stringify({ ...elsewhere, at: NOW - 11 * MINUTE })],
    ['torn', '{"pid": 1'],
  ])('is taken over where it is %s', (_, text) => {
    const folder = temporaryFolder();
    const lock = lockFolder(folder, NOW);
    writeFileSync(path.join(folder, LOCK_FILE), text);
    lock.touch(NOW + MINUTE);
    expect(JSON.parse(textIn(folder))).toMatchObject({ pid: process.pid, at: NOW + MINUTE });
    expect(readdirSync(folder)).toEqual([LOCK_FILE]);
  });

  test('is not the end where the disk refuses a new one', () => {
    const folder = path.join(temporaryFolder(), 'state');
    const lock = lockFolder(folder, NOW);
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file');
    expect(() => lock.touch(NOW + MINUTE)).not.toThrow();
  });
});

test('of many that find a stale lock at once, one gets the folder', async () => {
  const folder = lockedBy({ pid: 2 ** 22 + 1, host: hostname(), started: 'x 1' });
  const module = new URL('../../src/shell/folder-lock.ts', import.meta.url).href;
  const program = `const { takeLock } = await import(${JSON.stringify(module)});
    const asked = { file: ${JSON.stringify(path.join(folder, LOCK_FILE))}, what: '', now: Date.now(), inUse: (holder) => new Error(holder) };
    process.stdin.once('data', () => {
      try { takeLock(asked); console.log('has it'); } catch { console.log('refused'); }
      setTimeout(() => process.exit(), 1000);
    });
    console.log('ready');`;
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]),
  );
  onTestFinished(() => children.forEach((child) => void child.kill('SIGKILL')));
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const answers = children.map(async (child) => String((await once(child.stdout, 'data'))[0]).trim());
  children.forEach((child) => child.stdin.write('go\n'));
  expect((await Promise.all(answers)).filter((answer) => answer === 'has it')).toHaveLength(1);
});
