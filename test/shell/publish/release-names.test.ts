import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareReleaseNames,
  nextReleaseName,
  readReleaseName,
} from '../../../src/shell/publish/release-names.ts';

const AT = Date.UTC(2010, 8, 3, 22, 10, 0);

test.each([
  ['the first', [], '20100903T221000Z'],
  ['a later one', ['20100903T220900Z'], '20100903T221000Z'],
  ['in the same second', ['20100903T221000Z'], '20100903T221000Z-2'],
  ['again', ['20100903T221000Z', '20100903T221000Z-10', '20100903T221000Z-2'], '20100903T221000Z-11'],
  ['after the clock was set back', ['20100903T221000Z', '20100904T000000Z'], '20100904T000000Z-2'],
])('%s', (_, taken, name) => {
  expect(nextReleaseName(AT + 999, taken)).toBe(name);
});

test('names say when', () => {
  expect(readReleaseName('20100903T221000Z')).toEqual({ at: AT, count: 1 });
  expect(readReleaseName('20100903T221000Z-2')).toEqual({ at: AT, count: 2 });
});

test.each([
  '',
  '20100903T221000Z.part',
  '20101303T221000Z',
  '20100903T221000Z-0',
  'latest',
  '../20100903T221000Z',
])('%j is none', (name) => {
  expect(readReleaseName(name)).toBeUndefined();
});

test('whatever the clock says, names sort in the order in which they were given', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5_000 })), (clock) => {
      const names: string[] = [];
      for (const ms of clock) names.push(nextReleaseName(AT + ms, names));
      expect(new Set(names).size).toBe(names.length);
      expect([...names].reverse().sort(compareReleaseNames)).toEqual(names);
    }),
  );
});
