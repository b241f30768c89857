import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cleanText } from '../../../src/core/parse/clean-text.ts';

it.each([
  ['plain', 'plain'],
  ['  tr\u0069m \n', 'trim'],
  ['a\u0000b\u001b[31mc\u007fd\u009be', 'ab[31mcde'],
  ['one\r\ntwo\u2028three\u2029four', 'onetwothreefour'],
  ['\u202egnp.exe\u202c \u2066x\u2069 \u200e\u200f\u061c', 'gnp.exe x'],
  ['zero\u200bwidth\u200d\ufeff', 'zerowidth'],
  ['lone \ud800 surrogate', 'lone  surrogate'],
  ['Zürich, 東京, 🚂', 'Zürich, 東京, 🚂'],
])('%j becomes %j', (text, expected) => {
  expect(cleanText(text, 40)).toBe(expected);
});

it('cuts by characters, never inside one', () => {
  expect(cleanText('🚂🚂🚂🚂', 3)).toBe('🚂🚂…');
  expect(cleanText('abc', 3)).toBe('abc');
});

it('is never longer than asked, never holds what prints nothing, and changes nothing twice', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.integer({ min: 1, max: 30 }),
      (text, max) => {
        const clean = cleanText(text, max);
        expect(Array.from(clean).length).toBeLessThanOrEqual(max);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(cleanText(clean, max)).toBe(clean);
      },
    ),
  );
});
