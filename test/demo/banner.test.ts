import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildExample, REPOSITORY } from '../support/example-site.ts';
import { temporaryFolder } from '../support/folder.ts';
import { filesBelow } from '../../src/shell/files.ts';

const BANNER = 'A demonstration: real probes look at stand-ins';

/** Every page of the example, by path: true where it has the banner. */
function banners(outDir: string): ReadonlyMap<string, boolean> {
  const pages = filesBelow(outDir).filter((name) => name.endsWith('.html'));
  return new Map(
    pages.map((name) => [name, readFileSync(path.join(outDir, name), 'utf8').includes(BANNER)] as const),
  );
}

describe('the banner of a demonstration', () => {
  test('is on every page, archive and error page included, and goes when it is none', async () => {
    const folder = temporaryFolder();
    const folders = { outDir: path.join(folder, 'site'), stateDir: path.join(folder, 'state') };
    await buildExample(folders, { demonstration: true });
    const shown = banners(folders.outDir);
    expect(shown.size).toBeGreaterThan(15);
    expect([...shown].filter(([, has]) => !has).map(([name]) => name)).toEqual([]);
    // The same folders, and nothing changed but that.
    await buildExample(folders);
    expect([...banners(folders.outDir).values()].some((has) => has)).toBe(false);
  });
});

test('no page of the repository’s own golden site has it', () => {
  const golden = path.join(REPOSITORY, 'test/golden/example');
  expect([...banners(golden).values()].some((has) => has)).toBe(false);
});
