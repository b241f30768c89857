import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Stretch } from '../../../src/core/model/history.ts';
import { compareSeverity, SEVERITIES } from '../../../src/core/model/severity.ts';
import type { Severity } from '../../../src/core/model/severity.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import { MAX_TICKS, positionOf, segmentsOf, ticksOf } from '../../../src/core/view/strip-drawing.ts';
import { CONTEXT } from './fixtures.ts';
import { summer } from './watched.ts';

/** `[minutes, state]` one after the other, from 0. */
function stretches(...parts: readonly (readonly [number, Severity])[]): readonly Stretch<Severity>[] {
  let at = 0;
  return parts.map(([minutes, state]) => {
    const startAt = at;
    at += minutes * MINUTE_MS;
    return { startAt, endAt: at, state };
  });
}

const told = (parts: readonly Stretch<Severity>[], limit = 120) =>
  segmentsOf(parts, { startAt: 0, endAt: parts.at(-1)?.endAt ?? 0 }, limit).map(
    ({ from, to, state }) => `${from}-${to} ${state}`,
  );

describe('a strip', () => {
  test('is what it was, in percent of its width', () => {
    expect(told(stretches([25, 'operational'], [50, 'down'], [25, 'operational']))).toEqual([
      '0-25 operational',
      '25-75 down',
      '75-100 operational',
    ]);
  });

  test('of one state is one piece', () => {
    expect(told(stretches([60, 'operational'], [60, 'operational']))).toEqual(['0-100 operational']);
  });

  test('shows a minute among days as a pixel', () => {
    const week = 7 * 24 * 60;
    expect(told(stretches([week / 2, 'operational'], [1, 'down'], [week / 2 - 1, 'operational']))).toEqual([
      '0-50 operational',
      '50-50.16 down',
      '50.16-100 operational',
    ]);
  });

  test('lets the worst win where several states share a pixel', () => {
    const flicker = stretches(
      [10_000, 'operational'],
      [1, 'degraded'],
      [1, 'down'],
      [1, 'unknown'],
      [10_000, 'operational'],
    );
    expect(told(flicker).map((piece) => piece.split(' ')[1])).toEqual(['operational', 'down', 'operational']);
  });

  test('of one that never rests is drawn coarser, and still shows the worst', () => {
    const flicker = stretches(
      ...Array.from({ length: 600 }, (_, index) => [1, index % 2 === 0 ? 'operational' : 'down'] as const),
    );
    expect(told(flicker, 10).length).toBeLessThanOrEqual(10);
    expect(told(flicker, 10)).toEqual(['0-100 down']);
  });

  const arbitrary = fc.array(fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom(...SEVERITIES)), {
    minLength: 1,
    maxLength: 400,
  });

  test('covers its width without a gap, in at most so many pieces, no two neighbours alike', () => {
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 10, max: 120 }), (parts, limit) => {
        const course = stretches(...parts);
        const segments = segmentsOf(course, { startAt: 0, endAt: course.at(-1)?.endAt ?? 0 }, limit);
        expect(segments.length).toBeLessThanOrEqual(limit);
        expect(segments[0]?.from).toBe(0);
        expect(segments.at(-1)?.to).toBe(100);
        segments.slice(1).forEach((segment, index) => {
          expect(segment.from).toBe(segments[index]?.to);
          expect(segment.state).not.toBe(segments[index]?.state);
        });
      }),
    );
  });

  test('never shows anything milder than it was', () => {
    fc.assert(
      fc.property(arbitrary, (parts) => {
        const course = stretches(...parts);
        const range = { startAt: 0, endAt: course.at(-1)?.endAt ?? 0 };
        const segments = segmentsOf(course, range, 120);
        for (const { startAt, endAt, state } of course) {
          const middle = ((startAt + endAt) / 2 / range.endAt) * 100;
          // Edges are rounded to hundredths of a percent.
          const drawn = segments.filter(({ from, to }) => from - 0.01 <= middle && middle <= to + 0.01);
          expect(drawn.some((segment) => compareSeverity(segment.state, state) >= 0)).toBe(true);
        }
      }),
    );
  });
});

