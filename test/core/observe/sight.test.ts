import { describe, expect, test } from 'vitest';
import { observe } from '../../../src/core/observe/round.ts';
import { at, MINUTE, replayFleet, roundAt, RULES, toldOf } from './rounds.ts';

/** `count` servers that share one row of votes. */
const many = (count: number, row: string, prefix = 's'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${String(index)}`, row]));

/** What is told of the servers of a fleet that were given one row; all have to be told alike. */
function told(rows: Record<string, string>, prefix: string, options = {}): string {
  const { told: all } = replayFleet(rows, options);
  const different = new Set(Object.entries(all).flatMap(([id, row]) => (id.startsWith(prefix) ? [row] : [])));
  expect([...different]).toHaveLength(1);
  return [...different][0] ?? '';
}

describe('nearly all at once, without canaries: later by as many rounds as failures are asked for', () => {
  test.each([
    ['all of five', { ...many(5, '+-----') }, {}, '+???--'],
    ['all of four are too few to be a mass', { ...many(4, '+-----') }, {}, '++----'],
    ['four of five', { ...many(8, '+-----'), ...many(2, '++++++', 'ok') }, {}, '+???--'],
    ['a little less than four of five', { ...many(7, '+-----'), ...many(2, '++++++', 'ok') }, {}, '++----'],
    ['one failure is enough', many(6, '+-----'), { rules: { failAfter: 1 } }, '+?----'],
    ['three failures are asked for', many(6, '+-------'), { rules: { failAfter: 3 } }, '+?????--'],
    ['back before it is believed', many(6, '+---++'), {}, '+???++'],
    ['and all gone again: held anew', many(6, '+-+---'), {}, '+?+???'],
  ])('%s', (_, rows, options, expected) => {
    expect(told(rows, 's', options)).toBe(expected);
  });

  test('it is dated back to the first failure', () => {
    const { memory } = replayFleet(many(5, '++----'));
    expect(toldOf(memory, 's0', at(5))).toMatchObject({ verdict: 'offline', sinceAt: at(2) });
    expect(toldOf(memory, 's0', at(5))).not.toHaveProperty('sinceIsAtLeast');
  });

  test('what was back before it was believed has been online all along', () => {
    const { memory } = replayFleet(many(5, '+--+'));
    expect(toldOf(memory, 's0', at(3))).toMatchObject({ verdict: 'online', sinceAt: at(0) });
  });

  test('a failure that begins in the middle of a round is complete in the next', () => {
    const rows = { ...many(5, '+-----', 'early'), ...many(5, '++----', 'late') };
    expect(told(rows, 'early')).toBe('++??--');
    expect(told(rows, 'late')).toBe('++???-');
  });

  test('servers that were down before are no part of it', () => {
    const rows = { ...many(5, '++-----'), ...many(20, '-------', 'old') };
    expect(told(rows, 's')).toBe('++???--');
    expect(told(rows, 'old')).toBe('?------');
  });

  test('what begins to fail while it is going on is held too', () => {
    const rows = { ...many(9, '+-------'), ...many(2, '+++-----', 'late') };
    expect(told(rows, 's')).toBe('+???----');
    expect(told(rows, 'late')).toBe('+++???--');
  });

  test('what cannot be told of the others makes it no more believable', () => {
    const rows = { ...many(2, '+-----'), ...many(6, '+?????', 'odd'), ...many(2, '++++++', 'ok') };
    expect(told(rows, 's')).toBe('+???--');
    expect(told(rows, 'odd')).toBe('++????');
  });

  test('a machine that wakes without a network does not turn everything red', () => {
    let { memory } = replayFleet(many(6, '++'));
    const wake = at(600);
    const failing = Object.fromEntries(Object.keys(many(6, '')).map((id) => [id, '-']));
    const verdicts = [0, 1, 2, 3].map((round) => {
      memory = observe(memory, roundAt(wake + round * MINUTE, failing), RULES);
      return toldOf(memory, 's0', wake + round * MINUTE).verdict;
    });
    expect(verdicts).toEqual(['unknown', 'unknown', 'unknown', 'offline']);
  });
});

describe('with canaries', () => {
  test('who sees the world outside believes a mass failure as any other', () => {
    expect(told(many(6, '+----'), 's', { canaries: '+++++' })).toBe('++---');
  });

  test('who does not is blind at once, for as long as it lasts', () => {
    expect(told(many(6, '+---++'), 's', { canaries: '+---++' })).toBe('+???++');
  });

  test('failures of a blind round do not count afterwards', () => {
    expect(told(many(6, '+--++-+'), 's', { canaries: '+--++++' })).toBe('+??++++');
  });

  test('an outage that was known is as unknown as all else, and goes on afterwards', () => {
    const { memory, told: all } = replayFleet({ s0: '+-------' }, { canaries: '+++---++' });
    expect(all['s0']).toBe('++-???--');
    expect(toldOf(memory, 's0', at(7))).toMatchObject({ verdict: 'offline', sinceAt: at(1) });
  });
});

describe('the sight of a vantage', () => {
  test.each([
    ['clear', many(5, '+++'), undefined, 'ccc'],
    ['doubtful while some are held', many(5, '+-----'), undefined, 'cdddcc'],
    ['clear for an ordinary failure', { ...many(5, '+++'), a: '+--' }, undefined, 'ccc'],
    ['blind while canaries fail', many(5, '+++++'), '+--++', 'cbbcc'],
  ])('%s', (_, rows, canaries, expected) => {
    expect(replayFleet(rows, canaries === undefined ? {} : { canaries }).sights).toBe(expected);
  });

  test('since when', () => {
    expect(replayFleet(many(5, '+++++'), { canaries: '+----' }).memory.get('london')?.sightSinceAt).toBe(
      at(1),
    );
  });

  test('a vantage whose canaries fail is blind though it has no votes at all', () => {
    const memory = observe(
      new Map(),
      { at: at(0), votes: [], canaries: new Map([['london', 'failing']]) },
      RULES,
    );
    expect(memory.get('london')).toMatchObject({ sight: 'blind', at: at(0) });
  });
});
