import { describe, expect, it } from 'vitest';
import { withMemory } from '../../../src/core/evaluate/with-memory.ts';
import type { ServerVerdict } from '../../../src/core/model/snapshot.ts';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { at, topology } from './build.ts';
import { snapshotOf, TestMemory } from './history-build.ts';

const site = topology({ gateways: 'gw1' });

function remembered(looks: readonly (readonly [string, string])[]): TestMemory {
  const memory = new TestMemory(site);
  for (const [clock, verdicts] of looks) memory.look(at(clock), verdicts);
  return memory;
}

function sinceIn(memory: TestMemory, clock: string, verdict: ServerVerdict) {
  const takenAt = at(clock);
  const evidence = { believed: true, snapshot: snapshotOf(takenAt, { gw1: verdict }) } as const;
  const joined = withMemory(evidence, memory.read(takenAt + MINUTE_MS));
  const { sinceAt, sinceIsAtLeast } = ('snapshot' in joined && joined.snapshot.servers.get('gw1')) || {};
  return [sinceAt, sinceIsAtLeast];
}

describe('a snapshot that does not say since when', () => {
  const down = 'gw1:offline';
  const online: ServerVerdict = { verdict: 'online', seenFrom: {} };
  const offline: ServerVerdict = { verdict: 'offline', seenFrom: {} };

  it.each<[string, readonly (readonly [string, string])[], ServerVerdict, unknown[]]>([
    [
      'has the last change',
      [
        ['19:00', ''],
        ['19:01', down],
        ['19:02', down],
      ],
      offline,
      [at('19:01'), undefined],
    ],
    [
      'has the end of the last outage',
      [
        ['19:00', down],
        ['19:01', ''],
        ['19:02', ''],
      ],
      online,
      [at('19:01'), undefined],
    ],
    [
      'is so at least since looking began',
      [
        ['19:01', ''],
        ['19:02', ''],
      ],
      online,
      [at('19:01'), true],
    ],
    [
      'is so at least since looking began again',
      [
        ['18:00', ''],
        ['19:01', ''],
        ['19:02', ''],
      ],
      online,
      [at('19:01'), true],
    ],
    [
      'has nothing where memory says otherwise',
      [
        ['19:01', ''],
        ['19:02', down],
      ],
      online,
      [undefined, undefined],
    ],
    ['has nothing where nothing is remembered', [], online, [undefined, undefined]],
    [
      'has nothing while it is unknown',
      [
        ['19:01', ''],
        ['19:02', ''],
      ],
      { verdict: 'unknown', seenFrom: {} },
      [undefined, undefined],
    ],
  ])('%s', (_name, looks, verdict, expected) => {
    expect(sinceIn(remembered(looks), '19:02', verdict)).toEqual(expected);
  });

  it('is believed where it says it itself', () => {
    const memory = remembered([
      ['19:00', ''],
      ['19:01', down],
      ['19:02', down],
    ]);
    expect(sinceIn(memory, '19:02', { ...offline, sinceAt: at('12:00') })).toEqual([at('12:00'), undefined]);
  });

  it('stays missing where there is no snapshot', () => {
    const missing = { believed: false, fault: 'missing' } as const;
    expect(withMemory(missing, remembered([['19:00', '']]).read(at('20:00')))).toBe(missing);
  });
});
