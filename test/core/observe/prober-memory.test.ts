import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VERDICTS } from '../../../src/core/model/snapshot.ts';
import { SIGHTS } from '../../../src/core/observe/memory.ts';
import {
  MAX_MEMORY_LENGTH,
  NO_PROBER_MEMORY,
  proberMemoryText,
  readProberMemory,
} from '../../../src/core/observe/prober-memory.ts';
import type { ProberMemory } from '../../../src/core/observe/prober-memory.ts';
import { replay, START } from './rounds.ts';

const withVotes = (votes: string): ProberMemory => ({
  ...NO_PROBER_MEMORY,
  roundAt: START,
  vantage: 'london',
  seen: replay(votes).memory,
});

test.each(['+', '-', '--', '+-', '+--', '+??', '+b-', '--+?'])(
  'after %s it is read back as it was written',
  (votes) => {
    const memory = withVotes(votes);
    expect(readProberMemory(proberMemoryText(memory))).toEqual(memory);
  },
);

test('whatever is in it is read back', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
  const instant = fc.nat();
  const map = <Value>(value: fc.Arbitrary<Value>) =>
    fc.array(fc.tuple(name, value)).map((list) => new Map(list));
  const memory = fc.record({
    boots: map(fc.record({ bootedAt: fc.option(instant), toldAt: fc.option(instant), askedAt: instant })),
    told: map(fc.constantFrom(...VERDICTS)),
    toldSights: map(fc.constantFrom(...SIGHTS)),
    sources: map(map(map(instant))),
    warnedAt: map(instant),
    advisedAt: map(instant),
  });
  fc.assert(
    fc.property(memory, (some) => {
      const whole: ProberMemory = { ...withVotes('+--'), ...some, addresses: { 'gw1/any': { at: 1 } } };
      expect(readProberMemory(proberMemoryText(whole))).toEqual(whole);
    }),
  );
});

test('the same memory is the same text, in whatever order it came about', () => {
  const told = [['b', 'online'] as const, ['a', 'offline'] as const];
  const text = (entries: typeof told) => proberMemoryText({ ...NO_PROBER_MEMORY, told: new Map(entries) });
  expect(text([...told].reverse())).toBe(text(told));
  const memory = withVotes('+--?');
  expect(proberMemoryText(readProberMemory(proberMemoryText(memory))!)).toBe(proberMemoryText(memory));
});

test('one from before staff were told of advice is read', () => {
  const before = proberMemoryText(withVotes('+')).replace('"advisedAt":{},', '');
  expect(before).not.toContain('advisedAt');
  expect(readProberMemory(before)).toEqual(withVotes('+'));
});

describe('what is no memory', () => {
  const good = proberMemoryText(withVotes('+--'));
  const changed = (change: (value: Record<string, unknown>) => void) => {
    const value = JSON.parse(good) as Record<string, unknown>;
    change(value);
    return JSON.stringify(value);
  };

  test.each([
    ['empty', ''],
    ['torn', good.slice(0, -20)],
    ['of another program', '{"incidents": []}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['of another version', changed((value) => (value['version'] = 1))],
    ['without a part', changed((value) => delete value['boots'])],
    ['with a time that is none', changed((value) => (value['warnedAt'] = { a: 'yesterday' }))],
    ['with a verdict that is none', changed((value) => (value['told'] = { a: 'fine' }))],
    ['with a count below one', good.replace('"count":2', '"count":0')],
    ['too long', ' '.repeat(MAX_MEMORY_LENGTH + 1)],
  ])('%s', (_, text) => {
    expect(text).not.toBe(good);
    expect(readProberMemory(text)).toBeUndefined();
  });

  test('any cut of a good one', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 2), (end) => {
        expect(readProberMemory(good.slice(0, end))).toBeUndefined();
      }),
    );
  });
});
