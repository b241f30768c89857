import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { afterAll } from 'vitest';
import { filesBelow, makeFolders } from '../../src/shell/files.ts';
import { REPOSITORY } from './example-site.ts';

/** Inside `node_modules`, so that the compiled files find their libraries. */
const CACHE = path.join(REPOSITORY, 'node_modules', '.cache');

/**
 * Compiles folders of the repository and one file more, type by type and without checking; returns where the file's
 * program is. For tests that start many processes: running TypeScript as it is costs each of them half a second.
 */
export function compiledProgram(folders: readonly string[], file: string): string {
  makeFolders(CACHE);
  const out = mkdtempSync(path.join(CACHE, 'signalbox-test-'));
  afterAll(() => rmSync(out, { recursive: true, force: true }));
  const sources = folders.flatMap((folder) =>
    filesBelow(path.join(REPOSITORY, folder))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => path.join(folder, name)),
  );
  for (const source of [...sources, file]) {
    const target = path.join(out, source.replace(/\.ts$/, '.js'));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, transpiled(readFileSync(path.join(REPOSITORY, source), 'utf8')));
  }
  writeFileSync(path.join(out, 'package.json'), '{ "type": "module" }\n');
  return path.join(out, file.replace(/\.ts$/, '.js'));
}

function transpiled(text: string): string {
  return ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
  }).outputText;
}
