import { expect, test } from 'vitest';
import type { Instant } from '../../../src/core/model/time.ts';
import { observe } from '../../../src/core/observe/round.ts';
import { adviceOf } from '../../../src/shell/probe/advice-of.ts';
import type { Cycle } from '../../../src/shell/probe/cycle.ts';
import type { LogEvent, LogFields } from '../../../src/shell/probe/probe-log.ts';
import { logRound } from '../../../src/shell/probe/round-log.ts';
import { at, replay, roundAt, RULES } from '../../core/observe/rounds.ts';

const HOUR = 60;

/** A round at a minute in which `gw1` answers, with more about it. */
const cycleAt = (minute: number, more: Partial<Cycle> = {}): Cycle => ({
  round: roundAt(at(minute), { gw1: '+' }),
  checks: [],
  canaries: [],
  boots: new Map(),
  durationMs: 100,
  lagMs: 1,
  ...more,
});

function logged(cycle: Cycle, warnedAt: ReadonlyMap<string, Instant> = new Map()) {
  const lines: [LogEvent, LogFields][] = [];
  const memory = observe(replay('+').memory, cycle.round, RULES);
  const before = replay('+').memory;
  const log = { write: (event: LogEvent, fields: LogFields) => void lines.push([event, fields]) };
  const after = logRound(log, {
    cycle,
    asked: [],
    advice: adviceOf(cycle, []),
    leftOut: [],
    before,
    after: memory,
    vantage: 'london',
    warnedAt,
  });
  return { lines, events: lines.map(([event]) => event), after };
}

test('a round like others leaves no line', () => {
  expect(logged(cycleAt(1)).lines).toEqual([]);
});

test('a certificate near its end is told of once a day, each check for itself', () => {
  const checkOf = (kind: string) => ({
    server: 'gw1',
    kind,
    reason: 'ok' as const,
    outcome: { reason: 'ok' as const, warnings: [`the certificate of ${kind} ends in 9 days`] },
    retried: false,
  });
  let warnedAt: ReadonlyMap<string, Instant> = new Map();
  const told: [number, string][] = [];
  for (const minute of [1, 2, 60, 24 * HOUR, 24 * HOUR + 1, 24 * HOUR + 2, 48 * HOUR + 2]) {
    const kinds = minute === 1 ? ['smtp'] : ['smtp', 'imap'];
    const { lines, after } = logged(cycleAt(minute, { checks: kinds.map(checkOf) }), warnedAt);
    warnedAt = after;
    for (const [event, { kind }] of lines) if (event === 'advice') told.push([minute, String(kind)]);
  }
  expect(told).toEqual([
    [1, 'smtp'],
    [2, 'imap'],
    [24 * HOUR + 1, 'smtp'],
    [24 * HOUR + 2, 'imap'],
    [48 * HOUR + 2, 'smtp'],
    [48 * HOUR + 2, 'imap'],
  ]);
});

test('what is warned of no more is forgotten', () => {
  const { after } = logged(
    cycleAt(1),
    new Map([
      ['gw1 smtp', at(1 - 24 * HOUR)],
      ['gw2 smtp', at(0)],
    ]),
  );
  expect([...after.keys()]).toEqual(['gw2 smtp']);
});

test.each<[string, Partial<Cycle>, object]>([
  [
    'checks that were not reached',
    { checks: [{ server: 'gw1', kind: 'smtp', reason: 'not-probed', outcome: null, retried: false }] },
    { checks: 1, unreached: 1, disbelieved: 0 },
  ],
  [
    'checks that are not believed',
    {
      checks: [
        { server: 'gw1', kind: 'smtp', reason: 'lag', outcome: { reason: 'timeout' }, retried: false },
      ],
    },
    { checks: 1, unreached: 0, disbelieved: 1 },
  ],
  ['a process that was held up', { lagMs: 1_500 }, { lag_ms: 1_500, duration_ms: 100 }],
])('%s', (_, more, fields) => {
  expect(logged(cycleAt(1, more)).lines).toMatchObject([['round', fields]]);
});

test('a machine that does not tell when it started, and why', () => {
  const boots = new Map([
    ['gw1', { bootedAt: null, reason: 'timeout' as const, detail: 'no answer' }],
    ['gw2', { bootedAt: 1 }],
  ]);
  expect(logged(cycleAt(1, { boots })).lines).toEqual([
    ['boot', { server: 'gw1', reason: 'timeout', detail: 'no answer' }],
  ]);
});

test('that the vantage is blind, and what its canaries said', () => {
  const round = roundAt(at(1), { gw1: '-' }, new Map([['london', 'failing']]));
  const canaries = [
    { reason: 'timeout' as const, detail: 'no answer from 192.0.2.1' },
    { reason: 'dns' as const },
    null,
  ];
  const { lines } = logged(cycleAt(1, { round, canaries }));
  expect(lines).toContainEqual([
    'sight',
    { from: 'clear', to: 'blind', canaries: ['no answer from 192.0.2.1', 'dns', 'not-probed'] },
  ]);
});
