import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll } from 'vitest';
import { makeFolders } from '../../src/shell/files.ts';
import { REPOSITORY } from './example-site.ts';

/** The part of esbuild that is needed here. It comes along with tsx. */
interface Esbuild {
  build(options: Readonly<Record<string, unknown>>): Promise<unknown>;
}

const CACHE = path.join(REPOSITORY, 'node_modules', '.cache');

/** What is large, and only asked for when it is needed. */
const ASIDE = ['@11ty/eleventy', 'elkjs', 'mysql2', 'net-snmp'];

/** Eleventy takes half a second to begin, and passes on what it is given. */
const INSTEAD_OF_ELEVENTY = `export const createRenderer = () => ({
  async *render(jobs) {
    for (const { output, render } of jobs) yield [{ output, content: render() }];
  },
});`;

/**
 * One file of a program with all that it imports, for tests that start hundreds of processes: one begins in a fifth of a
 * second. Pages do not pass through Eleventy on their way. Returns where the file is.
 */
export async function bundledProgram(file: string): Promise<string> {
  makeFolders(CACHE);
  const out = mkdtempSync(path.join(CACHE, 'signalbox-test-'));
  afterAll(() => rmSync(out, { recursive: true, force: true }));
  const askedByTsx = createRequire(createRequire(import.meta.url).resolve('tsx/package.json'));
  const { build } = askedByTsx('esbuild') as Esbuild;
  // As deep as it is in the repository, so that it finds what lies beside the code.
  const program = path.join(out, 'src/shell', `${path.basename(file, '.ts')}.mjs`);
  await build({
    entryPoints: [path.join(REPOSITORY, file)],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ASIDE,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'error',
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    },
    plugins: [{ name: 'without-eleventy', setup: withoutEleventy }],
  });
  cpSync(path.join(REPOSITORY, 'templates/style'), path.join(out, 'templates/style'), { recursive: true });
  return program;
}

interface Setup {
  onLoad(which: { readonly filter: RegExp }, load: () => { readonly contents: string }): void;
}

function withoutEleventy(setup: Setup): void {
  setup.onLoad({ filter: /render\/eleventy\.ts$/ }, () => ({ contents: INSTEAD_OF_ELEVENTY }));
}
