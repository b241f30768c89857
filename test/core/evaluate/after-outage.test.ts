import { describe, expect, test } from 'vitest';
import { afterOutages } from '../../../src/core/evaluate/after-outage.ts';
import type { ProbeEvidence, ServerVerdict } from '../../../src/core/model/snapshot.ts';
import { at, evidence, memory } from '../view/fixtures.ts';

const clock = (text: string) => at('2010-09-03', text);
const iso = (text: string) => new Date(clock(text)).toISOString();
const all = (time: string, gw1: string) => JSON.stringify({ at: iso(time), all: { server: { gw1 } } });
const change = (time: string, is: string) => JSON.stringify({ at: iso(time), server: 'gw1', is });
const lost = (time: string) => JSON.stringify({ at: iso(time), watch: 'lost' });

/** Looking began at 12:00, and the machine booted at 05:00. */
const ONLINE: ServerVerdict = {
  verdict: 'online',
  sinceAt: clock('12:00'),
  sinceIsAtLeast: true,
  bootedAt: clock('05:00'),
  seenFrom: { london: 'online' },
};

function told(lines: readonly string[], verdict: ServerVerdict = ONLINE): ServerVerdict | undefined {
  const given = evidence({ servers: new Map([['gw1', verdict]]) });
  const found: ProbeEvidence = afterOutages(given, memory(...lines));
  return 'snapshot' in found ? found.snapshot.servers.get('gw1') : undefined;
}

describe('a boot counts no further than the last outage anybody saw', () => {
  const seenFrom = { london: 'online' } as const;
  const GAP = [lost('11:00'), all('12:00', 'online')];

  test.each<[string, readonly string[], ServerVerdict]>([
    ['nobody ever looked', [], ONLINE],
    ['no outage was seen', [all('06:00', 'online'), ...GAP], ONLINE],
    ['the outage was before the boot', [all('03:00', 'offline'), change('04:00', 'online'), ...GAP], ONLINE],
    [
      'one was, and its end too',
      [all('06:00', 'online'), change('07:00', 'offline'), change('07:30', 'online'), ...GAP],
      { verdict: 'online', sinceAt: clock('07:30'), seenFrom },
    ],
    [
      'one was, and nobody saw it end',
      [all('06:00', 'online'), change('10:00', 'offline'), ...GAP],
      { verdict: 'online', sinceAt: clock('12:00'), sinceIsAtLeast: true, seenFrom },
    ],
  ])('%s', (_, lines, expected) => {
    expect(told(lines)).toEqual(expected);
  });

  const OUTAGE = [all('06:00', 'online'), change('07:00', 'offline'), change('07:30', 'online'), ...GAP];
  const { sinceIsAtLeast: atLeast, ...observed } = ONLINE;

  test.each<[string, ServerVerdict]>([
    ['whose last outage the snapshot knows itself', observed],
    ['that booted after looking began', { ...ONLINE, bootedAt: clock('13:00') }],
    ['that is offline', { ...ONLINE, verdict: 'offline' }],
    [
      'whose boot nobody knows',
      { verdict: 'online', sinceAt: clock('12:00'), sinceIsAtLeast: true, seenFrom },
    ],
  ])('a server %s is left alone', (_, verdict) => {
    expect(atLeast).toBe(true);
    expect(told(OUTAGE, verdict)).toEqual(verdict);
  });

  test('where there is no snapshot there is nothing to say', () => {
    const none = { believed: false, fault: 'missing' } as const;
    expect(afterOutages(none, memory(...OUTAGE))).toBe(none);
  });
});
