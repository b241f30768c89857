import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../../src/shell/files.ts';

/** Every file below a folder: relative path → text. */
export function treeOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    filesBelow(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]),
  );
}
