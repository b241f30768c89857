import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEVERITIES, worst } from '../../../src/core/model/severity.ts';
import type { Severity } from '../../../src/core/model/severity.ts';
import type { StripView } from '../../../src/core/view/record.ts';
import { stripView } from '../../../src/core/view/record.ts';
import { textBars } from '../../../src/core/view/text-bars.ts';
import { recordOf } from './records.ts';

function stripOf(states: readonly Severity[]): StripView {
  const runs = states.map((state) => ({ state, days: 1 }));
  return { fromDay: '', toDay: '', total: states.length, runs, uptime: null, coverage: 0 };
}

describe('bars as characters', () => {
  test('ninety days are forty-five characters of two days each', () => {
    const { daysEach, bars } = textBars(stripView(recordOf('?x+~+')), 45);
    expect([daysEach, bars.length]).toEqual([2, 45]);
    // From the right: today and yesterday, …
    expect(bars.slice(-3)).toEqual(['unknown', 'down', 'degraded']);
  });

  test('where there is room, a day is a character', () => {
    expect(textBars(stripOf(['operational', 'down']), 45)).toEqual({
      daysEach: 1,
      bars: ['operational', 'down'],
    });
    expect(textBars(stripOf([]), 45)).toEqual({ daysEach: 1, bars: [] });
  });

  test('no day is lost, and none is told milder than it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...SEVERITIES), { maxLength: 120 }),
        fc.integer({ min: 1, max: 60 }),
        (states, columns) => {
          const { daysEach, bars } = textBars(stripOf(states), columns);
          expect(bars.length).toBeLessThanOrEqual(columns);
          expect(bars.length).toBe(Math.ceil(states.length / daysEach));
          expect(worst(bars)).toBe(worst(states));
          const latest = states.slice(-daysEach);
          if (latest.length > 0) expect(bars.at(-1)).toBe(worst(latest));
        },
      ),
    );
  });
});
