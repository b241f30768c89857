import { expect, test } from 'vitest';
import { adviceKey, dueAdvice, stillKnown } from '../../../src/core/observe/advice.ts';
import type { Advice } from '../../../src/core/observe/advice.ts';
import { at } from './rounds.ts';

const smtp: Advice = {
  server: 'gw1',
  kind: 'smtp',
  warnings: ['Its certificate ends in 9 days, on 2010-09-12.'],
};
const source: Advice = { source: 'gw1', notes: ['it has nothing called "gw2"'] };
const DAY = 24 * 60;

test.each([
  ['never told', undefined, true],
  ['told a moment ago', 0, false],
  ['told not quite a day ago', -DAY + 1, false],
  ['told a day ago', -DAY, true],
  ['told tomorrow, by a clock that was set back since', DAY, true],
  ['told in an hour, by such a clock', 60, false],
])('%s', (_, minute, isDue) => {
  const advised = new Map(minute === undefined ? [] : [[adviceKey(smtp), at(minute)]]);
  expect(dueAdvice([smtp], advised, at(0))).toEqual(isDue ? [smtp] : []);
  expect(stillKnown(advised, at(0)).size).toBe(isDue ? 0 : 1);
});

test('a source and a server of one name are two things', () => {
  expect(dueAdvice([smtp, source], new Map([[adviceKey(source), at(0)]]), at(1))).toEqual([smtp]);
});
