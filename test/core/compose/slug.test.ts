import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slugify, uniqueSlug } from '../../../src/core/compose/slug.ts';

test.each([
  ['Website Slowdown', 'website-slowdown'],
  ['  Attachment issues & delayed e-mails!  ', 'attachment-issues-delayed-e-mails'],
  ["Don't panic", 'dont-panic'],
  ['Störung bei Ærø – Łódź, straße', 'storung-bei-aero-lodz-strasse'],
  ['ﬁne ①', 'fine-1'],
  ['İstanbul ışık', 'istanbul-isik'],
  ['../../etc/passwd', 'etc-passwd'],
  ['日本語', ''],
  ['', ''],
])('%j becomes %j', (title, slug) => {
  expect(slugify(title)).toBe(slug);
});

test('a long title is cut between words, a long word within', () => {
  expect(slugify('word '.repeat(30))).toBe('word-word-word-word-word-word-word-word-word-word-word-word');
  expect(slugify('x'.repeat(100))).toBe('x'.repeat(60));
});

test('always a safe file name', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)) }),
      (title) => {
        expect(slugify(title)).toMatch(/^$|^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(slugify(title).length).toBeLessThanOrEqual(60);
      },
    ),
  );
});

test('a name that is taken gets a number', () => {
  expect(uniqueSlug('a', new Set())).toBe('a');
  expect(uniqueSlug('a', new Set(['a', 'a-2']))).toBe('a-3');
});
