import { describe, expect, it } from 'vitest';
import { findNamed, nameNotes } from '../../../../src/shell/probe/sources/engine-names.ts';
import { gatus } from '../../../../src/shell/probe/sources/gatus.ts';

const things = [
  { id: '1', name: 'gw1' },
  { id: '2', name: 'gw2' },
  { id: '3', name: 'gw2' },
  { id: 'gw3', name: 'gw3' },
  { id: '4', name: '1' },
  { id: '5', name: undefined },
];

describe('findNamed', () => {
  const wanted = ['1', 'gw1', 'gw2', '2', 'gw3', '5', 'gw9', 'constructor'];
  const { found, ambiguous } = findNamed(things, ({ id, name }) => [id, name], new Set(wanted));

  it('finds each by any of its names', () => {
    expect([...found].map(([name, { id }]) => `${name}: ${id}`).sort()).toEqual([
      '2: 2',
      '5: 5',
      'gw1: 1',
      'gw3: gw3',
    ]);
  });

  it('finds none where several are called so', () => {
    expect([...ambiguous].sort()).toEqual(['1', 'gw2']);
  });
});

describe('nameNotes', () => {
  const notesOf = (written: object, told: readonly string[], ambiguous: readonly string[] = []) =>
    nameNotes(gatus.options.parse({ url: 'http://gatus.test', ...written }), new Set(told), ambiguous);

  it.each<readonly [string, object, readonly string[], readonly string[], readonly string[]]>([
    ['an id alone may be none of its business', {}, [], [], []],
    ['a name that somebody wrote', { servers: { gw1: 'gw_1' } }, [], [], ['it has nothing called "gw_1"']],
    ['a canary', { canaries: ['outside'] }, [], [], ['it has nothing called "outside"']],
    ['one that is there', { servers: { gw1: 'gw_1' } }, ['gw_1'], [], []],
    [
      'one that is there twice',
      { servers: { gw1: 'gw_1' } },
      [],
      ['gw_1'],
      ['it has more than one thing called "gw_1"'],
    ],
    [
      'many',
      { servers: { gw1: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] } },
      [],
      [],
      ['it has nothing called "a", "b", "c", "d", "e" and 2 more'],
    ],
  ])('%s', (_name, written, told, ambiguous, expected) => {
    expect(notesOf(written, told, ambiguous)).toEqual(expected);
  });
});
