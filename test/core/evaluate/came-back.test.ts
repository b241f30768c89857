import { describe, expect, test } from 'vitest';
import { withCameBack } from '../../../src/core/evaluate/came-back.ts';
import type { GroupStatus } from '../../../src/core/model/status.ts';
import { at, memory, NOW, status } from '../view/fixtures.ts';

const iso = (clock: string) => new Date(at('2010-09-03', clock)).toISOString();
const all = (clock: string, gateways: string) =>
  JSON.stringify({ at: iso(clock), all: { server: {}, group: { gateways }, service: {} } });
const change = (clock: string, is: string) => JSON.stringify({ at: iso(clock), group: 'gateways', is });
const lost = (clock: string) => JSON.stringify({ at: iso(clock), watch: 'lost' });

const LONG_AGO = NOW - 30 * 86_400_000;

/** When the gateways came back, where their servers have been enough since `atLeast`. */
function cameBack(lines: readonly string[], atLeast: number | undefined): number | undefined {
  const told = Object.entries({ ...status().groups[0], onlineAtLeastSinceAt: atLeast });
  const group = Object.fromEntries(told.filter(([, value]) => value !== undefined)) as unknown as GroupStatus;
  return withCameBack([group], memory(...lines), NOW)[0]?.cameBackAt;
}

describe('when a group last came back', () => {
  test.each<[string, readonly string[], number | undefined, number | undefined]>([
    ['nobody ever looked: not known', [], LONG_AGO, undefined],
    ['no outage is remembered: not known', [all('09:00', 'operational')], LONG_AGO, undefined],
    [
      'the end of its last outage, where that is later than the servers say',
      [all('09:00', 'operational'), change('10:00', 'down'), change('10:20', 'operational')],
      LONG_AGO,
      at('2010-09-03', '10:20'),
    ],
    [
      'the latest of several',
      [
        all('09:00', 'down'),
        change('09:30', 'operational'),
        change('10:00', 'partial'),
        change('10:20', 'operational'),
      ],
      LONG_AGO,
      at('2010-09-03', '10:20'),
    ],
    [
      'earlier than the servers say, where somebody has looked ever since: they took turns',
      [all('09:00', 'down'), change('09:30', 'operational')],
      at('2010-09-03', '12:00'),
      at('2010-09-03', '09:30'),
    ],
    [
      'earlier than the servers say, and nobody looked for a while since: at least as long as they say',
      [all('09:00', 'down'), change('09:30', 'operational'), lost('10:00'), all('11:00', 'operational')],
      at('2010-09-03', '12:00'),
      undefined,
    ],
    [
      'later than the servers say, and nobody looked for a while since: still later',
      [all('09:00', 'down'), change('09:30', 'operational'), lost('10:00'), all('11:00', 'operational')],
      LONG_AGO,
      at('2010-09-03', '09:30'),
    ],
    [
      'planned work ends, too',
      [all('09:00', 'maintenance'), change('09:30', 'operational')],
      LONG_AGO,
      at('2010-09-03', '09:30'),
    ],
    [
      'a time in which nobody looked is no outage',
      [all('09:00', 'operational'), lost('10:00'), all('11:00', 'operational')],
      LONG_AGO,
      undefined,
    ],
    [
      'it is remembered as down to the end: not known',
      [all('09:00', 'operational'), change('10:00', 'down')],
      LONG_AGO,
      undefined,
    ],
    [
      'without enough servers now it has not come back',
      [all('09:00', 'down'), change('09:30', 'operational')],
      undefined,
      undefined,
    ],
  ])('%s', (_, lines, atLeast, expected) => {
    expect(cameBack(lines, atLeast)).toBe(expected);
  });
});
