import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth, wrapText } from '../../../src/render/diagram/text.ts';

const FONT = { size: 10, bold: false };

test.each([
  ['', 0],
  [' ', 3.024],
  ['i', 2.376],
  ['M', 8.964],
  ['…', 10.8],
  ['é', 8.424],
  ['e\u0301', 6.048],
  ['漢', 11.34],
  ['👍', 11.34],
])('%j is reckoned %s wide', (text, width) => {
  expect(textWidth(text, FONT)).toBeCloseTo(width, 3);
});

test('bold is never reckoned narrower', () => {
  const ascii = Array.from({ length: 95 }, (_, index) => String.fromCodePoint(index + 0x20));
  const narrower = ascii.filter(
    (char) => textWidth(char, { size: 10, bold: true }) < textWidth(char, FONT) - 0.5,
  );
  expect(narrower).toEqual([]);
});

test.each<[string, number, number, string[]]>([
  ['', 50, 2, []],
  ['   ', 50, 2, []],
  ['Mail Servers', 100, 2, ['Mail Servers']],
  ['Mail Servers', 40, 2, ['Mail', 'Servers']],
  ['Mail\n  Servers', 100, 2, ['Mail Servers']],
  ['AV/GreyListing', 56, 2, ['AV/', 'GreyListing']],
  ['mx-1.example.org', 64, 3, ['mx-1.', 'example.org']],
  ['aaaaaaaaaaaa', 40, 3, ['aaaaaa', 'aaaaaa']],
  ['aaaaaaaaaaaa', 40, 1, ['aaaa…']],
  ['one two three four', 25, 2, ['one', 'tw…']],
])('%j in %s units and %s lines', (text, width, lines, expected) => {
  expect(wrapText(text, FONT, width, lines)).toEqual(expected);
});

test('lines fit, are few enough, and lose nothing unless they end in an ellipsis', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.integer({ min: 24, max: 200 }),
      fc.integer({ min: 1, max: 4 }),
      (text, width, most) => {
        const lines = wrapText(text, FONT, width, most);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) expect(textWidth(line, FONT)).toBeLessThanOrEqual(width + 0.001);
        const bare = (value: string) => value.replace(/\s/gu, '');
        if (lines.at(-1)?.endsWith('…') !== true) expect(bare(lines.join(''))).toBe(bare(text));
      },
    ),
  );
});
