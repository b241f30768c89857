import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { PART_NAMES } from '../../templates/kit.ts';
import { REPOSITORY } from '../support/example-site.ts';

const text = readFileSync(path.join(REPOSITORY, 'docs/theming.md'), 'utf8');

it('lists every component a site can replace', () => {
  expect(PART_NAMES.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

it('names every file of strings', () => {
  const folder = 'src/render/words';
  const files = readdirSync(path.join(REPOSITORY, folder)).filter((name) => /^en(-\w+)?\.ts$/.test(name));
  expect(files.length).toBeGreaterThan(2);
  expect(files.filter((name) => !text.includes(`\`${folder}/${name}\``))).toEqual([]);
});
