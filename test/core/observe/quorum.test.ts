import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/core/model/snapshot.ts';
import { combine } from '../../../src/core/observe/quorum.ts';
import type { Sighting } from '../../../src/core/observe/quorum.ts';

const VERDICT: Readonly<Record<string, Verdict>> = { '+': 'online', '-': 'offline', '?': 'unknown' };
const NAMES = ['amsterdam', 'london', 'paris', 'rome', 'vienna'];

/** `+10 -20 ?30`: a verdict and since when, for each vantage in turn; `~` behind it for at least. */
const sightings = (text: string): Sighting[] =>
  text.split(' ').map((word, index) => {
    const since = /\d+/.exec(word)?.[0];
    return {
      vantage: NAMES[index] ?? '',
      verdict: VERDICT[word[0] ?? ''] ?? 'unknown',
      ...(since === undefined ? {} : { sinceAt: Number(since) }),
      ...(word.endsWith('~') ? { sinceIsAtLeast: true } : {}),
    };
  });

describe('more than half of those that can see', () => {
  test.each([
    ['+', 'online'],
    ['-', 'offline'],
    ['?', 'unknown'],
    ['+ +', 'online'],
    ['+ -', 'unknown'],
    ['- -', 'offline'],
    ['- ?', 'offline'],
    ['+ ?', 'online'],
    ['? ?', 'unknown'],
    ['+ + -', 'online'],
    ['+ - -', 'offline'],
    ['+ - ?', 'unknown'],
    ['- - ? ? ?', 'offline'],
    ['+ + - -', 'unknown'],
    ['+ + + - -', 'online'],
  ])('%s: %s', (text, verdict) => {
    expect(combine(sightings(text)).verdict).toBe(verdict);
  });

  test('nobody at all is unknown', () => {
    expect(combine([])).toEqual({ verdict: 'unknown', seenFrom: {} });
  });
});

describe('since the quorum existed', () => {
  test.each([
    ['one: its own', '-10', 10, undefined],
    ['two: the later', '-10 -20', 20, undefined],
    ['three: the second', '-10 -30 -20', 20, undefined],
    ['three with one dissenter: the later of the two', '-10 +5 -20', 20, undefined],
    ['five: the third', '-50 -10 -40 -20 -30', 30, undefined],
    ['a vantage that cannot see does not count', '-10 ?1 ?2', 10, undefined],
    ['at least, where the one that decides began to look', '+10 +20~', 20, true],
    ['at least, where a later one did', '+10 +20 +30~', 20, true],
    ['exactly, where an earlier one did', '+10~ +20', 20, undefined],
    ['at least, where one does not say', '+10 +20 +', 20, true],
    ['not told, where too few say', '+10 +', undefined, undefined],
    ['unknown: the latest turn', '+10 -20 ?15', 20, undefined],
  ])('%s', (_, text, since, atLeast) => {
    const { sinceAt, sinceIsAtLeast } = combine(sightings(text));
    expect({ sinceAt, sinceIsAtLeast }).toEqual({ sinceAt: since, sinceIsAtLeast: atLeast });
  });
});

describe('the rest', () => {
  const of = (more: readonly Partial<Sighting>[]) =>
    combine(more.map((part, index) => ({ vantage: NAMES[index] ?? '', verdict: 'offline', ...part })));

  test('the latest start of a machine counts', () => {
    expect(
      of([
        { bootedAt: 5, verdict: 'online' },
        { bootedAt: 9, verdict: 'online' },
      ]).bootedAt,
    ).toBe(9);
  });

  test('the last time anybody saw it', () => {
    expect(of([{ lastOnlineAt: 5 }, { lastOnlineAt: 9 }]).lastOnlineAt).toBe(9);
    expect(of([{ lastOnlineAt: 5, verdict: 'unknown' }]).lastOnlineAt).toBe(5);
    expect(of([{ lastOnlineAt: 5, verdict: 'online' }])).not.toHaveProperty('lastOnlineAt');
  });

  test('an outage is not contradicted by the minority that sees the server', () => {
    const told = of([{ sinceAt: 10 }, { sinceAt: 20 }, { verdict: 'online', lastOnlineAt: 90 }]);
    expect(told).toMatchObject({ verdict: 'offline', sinceAt: 20, lastOnlineAt: 20 });
  });

  test('what each saw, by name; who has none counts and is not told', () => {
    const told = combine([
      { vantage: 'rome', verdict: 'online' },
      { vantage: null, verdict: 'offline' },
      { vantage: 'london', verdict: 'offline' },
    ]);
    expect(told).toEqual({ verdict: 'offline', seenFrom: { london: 'offline', rome: 'online' } });
    expect(Object.keys(told.seenFrom)).toEqual(['london', 'rome']);
  });
});
