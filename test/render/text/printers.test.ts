import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { createAddresses } from '../../../src/render/text/addresses.ts';
import { commonMark } from '../../../src/render/text/commonmark.ts';
import { LINE_END } from '../../../src/render/text/document.ts';
import type { Block, Inline } from '../../../src/render/text/document.ts';
import { plainText } from '../../../src/render/text/plain.ts';
import { createProse } from '../../../src/render/text/prose.ts';

const SITE = 'https://example.org/status';
const addresses = createAddresses(SITE);
const prose = createProse(addresses);
const plain = (blocks: readonly Block[]) =>
  plainText(blocks, { siteUrl: SITE, addressesBelow: (site) => `All below ${site}.` });

const text = (...inlines: Inline[]): Block => ({ kind: 'text', text: inlines });

describe('addresses', () => {
  it.each([
    ['https://a.example/b?c=d#e', 'https://a.example/b?c=d#e'],
    ['/incidents/2010-09-01-a/', 'https://example.org/status/incidents/2010-09-01-a/'],
    ['/status/history/', 'https://example.org/status/history/'],
    ['/statuses/', 'https://example.org/status/statuses/'],
    ['history/', 'https://example.org/status/history/'],
    ['//elsewhere.example/', 'https://elsewhere.example/'],
    ['mailto:help@example.org', 'mailto:help@example.org'],
    ['#below', null],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['file:///etc/passwd', null],
    ['http://[', null],
  ])('%s leads to %s', (link, address) => {
    expect(addresses.absolute(link)).toBe(address);
  });
});

