import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameOf, ownValue, timeOf, valueAt } from '../../../../src/shell/probe/sources/engine-values.ts';

const AT = Date.UTC(2026, 0, 1);

describe('a time', () => {
  it.each<readonly [unknown, number | undefined]>([
    ['2026-01-01T00:00:00Z', AT],
    ['2026-01-01T01:00:00.123456789+01:00', AT + 123],
    [AT / 1_000, AT],
    [AT / 1_000 + 0.25, AT + 250],
    [AT, AT],
    [String(AT), AT],
    [String(AT / 1_000), AT],
    [`${String(AT / 1_000)}.5`, AT + 500],
    ['2026-01-01 00:00:00', undefined],
    ['2026-01-01T00:00:00', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['0001-01-01T00:00:00Z', undefined],
    ['yesterday', undefined],
    ['', undefined],
    [0, undefined],
    [-1, undefined],
    [1e300, undefined],
    [NaN, undefined],
    ['1e9', undefined],
    [null, undefined],
    [true, undefined],
    [{}, undefined],
    [[AT], undefined],
  ])('%j', (written, expected) => {
    expect(timeOf(written)).toBe(expected);
  });

  it('is an instant of this century, or none', () => {
    fc.assert(
      fc.property(fc.anything(), (written) => {
        const at = timeOf(written);
        expect(at === undefined || (Number.isInteger(at) && at >= Date.UTC(2000, 0))).toBe(true);
      }),
    );
  });
});

describe('a value', () => {
  it.each<readonly [string, unknown, unknown]>([
    ['a', { a: 1 }, 1],
    ['0', ['x'], 'x'],
    ['1', ['x'], undefined],
    ['-1', ['x'], undefined],
    ['length', ['x'], undefined],
    ['00', ['x'], undefined],
    ['length', 'text', undefined],
    ['a', null, undefined],
    ['constructor', {}, undefined],
    ['__proto__', {}, undefined],
    ['toString', [], undefined],
  ])('%s of %j', (key, value, expected) => {
    expect(ownValue(value, key)).toBe(expected);
  });

  it('that an answer calls __proto__ is a value like any other', () => {
    expect(valueAt(JSON.parse('{"__proto__": {"a": 1}}'), ['__proto__', 'a'])).toBe(1);
  });
});

it.each<readonly [unknown, string | undefined]>([
  ['gw1', 'gw1'],
  [7, '7'],
  ['', undefined],
  [Infinity, undefined],
  [true, undefined],
  [null, undefined],
  [['gw1'], undefined],
])('the name in %j', (value, expected) => {
  expect(nameOf(value)).toBe(expected);
});
