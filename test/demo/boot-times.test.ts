import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/model/time.ts';
import { bootTimes } from '../../src/demo/boot-times.ts';
import { RECORDED_AT, RECORDED_SNAPSHOT } from '../support/example-site.ts';

const IDS = ['gw1', 'gw2', 'store4', 'host2'];
const text = readFileSync(RECORDED_SNAPSHOT, 'utf8');

test('machines were started when the snapshot says, moved with everything else', () => {
  const now = RECORDED_AT + 100 * DAY_MS;
  const boots = bootTimes(IDS, now, { text, moment: RECORDED_AT, days: 100 });
  expect(boots.get('gw1')).toBe(Date.parse('2010-07-22T03:04:10Z') + 100 * DAY_MS);
  expect(boots.get('host2')).toBe(Date.parse('2010-09-03T21:56:10Z') + 100 * DAY_MS);
  // The snapshot says of this one that it is offline.
  expect(now - boots.get('store4')!).toBeGreaterThan(DAY_MS);
});

test.each([
  ['that has yet to come today was yesterday', 0, RECORDED_AT - HOUR_MS, -1],
  ['of this minute is of today', 0, Date.parse('2010-09-03T21:56:10Z'), 0],
  ['further ahead is as many days earlier as it takes', 0, RECORDED_AT - 2 * DAY_MS - HOUR_MS, -3],
])('a start %s', (_, days, now, moved) => {
  const boots = bootTimes(['host2'], now, { text, moment: RECORDED_AT, days });
  expect(boots.get('host2')).toBe(Date.parse('2010-09-03T21:56:10Z') + moved * DAY_MS);
});

test.each([
  ['without a snapshot', undefined],
  ['with one that cannot be read', { text: '{', moment: RECORDED_AT, days: 0 }],
  ['with one of another time', { text, moment: RECORDED_AT - DAY_MS, days: 0 }],
])('%s they were started some days ago, no two at once, and always the same', (_, recorded) => {
  const boots = bootTimes(IDS, RECORDED_AT, recorded);
  expect([...boots.keys()]).toEqual(IDS);
  expect(new Set(boots.values()).size).toBe(IDS.length);
  for (const at of boots.values()) expect(RECORDED_AT - at).toBeGreaterThanOrEqual(DAY_MS);
  expect(bootTimes(IDS, RECORDED_AT, recorded)).toEqual(boots);
});
