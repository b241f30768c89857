import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, countWords, cutText } from '../../../src/core/view/excerpt.ts';
import { words } from './fixtures.ts';

describe('countWords', () => {
  test.each([
    ['', 0],
    ['   ', 0],
    ['one', 1],
    ['one two\nthree', 3],
    ['x'.repeat(100), 10],
    ['漢'.repeat(35), 4],
  ])('%j has %i', (text, count) => {
    expect(countWords(text)).toBe(count);
  });
});

describe('cutText', () => {
  test('leaves a text that fits as it is', () => {
    expect(cutText('one two\n\nthree', 3)).toEqual({ text: 'one two\n\nthree', cut: false });
  });

  test('cuts between paragraphs where it can', () => {
    expect(cutText('one two\n\nthree four\n\nfive', 4)).toEqual({ text: 'one two\n\nthree four', cut: true });
  });

  test('cuts inside the first paragraph where it must', () => {
    expect(cutText('one two three four', 2)).toEqual({ text: 'one two…', cut: true });
  });

  test('cuts a run without spaces, and no character in half', () => {
    const { text, cut } = cutText('😀'.repeat(60), 3);
    expect(cut).toBe(true);
    expect(text).toBe(`${'😀'.repeat(15)}…`);
  });

  test('never exceeds its limit by more than the ellipsis', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.integer({ min: 1, max: 30 }), (text, limit) => {
        const { text: kept } = cutText(text, limit);
        expect(countWords(kept.replace(/…$/, ''))).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

test('clip keeps short titles and ends long ones with an ellipsis', () => {
  expect(clip('Website Slowdown', 20)).toBe('Website Slowdown');
  expect(clip(words(100), 12)).toBe('w0 w1 w2 w3…');
});
