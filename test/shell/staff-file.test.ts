import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  createStaffFile,
  folderForNew,
  listStaffFiles,
  readStaffFile,
  replaceStaffFile,
  slugOfFile,
} from '../../src/shell/staff-file.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

const FILE = 'incidents/2010-08-31-x.md';

function site(files: Readonly<Record<string, string>> = { [FILE]: 'old' }) {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return {
    folder,
    at: (name: string) => path.join(folder, name),
    names: () => readdirSync(path.join(folder, 'incidents')).sort(),
  };
}

test('incident files are listed in order, with those of sub-folders, and nothing else', () => {
  const { folder } = site({
    'incidents/b.md': '',
    'incidents/2009/a.md': '',
    'incidents/.hidden.md': '',
    'incidents/notes.txt': '',
  });
  expect(listStaffFiles(folder)).toEqual(['incidents/2009/a.md', 'incidents/b.md']);
  expect(listStaffFiles(path.join(folder, 'nowhere'))).toEqual([]);
  expect(slugOfFile('incidents/2009/a.md')).toBe('a');
});

describe('reading', () => {
  test('keeps byte order mark and line ends', () => {
    const { folder } = site({ [FILE]: '\ufeffa\r\nb\rc\n' });
    expect(readStaffFile(folder, FILE).text).toBe('\ufeffa\r\nb\rc\n');
  });

  test('refuses what is not UTF-8', () => {
    const { folder, at } = site();
    writeFileSync(at(FILE), Buffer.from([0x61, 0xff]));
    expect(() => readStaffFile(folder, FILE)).toThrow(`${FILE} is not UTF-8, so it was left as it is`);
  });
});

describe('replacing', () => {
  test('puts the text in place, keeps the permissions, leaves nothing behind', () => {
    const { folder, at, names } = site();
    chmodSync(at(FILE), 0o600);
    replaceStaffFile(readStaffFile(folder, FILE), 'new');
    expect(readFileSync(at(FILE), 'utf8')).toBe('new');
    expect(statSync(at(FILE)).mode & 0o777).toBe(0o600);
    expect(names()).toEqual(['2010-08-31-x.md']);
  });

  test('goes through a link to the file itself', () => {
    const { folder, at } = site({ 'elsewhere.md': 'old' });
    mkdirSync(at('incidents'));
    symlinkSync('../elsewhere.md', at(FILE));
    replaceStaffFile(readStaffFile(folder, FILE), 'new');
    expect(readFileSync(at('elsewhere.md'), 'utf8')).toBe('new');
    expect(readFileSync(at(FILE), 'utf8')).toBe('new');
  });

  test('does nothing when somebody else was quicker', () => {
    const { folder, at, names } = site();
    const read = readStaffFile(folder, FILE);
    writeFileSync(at(FILE), 'theirs');
    expect(() => {
      replaceStaffFile(read, 'ours');
    }).toThrow('was changed by somebody else just now');
    expect(readFileSync(at(FILE), 'utf8')).toBe('theirs');
    expect(names()).toEqual(['2010-08-31-x.md']);
  });
});

describe('creating', () => {
  test('makes the file and its folder', () => {
    const { folder, at, names } = site({});
    expect(createStaffFile(folder, FILE, 'new')).toBe(true);
    expect(readFileSync(at(FILE), 'utf8')).toBe('new');
    expect(names()).toEqual(['2010-08-31-x.md']);
  });

  test('never takes the place of a file that is there', () => {
    const { folder, at, names } = site();
    expect(createStaffFile(folder, FILE, 'new')).toBe(false);
    expect(readFileSync(at(FILE), 'utf8')).toBe('old');
    expect(names()).toEqual(['2010-08-31-x.md']);
  });

  test('goes into the folder of the year where there is one', () => {
    const { folder } = site({ 'incidents/2010/a.md': '', 'incidents/2011': 'a file' });
    expect(folderForNew(folder, '2010')).toBe('incidents/2010');
    expect(folderForNew(folder, '2011')).toBe('incidents');
    expect(folderForNew(folder, '2012')).toBe('incidents');
  });
});
