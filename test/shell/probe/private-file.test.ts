import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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
