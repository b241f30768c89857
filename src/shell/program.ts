import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestOf, filesBelow } from './files.ts';

/** The folder that holds `src` and `templates`: the checkout while developing, `dist` once installed. */
export const PROGRAM_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What decides the bytes of a page besides the site's own files. */
const FOLDERS = ['src', 'templates'] as const;

let known: string | undefined;

/** Digest of the program's own code, templates and stylesheets. Reads about 150 small files, once per process. */
export function programDigest(): string {
  known ??= digestOf(
    ...FOLDERS.flatMap((folder) =>
      filesBelow(path.join(PROGRAM_ROOT, folder))
        .filter((name) => !name.endsWith('.d.ts'))
        .flatMap((name) => [name, readFileSync(path.join(PROGRAM_ROOT, folder, name))]),
    ),
  );
  return known;
}
