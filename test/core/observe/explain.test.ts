import { describe, expect, test } from 'vitest';
import { createExplainer } from '../../../src/core/observe/explain.ts';
import { explainFleet } from '../../../src/core/observe/explain-fleet.ts';
import { evidenceOf, situation } from './explained.ts';
import type { Situation } from './explained.ts';
import { MINUTE } from './rounds.ts';

const explained = (given: Situation, id = 'gw1') => createExplainer(situation(given))(id);
const codes = (given: Situation) => explained(given).remarks.map(({ code }) => code);

describe('what one place’s word rests on', () => {
  test.each([
    ['one good look is enough', '+', 'established', 'online'],
    ['two failures', '+--', 'established', 'offline'],
    ['one failure', '+-', 'challenged', 'online'],
    ['no good look yet', '-', 'first-failures', 'unknown'],
    ['nobody could tell', '?', 'never-told', 'unknown'],
    ['one unknown', '+?', 'unanswered-once', 'online'],
    ['two unknowns', '+??', 'unanswered', 'unknown'],
    ['unknown and failure by turns', '+?-', 'unconfirmed', 'unknown'],
    ['an unknown ends no outage', '+--?', 'unanswered-once', 'offline'],
    ['and goes on after it', '+--?-', 'established', 'offline'],
    ['a pause', '+...-', 'earlier', 'unknown'],
    ['its last word is old, and it speaks of others', '+......', 'outdated', 'unknown'],
  ])('%s: %s is %s', (_, row, standing, verdict) => {
    const given = { votes: { gw1: { 'probe London': row }, gw2: { 'probe London': '+++++++' } } };
    const { found, rule, words } = explained({
      votes: { ...given.votes, gw2: { 'probe London': '+'.repeat(row.length) } },
    });
    expect({ verdict: found.verdict, rule, standings: words.map((word) => word.standing) }).toEqual({
      verdict,
      rule: 'alone',
      standings: [standing],
    });
  });

  test('blind, by its canaries', () => {
    const { words } = explained({ votes: { gw1: { 'probe London': '+-' } }, canaries: { London: '+-' } });
    expect(words).toMatchObject([{ standing: 'blind', verdict: 'unknown' }]);
  });

  test('held back, when nearly everything is lost at once', () => {
    const votes = Object.fromEntries(
      [1, 2, 3, 4, 5].map((n) => [`gw${String(n)}`, { 'probe London': '+--' }]),
    );
    expect(explained({ votes }).words).toMatchObject([
      { standing: 'held', before: 'online', run: { verdict: 'offline', count: 2, needed: 4 } },
    ]);
  });

  test('silent, when its sources have nothing', () => {
    const { words } = explained({ votes: { gw1: { 'prometheus Rome': '+ff' } } });
    expect(words).toMatchObject([{ standing: 'silent', verdict: 'unknown' }]);
  });

  test('a place that nobody speaks from any more', () => {
    const { words, rule, found } = explained({
      votes: { gw1: { 'probe London': '+++++++', 'prometheus Rome': '--.....' } },
    });
    expect(words).toMatchObject([{ standing: 'established' }, { vantage: 'Rome', standing: 'gone' }]);
    expect({ rule, verdict: found.verdict }).toEqual({ rule: 'majority', verdict: 'online' });
  });

  test('a source that waits by itself counts at once', () => {
    const { words } = explained({
      votes: { gw1: { 'icinga Rome': '+d' } },
      more: { 'icinga Rome': { settled: true } },
    });
    expect(words).toMatchObject([{ standing: 'established', verdict: 'offline', wasSettled: true }]);
  });

  test('of several votes the one that counted', () => {
    const { words } = explained({ votes: { gw1: { 'probe London': '+++', 'prometheus London': '+dd' } } });
    expect(words).toMatchObject([{ verdict: 'offline', counted: { source: 'prometheus' } }]);
  });
});

describe('how places become a verdict', () => {
  test.each([
    ['++', '++', '++', 'majority', 'online'],
    ['+--', '+--', '+++', 'majority', 'offline'],
    ['+--', '+++', '+??', 'tie', 'unknown'],
    ['+??', '+??', '?', 'nobody', 'unknown'],
    ['+++', '+??', '?', 'majority', 'online'],
  ])('%s, %s and %s: %s', (a, b, c, rule, verdict) => {
    const of = explained({
      votes: { gw1: { 'probe A': a, 'probe B': b, 'probe C': c.padStart(a.length, '.') } },
    });
    expect({ rule: of.rule, verdict: of.found.verdict }).toEqual({ rule, verdict });
  });

  test('nobody looks', () => {
    const input = situation({ servers: { gw9: '' }, votes: { gw1: { 'probe London': '+' } } });
    expect(createExplainer(input)('gw9')).toMatchObject({ rule: 'unwatched', found: { verdict: 'unknown' } });
    expect(() => createExplainer(input)('gw7')).toThrow('"gw7" is no server');
  });

  test('a source should know of it, and never spoke of it', () => {
    const input = situation({ servers: { gw9: '' }, votes: { gw1: { 'probe London': '+' } } });
    const watched = new Set([...input.watched, 'gw9']);
    expect(createExplainer({ ...input, watched })('gw9')).toMatchObject({
      rule: 'unspoken',
      found: { verdict: 'unknown' },
    });
  });
});

