import { rmSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildExample, REPOSITORY } from '../support/example-site.ts';
import { sharedFolder, writeFiles } from '../support/folder.ts';
import { treeOf } from '../support/tree.ts';

const GOLDEN = path.join(REPOSITORY, 'test/golden/example');

/** One tag a line, so that a change reads as a diff. */
function readable(tree: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(tree).map(([name, text]) => [name, text.replaceAll('><', '>\n<')]);
  return Object.fromEntries(entries) as Record<string, string>;
}

describe('the example site at the recorded moment', () => {
  const folder = sharedFolder();
  let tree: Record<string, string>;

  beforeAll(async () => {
    const outDir = path.join(folder, 'out');
    await buildExample({ outDir, stateDir: path.join(folder, 'state') });
    tree = readable(treeOf(outDir));
  });

  it('is, byte for byte, what it was (`npm run test:golden` accepts a change)', () => {
    if (process.env.GOLDEN === 'write') {
      rmSync(GOLDEN, { recursive: true, force: true });
      writeFiles(GOLDEN, tree);
    }
    const golden = treeOf(GOLDEN);
    expect(Object.keys(tree)).toEqual(Object.keys(golden));
    for (const [name, text] of Object.entries(tree)) expect(text, name).toBe(golden[name]);
  });
});
