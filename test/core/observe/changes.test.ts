import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../../src/core/model/snapshot.ts';
import { changeMessage } from '../../../src/core/observe/change-message.ts';
import { stepsBetween, untoldChanges } from '../../../src/core/observe/changes.ts';
import { observe } from '../../../src/core/observe/round.ts';
import { snapshotOf } from '../../../src/core/observe/snapshot.ts';
import { parseTopology } from '../../../src/core/parse/topology.ts';
import { SMALL_TOPOLOGY } from '../../support/small-site.ts';
import { at, MINUTE, replay, replayFleet, roundAt, RULES } from './rounds.ts';

/** What is new of a fleet to somebody who was told something. */
function untold(rows: Record<string, string>, told: Record<string, Verdict>, canaries?: string) {
  const { memory } = replayFleet(rows, canaries === undefined ? {} : { canaries });
  const rounds = Object.values(rows)[0]?.length ?? 0;
  const snapshot = snapshotOf(memory, {
    at: at(rounds - 1),
    freshForMs: 5 * MINUTE,
    servers: Object.keys(rows),
  });
  return untoldChanges(new Map(Object.entries(told)), snapshot, memory);
}

describe('what staff have not been told', () => {
  test('a server that turned, since when', () => {
    expect(untold({ gw1: '+--' }, { gw1: 'online' })).toEqual([
      { server: 'gw1', from: 'online', to: 'offline', sinceAt: at(1) },
    ]);
  });

  test.each<[string, string, Record<string, Verdict>, number]>([
    ['a first sight of what is online is no news', '+', {}, 0],
    ['of what is offline it is', '--', {}, 1],
    ['of what nobody can tell it is not', '??', {}, 0],
    ['a failure that is not believed yet is none', '+-', { gw1: 'online' }, 0],
    ['what was told is not told again', '+--', { gw1: 'offline' }, 0],
    ['what was missed while nobody could tell is told', '--+', { gw1: 'offline' }, 1],
    ['unknown is told', '+??', { gw1: 'online' }, 1],
  ])('%s', (_, votes, told, count) => {
    expect(untold({ gw1: votes }, told)).toHaveLength(count);
  });

  test('in the order of ids', () => {
    const changes = untold({ b: '--', c: '--', a: '--' }, {});
    expect(changes.map(({ server }) => server)).toEqual(['a', 'b', 'c']);
  });

  test('nothing of servers while the vantage is blind, and afterwards only what changed meanwhile', () => {
    const told: Record<string, Verdict> = { a: 'online', b: 'online' };
    expect(untold({ a: '+++', b: '+++' }, told, '+--')).toEqual([]);
    expect(untold({ a: '+++++', b: '++---' }, told, '+--++')).toMatchObject([{ server: 'b', to: 'offline' }]);
  });

  test('a mass failure is told once it is believed', () => {
    const fleet = (row: string) => Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id) => [id, row]));
    const told = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((id) => [id, 'online' as const]));
    expect(untold(fleet('+---'), told)).toEqual([]);
    expect(untold(fleet('+----'), told)).toHaveLength(5);
  });
});

describe('steps, for the log', () => {
  const stepAfter = (votes: string, letter: string) => {
    const { memory } = replay(votes);
    const after = observe(memory, roundAt(at(votes.length), { gw1: letter }), RULES).get('london');
    return stepsBetween(memory.get('london'), after!).map(({ type, from, to, sinceAt }) => ({
      type,
      from,
      to,
      since: sinceAt === undefined ? undefined : (sinceAt - at(0)) / MINUTE,
    }));
  };

  test.each([
    ['', '+', [{ type: 'hard', from: 'unknown', to: 'online', since: 0 }]],
    ['', '-', [{ type: 'soft', from: 'unknown', to: 'offline', since: 0 }]],
    ['+', '+', []],
    ['+', '-', [{ type: 'soft', from: 'online', to: 'offline', since: 1 }]],
    ['+-', '-', [{ type: 'hard', from: 'online', to: 'offline', since: 1 }]],
    ['+--', '-', []],
    ['+-', '+', []],
    ['+--', '+', [{ type: 'hard', from: 'offline', to: 'online', since: 3 }]],
    ['+', '?', [{ type: 'soft', from: 'online', to: 'unknown', since: 1 }]],
    ['+?', '?', [{ type: 'hard', from: 'online', to: 'unknown', since: 1 }]],
  ])('after "%s", %s', (votes, letter, expected) => {
    expect(stepAfter(votes, letter)).toEqual(expected);
  });
});

