import { describe, expect, test } from 'vitest';
import type { Vote } from '../../../src/core/model/vote.ts';
import type { Memory } from '../../../src/core/observe/memory.ts';
import { observe } from '../../../src/core/observe/round.ts';
import type { Rules } from '../../../src/core/observe/server.ts';
import { at, MINUTE, replay, roundAt, roundOf, RULES, toldOf } from './rounds.ts';

/** Votes of one server, one a round, and what is told after each. */
describe('what is told', () => {
  test.each([
    ['a first good round commits at once', '+', '+'],
    ['a first failure is unknown until it is confirmed', '--', '?-'],
    ['one failed round is no outage', '+-+', '+++'],
    ['two in a row are', '+--', '++-'],
    ['two that are not in a row are not', '+-+-+-+', '+++++++'],
    ['one good round ends it', '+--+', '++-+'],
    ['one unknown keeps what was', '+?', '++'],
    ['two do not', '+??', '++?'],
    ['nor do they keep an outage', '--??', '?--?'],
    ['one unknown keeps an outage', '--?-', '?---'],
    ['a failure and an unknown are no outage, and no reason for green either', '+-?-', '++??'],
    ['failures and unknowns by turns never add up to an outage', '+-?-?-?-', '++??????'],
    ['an outage goes on after the dark at once', '--??-', '?--?-'],
    ['online comes back after the dark at once', '+??+', '++?+'],
    ['offline after the dark has to be confirmed', '+??--', '++??-'],
    ['blind is unknown at once', '+b', '+?'],
    ['blind in an outage too', '--b-', '?-?-'],
    ['a failure before the blindness does not count', '+-b-', '++??'],
    ['never anything but unknown', '????', '????'],
    ['a round without a vote changes nothing', '+-.-', '+++-'],
  ])('%s: %s', (_, votes, told) => {
    expect(replay(votes).told).toBe(told);
  });

  test.each([
    ['three failures', { failAfter: 3 }, '+----', '+++--'],
    ['fewer than asked for', { failAfter: 5 }, '+----+', '++++++'],
    ['a first failure alone', { failAfter: 1 }, '-+-', '-+-'],
    ['two good rounds', { recoverAfter: 2 }, '--+++', '?--++'],
    ['not two good rounds in a row', { recoverAfter: 2 }, '--+-+-', '?-----'],
    ['a first good round, however many are asked for', { recoverAfter: 3 }, '+', '+'],
    ['good and unknown by turns', { recoverAfter: 2 }, '--+?+?', '?--???'],
    [
      'patience with failures and unknowns is as long as failures are asked for',
      { failAfter: 4 },
      '+-?-?',
      '++++?',
    ],
  ])('%s %j: %s', (_, rules, votes, told) => {
    expect(replay(votes, rules).told).toBe(told);
  });
});

/** The round in which what is told began, and whether it may have been longer. */
describe('since when', () => {
  test.each([
    ['the first look', '++++', 'online', 0, true],
    ['the first failure, not the second', '++---', 'offline', 2, undefined],
    ['the last failure of those in a row', '+-+--', 'offline', 3, undefined],
    ['the first good round', '--+++', 'online', 2, undefined],
    ['the first of the good rounds', '--.+', 'online', 3, undefined],
    ['a failed round that was no outage leaves it', '--++-+', 'online', 2, undefined],
    ['down when first looked at', '---', 'offline', 0, true],
    ['an outage goes on through the dark', '+---???--', 'offline', 1, undefined],
    ['and through blindness', '+--bbb-', 'offline', 1, undefined],
    ['so does online', '--++??+', 'online', 2, undefined],
    ['an outage found after the dark may be older', '+????--', 'offline', 5, true],
    ['a recovery found after the dark too', '--???+', 'online', 5, true],
    ['unknown begins with the first unknown', '++??', 'unknown', 2, undefined],
    ['or with the first look', '???', 'unknown', 0, undefined],
    ['failures and unknowns by turns', '+-?-?', 'unknown', 1, undefined],
  ])('%s: %s', (_, votes, verdict, since, atLeast) => {
    const { last } = replay(votes);
    expect(last).toMatchObject({ verdict, sinceAt: at(since) });
    expect(last.sinceIsAtLeast).toBe(atLeast);
  });

  test('of the first good round, where two are asked for', () => {
    expect(replay('--+++', { recoverAfter: 2 }).last.sinceAt).toBe(at(2));
  });
});

