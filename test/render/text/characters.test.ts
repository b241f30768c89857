import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanCode, cleanLine } from '../../../src/render/text/clean.ts';
import { graphemesOf, widthOf } from '../../../src/render/text/width.ts';
import { shortened, wrap } from '../../../src/render/text/wrap.ts';

/** What must not reach a terminal, said independently of how it is taken out. */
const OBEYED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        'word',
        ' ',
        '日本語',
        '。',
        '👨‍👩‍👧',
        '\u0301',
        '\u00a0',
        'https://example.org/a-long-way',
        '\n',
        '\u001b[31m',
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
);

describe('clean text', () => {
  it.each([
    ['colours', '\u001b[31mred\u001b[0m', '[31mred[0m'],
    ['a title for the window', 'a\u001b]0;owned\u0007b', 'a]0;ownedb'],
    ['the eight-bit form of the same', 'a\u009b31mb', 'a31mb'],
    ['what turns text round', 'all \u202eenif si\u202c \u2066x\u2069\u200f', 'all enif si x'],
    ['invisible characters', 'a\u200bb\u2060c\ufeffd\u00ade', 'abcde'],
    ['tags nobody sees', 'a\u{e0041}\u{e007f}b', 'ab'],
    ['line ends of every kind', 'a\r\nb\u0085c\u2028d\u2029e\u000bf', 'a b c d e f'],
    ['halves of characters', 'a\ud83db', 'ab'],
    ['towers of marks', `e${'\u0301'.repeat(50)}`, `e${'\u0301'.repeat(4)}`],
    ['a backspace', 'safe\u0008\u0008\u0008\u0008down', 'safedown'],
  ])('has no %s', (_, text, expected) => {
    expect(cleanLine(text)).toBe(expected);
  });

  it('keeps emoji and scripts that are put together', () => {
    expect(cleanLine('👨‍👩‍👧 نمی‌خواهم 99,97\u00a0%')).toBe('👨‍👩‍👧 نمی‌خواهم 99,97\u00a0%');
  });

  it('is one line, with nothing to obey, whatever it is made from', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanLine(text);
        expect(clean).not.toMatch(OBEYED);
        expect(clean).not.toMatch(/\n| {2}|^\s|\s$/u);
        expect(clean).not.toMatch(/\p{Cs}/u);
        expect(cleanLine(clean)).toBe(clean);
      }),
    );
  });

  it('keeps the blanks of code, line by line', () => {
    expect(cleanCode('if x:\r\n\ty = "\u001b[1m"  \n\n')).toEqual(['if x:', '    y = "[1m"']);
  });
});

describe('width', () => {
  it.each([
    ['', 0],
    ['status', 6],
    ['Ünïté', 5],
    ['e\u0301', 1],
    ['日本語', 6],
    ['ﾊﾝｶｸ', 4],
    ['Ｆｕｌｌ', 8],
    ['한국어', 6],
    ['Привет', 6],
    ['…–“”', 4],
    ['😀', 2],
    ['🇬🇧', 4],
    // By sum: a terminal that does not join them shows three.
    ['👨‍👩‍👧', 6],
    ['❤\ufe0f', 2],
    ['✔', 1],
    ['𠀀', 2],
  ])('%s takes %d', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('is that of the parts together', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(graphemesOf(text).reduce((sum, grapheme) => sum + widthOf(grapheme), 0)).toBe(widthOf(text));
      }),
    );
  });
});

describe('wrapping', () => {
  it.each<[string, number, readonly string[]]>([
    ['', 10, ['']],
    ['one two three', 7, ['one two', 'three']],
    ['one two three', 5, ['one', 'two', 'three']],
    ['a word-too-long-for-it here', 8, ['a', 'word-too', '-long-fo', 'r-it', 'here']],
    ['日本語です。終わり', 10, ['日本語で', 'す。終わり']],
    ['see 日本語 now', 8, ['see 日本', '語 now']],
    ['10\u00a0% of it', 6, ['10\u00a0%', 'of it']],
    ['first\nsecond line', 20, ['first', 'second line']],
    ['日', 1, ['日']],
    ['👨‍👩‍👧‍👦', 5, ['👨‍👩‍', '👧‍👦']],
  ])('%j at %d', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  it('keeps to the width, ends no line with a blank, and loses nothing but blanks', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 20, max: 90 }), (raw, width) => {
        const text = cleanLine(raw);
        const lines = wrap(text, width);
        for (const line of lines) {
          expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(line).toBe(line.trimEnd());
        }
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });

  it.each([
    ['short', 10, 'short'],
    ['much too long', 8, 'much to…'],
    ['日本語です', 6, '日本…'],
  ])('%j is cut to %d', (text, width, expected) => {
    expect(shortened(text, width)).toBe(expected);
  });
});
