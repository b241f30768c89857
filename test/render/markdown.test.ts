import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMarkdown } from '../../src/render/markdown.ts';

const markdown = createMarkdown({ siteUrl: 'https://status.example.org' });
const REL = 'rel="noopener noreferrer nofollow"';

describe('raw HTML is shown as typed', () => {
  test.each([
    '<script>alert(1)</script>',
    '<b>bold</b>',
    '<img src=x onerror=alert(1)>',
    '<!-- comment -->',
    '<https:javascript>',
  ])('%s', (html) => {
    expect(markdown(html)).not.toMatch(/<(?!\/?p>|\/?a\b)/);
  });

  test('and no text at all gives a script, a handler or a style', () => {
    const piece = fc.constantFrom(
      ...[
        '<',
        '>',
        '"',
        "'",
        '`',
        '[',
        ']',
        '(',
        ')',
        '!',
        '#',
        '\n',
        ' ',
        '&#115;',
        'script',
        'javascript:',
      ],
      ...['onerror=', 'style=', 'a', '|', '-', '*', '_', '\\', 'https://x.example/', 'data:text/html,'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const tags = markdown(pieces.join('')).match(/<[a-z][^>]*>/gi) ?? [];
        for (const tag of tags) {
          expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/^<script|\son[a-z]+=|\sstyle=/i);
          expect(tag).not.toMatch(/(href|src)="\s*(javascript|data|vbscript):/i);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('links', () => {
  test.each([
    ['https', '[x](https://example.org/)', true],
    ['http', '[x](http://example.org/)', true],
    ['mailto', '[x](mailto:help@example.org)', true],
    ['tel', '[x](tel:+441234)', true],
    ['an anchor', '[x](#top)', true],
    ['a path', '[x](/incidents/a/)', true],
    ['a relative path', '[x](../a/)', true],
    ['javascript', '[x](javascript:alert(1))', false],
    ['javascript in capitals', '[x](JaVaScRiPt:alert(1))', false],
    ['javascript by character reference', '[x](java&#115;cript:alert(1))', false],
    ['javascript with a tab in it', '[x](<java\tscript:alert(1)>)', false],
    ['javascript behind a control character', '[x](<\u0001javascript:alert(1)>)', false],
    ['data', '[x](data:text/html,x)', false],
    ['file', '[x](file:///etc/passwd)', false],
    ['an unknown scheme', '[x](signal:abc)', false],
  ])('%s', (_, text, allowed) => {
    expect(markdown(text).includes('<a ')).toBe(allowed);
  });

  test.each([
    ['another host', '[x](https://example.org/)', true],
    ['another host without a scheme', '[x](//example.org/)', true],
    ['a subdomain', '[x](https://www.status.example.org/)', true],
    ['another scheme of this host', '[x](http://status.example.org/)', true],
    ['this site', '[x](https://status.example.org/history/)', false],
    ['a path', '[x](/history/)', false],
    ['mail', '[x](mailto:help@example.org)', false],
    ['an address in the text', 'see https://example.org/a', true],
  ])('%s leaves the site: %s', (_, text, leaves) => {
    expect(markdown(text).includes(REL)).toBe(leaves);
  });

  test('names in a sentence are not addresses', () => {
    expect(markdown('gw1.internal and example.com are down')).toBe(
      '<p>gw1.internal and example.com are down</p>\n',
    );
  });

  test('a mail address in a sentence is one', () => {
    expect(markdown('write to help@example.org')).toContain('href="mailto:help@example.org"');
  });

  test.each([
    ['/incidents/a/', '/status/incidents/a/'],
    ['/status/incidents/a/', '/status/incidents/a/'],
    ['#top', '#top'],
    ['https://example.org/x', 'https://example.org/x'],
    ['//example.org/x', '//example.org/x'],
  ])('below a path, %s leads to %s', (address, href) => {
    const below = createMarkdown({ siteUrl: 'https://example.org/status' });
    expect(below(`[x](${address})`)).toContain(`href="${href}"`);
  });
});

describe('images', () => {
  test('of the site itself are shown', () => {
    expect(markdown('![rack](/assets/rack.png)')).toBe(
      '<p><img src="/assets/rack.png" alt="rack" loading="lazy" /></p>\n',
    );
  });

  test('of others are links', () => {
    expect(markdown('![rack](https://example.org/rack.png)')).toBe(
      `<p><a href="https://example.org/rack.png" ${REL}>rack</a></p>\n`,
    );
  });

  test('of others inside a link are its words', () => {
    expect(markdown('[![rack](https://example.org/rack.png)](/a)')).toBe('<p><a href="/a">rack</a></p>\n');
  });

  test('carry no data', () => {
    expect(markdown('![x](data:image/png;base64,AAAA)')).not.toContain('<img');
  });
});

describe('headings', () => {
  test.each([
    ['the topmost becomes the given level', '# A\n\n## B', 3, 'h3 h4'],
    ['whatever the author began with', '### A\n\n#### B', 2, 'h2 h3'],
    ['no level is left out', '# A\n\n#### B', 3, 'h3 h4'],
    ['nor when the lower one comes first', '### A\n\n# B', 3, 'h3 h3'],
    ['and none is deeper than six', '# A\n\n## B\n\n### C', 5, 'h5 h6 h6'],
  ])('%s', (_, text, top, levels) => {
    const found = [...markdown(text, top).matchAll(/<(h\d)>/g)].map(([, level]) => level);
    expect(found.join(' ')).toBe(levels);
  });
});

test('tables scroll by themselves and are aligned without inline style', () => {
  const html = markdown('| a | b |\n|---|--:|\n| 1 | 2 |');
  expect(html).toContain('<div class="scroll" tabindex="0"><table>');
  expect(html).toContain('<td class="to-right">2</td>');
  expect(html).not.toContain('style=');
});

test.each(['```\ncode\n```', '    code'])('code scrolls by itself: %j', (text) => {
  expect(markdown(text)).toMatch(/^<pre tabindex="0"><code>code\n<\/code><\/pre>\n$/);
});

test('words cannot be turned round', () => {
  expect(markdown('a\u202eb\u2066c')).toBe('<p>abc</p>\n');
});

test('the same text gives the same bytes', () => {
  fc.assert(fc.property(fc.string(), (text) => markdown(text) === markdown(text)));
});