test.each([
  ['+--', 0],
  ['+-+--', 2],
  ['+??', 0],
  ['--', undefined],
  ['???', undefined],
])('when it was last seen online: %s', (votes, round) => {
  expect(replay(votes).last.lastOnlineAt).toBe(round === undefined ? undefined : at(round));
});

test('an online server says nothing of when it was last seen', () => {
  expect(replay('++').last).not.toHaveProperty('lastOnlineAt');
});

describe('when the clock jumps', () => {
  const onwards = (votes: string, atMs: number, letter: string) => {
    const { memory } = replay(votes);
    return observe(memory, roundAt(atMs, { gw1: letter }), RULES);
  };

  test('a pause of up to two intervals is none', () => {
    const memory = onwards('+-', at(3), '-');
    expect(toldOf(memory, 'gw1', at(3))).toMatchObject({ verdict: 'offline', sinceAt: at(1) });
  });

  test('after a longer one counting begins anew, and green is not vouched for', () => {
    const late = at(1) + 2 * MINUTE + 1;
    const memory = onwards('+-', late, '-');
    expect(toldOf(memory, 'gw1', late)).toMatchObject({ verdict: 'unknown', sinceAt: at(1) });
    const next = observe(memory, roundAt(late + MINUTE, { gw1: '-' }), RULES);
    expect(toldOf(next, 'gw1', late + MINUTE)).toMatchObject({
      verdict: 'offline',
      sinceAt: late,
      sinceIsAtLeast: true,
    });
  });

  test('a good round after it confirms what was known, since when it was', () => {
    const memory = onwards('--++', at(60), '+');
    expect(toldOf(memory, 'gw1', at(60))).toMatchObject({ verdict: 'online', sinceAt: at(2) });
  });

  test('an outage goes on, since when it did', () => {
    const memory = onwards('+--', at(60), '-');
    expect(toldOf(memory, 'gw1', at(60))).toMatchObject({ verdict: 'offline', sinceAt: at(1) });
  });

  test('after a day all that is known is what is found now', () => {
    const tomorrow = at(2) + 24 * 60 * MINUTE;
    expect(toldOf(onwards('--+', tomorrow, '+'), 'gw1', tomorrow)).toMatchObject({ sinceAt: at(2) });
    const later = tomorrow + 1;
    expect(toldOf(onwards('--+', later, '+'), 'gw1', later)).toMatchObject({
      sinceAt: later,
      sinceIsAtLeast: true,
    });
    expect(toldOf(onwards('---', later, '-'), 'gw1', later).verdict).toBe('unknown');
  });

  test('set back: nothing has been so since the future', () => {
    const back = at(-60);
    const online = toldOf(onwards('--++', back, '+'), 'gw1', back);
    expect(online).toMatchObject({ verdict: 'online', sinceAt: back });
    const offline = toldOf(onwards('+--', back, '-'), 'gw1', back);
    expect(offline).toMatchObject({ verdict: 'offline', sinceAt: back, lastOnlineAt: back });
  });

  test('and it stays so as time goes on', () => {
    const back = at(-60);
    let memory = onwards('--++', back, '+');
    for (let round = 1; round <= 3; round += 1)
      memory = observe(memory, roundAt(back + round * MINUTE, { gw1: '+' }), RULES);
    expect(toldOf(memory, 'gw1', back + 3 * MINUTE)).toMatchObject({ verdict: 'online', sinceAt: back });
  });

  test('set back by less than two intervals: counting goes on', () => {
    const back = at(1) - 30_000;
    const memory = onwards('+-', back, '-');
    expect(toldOf(memory, 'gw1', back)).toMatchObject({ verdict: 'offline', sinceAt: back });
    expect(roundOf(back)).toBe(0.5);
  });
});

test('the same round again changes nothing', () => {
  const { memory } = replay('+-');
  expect(observe(memory, roundAt(at(1), { gw1: '-' }), RULES)).toEqual(memory);
});

test('ids that are names of JavaScript itself are ids like any other', () => {
  const names = ['constructor', 'to-string', 'has-own-property', 'proto'];
  let memory = observe(new Map(), roundAt(at(0), Object.fromEntries(names.map((id) => [id, '-']))), RULES);
  memory = observe(memory, roundAt(at(1), Object.fromEntries(names.map((id) => [id, '-']))), RULES);
  for (const id of names) expect(toldOf(memory, id, at(1)).verdict).toBe('offline');
});

