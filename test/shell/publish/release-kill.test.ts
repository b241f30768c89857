import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Releases, RELEASE_STEPS } from '../../../src/shell/publish/releases.ts';
import { compiledProgram } from '../../support/compiled.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { FILES, KEEP } from './release-worker.ts';

const program = compiledProgram(['src/core', 'src/shell'], 'test/shell/publish/release-worker.ts');

async function publish(outDir: string, rounds: number, kill = '') {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, RELEASE_OUT: outDir, RELEASE_ROUNDS: String(rounds), RELEASE_KILL: kill },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, errors] = [text(child.stdout), text(child.stderr)];
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { signal, said: await said, errors: await errors };
}

/** The link points at a release that has all its files, the last one written too. */
function expectWhole(outDir: string): void {
  const name = readFileSync(path.join(outDir, 'whole.txt'), 'utf8');
  expect(new Releases(outDir).current()?.name).toBe(name);
  for (const [index, file] of FILES.entries()) {
    const found = readFileSync(path.join(outDir, file), 'utf8');
    if (index % 2 === 0) expect([file, found]).toEqual([file, name]);
  }
}

test.each(RELEASE_STEPS)(
  'killed behind the step "%s", the link points at a whole release, and the next goes on',
  async (step) => {
    const outDir = path.join(temporaryFolder(), 'site');
    expect(await publish(outDir, 3)).toEqual({ signal: null, said: 'done\n', errors: '' });
    expectWhole(outDir);
    expect(await publish(outDir, 8, step)).toEqual({ signal: 'SIGKILL', said: '', errors: '' });
    expectWhole(outDir);
    const releases = new Releases(outDir);
    // A rollback that was killed holds: whoever began it ends it.
    expect(releases.held() !== null).toBe(step === 'held');
    releases.resume();
    expect(await publish(outDir, 3)).toMatchObject({ signal: null, errors: '' });
    expectWhole(outDir);
    expect(releases.list().length).toBeLessThanOrEqual(KEEP + 1);
  },
);

test('killed before the very first switch there is nothing, and the next one publishes', async () => {
  const outDir = path.join(temporaryFolder(), 'site');
  for (const step of ['forked', 'named', 'linked']) {
    await publish(outDir, 1, step);
    expect(existsSync(outDir)).toBe(false);
  }
  await publish(outDir, 1);
  expectWhole(outDir);
});

/** Reads all files through the link as fast as it can, until there is a file `stop` beside it. */
const READER = `
const fs = require('fs');
const files = JSON.parse(process.argv[1]);
let rounds = 0;
const seen = new Set();
while (!fs.existsSync('stop')) {
  for (const file of files) if (fs.readFileSync('site/' + file, 'utf8') === '') throw new Error('empty: ' + file);
  seen.add(fs.readFileSync('site/whole.txt', 'utf8'));
  if (fs.readdirSync('site/pages').length !== files.length) throw new Error('not all pages');
  rounds += 1;
  if (rounds === 1) console.log('reading');
}
console.log(JSON.stringify([rounds, seen.size]));`;

test('whoever reads through the link while releases are switched, rolled back and deleted never misses a file', async () => {
  const cwd = temporaryFolder();
  const outDir = path.join(cwd, 'site');
  await publish(outDir, 1);
  const reader = spawn(process.execPath, ['-e', READER, JSON.stringify(FILES)], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(reader, 'close');
  const [said, errors] = [text(reader.stdout), text(reader.stderr)];
  await once(reader.stdout, 'data');
  const { said: done } = await publish(outDir, 100);
  writeFileSync(path.join(cwd, 'stop'), '');
  await ended;
  expect([done, await errors]).toEqual(['done\n', '']);
  const [rounds, seen] = JSON.parse((await said).trim().split('\n').at(-1)!) as [number, number];
  expect(rounds).toBeGreaterThan(100);
  expect(seen).toBeGreaterThan(20);
  console.log(`read ${String(rounds)} times over, ${String(seen)} releases of 100 seen`);
});
