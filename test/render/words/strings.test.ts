import { describe, expect, test } from 'vitest';
import { checkStrings, usableStrings } from '../../../src/render/words/check-strings.ts';
import {
  MESSAGES,
  placeholdersOf,
  variantsOf,
  type MessageKey,
  type MessageTable,
} from '../../../src/render/words/messages.ts';
import { createWords } from '../../../src/render/words/words.ts';

const options = { locale: 'en-GB', timezone: 'Europe/London' };
const SUMMER = Date.parse('2010-09-03T23:10:00+01:00');

describe('overrides', () => {
  test('win over the English table', () => {
    const words = createWords({
      ...options,
      strings: { 'severity.down': 'Out of order', 'date.stamp': '{clock} on the {day}{ordinal} of {month}' },
    });
    expect(words.severity('down')).toBe('Out of order');
    expect(words.severity('operational')).toBe('Works');
    expect(words.stamp(SUMMER)).toBe('23:10 on the 03rd of Sep');
  });

  test('have the plural forms of their own language', () => {
    const polish = { one: '{count} dzień', few: '{count} dni', many: '{count} dni', other: '{count} dnia' };
    const words = createWords({ locale: 'pl', timezone: 'Europe/Warsaw', strings: { 'age.day': polish } });
    expect([1, 2, 5, 22].map((count) => words.age({ count, unit: 'day' }))).toEqual([
      '1 dzień',
      '2 dni',
      '5 dni',
      '22 dni',
    ]);
  });

  test('of a plural by one text serve every count', () => {
    const words = createWords({ ...options, strings: { 'age.day': '{count} d' } });
    expect(words.age({ count: 1, unit: 'day' })).toBe('1 d');
  });
});

describe('bugs throw', () => {
  const words = createWords(options);
  test.each<[string, () => unknown, string]>([
    ['a missing key', () => words.text('no.such.key' as MessageKey), 'no.such.key'],
    ['a name every object has', () => words.text('constructor' as MessageKey), 'constructor'],
    ['a missing argument', () => words.text('reason.no-server-in-service'), '{group}'],
    ['a missing count', () => words.text('age.day'), '{count}'],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});

describe('checking overrides', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string[]]>([
    ['nothing', {}, []],
    [
      'good ones',
      { 'severity.down': 'Out', 'age.day': { one: 'a day', other: '{count} days' }, 'date.ordinal': '.' },
      [],
    ],
    [
      'a key mistyped',
      { 'severity.dwon': 'Out' },
      ['there is no string "severity.dwon" (did you mean "severity.down"?)'],
    ],
    ['a key of nowhere', { ['x'.repeat(30)]: 'Out' }, [`there is no string "${'x'.repeat(30)}"`]],
    ['a name every object has', { constructor: 'x' }, ['there is no string "constructor"']],
    [
      'a placeholder mistyped',
      { 'reason.no-server-in-service': 'Nothing left of {gruop}.' },
      [
        '"reason.no-server-in-service" uses {gruop}, which it is not given; it has {group} (did you mean "group"?)',
      ],
    ],
    [
      'a placeholder where there is none',
      { 'severity.down': '{name} is out' },
      ['"severity.down" uses {name}, which it is not given; it has none'],
    ],
    [
      'a number',
      { 'severity.down': 1 },
      ['"severity.down" is the number 1, where text, or texts by plural form, were expected'],
    ],
    [
      'nothing at all',
      { 'severity.down': null },
      ['"severity.down" is empty, where text, or texts by plural form, were expected'],
    ],
    [
      'a list',
      { 'severity.down': ['a'] },
      ['"severity.down" is a list, where text, or texts by plural form, were expected'],
    ],
    [
      'plural forms of something that counts nothing',
      { 'severity.down': { other: 'Out' } },
      ['"severity.down" has plural forms, but counts nothing (write one text)'],
    ],
    [
      'an unknown plural form',
      { 'age.day': { oen: 'x', other: 'y' } },
      [
        '"age.day" has the plural form "oen", where zero, one, two, few, many, other were expected (did you mean "one"?)',
      ],
    ],
    [
      'no form for the rest',
      { 'age.day': { one: 'x' } },
      ['"age.day" has plural forms without "other", which is required'],
    ],
    [
      'a wrong placeholder in one form',
      { 'age.day': { one: '{n} day', other: '{count} days' } },
      ['"age.day" uses {n}, which it is not given; it has {count}'],
    ],
    [
      'several at once',
      { a: 'x', 'severity.down': '{a} {b}' },
      [
        'there is no string "a"',
        '"severity.down" uses {a}, which it is not given; it has none',
        '"severity.down" uses {b}, which it is not given; it has none',
      ],
    ],
  ])('%s', (_, overrides, expected) => {
    const found = checkStrings(overrides).map(({ message, hint }) =>
      hint === undefined ? message : `${message} (${hint})`,
    );
    expect(found).toEqual(expected);
  });

  test('what cannot be used is left out, the rest is kept', () => {
    expect(usableStrings({ 'severity.down': 'Out', 'severity.dwon': 'Out', 'age.day': 3 })).toEqual({
      'severity.down': 'Out',
    });
  });

  test('what is usable never makes a text throw for lack of a placeholder', () => {
    expect(checkStrings(MESSAGES)).toEqual([]);
  });
});

describe('the table', () => {
  const table: MessageTable = MESSAGES;
  test('has no empty text and no broken placeholder', () => {
    const broken = Object.entries(table).filter(([, message]) =>
      variantsOf(message).some(
        (text) => text === '' || text.replaceAll(/\{\w+\}/g, '').match(/[{}]/) !== null,
      ),
    );
    expect(broken).toEqual([]);
  });

  test('names no placeholder in two ways', () => {
    const names = new Set(Object.values(table).flatMap(variantsOf).flatMap(placeholdersOf));
    expect(
      [...names].filter((name) => name !== name.toLowerCase() && !/^[a-z]+([A-Z][a-z]+)+$/.test(name)),
    ).toEqual([]);
  });
});
