import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stretch } from '../../../src/core/model/history.ts';
import { VERDICTS } from '../../../src/core/model/snapshot.ts';
import type { Verdict } from '../../../src/core/model/snapshot.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import { NOW, topology } from './build.ts';
import { snapshotOf, TestMemory } from './history-build.ts';

const site = topology(
  { gateways: 'gw1 gw2', storage: { servers: 's1 s2', rule: 'all' } },
  { mail: 'gateways storage', files: { needs: 'storage', without: 'gateways' } },
);
const SERVERS = ['gw1', 'gw2', 's1', 's2'] as const;
const SUBJECTS = [
  ...SERVERS.map((id) => ['server', id] as const),
  ['group', 'gateways'],
  ['group', 'storage'],
  ['service', 'mail'],
  ['service', 'files'],
] as const;

/** One look: how long after the one before (or before it), and what it saw, with how old it says that is. */
interface Look {
  readonly minutes: number;
  /** The recorder's own clock may be behind what is recorded, as it is where it was set back. */
  readonly isSetBack: boolean;
  readonly seen: readonly { readonly verdict: Verdict; readonly age: number }[];
}

const look: fc.Arbitrary<Look> = fc.record({
  minutes: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 4 }) },
    // Merged time stands still while one of several vantages is silent.
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 5, max: 50_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -60_000, max: 0 }) },
  ),
  isSetBack: fc.boolean(),
  seen: fc.array(
    fc.record({ verdict: fc.constantFrom<Verdict>(...VERDICTS), age: fc.integer({ min: -2, max: 10 }) }),
    { minLength: SERVERS.length, maxLength: SERVERS.length },
  ),
});
const looks = fc.array(look, { minLength: 1, maxLength: 30 });

function recorded(made: readonly Look[]): TestMemory {
  const memory = new TestMemory(site);
  let takenAt = NOW - 30 * DAY_MS;
  let latest = takenAt;
  for (const { minutes, isSetBack, seen } of made) {
    takenAt += minutes * MINUTE_MS;
    latest = isSetBack ? takenAt : Math.max(latest, takenAt);
    const servers = SERVERS.map((id, index) => {
      const { verdict, age } = seen[index] ?? { verdict: 'unknown' as const, age: 0 };
      return [id, { verdict, sinceAt: takenAt - age * MINUTE_MS, seenFrom: {} }] as const;
    });
    memory.take(snapshotOf(takenAt, Object.fromEntries(servers)), latest);
  }
  return memory;
}

function covers(stretches: readonly Stretch[], startAt: number, endAt: number): void {
  let at = startAt;
  for (const [index, stretch] of stretches.entries()) {
    expect(stretch.startAt).toBe(at);
    expect(stretch.endAt).toBeGreaterThan(stretch.startAt);
    expect(stretch.state).not.toBe(stretches[index + 1]?.state);
    at = stretch.endAt;
  }
  expect(at).toBe(endAt);
}

const NOWS = [NOW - 30 * DAY_MS, NOW - 20 * DAY_MS, NOW, NOW + 300 * DAY_MS];
const window = fc
  .tuple(
    fc.integer({ min: -100_000, max: 100_000 }),
    fc.integer({ min: 0, max: 100_000 }),
    fc.constantFrom(...NOWS),
  )
  .map(([from, length, now]) => {
    const startAt = NOW - 30 * DAY_MS + from * MINUTE_MS;
    return { startAt, endAt: startAt + length * MINUTE_MS, now };
  });

describe('whatever was seen, in whatever order it came', () => {
  it('stretches never overlap and cover the window, and no two neighbours are alike', () => {
    fc.assert(
      fc.property(looks, window, (made, { startAt, endAt, now }) => {
        const history = recorded(made).read(now);
        for (const [kind, id] of SUBJECTS) {
          covers(
            kind === 'server'
              ? history.verdicts(id, startAt, endAt)
              : history.severities(kind, id, startAt, endAt),
            startAt,
            endAt,
          );
        }
      }),
    );
  });

  it('a memory that is read again goes on like one that was never closed', () => {
    fc.assert(
      fc.property(looks, (made) => {
        const memory = recorded(made);
        const replayed = memory.replayed();
        expect(replayed?.takenAt).toBe(memory.recording?.takenAt);
        for (const kind of ['server', 'group', 'service'] as const) {
          const states = (recording: typeof replayed) =>
            [...(recording?.states[kind] ?? [])].map(([id, { state }]) => [id, state]).sort();
          expect(states(replayed)).toEqual(states(memory.recording));
        }
      }),
    );
  });

  it('its last state is what the last look that counted saw', () => {
    fc.assert(
      fc.property(looks, (made) => {
        const memory = recorded(made);
        const { takenAt = 0, states } = memory.recording ?? {};
        const history = memory.read(takenAt + MINUTE_MS);
        for (const [kind, id] of SUBJECTS) {
          const [now] =
            kind === 'server'
              ? history.verdicts(id, takenAt, takenAt + 1)
              : history.severities(kind, id, takenAt, takenAt + 1);
          expect(now?.state).toBe(states?.[kind].get(id)?.state);
        }
      }),
    );
  });

  it('changes are where stretches meet', () => {
    fc.assert(
      fc.property(looks, window, (made, { startAt, endAt, now }) => {
        const history = recorded(made).read(now);
        const { observed } = history;
        // Beyond it the end of what is believed is no change that was recorded.
        const until = Math.min(endAt, observed?.untilAt ?? startAt);
        const changes = history.changes(startAt, until);
        for (const [kind, id] of SUBJECTS) {
          const stretches =
            kind === 'server'
              ? history.verdicts(id, startAt, until)
              : history.severities(kind, id, startAt, until);
          const own = changes.filter(
            (change) => change.kind === kind && change.id === id && change.at > startAt,
          );
          expect(own.map(({ at, to }) => [at, to])).toEqual(
            stretches.slice(1).map(({ startAt: at, state }) => [at, state]),
          );
        }
      }),
    );
  });

  it('nothing is written while nothing changes', () => {
    fc.assert(
      fc.property(looks, fc.integer({ min: 1, max: 4 }), (made, minutes) => {
        const memory = recorded(made);
        const { takenAt = 0, states } = memory.recording ?? {};
        const servers = SERVERS.map((id) => {
          const verdict = (states?.server.get(id)?.state ?? 'unknown') as Verdict;
          return [id, { verdict, seenFrom: {} }] as const;
        });
        const before = memory.text.length;
        memory.take(snapshotOf(takenAt + minutes, Object.fromEntries(servers)));
        expect(memory.text).toHaveLength(before);
      }),
    );
  });
});
