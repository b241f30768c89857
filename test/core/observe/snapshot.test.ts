import { describe, expect, test } from 'vitest';
import { parseSnapshot } from '../../../src/core/parse/snapshot.ts';
import { observe } from '../../../src/core/observe/round.ts';
import type { Memory } from '../../../src/core/observe/memory.ts';
import { snapshotOf } from '../../../src/core/observe/snapshot.ts';
import { snapshotText } from '../../../src/core/observe/snapshot-text.ts';
import { at, MINUTE, replay, RULES, vote } from './rounds.ts';

const FRESH_FOR_MS = 5 * MINUTE;

/** Rounds of several vantages: vantage → a row of letters for `gw1`. */
function seenBy(rows: Readonly<Record<string, string>>): Memory {
  let memory: Memory = new Map();
  const rounds = Math.max(...Object.values(rows).map((row) => row.length));
  for (let round = 0; round < rounds; round += 1) {
    const votes = Object.entries(rows).flatMap(([vantage, row]) => {
      const letter = row[round] ?? '.';
      return letter === '.' ? [] : [vote('gw1', letter, at(round), vantage)];
    });
    memory = observe(memory, { at: at(round), votes, canaries: new Map() }, RULES);
  }
  return memory;
}

const snapshotAt = (memory: Memory, round: number, more = {}) =>
  snapshotOf(memory, { at: at(round), freshForMs: FRESH_FOR_MS, servers: ['gw1'], ...more });

describe('several vantages', () => {
  test('a quorum, since it existed, and the oldest of their observations', () => {
    const snapshot = snapshotAt(seenBy({ london: '+---.', paris: '++---', rome: '+++++' }), 4);
    expect(snapshot).toMatchObject({
      takenAt: at(3),
      vantages: ['london', 'paris', 'rome'],
      vantageTimes: { london: at(3), paris: at(4), rome: at(4) },
    });
    expect(snapshot.servers.get('gw1')).toEqual({
      verdict: 'offline',
      sinceAt: at(2),
      lastOnlineAt: at(1) + MINUTE,
      seenFrom: { london: 'offline', paris: 'offline', rome: 'online' },
    });
  });

  test('one that lags behind is left out, before it makes the others look old', () => {
    const memory = seenBy({ london: '+--', paris: '+++++++' });
    const before = snapshotAt(memory, 5);
    expect(before).toMatchObject({ takenAt: at(2), vantages: ['london', 'paris'] });
    expect(before.servers.get('gw1')?.verdict).toBe('unknown');
    const later = snapshotAt(memory, 6);
    expect(later).toMatchObject({ takenAt: at(6), vantages: ['paris'], vantageTimes: { paris: at(6) } });
    expect(later.servers.get('gw1')).toMatchObject({ verdict: 'online', seenFrom: { paris: 'online' } });
  });

  test('alone, or beside others as old, it has its say until it is no longer believed', () => {
    expect(snapshotAt(seenBy({ london: '++' }), 5)).toMatchObject({ takenAt: at(1), vantages: ['london'] });
    const both = seenBy({ london: '++', paris: '+++' });
    expect(snapshotAt(both, 5).vantages).toEqual(['paris']);
    expect(snapshotAt(seenBy({ london: '++', paris: '++' }), 5)).toMatchObject({
      takenAt: at(1),
      vantages: ['london', 'paris'],
    });
  });

  test('nobody is left: all unknown, as of now', () => {
    const snapshot = snapshotAt(seenBy({ london: '+++' }), 60);
    expect(snapshot).toMatchObject({ takenAt: at(60), vantages: [] });
    expect(snapshot.servers.get('gw1')).toEqual({ verdict: 'unknown', seenFrom: {} });
  });
});

test('a server that nobody has reported for too long is unknown, though its vantage lives', () => {
  let { memory } = replay('++');
  for (let round = 2; round < 7; round += 1)
    memory = observe(
      memory,
      { at: at(round), votes: [vote('gw2', '+', at(round))], canaries: new Map() },
      RULES,
    );
  expect(snapshotAt(memory, 5).servers.get('gw1')?.verdict).toBe('online');
  expect(snapshotAt(memory, 6).servers.get('gw1')).toMatchObject({ verdict: 'unknown', sinceAt: at(1) });
});

test('a server that nobody has a vote for is unknown', () => {
  expect(snapshotAt(replay('+').memory, 0, { servers: ['gw9'] }).servers).toEqual(
    new Map([['gw9', { verdict: 'unknown', seenFrom: { london: 'unknown' } }]]),
  );
});

describe('when a machine started', () => {
  const told = (votes: string, bootedAt: number) =>
    snapshotAt(replay(votes).memory, votes.length - 1, { boots: new Map([['gw1', bootedAt]]) }).servers.get(
      'gw1',
    );

  test('is told while it is online', () => {
    expect(told('++', at(-5))).toMatchObject({ bootedAt: at(-5) });
  });

  test('is told to the minute, whatever is known of the second', () => {
    expect(told('++', at(-5) + 59_999)).toMatchObject({ bootedAt: at(-5) });
  });

  test.each([
    ['not of a server that is not', '--', at(-5)],
    ['not where it lies after the snapshot', '++', at(1) + 1],
  ])('%s', (_, votes, bootedAt) => {
    expect(told(votes, bootedAt)).not.toHaveProperty('bootedAt');
  });
});

describe('the text', () => {
  const memory = seenBy({ london: '+---', 'São Paulo': '?+++', __proto__x: '++--' });
  const snapshot = snapshotAt(memory, 3, { source: 'signalbox-probe', boots: new Map([['gw1', at(-9)]]) });

  test('is read back as it was', () => {
    const { evidence, diagnostics } = parseSnapshot(snapshotText(snapshot), {
      file: 'snapshot.json',
      now: at(3),
      freshForMs: FRESH_FOR_MS,
      serverIds: ['gw1'],
    });
    expect(diagnostics).toEqual([]);
    expect(evidence).toEqual({ believed: true, snapshot });
  });

  test('is this', () => {
    const { memory: known } = replay('--+');
    const text = snapshotText(
      snapshotAt(known, 2, { source: 'signalbox-probe', boots: new Map([['gw1', at(-1)]]) }),
    );
    expect(text).toBe(
      '{"version":1,"taken_at":"2010-09-03T22:02:00Z","source":"signalbox-probe","vantages":["london"],' +
        '"vantage_times":{"london":"2010-09-03T22:02:00Z"},"servers":{"gw1":{"verdict":"online",' +
        '"since":"2010-09-03T22:02:00Z","booted_at":"2010-09-03T21:59:00Z","seen_from":{"london":"online"}}}}\n',
    );
  });

  test('has nothing that the type does not name', () => {
    const gw1 = { ...snapshot.servers.get('gw1')!, host: 'gw1.internal', reason: 'refused' };
    const text = snapshotText({ ...snapshot, servers: new Map([['gw1', gw1]]) });
    expect(text).not.toMatch(/internal|refused/);
  });
});
