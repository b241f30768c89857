import { describe, expect, test } from 'vitest';
import type { VoteReason } from '../../../src/core/model/vote.ts';
import { votesOf, votesWithout } from '../../../src/core/observe/source-votes.ts';
import type {
  EngineReport,
  SourceAnswer,
  SourceMemory,
  SourceRules,
} from '../../../src/core/observe/source-votes.ts';
import { at, MINUTE } from './rounds.ts';

const SECOND = 1_000;
const NOW = at(10);

const RULES: SourceRules = {
  name: 'engine',
  vantage: 'Engine',
  vantages: new Map([['fra1', 'Frankfurt']]),
  servers: new Map([['gw1', ['gw1.internal', 'gw1!smtp']]]),
  canaries: ['outside'],
  believedForMs: 150 * SECOND,
};

const report = (name: string, reason: VoteReason, more: Partial<EngineReport> = {}): EngineReport => ({
  name,
  reason,
  at: NOW - 10 * SECOND,
  ...more,
});

const answerOf = (...reports: readonly EngineReport[]): SourceAnswer => ({
  reports,
  boots: new Map(),
  notes: [],
});

const contextOf = (memory: SourceMemory = new Map(), rules: Partial<SourceRules> = {}) => ({
  rules: { ...RULES, ...rules },
  servers: ['gw1', 'gw2', 'gw3'],
  memory,
  now: NOW,
});

const told = (vantage: string, ...servers: readonly string[]): SourceMemory =>
  new Map([[vantage, new Map(servers.map((server) => [server, NOW - MINUTE]))]]);

/** `gw2 Engine ok 10s`: server, vantage, reason, age. */
const summary = (reports: readonly EngineReport[], memory?: SourceMemory) =>
  votesOf(answerOf(...reports), contextOf(memory)).votes.map(
    (vote) => `${vote.server} ${vote.vantage} ${vote.reason} ${String((NOW - vote.at) / SECOND)}s`,
  );

describe('what an engine says becomes votes', () => {
  test.each<[string, readonly EngineReport[], readonly string[]]>([
    ['by the id of a server', [report('gw2', 'ok')], ['gw2 Engine ok 10s']],
    ['what is no server of ours is passed over', [report('gw9', 'ok')], []],
    ['the id of a server that has other names is none of its names', [report('gw1', 'ok')], []],
    [
      'all the names of a server must be well',
      [report('gw1.internal', 'ok'), report('gw1!smtp', 'reported-down')],
      ['gw1 Engine reported-down 10s'],
    ],
    ['one that is missing cannot be told', [report('gw1.internal', 'ok')], ['gw1 Engine not-reported 0s']],
    [
      'a failure counts although another name is missing',
      [report('gw1.internal', 'reported-down')],
      ['gw1 Engine reported-down 10s'],
    ],
    [
      'each place has a vote, by the name members read',
      [report('gw2', 'ok', { vantage: 'fra1' }), report('gw2', 'reported-down', { vantage: 'Paris' })],
      ['gw2 Frankfurt ok 10s', 'gw2 Paris reported-down 10s'],
    ],
    [
      'a place without a name is the source’s own',
      [report('gw2', 'ok', { vantage: '' })],
      ['gw2 Engine ok 10s'],
    ],
    [
      'a place whose name prints nothing too',
      [report('gw2', 'ok', { vantage: '\u202e\u0007' })],
      ['gw2 Engine ok 10s'],
    ],
    [
      'several things said of one name must all be well',
      [report('gw2', 'ok'), report('gw2', 'reported-down')],
      ['gw2 Engine reported-down 10s'],
    ],
    [
      'online is as old as the oldest of what is said',
      [report('gw2', 'ok'), report('gw2', 'ok', { at: NOW - 60 * SECOND })],
      ['gw2 Engine ok 60s'],
    ],
    [
      'what is too old is stale now',
      [report('gw2', 'ok', { at: NOW - 151 * SECOND })],
      ['gw2 Engine stale 0s'],
    ],
    [
      'an old failure is no failure',
      [report('gw2', 'reported-down', { at: NOW - 151 * SECOND })],
      ['gw2 Engine stale 0s'],
    ],
    [
      'unless it is believed for longer',
      [report('gw2', 'ok', { at: NOW - 151 * SECOND, believedForMs: 600 * SECOND })],
      ['gw2 Engine ok 151s'],
    ],
    [
      'a clock a little ahead is forgiven',
      [report('gw2', 'ok', { at: NOW + 20 * SECOND })],
      ['gw2 Engine ok 0s'],
    ],
    ['one far ahead is not', [report('gw2', 'ok', { at: NOW + 31 * SECOND })], ['gw2 Engine stale 0s']],
    [
      'what cannot be told is so now, whenever it was checked',
      [report('gw2', 'never-checked', { at: 0 })],
      ['gw2 Engine never-checked 0s'],
    ],
  ])('%s', (_, reports, votes) => {
    expect(summary(reports)).toEqual(votes);
  });
});

