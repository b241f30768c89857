import { describe, expect, test } from 'vitest';
import type { DayReach } from '../../../src/core/view/timeline-day.ts';
import { describeChange, describeReach, describeStanding } from '../../../src/render/words/timeline.ts';
import { createWords } from '../../../src/render/words/words.ts';

const WORDS = createWords({ locale: 'en-GB', timezone: 'Europe/London' });
const at = Date.parse('2010-08-31T14:31:00+01:00');

describe('how far the records of a day go', () => {
  test.each<[DayReach, string]>([
    [
      { code: 'before' },
      'Our probes were not recorded yet on this day. What is told here is what staff wrote.',
    ],
    [
      { code: 'none' },
      'There are no records of our probes from this day. What is told here is what staff wrote.',
    ],
    [{ code: 'whole', gaps: false, changed: true }, 'Our probes watched all day.'],
    [{ code: 'whole', gaps: false, changed: false }, 'Our probes watched all day and saw nothing change.'],
    [
      { code: 'whole', gaps: true, changed: true },
      'Our probes watched this day, but for the times told below.',
    ],
    [
      { code: 'whole', gaps: false, changed: true, fromAt: at },
      'Our probes watched from 14:31 on; nothing was recorded before that.',
    ],
    [{ code: 'part', changedAt: at }, 'The last change that our probes reported on this day is from 14:31.'],
    [{ code: 'part' }, 'Our probes have reported no change on this day.'],
    [
      { code: 'part', fromAt: at },
      'Our probes watched from 14:31 on; nothing was recorded before that. Our probes have reported no change on this day.',
    ],
  ])('%j', (reach, expected) => {
    expect(describeReach(WORDS, reach)).toBe(expected);
  });
});

test('what was not well at one end of a day', () => {
  const standing = {
    blind: false,
    servers: [
      { group: 'Gateways', names: ['gw1'], count: 1 },
      { group: 'Web', names: ['a', 'b', 'c', 'd', 'e'], count: 7 },
    ],
    subjects: [
      { kind: 'group', name: 'Web', state: 'partial' },
      { kind: 'service', name: 'Web', state: 'down' },
      { kind: 'service', name: 'Mail', state: 'degraded' },
    ],
  } as const;
  expect(describeStanding(WORDS, standing)).toEqual([
    'gw1 (Gateways) was offline.',
    'a, b, c, d, e and 2 more (Web) were offline.',
    'Web as a whole was partly down.',
    'The service Web was down.',
    'The service Mail worked less well than usual.',
  ]);
  expect(describeStanding(WORDS, { ...standing, blind: true })).toEqual(['Nobody looked.']);
});

describe('a group or service', () => {
  test.each([
    ['operational', 'down', undefined, 'Web as a whole is down.'],
    ['down', 'partial', undefined, 'Web as a whole is partly down.'],
    ['operational', 'unknown', undefined, 'Web as a whole is in an unknown state.'],
    ['operational', 'maintenance', undefined, 'Web as a whole is in maintenance.'],
    ['down', 'operational', 30_000, 'Web as a whole works again, after less than a minute.'],
    ['down', 'operational', undefined, 'Web as a whole works again.'],
    ['unknown', 'operational', undefined, 'Web as a whole works.'],
  ] as const)('from %s to %s', (from, to, afterMs, expected) => {
    const row = { code: 'group', at, name: 'Web', from, to, found: false } as const;
    expect(describeChange(WORDS, afterMs === undefined ? row : { ...row, afterMs })).toBe(expected);
  });
});
