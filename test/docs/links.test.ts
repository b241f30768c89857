import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../../src/shell/files.ts';
import { REPOSITORY } from '../support/example-site.ts';

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...filesBelow(path.join(REPOSITORY, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Targets of links and pictures, outside of code, that lead to a file of ours. */
function localLinks(text: string): string[] {
  const prose = text.replace(/^( *)```[\s\S]*?^\1```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/i.test(target) && !target.startsWith('/'));
}

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(path.join(REPOSITORY, document), 'utf8');

  it('links only to files that exist', () => {
    const missing = localLinks(text).filter(
      (target) => !existsSync(path.resolve(REPOSITORY, path.dirname(document), target)),
    );
    expect(missing).toEqual([]);
  });
});

it('finds the links it is to check', () => {
  expect(
    localLinks('[a](docs/a.md#b) ![c](d.png) [e](https://f.example) `[g](h)`\n```\n[i](j)\n```\n'),
  ).toEqual(['docs/a.md', 'd.png']);
});
