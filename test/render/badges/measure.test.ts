import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cutToWidth, lineOf, linesOf, usualWidth } from '../../../src/render/badges/measure.ts';
import { NAMES } from './views.ts';

const FONT = { size: 12, bold: false };
const texts = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...NAMES)).map(lineOf);

describe('the width of a text', () => {
  it.each([
    ['an accent', 'é', 'e'],
    ['a composed letter', 'e\u0301', 'e'],
    ['a family', '👩‍👩‍👧‍👦', '👩'],
    ['a flag', '🇬🇧', '漢'],
    ['a mark that prints nothing', 'a\u200e', 'a'],
  ])('counts %s as the one character it is', (_, text, like) => {
    expect(usualWidth(text, FONT)).toBe(usualWidth(like, FONT));
  });

  it('is about that of Arial', () => {
    expect(usualWidth('Incoming Mail', FONT)).toBeCloseTo(74.2, 0);
  });

  test('grows with the text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(usualWidth(`${text} and more`, FONT)).toBeGreaterThan(usualWidth(text, FONT));
      }),
    );
  });
});

test('what is cut has room and begins like the whole', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 30, max: 200 }), (text, room) => {
      const cut = cutToWidth(text, FONT, room);
      expect(usualWidth(cut, FONT)).toBeLessThanOrEqual(room);
      expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true);
    }),
  );
});

test('lines have room, are few, and lose nothing but space unless they say so', () => {
  fc.assert(
    fc.property(
      texts,
      fc.integer({ min: 30, max: 200 }),
      fc.integer({ min: 1, max: 4 }),
      (text, room, most) => {
        const lines = linesOf(text, FONT, room, most);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) expect(usualWidth(line, FONT)).toBeLessThanOrEqual(room);
        const bare = (some: string) => some.replace(/\s+/gu, '');
        const told = bare(lines.join(''));
        expect(told === bare(text) || (told.endsWith('…') && bare(text).startsWith(told.slice(0, -1)))).toBe(
          true,
        );
      },
    ),
  );
});