describe('the axis', () => {
  const clock = (at: number) => new Date(at + HOUR_MS).toISOString().slice(5, 16).replace('T', ' ');
  const ticks = (from: string, to: string) =>
    ticksOf({ startAt: summer(from), endAt: summer(to) }, CONTEXT.zone);

  test.each([
    ['2010-08-31 13:20', '2010-08-31 15:40', ['13:30', '14:00', '14:30', '15:00', '15:30']],
    ['2010-08-31 13:20', '2010-08-31 13:50', ['13:20', '13:30', '13:40']],
    ['2010-08-31 06:30', '2010-08-31 22:00', ['09:00', '12:00', '15:00', '18:00', '21:00']],
    ['2010-08-31 23:00', '2010-09-01 03:30', ['23:00', '00:00', '01:00', '02:00', '03:00']],
    ['2010-08-31 00:00', '2010-09-01 00:00', ['00:00', '06:00', '12:00', '18:00']],
  ])('%s to %s has round times', (from, to, expected) => {
    expect(ticks(from, to).map(({ at }) => clock(at).slice(6))).toEqual(expected);
  });

  test('tells where a day begins', () => {
    expect(ticks('2010-08-31 23:00', '2010-09-01 03:30').map(({ day }) => day)).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  test.each([
    ['2010-08-10 07:30', '2010-08-15 11:30', ['08-11', '08-12', '08-13', '08-14', '08-15']],
    ['2010-08-01 07:30', '2010-08-21 11:30', ['08-02', '08-09', '08-16']],
    ['2010-06-01 00:00', '2010-09-01 00:00', ['06-01', '06-29', '07-27', '08-24']],
  ])('%s to %s has days', (from, to, expected) => {
    const found = ticks(from, to);
    expect(found.map(({ at }) => clock(at))).toEqual(expected.map((date) => `${date} 00:00`));
    expect(found.every(({ day }) => day)).toBe(true);
  });

  test('has each round hour once where the clocks go back, and none that does not exist', () => {
    const autumn = { startAt: Date.parse('2010-10-31T00:00:00Z'), endAt: Date.parse('2010-10-31T04:30:00Z') };
    const spring = { startAt: Date.parse('2010-03-28T00:00:00Z'), endAt: Date.parse('2010-03-28T03:30:00Z') };
    for (const range of [autumn, spring]) {
      const instants = ticksOf(range, CONTEXT.zone).map(({ at }) => at);
      expect(instants.length).toBeGreaterThan(2);
      expect(new Set(instants).size).toBe(instants.length);
      expect([...instants].sort((a, b) => a - b)).toEqual(instants);
    }
  });

  test('is never crowded, has its ticks in order and within', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 * 24 * 60 }),
        fc.integer({ min: 5, max: 92 * 24 * 60 }),
        (start, minutes) => {
          const startAt = summer('2010-01-01 00:00') + start * MINUTE_MS;
          const range = { startAt, endAt: startAt + minutes * MINUTE_MS };
          const found = ticksOf(range, CONTEXT.zone);
          expect(found.length).toBeLessThanOrEqual(MAX_TICKS);
          if (minutes >= 10 && minutes < 3 * 24 * 60) expect(found.length).toBeGreaterThan(0);
          found.forEach(({ at, position }, index) => {
            expect(at).toBeGreaterThanOrEqual(range.startAt);
            expect(at).toBeLessThan(range.endAt);
            expect(position).toBe(positionOf(at, range));
            if (index > 0) expect(at).toBeGreaterThan(found[index - 1]?.at ?? Infinity);
          });
        },
      ),
    );
  });

  test('positions stay within', () => {
    const range = { startAt: 0, endAt: DAY_MS };
    expect([-1, 0, DAY_MS / 3, DAY_MS * 2].map((at) => positionOf(at, range))).toEqual([0, 0, 33.33, 100]);
  });
});
