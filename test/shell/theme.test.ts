import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedLogo } from '../../src/shell/logo.ts';
import { SMALL_SITE, smallSite } from '../support/small-site.ts';

type Files = Readonly<Record<string, string>>;

async function themed(theme: Files) {
  const files = Object.fromEntries(Object.entries(theme).map(([name, text]) => [`theme/${name}`, text]));
  const site = smallSite({ ...SMALL_SITE, ...files });
  const report = await site.build();
  return { ...site, report, home: site.tree()['index.html'] ?? '' };
}

describe('a theme', () => {
  it('changes the words', async () => {
    const { home, report } = await themed({ 'strings.yml': 'severity.operational: Splendid\n' });
    expect(report.diagnostics).toEqual([]);
    expect(home).toContain('Splendid');
  });

  it('puts the owner’s HTML where its file’s name says', async () => {
    const { home } = await themed({
      'head.html': '<meta name="mine" content="1">',
      'header.html': '<p>Above all</p>',
      'footer.html': '<p>Below all</p>',
    });
    expect(home.indexOf('<meta name="mine"')).toBeGreaterThan(0);
    expect(home.indexOf('<meta name="mine"')).toBeLessThan(home.indexOf('</head>'));
    expect(home.indexOf('Above all')).toBeLessThan(home.indexOf('<main'));
    expect(home.indexOf('Below all')).toBeGreaterThan(home.indexOf('</main>'));
  });

  it('adds the owner’s stylesheet, under a policy that allows exactly it', async () => {
    const { home, tree } = await themed({ 'site.css': ':root{--state-operational:#123456}' });
    expect(home).toContain('--state-operational:#123456');
    const sheets = Object.keys(tree()).filter((name) => name.endsWith('.css'));
    expect(sheets).toHaveLength(1);
    expect(tree()['404.html']).toContain('--state-operational:#123456');
    expect(tree()['incidents/2010-07-01-old/index.html']).toContain(`href="/${sheets[0]}"`);
  });

  it('replaces a component, which may use the one it replaces', async () => {
    const { home, report } = await themed({
      'components/Headline.js':
        'export default (props, { h, Default }) => h("section", { class: "mine" }, h("p", null, "Hello <you>"), Default(props));',
    });
    expect(report.diagnostics).toEqual([]);
    expect(home).toContain('<p>Hello &lt;you></p>');
    expect(home).toContain('works.');
  });

  it.each([
    [
      'a string that does not exist',
      { 'strings.yml': '\nseverity.downn: Off\n' },
      'bad-string',
      'strings.yml',
      2,
    ],
    [
      'a placeholder that does not exist',
      { 'strings.yml': "log.new: '{nobody} new'\n" },
      'bad-string',
      'strings.yml',
      1,
    ],
    ['a file of strings that is a list', { 'strings.yml': '- a\n' }, 'bad-string', 'strings.yml', 1],
    ['strings that are no YAML', { 'strings.yml': 'a: b: c\n' }, 'yaml-syntax', 'strings.yml', 1],
    [
      'a component that does not exist',
      { 'components/Headlin.js': 'export default () => null;' },
      'bad-component',
      'components/Headlin.js',
      1,
    ],
    [
      'a component that cannot be imported',
      { 'components/Headline.js': 'export default (' },
      'bad-component',
      'components/Headline.js',
      1,
    ],
    [
      'a component without a default export',
      { 'components/Headline.js': 'export const a = 1;' },
      'bad-component',
      'components/Headline.js',
      1,
    ],
    [
      'a component that throws',
      { 'components/Headline.js': 'export default () => { throw new Error("boo"); };' },
      'template-failed',
      'components',
      1,
    ],
    [
      'a logo without a size',
      { 'logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' },
      'bad-logo',
      'logo.svg',
      1,
    ],
  ] as const)(
    'with %s is built all the same, and the mistake is reported',
    async (_, theme, code, file, line) => {
      const { report, home } = await themed(theme);
      expect(report.diagnostics.map((d) => [d.code, d.file, d.line])).toEqual([
        [code, `theme/${file}`, line],
      ]);
      expect(home).toContain('Incoming Mail');
    },
  );
});

describe('a logo', () => {
  const svg = (attributes: string) => Buffer.from(`<?xml version="1.0"?><svg ${attributes}></svg>`);
  const PNG = readFileSync(path.join(import.meta.dirname, '../fixtures/logo-3x2.png'));

  it.each([
    ['logo.svg', svg('viewBox="0 0 100 50"'), { width: 96, height: 48 }],
    ['logo.svg', svg('width="20px" height="10"'), { width: 20, height: 10 }],
    ['logo.svg', svg("viewBox='0, 0, 30, 30'"), { width: 30, height: 30 }],
    ['logo.png', PNG, { width: 3, height: 2 }],
  ])('%s is given its room', (name, bytes, size) => {
    expect(publishedLogo({ name, bytes })).toMatchObject(size);
  });

  it('travels inside the page while it is small, else as a file with a fingerprint', () => {
    const small = publishedLogo({ name: 'logo.svg', bytes: svg('viewBox="0 0 9 9"') });
    expect(small?.src).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(small?.file).toBeUndefined();
    const large = publishedLogo({
      name: 'logo.svg',
      bytes: svg(`viewBox="0 0 9 9" data-x="${'x'.repeat(5000)}"`),
    });
    expect(large?.src).toMatch(/^\/assets\/logo\.[0-9a-f]{12}\.svg$/);
    expect(large?.src).toBe(`/${large?.file?.output}`);
  });

  it.each([
    ['logo.svg', svg('width="100%" height="100%"')],
    ['logo.svg', svg('viewBox="0 0 0 0"')],
    ['logo.svg', Buffer.from('hello')],
    ['logo.png', Buffer.from('not a png')],
  ])('%s without a readable size is refused', (name, bytes) => {
    expect(publishedLogo({ name, bytes })).toBeNull();
  });
});
