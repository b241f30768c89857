import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runToEnd } from '../../src/shell/command.ts';
import type { CommandRequest } from '../../src/shell/command.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';
import { until } from '../support/until.ts';

/** Far longer than any of these commands takes. */
const LIMIT_MS = 20_000;

function run(script: string, asked: Partial<CommandRequest> = {}) {
  return runToEnd({
    command: ['/bin/sh', '-c', script],
    cwd: temporaryFolder(),
    env: { PATH: process.env['PATH'] },
    limitMs: LIMIT_MS,
    signal: new AbortController().signal,
    ...asked,
  });
}

/** A command that never ends, nor does the child it starts; the numbers of both are in `pids`. */
const WAITS = `sleep 600 & echo $$ $! > pids; wait`;
/** The same, with neither of them listening to a polite request. */
const DEAF = `trap '' TERM; ${WAITS}; wait; wait`;

const isGone = (pid: number) => {
  try {
    // A zombie that nobody has reaped yet is no process any more.
    return / Z /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return true;
  }
};
const pidsIn = (cwd: string) => {
  try {
    return readFileSync(path.join(cwd, 'pids'), 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

test.each([
  ['echo fine', null, 'fine\n'],
  ['echo no route >&2; exit 3', 'it ended with 3', 'no route\n'],
  ['kill -SEGV $$', 'it was ended by SIGSEGV', ''],
])('a command that ends by itself: %s', async (script, problem, output) => {
  expect(await run(script)).toEqual({ fate: 'ended', problem, output });
});

test('finds its input, its folder and its environment, and no more', async () => {
  const cwd = temporaryFolder();
  const { output } = await run('cat; pwd -P; echo $COLOUR', { cwd, env: { COLOUR: 'red' }, input: 'in\n' });
  expect(output).toBe(`in\n${cwd}\nred\n`);
  expect((await run('cat; echo end')).output).toBe('end\n');
});

test('is free not to read a long input', async () => {
  expect((await run('exec <&-; echo done', { input: 'x'.repeat(1_000_000) })).output).toBe('done\n');
});

test('may say as much as it likes, of which the beginning is kept', async () => {
  const { output, problem } = await run('echo begin; head -c 5000000 /dev/zero | tr "\\0" é', {
    maxOutputLength: 100,
  });
  expect([output.length, output.slice(0, 6), problem]).toEqual([100, 'begin\n', null]);
});

test('what it left running is not waited for', async () => {
  const cwd = temporaryFolder();
  const { fate } = await run('sleep 600 & echo $! > pids', { cwd });
  const [left] = pidsIn(cwd);
  expect([fate, isGone(left!)]).toEqual(['ended', false]);
  process.kill(left!, 'SIGKILL');
});

test.each([
  ['at once', WAITS, 0],
  ['politely', WAITS, 10_000],
  ['politely, then not', DEAF, 300],
])('out of time it is ended with all it started: %s', async (_, script, graceMs) => {
  const cwd = temporaryFolder();
  const end = await run(script, { cwd, limitMs: 1_000, graceMs });
  expect(end).toEqual({ fate: 'out-of-time', problem: 'it did not end within 1 s', output: '' });
  const pids = pidsIn(cwd);
  expect(pids).toHaveLength(2);
  await until('they are gone', () => pids.every(isGone));
});

test('it may put things away when it is asked politely', async () => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { lock: '' });
  const script = `trap 'rm lock; exit 1' TERM; ${WAITS}`;
  await run(script, { cwd, limitMs: 1_000, graceMs: 10_000 });
  expect(() => readFileSync(path.join(cwd, 'lock'))).toThrow('ENOENT');
});

test('told to stop it is ended with all it started', async () => {
  const cwd = temporaryFolder();
  const stopping = new AbortController();
  const ending = run(WAITS, { cwd, signal: stopping.signal });
  await until('it runs', () => pidsIn(cwd).length === 2);
  stopping.abort();
  expect(await ending).toEqual({ fate: 'stopped', problem: 'it was told to stop', output: '' });
  await until('they are gone', () => pidsIn(cwd).every(isGone));
});

test('told so before, it is not begun', async () => {
  const cwd = temporaryFolder();
  expect((await run('echo > pids', { cwd, signal: AbortSignal.abort() })).fate).toBe('stopped');
  expect(() => readFileSync(path.join(cwd, 'pids'))).toThrow('ENOENT');
});

test.each([
  ['is not there', '/nowhere/program', 'ENOENT'],
  ['may not be run', './program', 'EACCES'],
])('a program that %s', async (_, program, code) => {
  const cwd = temporaryFolder();
  writeFiles(cwd, { program: '#!/bin/sh\n' });
  const problem = expect.stringMatching(`^it cannot be run: .*${code}`) as string;
  expect(await run('', { command: [program], cwd })).toEqual({
    fate: 'not-started',
    code,
    problem,
    output: '',
  });
});