describe('what pages read of it', () => {
  const votes = { gw1: { 'probe London': '+--' } };
  const own = situation({ votes });
  const from = (source: string, now = own.now) =>
    evidenceOf(own.topology, own.seen, own.roundAt, now, source);

  test('the same, at first', () => {
    expect(explained({ votes })).toMatchObject({
      told: { verdict: 'offline', sinceAt: explained({ votes }).found.sinceAt },
      remarks: [],
    });
  });

  test.each([
    ['a round overdue', { afterMs: 2.6 * MINUTE }, ['overdue']],
    ['too late', { afterMs: 5 * MINUTE }, ['late']],
    ['by somebody else', { evidence: from('nagios-export') }, ['foreign']],
    [
      'by somebody else, and old as well',
      { evidence: from('nagios-export', own.now + 6 * MINUTE), afterMs: 7 * MINUTE },
      ['foreign', 'old', 'late'],
    ],
    ['none', { evidence: { believed: false, fault: 'missing' } as const }, ['no-snapshot']],
    [
      'another one',
      { evidence: situation({ votes: { gw1: { 'probe London': '+' } } }).evidence },
      ['differs'],
    ],
  ])('%s', (_, more, expected) => {
    expect(codes({ votes, ...more })).toEqual(expected);
  });

  test('what is too old has been unknown since it was', () => {
    const { told, found } = explained({ votes, afterMs: 12 * MINUTE });
    expect(told).toEqual({ verdict: 'unknown', sinceAt: own.roundAt + 5 * MINUTE });
    expect(found.verdict).toBe('offline');
  });

  test('old by one place that lags behind, though the round is fresh', () => {
    const input = situation({
      votes: { gw1: { 'probe London': '++++', 'icinga Rome': '+...' } },
      afterMs: 130_000,
    });
    expect(createExplainer(input)('gw1').remarks).toEqual([
      { code: 'old', takenAt: input.roundAt - 3 * MINUTE },
    ]);
  });

  test('votes of another round', () => {
    const input = situation({ votes });
    const account = { ...input.account, at: input.roundAt - MINUTE };
    expect(createExplainer({ ...input, account })('gw1').remarks).toEqual([
      { code: 'two-rounds', votesAt: input.roundAt - MINUTE },
    ]);
  });
});

describe('the whole', () => {
  const ids = (given: Situation) => explainFleet(situation(given)).doubted.map(({ server }) => server.id);

  test('what is not online, the gravest first, then the latest; what does not count comes last', () => {
    expect(
      ids({
        servers: { cold: ', role: standby' },
        votes: {
          cold: { 'probe London': '+---' },
          well: { 'probe London': '++++' },
          once: { 'probe London': '+++-' },
          late: { 'probe London': '++--' },
          gone: { 'probe London': '+---' },
          dark: { 'probe London': '++??' },
        },
      }),
    ).toEqual(['late', 'gone', 'dark', 'once', 'cold']);
  });

  test('a source that failed, and a place that is blind, doubt nothing', () => {
    const given: Situation = {
      votes: { gw1: { 'probe London': '++', 'icinga Rome': '+f', 'probe Oslo': '+-' } },
      canaries: { Oslo: '+-' },
    };
    expect(explainFleet(situation(given))).toMatchObject({
      doubted: [],
      sound: 1,
      vantages: [
        { name: 'London', sight: 'clear', canaries: null, votes: { online: 1, offline: 0, unknown: 0 } },
        { name: 'Oslo', sight: 'blind', canaries: 'failing' },
        { name: 'Rome', votes: { online: 0, offline: 0, unknown: 1 } },
      ],
    });
  });

  test('while pages believe nothing, what was found decides', () => {
    expect(
      ids({ votes: { gw1: { 'probe London': '++' }, gw2: { 'probe London': '--' } }, afterMs: 9 * MINUTE }),
    ).toEqual(['gw2']);
  });

  test('places that are not heard of, and those that were left out', () => {
    const input = situation({ votes: { gw1: { 'probe London': '+++++++', 'icinga Rome': '+......' } } });
    const [vote] = input.account.votes;
    const account = { ...input.account, votes: [...input.account.votes, { ...vote!, vantage: 'Zürich' }] };
    expect(explainFleet({ ...input, account }).vantages).toMatchObject([
      { name: 'London', sight: 'clear' },
      { name: 'Rome', sight: null, lastAt: input.roundAt - 6 * MINUTE },
      { name: 'Zürich', sight: null },
    ]);
  });
});
