import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createOnChange } from '../../../src/shell/probe/on-change.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

interface Reported {
  readonly ok: boolean;
  readonly attempt: number;
  readonly problem?: string;
  readonly output?: string;
}

/** A command of Node's that runs `program`. */
function commandOf(program: string, limits: { limitMs?: number; pauseMs?: number } = {}) {
  const cwd = temporaryFolder();
  const reported: Reported[] = [];
  const done: string[] = [];
  const command = createOnChange({
    command: [process.execPath, '-e', program],
    cwd,
    env: { ...process.env, COLOUR: 'red' },
    report: (outcome) => reported.push(outcome),
    pauseMs: 1,
    ...limits,
  });
  const deliver = (message: string) => command.deliver({ message, done: () => done.push(message) });
  return {
    command,
    deliver,
    reported,
    done,
    cwd,
    read: (name: string) => readFileSync(path.join(cwd, name), 'utf8'),
  };
}

const APPEND = `const fs = require('fs'); fs.appendFileSync('got', fs.readFileSync(0, 'utf8') + process.env.COLOUR + ';')`;

test('gets the message on standard input, in the folder and the environment it is given', async () => {
  const { deliver, command, read, reported, done } = commandOf(APPEND);
  deliver('one ');
  await command.idle();
  expect(read('got')).toBe('one red;');
  expect(reported).toEqual([{ ok: true, attempt: 1 }]);
  expect(done).toEqual(['one ']);
});

test('messages are delivered one after the other, in order, and nobody waits for it', async () => {
  const { deliver, command, read } = commandOf(APPEND);
  deliver('1');
  deliver('2');
  deliver('3');
  expect(() => read('got')).toThrow();
  await command.idle();
  expect(read('got')).toBe('1red;2red;3red;');
});

test('a failure is tried once more and no more, and said with what the command said', async () => {
  const { deliver, command, reported, done } = commandOf(
    `require('fs').appendFileSync('n', 'x'); console.error('no route'); process.exit(3)`,
  );
  deliver('m');
  await command.idle();
  const failure = { ok: false, problem: 'it ended with 3', output: 'no route\n' };
  expect(reported).toEqual([
    { ...failure, attempt: 1 },
    { ...failure, attempt: 2 },
  ]);
  expect(done).toEqual(['m']);
});

test('the second attempt may succeed', async () => {
  const { deliver, command, reported } = commandOf(
    `const fs = require('fs'); if (!fs.existsSync('tried')) { fs.writeFileSync('tried', ''); process.exit(1); }`,
  );
  deliver('m');
  await command.idle();
  expect(reported.map(({ ok }) => ok)).toEqual([false, true]);
});

/** Until the process is gone; a test that waits for one that stays runs into its own limit. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('what takes too long is ended, with all it started', async () => {
  const { deliver, command, reported, read } = commandOf(
    `const { spawn } = require('child_process');
     const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
     require('fs').appendFileSync('pids', pid + ' ' + process.pid + ' ');
     setInterval(() => {}, 1000)`,
    { limitMs: 500 },
  );
  deliver('m');
  await command.idle();
  const problem = 'it did not end within 0.5 s';
  expect(reported).toEqual([
    { ok: false, attempt: 1, problem },
    { ok: false, attempt: 2, problem },
  ]);
  const pids = read('pids').trim().split(' ').map(Number);
  expect(pids).toHaveLength(4);
  await Promise.all(pids.map(gone));
});

test('a command that does not exist, or may not be run, is said', async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { 'notify.sh': '#!/bin/sh\n' });
  for (const [program, problem] of [
    ['./absent.sh', /ENOENT/],
    ['./notify.sh', /EACCES/],
  ] as const) {
    const reported: Reported[] = [];
    const command = createOnChange({
      command: [program],
      cwd,
      env: {},
      pauseMs: 1,
      report: (outcome) => reported.push(outcome),
    });
    command.deliver({ message: 'm', done: () => undefined });
    await command.idle();
    expect(reported[0]?.problem).toMatch(problem);
  }
});

test('a command that reads nothing is no failure', async () => {
  const { deliver, command, reported } = commandOf('process.stdin.destroy()');
  deliver('x'.repeat(1_000_000));
  await command.idle();
  expect(reported).toEqual([{ ok: true, attempt: 1 }]);
});

test('of more than twenty that wait the oldest is given up', async () => {
  const { deliver, command, reported, done } = commandOf('');
  for (let count = 0; count < 23; count += 1) deliver(String(count));
  expect(reported).toEqual([
    { ok: false, attempt: 0, problem: 'more than 20 messages are waiting; the oldest is given up' },
    { ok: false, attempt: 0, problem: 'more than 20 messages are waiting; the oldest is given up' },
  ]);
  expect(done).toEqual(['1', '2']);
  command.stop();
  await command.idle();
});

test('told to stop, it ends the one under way and starts no other; neither counts as told', async () => {
  const { deliver, command, reported, done } = commandOf('setInterval(() => {}, 1000)');
  deliver('1');
  deliver('2');
  command.stop();
  await command.idle();
  deliver('3');
  await command.idle();
  expect({ reported, done }).toEqual({ reported: [], done: [] });
});