describe('the message', () => {
  const { topology } = parseTopology(SMALL_TOPOLOGY, { file: 'topology.yml', env: {} });
  const message = (more: object) =>
    JSON.parse(
      changeMessage({ topology: topology!, vantage: 'london', at: at(2), changes: [], sight: null, ...more }),
    ) as Record<string, unknown>;
  const change = { server: 'gw1', from: 'online', to: 'offline', sinceAt: at(1) } as const;

  test('says what changed, with names, and the same in plain words', () => {
    expect(message({ changes: [change] })).toEqual({
      version: 1,
      site: 'Small Mail',
      vantage: 'london',
      at: '2010-09-03T22:02:00Z',
      changes: [
        {
          server: 'gw1',
          name: 'gw1',
          group: 'gateways',
          group_name: 'Gateways',
          from: 'online',
          to: 'offline',
          since: '2010-09-03T22:01:00Z',
        },
      ],
      text: 'gw1 (Gateways) is offline since 2010-09-03 22:01 UTC; it was online.\n',
    });
  });

  test.each([
    [
      'blind',
      'london is cut off: none of its canaries answers, so it says unknown, since 2010-09-03 22:01 UTC.\n',
    ],
    [
      'doubtful',
      'london lost nearly everything at once and waits before it believes that, since 2010-09-03 22:01 UTC.\n',
    ],
    ['clear', 'london sees clearly again, since 2010-09-03 22:01 UTC.\n'],
  ])('of the vantage itself: %s', (to, text) => {
    const found = message({ sight: { from: 'clear', to, sinceAt: at(1) } });
    expect(found).toMatchObject({ sight: { from: 'clear', to, since: '2010-09-03T22:01:00Z' }, text });
  });

  test('of what staff should know although nothing failed', () => {
    const text = 'Its certificate ends in 9 days, on 2010-09-12.';
    const advice = [
      { server: 'gw1', kind: 'smtp', warnings: [text], detail: 'gw1.internal:25 said so' },
      { source: 'icinga', notes: ['it has nothing called "gw1.internal"'] },
    ];
    expect(message({ advice })).toMatchObject({
      changes: [],
      advice: [
        { server: 'gw1', name: 'gw1', group: 'gateways', group_name: 'Gateways', kind: 'smtp', text },
        { source: 'icinga', text: 'It answers, and not all of its answer is of use; the log says why.' },
      ],
      text:
        'smtp of gw1 (Gateways): its certificate ends in 9 days, on 2010-09-12.\n' +
        'Source icinga: it answers, and not all of its answer is of use; the log says why.\n',
    });
    expect(JSON.stringify(message({ advice }))).not.toContain('internal');
  });

  test.each([
    [
      'silent',
      ['london', 'paris'],
      'The vantages (london, paris) can tell of no server, so all are unknown, since 2010-09-03 22:01 UTC.\n',
    ],
    ['clear', [], 'The vantages can tell of servers again, since 2010-09-03 22:01 UTC.\n'],
  ])('of several vantages together: %s', (to, merged, text) => {
    const found = message({ vantage: 'merge', merged, sight: { from: 'clear', to, sinceAt: at(1) } });
    expect(found).toMatchObject({ vantage: 'merge', vantages: merged, text });
  });

  test('has nothing private in it', () => {
    expect(JSON.stringify(message({ changes: [change] }))).not.toMatch(/secret-internal|2525|smtp/);
  });

  test('of a server that has left the topology meanwhile', () => {
    expect(message({ changes: [{ ...change, server: 'gone' }] })['text']).toContain('gone is offline');
  });
});