test('a server that is no longer asked for is forgotten after a day', () => {
  let { memory } = replay('++');
  memory = observe(memory, roundAt(at(2), { gw2: '+' }), RULES);
  expect(memory.get('london')?.servers.has('gw1')).toBe(true);
  memory = observe(memory, roundAt(at(24 * 60 + 2), { gw2: '+' }), RULES);
  expect([...(memory.get('london')?.servers.keys() ?? [])]).toEqual(['gw2']);
});

describe('somebody who counts failures already', () => {
  const settled = { settled: true } as const;
  const after = (...votes: readonly (readonly [string, Partial<Vote>])[]) => {
    let memory: Memory = new Map();
    for (const [round, [letter, more]] of votes.entries()) {
      const [one] = roundAt(at(round), { gw1: letter }).votes;
      memory = observe(memory, { at: at(round), votes: [{ ...one!, ...more }], canaries: new Map() }, RULES);
    }
    return toldOf(memory, 'gw1', at(votes.length - 1));
  };

  test('is believed at once', () => {
    expect(after(['+', {}], ['-', settled])).toMatchObject({ verdict: 'offline', sinceAt: at(1) });
    expect(after(['-', settled])).toMatchObject({ verdict: 'offline', sinceIsAtLeast: true });
  });

  test('and tells since when', () => {
    expect(after(['+', {}], ['-', { ...settled, sinceAt: at(1) - 30_000 }])).toMatchObject({
      verdict: 'offline',
      sinceAt: at(1) - 30_000,
    });
    expect(after(['+', { sinceAt: at(0) - 5 * MINUTE, sinceIsAtLeast: true }])).toEqual({
      verdict: 'online',
      sinceAt: at(0) - 5 * MINUTE,
      sinceIsAtLeast: true,
      seenFrom: { london: 'online' },
    });
  });

  test('what is known goes on from when it was known', () => {
    expect(after(['+', {}], ['+', { sinceAt: at(1) }])).toMatchObject({
      sinceAt: at(0),
      sinceIsAtLeast: true,
    });
  });

  test('is doubted like anybody else when nearly everything fails at once', () => {
    const fleet = ['a', 'b', 'c', 'd', 'e'];
    const round = (index: number, letter: string) => ({
      at: at(index),
      canaries: new Map(),
      votes: fleet.map((id) => ({ ...roundAt(at(index), { [id]: letter }).votes[0]!, ...settled })),
    });
    let memory = observe(new Map(), round(0, '+'), RULES);
    const verdicts = [1, 2, 3, 4].map((index) => {
      memory = observe(memory, round(index, '-'), RULES);
      return toldOf(memory, 'a', at(index)).verdict;
    });
    expect(verdicts).toEqual(['unknown', 'unknown', 'unknown', 'offline']);
  });
});

describe('places that are not asked equally often', () => {
  test('count by rules of their own', () => {
    const slow = { ...RULES, restartAfterMs: 20 * MINUTE };
    const letters = ['+', '-', '-'].map((letter, index) => ({ letter, time: at(10 * index) }));
    const tell = (rules: Rules) => {
      let memory: Memory = new Map();
      for (const { letter, time } of letters)
        memory = observe(memory, roundAt(time, { gw1: letter }), () => rules);
      return toldOf(memory, 'gw1', at(20)).verdict;
    };
    expect([tell(slow), tell(RULES)]).toEqual(['offline', 'unknown']);
  });
});

describe('a place of which engines have nothing', () => {
  const silent = (index: number) => ({
    at: at(index),
    canaries: new Map(),
    votes: [{ ...roundAt(at(index), { gw1: '?' }).votes[0]!, reason: 'source-failed' as const }],
  });

  test('is silent once what was known has run out', () => {
    let memory = observe(new Map(), roundAt(at(0), { gw1: '+' }), RULES);
    const sights = [1, 2].map((index) => {
      memory = observe(memory, silent(index), RULES);
      return [memory.get('london')?.sight, toldOf(memory, 'gw1', at(index)).verdict];
    });
    expect(sights).toEqual([
      ['clear', 'online'],
      ['silent', 'unknown'],
    ]);
    expect(observe(memory, roundAt(at(3), { gw1: '+' }), RULES).get('london')).toMatchObject({
      sight: 'clear',
      sightSinceAt: at(3),
    });
  });
});
