import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../src/core/parse/yaml-source.ts';

const LIMITS = { maxLength: 2_000, maxDepth: 6, maxAliases: 20 };
const read = (text: string) => readYaml(text, 'file.yml', LIMITS);

describe('values', () => {
  it.each([
    ['a: yes', { a: 'yes' }],
    ['a: 12:30', { a: '12:30' }],
    ['a: 2010-09-03', { a: '2010-09-03' }],
    ['12: x', { '12': 'x' }],
    // A directive does not bring the old schema back.
    ['%YAML 1.1\n---\na: yes', { a: 'yes' }],
    ['a: &x 1\nb: *x', { a: 1, b: 1 }],
    ['', null],
    ['\uFEFFa: 1', { a: 1 }],
  ])('%j', (text, expected) => {
    expect(read(text)).toMatchObject({ source: { value: expected }, diagnostics: [] });
  });

  it('has no merge keys and no prototype to reach', () => {
    expect(read('a: &x {q: 1}\nb: {<<: *x}').source?.value).toEqual({ a: { q: 1 }, b: { '<<': { q: 1 } } });
    const value = read('__proto__: {polluted: 1}').source?.value as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('places', () => {
  const text =
    'site:\r\n  name: Mail\r\nlist:\r\n  - id: one\r\n    empty:\r\n  - a -> b-c -> b: fallback\r\nagain: &x {in: 1}\r\nalias: *x\r\n';
  const { source } = read(text);

  it.each([
    ['a value', ['site', 'name'], [2, 9]],
    ['an entry', ['list', 0], [4, 5]],
    ['an empty value: its key', ['list', 0, 'empty'], [5, 5]],
    ['what is not there: its owner’s key', ['site', 'missing'], [1, 1]],
    ['what is not there in an entry: the entry', ['list', 0, 'missing'], [4, 5]],
    ['nothing at all: the root', ['nowhere', 'at', 'all'], [1, 1]],
    ['what an alias stands for', ['alias', 'in'], [7, 16]],
  ])('%s', (_, path, [line, column]) => {
    expect(source?.placeOf(path as string[])).toEqual({ line, column });
  });

  it('of keys and of words', () => {
    expect(source?.placeOfKey(['site', 'name'])).toEqual({ line: 2, column: 3 });
    expect(source?.placeOfWord(['list', 1], 'b-c')).toEqual({ line: 6, column: 10 });
    // Not the `b` of `b-c`.
    expect(source?.placeOfWord(['list', 1], 'b')).toEqual({ line: 6, column: 17 });
    expect(source?.placeOfWord(['list', 1], 'absent')).toEqual({ line: 6, column: 5 });
  });
});

describe('limits', () => {
  const codes = (text: string) => read(text).diagnostics.map(({ code }) => code);

  it.each([
    ['length', 'x'.repeat(2_001)],
    ['depth in brackets', '['.repeat(1_000)],
    ['depth in dashes', '- '.repeat(900)],
    ['depth in keys that are mappings', '? '.repeat(900)],
    ['depth by an alias of itself', 'a: &a [*a]'],
    ['aliases', `a: &a [x, x]\nb: [${'*a, '.repeat(40)}]`],
  ])('%s', (_, text) => {
    expect(read(text).source).toBeNull();
    expect(codes(text)).toEqual(['too-large']);
  });

  it('lets through what is just within them', () => {
    expect(read('{a: {a: {a: {a: {a: {}}}}}}').source).not.toBeNull();
    expect(read('{a: {a: {a: {a: {a: {a: {}}}}}}}').source).toBeNull();
  });
});

it('any text gives a value or located diagnostics, and never throws', () => {
  const pieces = fc.constantFrom(
    ':',
    '- ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '&a',
    '*a',
    '"',
    "'",
    '!',
    '|',
    '%',
    '?',
    'a',
    '\t',
    '#',
    '---',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const { source, diagnostics } = read(text);
      expect(source !== null || diagnostics.length > 0).toBe(true);
      for (const { line, column } of diagnostics) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(text.split('\n').length + 1);
        expect(column).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 500 },
  );
});