describe('what it spoke of before', () => {
  test('is unknown where it does not speak of it now', () => {
    expect(summary([report('gw2', 'ok')], told('Engine', 'gw2', 'gw3'))).toEqual([
      'gw2 Engine ok 10s',
      'gw3 Engine not-reported 0s',
    ]);
  });

  test('is unknown from a place that fell silent', () => {
    expect(summary([report('gw2', 'ok')], told('Frankfurt', 'gw2'))).toEqual([
      'gw2 Engine ok 10s',
      'gw2 Frankfurt not-reported 0s',
    ]);
  });

  test('is forgotten after a day, and so is a server that is no more', () => {
    const long = NOW - 24 * 60 * MINUTE - 1;
    const memory: SourceMemory = new Map([
      ['Engine', new Map([['gw2', long]])],
      ['Frankfurt', new Map([['gone', NOW]])],
    ]);
    const { votes, memory: after } = votesOf(answerOf(), contextOf(memory));
    expect(votes).toEqual([]);
    expect([...after]).toEqual([]);
  });

  test('is kept with the time it was last told of', () => {
    const { memory } = votesOf(answerOf(report('gw2', 'ok')), contextOf(told('Engine', 'gw2', 'gw3')));
    expect(memory).toEqual(
      new Map([
        [
          'Engine',
          new Map([
            ['gw2', NOW],
            ['gw3', NOW - MINUTE],
          ]),
        ],
      ]),
    );
  });

  test('is unknown while there is no answer, and nothing is said of anything else', () => {
    const { votes, memory } = votesWithout('no answer within 5.0 s', contextOf(told('Engine', 'gw2')));
    expect(votes).toEqual([
      {
        source: 'engine',
        server: 'gw2',
        vantage: 'Engine',
        verdict: 'unknown',
        reason: 'source-failed',
        at: NOW,
        detail: 'no answer within 5.0 s',
      },
    ]);
    expect(memory).toEqual(told('Engine', 'gw2'));
  });
});

describe('since when', () => {
  const sinceOf = (...reports: readonly EngineReport[]) => {
    const { settled, sinceAt, sinceIsAtLeast } = votesOf(answerOf(...reports), contextOf()).votes[0]!;
    return { settled, sinceAt, sinceIsAtLeast };
  };
  const [early, late] = [at(1), at(5)];

  test.each<[string, readonly EngineReport[], ReturnType<typeof sinceOf>]>([
    [
      'as it is told',
      [report('gw2', 'ok', { sinceAt: early, settled: true, sinceIsAtLeast: true })],
      { settled: true, sinceAt: early, sinceIsAtLeast: true },
    ],
    [
      'online began with the last to recover',
      [report('gw2', 'ok', { sinceAt: early }), report('gw2', 'ok', { sinceAt: late })],
      { settled: undefined, sinceAt: late, sinceIsAtLeast: undefined },
    ],
    [
      'which is nobody’s guess where one does not say',
      [report('gw2', 'ok', { sinceAt: early }), report('gw2', 'ok')],
      { settled: undefined, sinceAt: undefined, sinceIsAtLeast: undefined },
    ],
    [
      'offline began with the first to fail',
      [report('gw2', 'reported-down', { sinceAt: late }), report('gw2', 'reported-down', { sinceAt: early })],
      { settled: undefined, sinceAt: early, sinceIsAtLeast: undefined },
    ],
    [
      'what is well says nothing of a failure',
      [report('gw2', 'ok', { sinceAt: early, settled: true }), report('gw2', 'reported-down')],
      { settled: undefined, sinceAt: undefined, sinceIsAtLeast: undefined },
    ],
    [
      'nothing has been so since the future',
      [report('gw2', 'ok', { sinceAt: NOW + MINUTE })],
      { settled: undefined, sinceAt: NOW - 10 * SECOND, sinceIsAtLeast: undefined },
    ],
    [
      'an unknown has none',
      [report('gw2', 'reported-unknown', { sinceAt: early, settled: true })],
      { settled: undefined, sinceAt: undefined, sinceIsAtLeast: undefined },
    ],
  ])('%s', (_, reports, since) => {
    expect(sinceOf(...reports)).toEqual(since);
  });
});

describe('canaries of an engine', () => {
  test.each<[string, readonly EngineReport[], readonly (readonly [string, string])[]]>([
    ['answer', [report('outside', 'ok')], [['Engine', 'answering']]],
    ['fail', [report('outside', 'reported-down')], [['Engine', 'failing']]],
    [
      'that are too old prove nothing',
      [report('outside', 'ok', { at: NOW - 151 * SECOND })],
      [['Engine', 'failing']],
    ],
    [
      'each for its place',
      [
        report('outside', 'ok', { vantage: 'fra1' }),
        report('outside', 'reported-down', { vantage: 'Paris' }),
      ],
      [
        ['Frankfurt', 'answering'],
        ['Paris', 'failing'],
      ],
    ],
    [
      'of which one answers are enough',
      [report('outside', 'ok'), report('outside', 'reported-down')],
      [['Engine', 'answering']],
    ],
    ['that nobody speaks of are none', [report('gw2', 'ok')], []],
  ])('%s', (_, reports, canaries) => {
    expect([...votesOf(answerOf(...reports), contextOf()).canaries]).toEqual(canaries);
  });
});

test('when machines started, the latest of their names', () => {
  const boots = new Map([
    ['gw1.internal', at(1)],
    ['gw1!smtp', at(3)],
    ['gw2', at(2)],
    ['gw9', at(4)],
  ]);
  expect(votesOf({ ...answerOf(), boots }, contextOf()).boots).toEqual(
    new Map([
      ['gw1', at(3)],
      ['gw2', at(2)],
    ]),
  );
});

test('what belongs together has one order, whatever order it comes in', () => {
  const reports = [
    report('gw2', 'ok', { vantage: 'b' }),
    report('gw3', 'ok', { vantage: 'a' }),
    report('gw2', 'reported-down', { vantage: 'a', detail: 'the second' }),
    report('gw2', 'ok', { vantage: 'a', detail: 'the first' }),
  ];
  expect(summary([...reports].reverse())).toEqual(summary(reports));
});