describe('staff’s Markdown', () => {
  it.each([
    [
      'Some *words*, **strong** and `code`.\nStill the same.',
      'Some words, strong and code. Still the same.\n',
    ],
    ['One\\\ntwo', 'One\ntwo\n'],
    ['# Heading\n\nText', 'Heading\n\nText\n'],
    ['- a\n- b\n  - c', '- a\n\n- b\n\n  - c\n'],
    ['- a\n- b', '- a\n- b\n'],
    ['3. a\n4. b', '3. a\n4. b\n'],
    ['> said\n> so', '> said so\n'],
    ['```\n  a   b\n```', '      a   b\n'],
    [
      '[here](/history/) and https://a.example/',
      'here (https://example.org/status/history/) and https://a.example/\n',
    ],
    ['[nowhere](javascript:alert(1))', '[nowhere](javascript:alert(1))\n'],
    ['[below](#below) it', 'below it\n'],
    ['![a picture](/x.png)', 'a picture (https://example.org/status/x.png)\n'],
    ['[![pic](/x.png) in a link](/a/)', 'pic in a link (https://example.org/status/a/)\n'],
    ['ask help@example.org', 'ask help@example.org\n'],
    ['| a | b |\n|---|---|\n| 1 | 2 |', '- a | b\n- 1 | 2\n'],
    ['<b>raw</b> &amp; <script>x</script>', '<b>raw</b> & <script>x</script>\n'],
    ['above\n\n---\n\nbelow', 'above\n\nbelow\n'],
    ['', '\n'],
  ])('%j is printed as text', (markdown, expected) => {
    expect(plain(prose(markdown))).toBe(expected);
  });

  it('keeps its width however deep somebody nests it', () => {
    const deep = `${'> '.repeat(60)}${'word '.repeat(40)}`;
    for (const line of plain(prose(deep)).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('rows', () => {
  const row = (term: string, value: string, ...notes: string[]) => ({
    term: [term],
    value: [value],
    notes: notes.map((note) => [note]),
  });
  it('stand below each other, with what explains them', () => {
    const rows = [row('Mail', 'Works'), row('Web Access', 'Down', 'It is down. '.repeat(8).trim())];
    expect(plain([{ kind: 'rows', rows }])).toBe(
      [
        'Mail        Works',
        'Web Access  Down',
        '            It is down. It is down. It is down. It is down. It is down. It is',
        '            down. It is down. It is down.',
        '',
      ].join('\n'),
    );
  });

  it('give a name that is too long a line of its own', () => {
    expect(
      plain([
        { kind: 'rows', rows: [row('Mail', 'Works'), row('A very long name for one service', 'Down')] },
      ]),
    ).toBe('Mail  Works\nA very long name for one service\n      Down\n');
  });

  it('line up where characters are wide', () => {
    expect(plain([{ kind: 'rows', rows: [row('メール', 'Works'), row('Web', 'Down')] }])).toBe(
      'メール  Works\nWeb     Down\n',
    );
  });
});

describe('an address on a line of its own', () => {
  const link = (slug: string) =>
    ({ text: slug.slice(0, 9), address: `${SITE}/incidents/${slug}/`, told: 'below' }) as const;
  it('is whole where it fits', () => {
    expect(plain([text(link('2010-09-01-a'))])).toBe(
      '2010-09-0\nhttps://example.org/status/incidents/2010-09-01-a/\n',
    );
  });

  it('is told from the site on where it does not, and that is said', () => {
    const slug = `2010-09-01-${'long-'.repeat(8)}`;
    expect(plain([text(link(slug))])).toBe(`2010-09-0\n/incidents/${slug}/\n\nAll below ${SITE}.\n`);
  });

  it('stands beneath the first column of a table where the second is too narrow for any', () => {
    const rows = ['2010-09-01-a', `2010-09-01-${'b'.repeat(25)}`].map((slug) => ({
      term: ['12345678'],
      value: [link(slug)],
      notes: [],
    }));
    expect(plain([{ kind: 'rows', rows }])).toBe(
      [
        '12345678  2010-09-0',
        '  https://example.org/status/incidents/2010-09-01-a/',
        '12345678  2010-09-0',
        `  ${SITE}/incidents/2010-09-01-${'b'.repeat(25)}/`,
        '',
      ].join('\n'),
    );
  });
});

describe('Markdown', () => {
  const md = new MarkdownIt({ html: true, linkify: true });
  md.linkify.set({ fuzzyLink: true, fuzzyEmail: true });
  const reread = (blocks: readonly Block[]) => md.render(commonMark(blocks)).trim();

  it.each([
    '*a* _b_ **c** `d` ~~e~~ ==f==',
    '# no heading #',
    '- no list',
    '+ no list',
    '1. no list',
    '12) no list',
    '--- ',
    '===',
    '> no quote',
    '[no](https://link.example) ![no](x.png) [no]: x',
    '<b onclick="x">no tag</b> <!-- --> <https://auto.example>',
    '&lt; &#60; &copy;',
    'a | b',
    '| - | - |',
    '$x$ {{ y }} {% z %} ^s^ :t:',
    'https://a.example www.b.example c@d.example http://e.example',
    '\\ \\* \\\\',
    '``` no fence',
    '~~~',
    '    no code',
    'Term\n: no definition',
    '2010. A year',
  ])('%j stays what it is, wherever it stands', (evil) => {
    const { escapeHtml } = md.utils;
    const one = escapeHtml(evil.replaceAll(/\s+/g, ' ').trim());
    const word = evil.replaceAll(/\s+/g, ' ').trim();
    expect(reread([text(word)])).toBe(`<p>${one}</p>`);
    expect(reread([text('before', LINE_END, word)])).toBe(`<p>before<br>\n${one}</p>`);
    expect(reread([{ kind: 'heading', level: 2, text: [word] }])).toBe(`<h2>${one}</h2>`);
    expect(reread([{ kind: 'list', items: [[text(word)], [text(word), text(word)]] }])).toContain(
      `<p>${one}</p>`,
    );
    expect(reread([{ kind: 'quote', blocks: [text(word)] }])).toBe(
      `<blockquote>\n<p>${one}</p>\n</blockquote>`,
    );
    expect(reread([{ kind: 'rows', rows: [{ term: [word], value: [word], notes: [[word]] }] }])).toBe(
      `<ul>\n<li><strong>${one}</strong>: ${one}<br>\n${one}</li>\n</ul>`,
    );
    const link = { text: word, address: 'https://a.example/', told: 'not' } as const;
    expect(reread([text(link)])).toBe(`<p><a href="https://a.example/">${one}</a></p>`);
    expect(reread([{ kind: 'text', text: [word], strong: true }])).toBe(`<p><strong>${one}</strong></p>`);
    expect(reread([{ kind: 'code', lines: [word] }])).toBe(`<pre><code>${one}\n</code></pre>`);
  });

  it.each([
    'https://a.example/(b)_c_*d*?e=`f`&copy=1&amp;g=[h]|i{j}$k$',
    'https://a.example/a%20b',
    'mailto:a@b.example?subject=x&body=y',
    'https://[::1]/a',
  ])('the address %s leads where it should', (address) => {
    const expected = new URL(address).href;
    for (const label of ['label', '']) {
      const [token] = md.parse(commonMark([text({ text: label, address: expected, told: 'not' })]), {})[1]!
        .children!;
      expect(token?.type).toBe('link_open');
      expect(decodeURIComponent(String(token?.attrGet('href')))).toBe(decodeURIComponent(expected));
    }
  });

  it('keeps lists apart that follow each other', () => {
    const list = (word: string): Block => ({ kind: 'list', items: [[text(word)]] });
    const numbered = (word: string): Block => ({ kind: 'list', first: 1, items: [[text(word)]] });
    const html = reread([list('a'), list('b'), list('c'), numbered('d'), numbered('e')]);
    expect(html.match(/<ul>/g)).toHaveLength(3);
    expect(html.match(/<ol>/g)).toHaveLength(2);
  });

  it('fences code by more than it holds', () => {
    expect(reread([{ kind: 'code', lines: ['a', '````', '', '  b'] }])).toBe(
      '<pre><code>a\n````\n\n  b\n</code></pre>',
    );
  });

  it('keeps what staff nested', () => {
    const blocks = prose('- a\n\n  > q\n\n  ```\n  x\n  ```\n- b\n  1. c\n  2. d');
    expect(reread(blocks)).toBe(
      '<ul>\n<li>\n<p>a</p>\n<blockquote>\n<p>q</p>\n</blockquote>\n<pre><code>x\n</code></pre>\n</li>\n<li>\n<p>b</p>\n<ol>\n<li>c</li>\n<li>d</li>\n</ol>\n</li>\n</ul>',
    );
  });
});
