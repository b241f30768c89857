import { afterEach, describe, expect, it } from 'vitest';
import { read } from './reading.ts';

declare global {
  var frontMatterRan: boolean | undefined;
}

afterEach(() => {
  globalThis.frontMatterRan = undefined;
});

/** What the engines of front matter libraries know by name, in the ways people and attackers write it. */
const FENCES = [
  ...['js', 'javascript', 'JS', ' js', '\tjs', 'jsLegacy', 'node', 'ts', 'mjs'],
  ...['coffee', 'coffeescript', 'cson', 'json', 'json5', 'toml', 'yaml', 'yml', 'lisp'],
  ...['constructor', 'toString', '__proto__', 'hasOwnProperty', 'prototype'],
];

const CODE = '(globalThis.frontMatterRan = true, { title: "ran", affects: {} })';

describe.each(FENCES)('a file that begins ---%s', (language) => {
  it.each([
    ['with an end', `---${language}\n${CODE}\n---\n\n[16:57] Some logins fail.\n`],
    ['without an end', `---${language}\n${CODE}\n\n[16:57] Some logins fail.\n`],
    ['with Windows line ends', `---${language}\r\n${CODE}\r\n---\r\n\r\n[16:57] Some logins fail.\r\n`],
    ['below a byte order mark', `\uFEFF---${language}\n${CODE}\n---\n[16:57] Some logins fail.\n`],
    ['below an empty line', `\n---${language}\n${CODE}\n---\n[16:57] Some logins fail.\n`],
  ])('%s runs nothing and is salvaged', (_, text) => {
    const { incident, prose, diagnostics } = read(text);
    expect(globalThis.frontMatterRan).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toContain('code-front-matter');
    expect(incident?.title).toBe('Website slowdown');
    expect(incident?.effects.unreadable).toBe(true);
    expect(prose.updates).toEqual(['Some logins fail.']);
  });
});

it.each([
  ['---\ntitle: !!js/function "function () { globalThis.frontMatterRan = true }"\n---\nx'],
  ['---\ntitle: x\n---\n---js\nglobalThis.frontMatterRan = true\n---\n'],
  [
    '---\n__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\naffects: {__proto__: down}\n---\nx',
  ],
])('%j runs and pollutes nothing', (text) => {
  read(text);
  expect(globalThis.frontMatterRan).toBeUndefined();
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

it('a rule across the page is no front matter', () => {
  const { prose, diagnostics } = read('----\n[16:57] Some logins fail.\n');
  expect(prose.updates).toEqual(['Some logins fail.']);
  expect(diagnostics.map(({ code }) => code)).toEqual(['missing-title']);
});
