import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../src/core/model/time.ts';
import { believedBoot, isBootDue, settleBoot } from '../../../src/core/observe/boot.ts';
import type { BootMemory } from '../../../src/core/observe/boot.ts';

const NOW = Date.UTC(2010, 8, 3);
const BOOTED = NOW - 43 * DAY_MS;
/** 2³² hundredths of a second. */
const WRAP_MS = 42_949_672_960;

const before: BootMemory = { bootedAt: BOOTED, toldAt: NOW, askedAt: NOW };
const later = NOW + 10 * MINUTE_MS;
const answer = (bootedAt: number | null, wraps = false, memory: BootMemory | undefined = before) =>
  settleBoot(memory, { bootedAt, askedAt: later, wraps });

describe('an answer', () => {
  test.each([
    ['the same', BOOTED, BOOTED],
    ['hardly moved', BOOTED + 119 * SECOND_MS, BOOTED],
    ['hardly moved, the other way', BOOTED - 119 * SECOND_MS, BOOTED],
    ['moved', BOOTED + 120 * SECOND_MS, BOOTED + 120 * SECOND_MS],
    ['moved back', BOOTED - 120 * SECOND_MS, BOOTED - 120 * SECOND_MS],
    ['a reboot', NOW + MINUTE_MS, NOW + MINUTE_MS],
    ['a clock a little ahead of ours', later + MINUTE_MS, later],
  ])('%s', (_, told, expected) => {
    expect(answer(told)).toEqual({ bootedAt: expected, toldAt: later, askedAt: later });
  });

  test('none leaves what was known, and when that was told', () => {
    expect(answer(null)).toEqual({ bootedAt: BOOTED, toldAt: NOW, askedAt: later });
  });

  test('a start that is still to come is none', () => {
    expect(answer(later + 3 * MINUTE_MS)).toEqual({ bootedAt: BOOTED, toldAt: NOW, askedAt: later });
  });

  test('the first of all', () => {
    expect(settleBoot(undefined, { bootedAt: BOOTED, askedAt: NOW, wraps: true })).toEqual(before);
    expect(settleBoot(undefined, { bootedAt: null, askedAt: NOW, wraps: true })).toEqual({
      bootedAt: null,
      toldAt: null,
      askedAt: NOW,
    });
  });
});

describe('a counter that begins anew after 497 days is no reboot', () => {
  const old: BootMemory = { bootedAt: NOW - 497 * DAY_MS, toldAt: NOW, askedAt: NOW };

  test.each([
    ['just after', WRAP_MS, true],
    ['long after, and after the next', 2 * WRAP_MS, true],
    ['a reboot at about that time', WRAP_MS + 5 * MINUTE_MS, false],
    ['a reboot long before', 100 * DAY_MS, false],
  ])('%s', (_, movedMs, same) => {
    const told = settleBoot(old, {
      bootedAt: old.bootedAt! + movedMs,
      askedAt: NOW + 600 * DAY_MS,
      wraps: true,
    });
    expect(told.bootedAt === old.bootedAt).toBe(same);
  });

  test('where the counter does not begin anew it is one', () => {
    const told = settleBoot(old, { bootedAt: old.bootedAt! + WRAP_MS, askedAt: NOW + DAY_MS, wraps: false });
    expect(told.bootedAt).toBe(old.bootedAt! + WRAP_MS);
  });
});

test.each([
  [10 * MINUTE_MS - 1, false],
  [10 * MINUTE_MS, true],
  [-10 * MINUTE_MS, true],
])('asked again after ten minutes, also when it was not told: %d ms', (ms, due) => {
  expect(isBootDue(answer(null), later + ms)).toBe(due);
});

test('asked when never asked', () => {
  expect(isBootDue(undefined, NOW)).toBe(true);
});

test.each([
  [before, DAY_MS, BOOTED],
  [before, DAY_MS + 1, undefined],
  [{ bootedAt: null, toldAt: null, askedAt: NOW }, 0, undefined],
  [undefined, 0, undefined],
])('believed for a day', (memory, ms, expected) => {
  expect(believedBoot(memory, NOW + ms)).toBe(expected);
});
