import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineReport } from '../../../../src/core/observe/source-votes.ts';
import { HOUR_MS, MINUTE_MS } from '../../../../src/core/model/time.ts';
import { VOTE_REASONS } from '../../../../src/core/model/vote.ts';
import type { VoteReason } from '../../../../src/core/model/vote.ts';
import { reportOn } from '../../../../src/shell/probe/sources/monitored-object.ts';
import type { MonitoredObject } from '../../../../src/shell/probe/sources/monitored-object.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const BELIEVED_MS = 150_000;

/** A host that is up, was down until eleven, and is checked each minute. */
const HOST: MonitoredObject = {
  name: 'gw1',
  isChecked: true,
  state: 0,
  hardState: 0,
  isSoft: false,
  isReachable: true,
  isFlapping: false,
  isInDowntime: false,
  checkEveryMs: MINUTE_MS,
  checkedAt: NOON,
  changedAt: NOON - HOUR_MS,
  confirmedAt: NOON - HOUR_MS,
  lastDownAt: NOON - HOUR_MS - 1_000,
};

const report = (changes: Partial<MonitoredObject> = {}): EngineReport =>
  reportOn({ ...HOST, ...changes }, BELIEVED_MS);

const SERVICE = { name: 'gw1!smtp' };
const DOWN = { state: 1, hardState: 1 };

describe('a state', () => {
  const SOFT_WORDS = 'failing, attempt soft: it does not count before the engine has tried often enough';
  const DOWNTIME_WORDS = 'in a downtime of the engine, which announces nothing here';
  const BEHIND = 'unreachable: something before it is down';

  it.each<readonly [string, Partial<MonitoredObject>, VoteReason, string | undefined]>([
    ['host up', {}, 'ok', undefined],
    ['host down', DOWN, 'reported-down', undefined],
    ['host unreachable', { state: 2, hardState: 2 }, 'reported-unknown', BEHIND],
    ['host of another state', { state: 3, hardState: 3 }, 'reported-unknown', 'state 3 has no meaning'],
    ['host of no state', { state: -1, hardState: -1 }, 'reported-unknown', 'state -1 has no meaning'],
    ['host up that answers, whatever is before it', { isReachable: false }, 'ok', undefined],
    ['host down that cannot be reached', { ...DOWN, isReachable: false }, 'reported-unknown', BEHIND],
    ['host never checked, called up', { isChecked: false }, 'never-checked', undefined],
    ['host never checked, called down', { ...DOWN, isChecked: false }, 'never-checked', undefined],
    ['host never checked, soft', { state: 1, isChecked: false, isSoft: true }, 'never-checked', undefined],
    ['host up, failing', { state: 1, isSoft: true }, 'ok', SOFT_WORDS],
    ['host up, well again', { state: 0, isSoft: true }, 'ok', undefined],
    ['host down, hard', { ...DOWN, isSoft: true }, 'reported-down', undefined],
    ['host up, in downtime', { isInDowntime: true }, 'ok', DOWNTIME_WORDS],
    ['host down, in downtime', { ...DOWN, isInDowntime: true }, 'reported-down', DOWNTIME_WORDS],
    ['host flapping', { isFlapping: true }, 'ok', 'flapping'],
    ['service ok', SERVICE, 'ok', undefined],
    ['service warning', { ...SERVICE, state: 1, hardState: 1 }, 'ok', 'warning'],
    ['service critical', { ...SERVICE, state: 2, hardState: 2 }, 'reported-down', 'critical'],
    [
      'service unknown',
      { ...SERVICE, state: 3, hardState: 3 },
      'reported-unknown',
      'its check could not tell',
    ],
    ['service of another state', { ...SERVICE, hardState: 4 }, 'reported-unknown', 'state 4 has no meaning'],
    ['service never checked', { ...SERVICE, hardState: 3, isChecked: false }, 'never-checked', undefined],
    ['service ok, failing', { ...SERVICE, state: 2, isSoft: true }, 'ok', SOFT_WORDS],
    [
      'service warning, failing, flapping, in downtime',
      { ...SERVICE, state: 2, hardState: 1, isSoft: true, isFlapping: true, isInDowntime: true },
      'ok',
      `warning; ${SOFT_WORDS}; flapping; ${DOWNTIME_WORDS}`,
    ],
  ])('%s', (_, changes, reason, detail) => {
    const found = report(changes);
    expect([found.reason, found.detail]).toEqual([reason, detail]);
    // Only what the engine has waited for is believed at once.
    expect(found.settled).toBe(VOTE_REASONS[reason] === 'unknown' ? undefined : true);
  });
});

describe('since when', () => {
  const FIRST = NOON - 10 * MINUTE_MS;
  const CONFIRMED = NOON - 8 * MINUTE_MS;

  it.each<readonly [string, Partial<MonitoredObject>, number | undefined, true | undefined]>([
    ['up again', {}, NOON - HOUR_MS, undefined],
    ['up, and never seen down', { lastDownAt: undefined }, NOON - HOUR_MS, true],
    ['up, and last down in an attempt that was not confirmed', { lastDownAt: FIRST }, NOON - HOUR_MS, true],
    [
      'up, failing softly',
      { state: 1, isSoft: true, changedAt: FIRST, lastDownAt: NOON },
      NOON - HOUR_MS,
      true,
    ],
    ['up again after a soft failure', { changedAt: FIRST, lastDownAt: FIRST - 1 }, NOON - HOUR_MS, true],
    [
      'up, never changed',
      { changedAt: undefined, confirmedAt: undefined, lastDownAt: undefined },
      undefined,
      undefined,
    ],
    [
      'failing softly, never confirmed',
      { state: 1, isSoft: true, confirmedAt: undefined },
      undefined,
      undefined,
    ],
    ['down', { ...DOWN, changedAt: FIRST, confirmedAt: CONFIRMED }, FIRST, undefined],
    [
      'down since the engine began',
      { ...DOWN, changedAt: undefined, confirmedAt: CONFIRMED },
      CONFIRMED,
      true,
    ],
    [
      'down, without any time',
      { ...DOWN, changedAt: undefined, confirmedAt: undefined },
      undefined,
      undefined,
    ],
    ['of what is unknown', { hardState: 2 }, undefined, undefined],
    ['of what was never checked', { isChecked: false }, undefined, undefined],
  ])('%s', (_, changes, sinceAt, sinceIsAtLeast) => {
    const found = report(changes);
    expect([found.sinceAt, found.sinceIsAtLeast]).toEqual([sinceAt, sinceIsAtLeast]);
  });

  it('is never a time that the engine did not tell', () => {
    const time = fc.option(fc.integer({ min: NOON - HOUR_MS, max: NOON }), { nil: undefined });
    const object = fc.record({
      hardState: fc.integer({ min: 0, max: 3 }),
      isSoft: fc.boolean(),
      isChecked: fc.boolean(),
      changedAt: time,
      confirmedAt: time,
      lastDownAt: time,
    });
    fc.assert(
      fc.property(object, (changes) => {
        const { sinceAt } = report(changes);
        expect([undefined, changes.changedAt, changes.confirmedAt]).toContain(sinceAt);
      }),
    );
  });
});

describe('how long it is believed', () => {
  it.each<readonly [number, number | undefined]>([
    [0, undefined],
    [MINUTE_MS, undefined],
    [10 * MINUTE_MS, 25 * MINUTE_MS],
    [24 * HOUR_MS, 18 * HOUR_MS],
  ])('checked every %d ms', (checkEveryMs, believedForMs) => {
    expect(report({ checkEveryMs }).believedForMs).toBe(believedForMs);
  });
});
