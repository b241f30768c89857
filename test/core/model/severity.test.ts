import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareSeverity,
  FAULTS,
  isFault,
  milder,
  SEVERITIES,
  worst,
} from '../../../src/core/model/severity.ts';

const severity = fc.constantFrom(...SEVERITIES);

describe('the list of severities', () => {
  test('is in the order of the design', () => {
    expect(SEVERITIES.join(' < ')).toBe('operational < maintenance < unknown < degraded < partial < down');
  });

  test('knows which of them are faults: those that an unknown does not hide', () => {
    expect(SEVERITIES.filter(isFault)).toEqual([...FAULTS]);
    expect(SEVERITIES.filter((one) => compareSeverity(one, 'unknown') > 0)).toEqual([...FAULTS]);
  });

  test('is a total order', () => {
    fc.assert(
      fc.property(severity, severity, severity, (a, b, c) => {
        expect(compareSeverity(a, b) === 0).toBe(a === b);
        expect(Math.sign(compareSeverity(a, b))).toBe(Math.sign(0 - compareSeverity(b, a)));
        if (compareSeverity(a, b) <= 0 && compareSeverity(b, c) <= 0)
          expect(compareSeverity(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('the fold', () => {
  test('of nothing is operational', () => {
    expect(worst([])).toBe('operational');
  });

  test('is the maximum: one of them, and none is worse', () => {
    fc.assert(
      fc.property(fc.array(severity, { minLength: 1 }), (all) => {
        const found = worst(all);
        expect(all).toContain(found);
        expect(all.filter((one) => compareSeverity(one, found) > 0)).toEqual([]);
      }),
    );
  });

  test('does not care for order or grouping', () => {
    fc.assert(
      fc.property(fc.array(severity), fc.array(severity), (a, b) => {
        expect(worst([...a, ...b])).toBe(worst([worst(b), worst(a)]));
      }),
    );
  });

  test('takes any iterable', () => {
    expect(worst(new Set(['degraded', 'unknown'] as const))).toBe('degraded');
  });

  test('has its counterpart: the milder of two is the one that is not the worst', () => {
    fc.assert(
      fc.property(severity, severity, (a, b) => {
        expect([milder(a, b), worst([a, b])].sort()).toEqual([a, b].sort());
      }),
    );
  });
});
