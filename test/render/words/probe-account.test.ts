import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import type { ProbeAccount, Span, Spans } from '../../../src/core/view/probe-account.ts';
import { describeAccount, describeSpans } from '../../../src/render/words/probe-account.ts';
import { createWords } from '../../../src/render/words/words.ts';

const WORDS = createWords({ locale: 'en-GB', timezone: 'Europe/London' });
const at = (clock: string, day = '2010-08-31') => Date.parse(`${day}T${clock}:00+01:00`);
const REFERENCE = at('13:00');

function span(startAt: string | null, endAt: string | null): Span {
  return {
    ...(startAt === null ? {} : { startAt: at(startAt) }),
    ...(endAt === null ? {} : { endAt: at(endAt) }),
  };
}

const spans = (...each: readonly Span[]): Spans => ({ spans: each, totalMs: each.length * 10 * MINUTE_MS });
const OUTAGE = spans(span('14:12', '14:31'));

function told(account: Partial<ProbeAccount>, options: { until?: string; watched?: boolean } = {}): string {
  const { until, watched = true } = options;
  const whole = { seen: true, faults: [], offline: [], unclear: [], fine: 2, total: 2, ...account };
  return describeAccount(WORDS, whole, {
    group: 'AV/GreyListing',
    reference: REFERENCE,
    watched,
    ...(until === undefined ? {} : { until: at(until) }),
  }).join(' ');
}

describe('what the probes made of a group', () => {
  test.each<[string, Partial<ProbeAccount>, string]>([
    ['nothing at all', { seen: false }, 'Our probes could not tell how AV/GreyListing was.'],
    ['nothing wrong', {}, 'Our probes saw nothing wrong with AV/GreyListing.'],
    [
      'one server of two',
      { offline: [{ servers: ['gw1'], ...OUTAGE }], fine: 1 },
      'gw1 was offline from 14:12 to 14:31; the other one answered throughout.',
    ],
    [
      'one server of many',
      { offline: [{ servers: ['gw1'], ...OUTAGE }], fine: 38 },
      'gw1 was offline from 14:12 to 14:31; the other 38 answered throughout.',
    ],
    [
      'two servers together',
      { offline: [{ servers: ['gw1', 'gw2'], ...OUTAGE }], fine: 0 },
      'gw1 and gw2 were offline from 14:12 to 14:31.',
    ],
    [
      'two servers one after the other',
      {
        offline: [
          { servers: ['gw1'], ...OUTAGE },
          { servers: ['gw2'], ...spans(span('14:40', null)) },
        ],
        fine: 3,
      },
      'gw1 was offline from 14:12 to 14:31; gw2 was offline from 14:40 on; the other three answered throughout.',
    ],
    [
      'more servers than a sentence can name',
      { offline: [{ servers: ['a', 'b', 'c', 'd', 'e', 'f'], ...OUTAGE }], fine: 0 },
      '6 servers were offline from 14:12 to 14:31.',
    ],
    [
      'more times than a sentence can tell',
      {
        offline: ['a', 'b', 'c', 'd', 'e'].map((name, index) => ({
          servers: [name],
          spans: [span('14:12', '14:31')],
          totalMs: (index === 3 ? 85 : 10) * MINUTE_MS,
        })),
        fine: 0,
        total: 5,
      },
      '5 of 5 servers were offline at times, d for longest: 1 hour 25 minutes in all.',
    ],
    [
      'the group as a whole',
      {
        faults: [
          { severity: 'down', ...spans(span('14:12', '14:20')) },
          { severity: 'partial', ...spans(span('14:20', '14:31')) },
        ],
        offline: [{ servers: ['gw1'], ...OUTAGE }],
        fine: 0,
      },
      'AV/GreyListing was down from 14:12 to 14:20. AV/GreyListing was partly down from 14:20 to 14:31. gw1 was offline from 14:12 to 14:31.',
    ],
    [
      'a fault no server can be blamed for',
      { faults: [{ severity: 'degraded', ...OUTAGE }] },
      'AV/GreyListing worked less well than usual from 14:12 to 14:31.',
    ],
    [
      'a server that could not always be judged',
      { unclear: ['gw1'], fine: 1 },
      'gw1 could not always be judged; the other one answered throughout.',
    ],
    [
      'many that could not',
      { unclear: ['a', 'b', 'c', 'd', 'e', 'f'], fine: 0 },
      '6 servers could not always be judged.',
    ],
  ])('%s', (_, account, expected) => {
    expect(told(account)).toBe(expected);
  });

  test('says only of the time they looked that nothing was wrong', () => {
    const account = { offline: [{ servers: ['gw1'], ...OUTAGE }], fine: 1 };
    expect(told(account, { watched: false })).toContain('the other one answered whenever our probes looked.');
  });

  test('says up to when, while the story is not over', () => {
    expect(told({}, { until: '15:10' })).toBe(
      'Until 15:10 our probes saw nothing wrong with AV/GreyListing.',
    );
  });
});

describe('spans of time', () => {
  const said = (...each: readonly Span[]) =>
    describeSpans(WORDS, { spans: each, totalMs: 3 * HOUR_MS }, REFERENCE);

  test.each([
    [[span('14:12', '14:31')], 'from 14:12 to 14:31'],
    [[span(null, '14:31')], 'until 14:31'],
    [[span('14:12', null)], 'from 14:12 on'],
    [[span(null, null)], 'all the time'],
    [[span(null, '14:31'), span('15:00', '15:10')], 'until 14:31 and from 15:00 to 15:10'],
    [Array.from({ length: 4 }, () => span('14:12', '14:31')), '4 times, for 3 hours in all'],
  ])('%#', (each, expected) => {
    expect(said(...each)).toBe(expected);
  });

  test('of other days have their dates', () => {
    const startAt = REFERENCE + DAY_MS;
    expect(said({ startAt, endAt: startAt + HOUR_MS })).toBe('from 1 September, 13:00 to 14:00');
    expect(said({ startAt: REFERENCE, endAt: startAt })).toBe('from 13:00 to 1 September, 13:00');
  });

  test('name the zone where the clocks change in between', () => {
    const startAt = Date.parse('2010-10-31T00:50:00Z');
    const told = describeSpans(
      WORDS,
      { spans: [{ startAt, endAt: startAt + 20 * MINUTE_MS }], totalMs: 0 },
      startAt,
    );
    expect(told).toBe('from 01:50 BST to 01:10 GMT');
  });
});
