import { expect, test } from 'vitest';
import { roundTimes } from '../../../src/shell/probe/round-times.ts';

const MINUTE = 60_000;
const settings = { failAfter: 2, recoverAfter: 1 };

test('a prober that runs on divides its interval', () => {
  expect(roundTimes(settings, MINUTE, null)).toEqual({
    deadlineMs: 48_000,
    spreadMs: 30_000,
    rules: { failAfter: 2, recoverAfter: 1, restartAfterMs: 2 * MINUTE },
  });
});

test('single rounds begin at once, and add up for as long as pages believe them', () => {
  expect(roundTimes(settings, MINUTE, { freshForMs: 5 * MINUTE })).toMatchObject({
    deadlineMs: 48_000,
    spreadMs: 0,
    rules: { restartAfterMs: 5 * MINUTE },
  });
  expect(roundTimes(settings, 10 * MINUTE, { freshForMs: 5 * MINUTE }).rules.restartAfterMs).toBe(
    20 * MINUTE,
  );
});
