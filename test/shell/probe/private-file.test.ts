import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { replacePrivateFile } from '../../../src/shell/probe/private-file.ts';
import { temporaryFolder } from '../../support/folder.ts';

const modeOf = (file: string) => statSync(file).mode & 0o777;

test('is whole, for its owner alone, and leaves nothing beside it', () => {
  const folder = path.join(temporaryFolder(), 'a', 'b');
  const file = path.join(folder, 'x.json');
  replacePrivateFile(file, 'one');
  replacePrivateFile(file, 'two');
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(modeOf(file)).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['x.json']);
});

test('what was open to others before is not any more, what a kill left behind neither', () => {
  const file = path.join(temporaryFolder(), 'x.json');
  for (const name of [file, `${file}.tmp`]) {
    writeFileSync(name, 'a much longer text than the new one');
    chmodSync(name, 0o644);
  }
  replacePrivateFile(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(modeOf(file)).toBe(0o600);
});

test('what cannot be replaced stays as it is', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'x.json');
  mkdirSync(file);
  expect(() => replacePrivateFile(file, 'text')).toThrow(/EISDIR|EEXIST|ENOTEMPTY/);
  expect(readdirSync(folder)).toEqual(['x.json']);
});

test('who reads while it is written finds the old text or the new one, and never half of either', async () => {
  const file = path.join(temporaryFolder(), 'x.json');
  const texts = ['old', 'new'].map((word) => JSON.stringify(Array.from({ length: 20_000 }, () => word)));
  const replace = (count: number) => replacePrivateFile(file, texts[count % texts.length]!);
  replace(0);
  const isOver = new Int32Array(new SharedArrayBuffer(4));
  const reader = new Worker(
    `const { readFileSync } = require('node:fs');
     const { parentPort, workerData: { file, texts, isOver } } = require('node:worker_threads');
     const found = { reads: 0, torn: 0 };
     parentPort.postMessage('ready');
     while (Atomics.load(isOver, 0) === 0) {
       found.reads += 1;
       if (!texts.includes(readFileSync(file, 'utf8'))) found.torn += 1;
     }
     parentPort.postMessage(found);`,
    { eval: true, workerData: { file, texts, isOver } },
  );
  const said = () => new Promise<unknown>((resolve) => reader.once('message', resolve));
  expect(await said()).toBe('ready');
  for (let count = 0; count < 100; count += 1) replace(count);
  Atomics.store(isOver, 0, 1);
  const { reads, torn } = (await said()) as { reads: number; torn: number };
  expect(torn).toBe(0);
  expect(reads).toBeGreaterThan(10);
});
