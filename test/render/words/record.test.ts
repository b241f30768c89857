import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { stripView } from '../../../src/core/view/record.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { period, recordOf } from '../../core/view/records.ts';

const words = createWords({ locale: 'en-GB', timezone: 'Europe/London' });

describe('the strip in a sentence', () => {
  const sentence = (letters: string, uptime: number | null, coverage: number) =>
    words.strip(stripView(recordOf(letters, { periods: [period({ uptime, coverage })] })));

  test.each<[string, string, number | null, number, string]>([
    [
      'some bad days',
      'x//+',
      9_997,
      9_820,
      '90 days: 87 without a fault, 1 down, 2 partly down; 99.97% up of 98.2% observed.',
    ],
    ['none', '', 10_000, 10_000, '90 days: 90 without a fault; 100% up, observed throughout.'],
    [
      'every kind, worst first',
      '+m?~/x',
      9_990,
      9_000,
      '90 days: 85 without a fault, 1 down, 1 partly down, 1 working less well, 1 with planned work, 1 not observed; 99.9% up of 90% observed.',
    ],
    ['nothing seen', '?'.repeat(90), null, 0, '90 days: 90 not observed; not observed.'],
  ])('%s', (_, letters, uptime, coverage, expected) => {
    expect(sentence(letters, uptime, coverage)).toBe(expected);
  });
});

describe('how long it was what', () => {
  const down = { severity: 'down', lengthMs: 12 * MINUTE_MS } as const;
  test.each([
    ['probes and staff', 0, 'Down for 12 minutes.'],
    [
      'staff alone in part',
      5 * MINUTE_MS,
      'Down for 12 minutes, 5 minutes of it by the word of staff alone.',
    ],
    ['staff alone', 12 * MINUTE_MS, 'Down for 12 minutes, by the word of staff alone.'],
  ])('down, said by %s', (_, byStaffMs, expected) => {
    expect(words.spent([down], byStaffMs)).toEqual([expected]);
  });

  test('is a sentence for each', () => {
    const told = (['partial', 'degraded', 'maintenance'] as const).map((severity) => ({
      severity,
      lengthMs: 65 * MINUTE_MS,
    }));
    expect(words.spent(told, 5 * MINUTE_MS)).toEqual([
      'Partly down for 1 hour 5 minutes.',
      'Worked less well for 1 hour 5 minutes.',
      'Planned work for 1 hour 5 minutes.',
    ]);
  });
});

describe('what several places see', () => {
  const seen = (online: string, offline: string, unknown = '') => {
    const places = (text: string) => text.split(' ').filter((place) => place !== '');
    return words.seen({ online: places(online), offline: places(offline), unknown: places(unknown) });
  };
  test.each([
    ['London Amsterdam', '', '', 'seen from London and Amsterdam'],
    ['', 'London Amsterdam', '', 'not seen from London and Amsterdam'],
    ['', '', 'London', 'London cannot tell'],
    ['London', 'Amsterdam', '', 'London sees it, Amsterdam does not'],
    ['London', '', 'Amsterdam', 'London sees it, Amsterdam cannot tell'],
    ['', 'London', 'Amsterdam', 'London does not see it, Amsterdam cannot tell'],
    ['', 'London Oslo', 'Amsterdam', 'London and Oslo do not see it, Amsterdam cannot tell'],
    [
      'London Oslo',
      'Amsterdam Riga',
      'Bern',
      'London and Oslo see it, Amsterdam and Riga do not, Bern cannot tell',
    ],
  ])('online %s, offline %s, unknown %s', (online, offline, unknown, expected) => {
    expect(seen(online, offline, unknown)).toBe(expected);
  });
});
