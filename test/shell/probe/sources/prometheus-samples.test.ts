import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVector } from '../../../../src/shell/probe/sources/prometheus-answer.ts';
import type { AskedVector } from '../../../../src/shell/probe/sources/prometheus-ask.ts';
import { clockShift, doubtOn, withAges } from '../../../../src/shell/probe/sources/prometheus-samples.ts';

const LABELS = { server: 'server', vantage: 'vantage' };
const NOW = Date.UTC(2026, 0, 1, 12);

type Told = readonly (readonly [Readonly<Record<string, string>>, string])[];

/** Worked out at `evaluatedAt` of the engine's clock, and heard at `heardAt` of ours. */
function vector(told: Told, evaluatedAt = NOW, heardAt = evaluatedAt): AskedVector {
  const result = told.map(([metric, value]) => ({ metric, value: [evaluatedAt / 1000, value] }));
  const json = { status: 'success', data: { resultType: 'vector', result } };
  const answer = readVector({ status: 200, json, sentAt: undefined });
  return { ...answer, evaluatedAt, askedAt: heardAt, answeredAt: heardAt };
}

describe('how far clocks are apart', () => {
  it.each<readonly [string, number, number, number]>([
    ['they agree', 0, 0, 0],
    ['the answer took its time', -3_000, 20_000, 0],
    ['a little', 4_900, 4_990, 0],
    ['the engine is behind', 7_200_000, 7_200_300, 7_200_000],
    ['the engine is ahead', -7_200_300, -7_200_000, -7_200_000],
    ['by some seconds', 12_000, 12_500, 10_000],
    ['to the nearest step', 16_000, 16_500, 20_000],
  ])('%s', (_name, askedMs, answeredMs, expected) => {
    const asked = { ...vector([]), askedAt: NOW + askedMs, answeredAt: NOW + answeredMs };
    expect(clockShift(asked) + 0).toBe(expected);
  });
});

describe('the time of a sample', () => {
  const hour = 3_600_000;
  const offsets = fc.integer({ min: -100, max: 100 }).map((tens) => tens * 10_000);

  it('is the same, whenever it is asked for', () => {
    const flutter = fc.integer({ min: 0, max: 2_000 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300_000 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 300_000 }), flutter), { minLength: 2, maxLength: 5 }),
        offsets,
        (takenMs, questions, offsetMs) => {
          const takenAt = NOW - takenMs;
          const times = questions.map(([laterMs, flutterMs]) => {
            const askedAt = NOW + laterMs;
            // As the engine works it out, with the roundings of its arithmetic.
            const age = String(askedAt / 1000 - takenAt / 1000);
            const answer = (value: string) =>
              vector([[{ server: 'gw1' }, value]], askedAt, askedAt + offsetMs + flutterMs);
            return withAges(answer('1'), answer(age), LABELS)[0]?.at;
          });
          expect(new Set(times)).toEqual(new Set([takenAt + offsetMs]));
        },
      ),
    );
  });

  it('lies on our clock, within half a step', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -hour, max: hour }),
        fc.integer({ min: 0, max: 60_000 }),
        (offsetMs, ageMs) => {
          const answer = (value: string) => vector([[{ server: 'gw1' }, value]], NOW, NOW + offsetMs);
          const [sample] = withAges(answer('1'), answer(String(ageMs / 1000)), LABELS);
          expect(Math.abs((sample?.at ?? NaN) - (NOW + offsetMs - ageMs))).toBeLessThanOrEqual(5_001);
          expect(sample?.ageMs).toBeCloseTo(ageMs, 3);
        },
      ),
    );
  });

  it('is not later than the answer that holds its value, though a new sample came before its age was told', () => {
    const votes = vector([[{ server: 'gw1' }, '1']], NOW);
    const ages = vector([[{ server: 'gw1' }, '0.001']], NOW + 50);
    expect(withAges(votes, ages, LABELS)[0]?.at).toBe(NOW);
  });
});

describe('which age belongs to which series', () => {
  const smtp = { __name__: 'probe_success', server: 'gw1', vantage: 'london', job: 'smtp' };
  const imap = { ...smtp, job: 'imap' };
  const bare = ({ server, vantage, job }: typeof smtp) => ({ server, vantage, job });

  it.each<readonly [string, Told, Told, readonly (number | null)[]]>([
    ['the same labels', [[smtp, '1']], [[bare(smtp), '7']], [7_000]],
    [
      'of several, each its own',
      [
        [smtp, '1'],
        [imap, '0'],
      ],
      [
        [bare(imap), '2'],
        [bare(smtp), '1'],
      ],
      [1_000, 2_000],
    ],
    [
      'one of a server and vantage, whatever else it carries',
      [[smtp, '1']],
      [[{ server: 'gw1', vantage: 'london' }, '3']],
      [3_000],
    ],
    ['not of another vantage', [[smtp, '1']], [[{ server: 'gw1', vantage: 'paris' }, '3']], [null]],
    ['not of no vantage', [[smtp, '1']], [[{ server: 'gw1' }, '3']], [null]],
    [
      'not one for several',
      [
        [smtp, '1'],
        [imap, '1'],
      ],
      [[{ server: 'gw1', vantage: 'london' }, '3']],
      [null, null],
    ],
    [
      'not one of several that fit as badly',
      [[smtp, '1']],
      [
        [bare(imap), '1'],
        [{ ...bare(imap), x: 'y' }, '2'],
      ],
      [null],
    ],
    ['none', [[smtp, '1']], [], [null]],
    ['no number', [[smtp, '1']], [[bare(smtp), 'NaN']], [null]],
    ['infinite', [[smtp, '1']], [[bare(smtp), '+Inf']], [null]],
    ['empty', [[smtp, '1']], [[bare(smtp), '']], [null]],
  ])('%s', (_name, votes, ages, expected) => {
    expect(withAges(vector(votes), vector(ages), LABELS).map(({ ageMs }) => ageMs)).toEqual(expected);
  });
});

describe('whether a sample can be believed', () => {
  it.each<readonly [number | null, string | null]>([
    [0, null],
    [12_500, null],
    [12_501, 'checked 13 s ago, and believed for 13 s'],
    [410_000, 'checked 410 s ago, and believed for 13 s'],
    [-30_000, null],
    [-31_000, 'checked in the future of the engine’s own clock'],
    [null, 'the engine does not tell how old it is'],
  ])('%d ms old', (ageMs, expected) => {
    expect(doubtOn({ series: { labels: {}, key: '', value: '1' }, ageMs, at: NOW }, 12_500)).toBe(expected);
  });
});
