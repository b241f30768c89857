import { writeFileSync } from 'node:fs';
import type * as FileSystem from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { loadTheme } from '../../src/shell/theme.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

const BEFORE = 'body{color:red}';
const AFTER = 'body{color:blue}';

/** The file that somebody saves as soon as it has been read. */
const edited = vi.hoisted(() => ({ file: '' }));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof FileSystem>();
  const readFileSync = ((file: string, ...rest: []) => {
    const read = real.readFileSync(file, ...rest);
    if (file === edited.file) real.writeFileSync(file, AFTER);
    return read;
  }) as typeof real.readFileSync;
  return { ...real, readFileSync };
});

async function themeOf(css: string, isEdited = false) {
  const siteDir = temporaryFolder();
  writeFiles(siteDir, { 'theme/site.css': css });
  edited.file = isEdited ? path.join(siteDir, 'theme/site.css') : '';
  const theme = await loadTheme(siteDir);
  edited.file = '';
  return { siteDir, theme };
}

test('a theme that is saved while it is read is the one its digest names, and the next reading finds the other', async () => {
  const { siteDir, theme } = await themeOf(BEFORE, true);
  expect([theme.css, theme.digest]).toEqual([BEFORE, (await themeOf(BEFORE)).theme.digest]);
  const next = await loadTheme(siteDir, theme);
  expect([next.css, next.digest]).toEqual([AFTER, (await themeOf(AFTER)).theme.digest]);
  writeFileSync(path.join(siteDir, 'theme/site.css'), AFTER);
  expect(await loadTheme(siteDir, next)).toBe(next);
});
