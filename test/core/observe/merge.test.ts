import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import { mergeSnapshots } from '../../../src/core/observe/merge.ts';
import { snapshotText } from '../../../src/core/observe/snapshot-text.ts';
import { at, MINUTE } from './rounds.ts';

const NOW = at(30);
const iso = (minute: number) => new Date(at(minute)).toISOString();

interface Told {
  readonly verdict?: string;
  readonly since?: number;
  readonly taken?: number;
  readonly more?: object;
  readonly entry?: object;
}

/** A prober's snapshot of `gw1`; times in minutes. */
const from = (
  vantage: string,
  { verdict = 'online', since = 0, taken = 29, more = {}, entry = {} }: Told = {},
) =>
  JSON.stringify({
    version: 1,
    taken_at: iso(taken),
    vantages: [vantage],
    servers: { gw1: { verdict, since: iso(since), seen_from: { [vantage]: verdict }, ...entry } },
    ...more,
  });

const merge = (texts: readonly (string | null)[], previous: Snapshot | null = null, now = NOW) =>
  mergeSnapshots({
    files: texts.map((text, index) => ({ name: `${'abcdefgh'[index] ?? 'x'}.json`, text })),
    previous: previous === null ? null : snapshotText(previous),
    now,
    freshForMs: 5 * MINUTE,
    serverIds: ['gw1'],
  });

/** The merged snapshot, which has to be there. */
const merged = (texts: readonly string[], previous: Snapshot | null = null, now = NOW): Snapshot => {
  const { snapshot, leftOut } = merge(texts, previous, now);
  if (snapshot === null) throw new Error(JSON.stringify(leftOut));
  return snapshot;
};
const gw1 = ({ servers }: Snapshot) => servers.get('gw1');

test('the quorum decides, since it existed, as of the oldest', () => {
  const snapshot = merged([
    from('london', { verdict: 'offline', since: 10, taken: 29 }),
    from('paris', { verdict: 'offline', since: 12, taken: 28 }),
    from('rome', { since: 1 }),
  ]);
  expect(snapshot).toEqual({
    takenAt: at(28),
    source: 'signalbox-merge',
    vantages: ['london', 'paris', 'rome'],
    vantageTimes: { london: at(29), paris: at(28), rome: at(29) },
    servers: new Map([
      [
        'gw1',
        {
          verdict: 'offline',
          sinceAt: at(12),
          lastOnlineAt: at(12),
          seenFrom: { london: 'offline', paris: 'offline', rome: 'online' },
        },
      ],
    ]),
  });
});

describe('left out, with its reason', () => {
  const good = from('london');
  test.each([
    [
      'old',
      from('paris', { taken: 24 }),
      /^the snapshot was taken at .*, 6m before now, expected less than 5m$/,
    ],
    [
      'ahead',
      from('paris', { taken: 30.6 }),
      /^its time is 36s ahead of this machine’s, expected at most 30s/,
    ],
    ['far ahead', from('paris', { taken: 90 }), /which is after now/],
    ['torn', from('paris').slice(0, 90), /^the snapshot is not JSON, or only a part of it$/],
    ['foreign', '{"hosts": []}', /^the snapshot cannot be read: version /],
    [
      'a newer version',
      from('paris', { more: { version: 2 } }),
      /^the snapshot cannot be read: version is 2, expected 1$/,
    ],
    ['absent', null, /^there is no snapshot/],
    ['enormous', `"${'x'.repeat(4_000_001)}"`, /^the snapshot has 4000003 characters/],
    ['the same vantage again', from('london', { taken: 28 }), /^a\.json is from "london" too/],
    ['with what a terminal obeys', `{"version": "\u001b[31m\u202e"}`, /^[^\u001b\u202e]+$/],
  ])('%s', (_, text, reason) => {
    const { snapshot, used, leftOut } = merge([good, text]);
    expect(leftOut).toEqual([{ name: 'b.json', reason: expect.stringMatching(reason) as string }]);
    expect(used).toEqual([{ name: 'a.json', vantage: 'london', takenAt: at(29) }]);
    expect(snapshot?.vantages).toEqual(['london']);
  });

  test('a little ahead is let pass, and nothing merged is later than now', () => {
    const snapshot = merged([from('london', { taken: 30.5, since: 30.4 })]);
    expect(snapshot.takenAt).toBe(NOW);
    expect(gw1(snapshot)?.sinceAt).toBe(NOW);
  });

  test('all of them', () => {
    const { snapshot, used } = merge([from('london', { taken: 3 }), null]);
    expect(snapshot).toBeNull();
    expect(used).toEqual([]);
  });

  test('what is not believed of a good one is told', () => {
    const { warnings } = merge([from('london', { more: { servers: { gw2: { verdict: 'online' } } } })]);
    expect(warnings).toEqual([
      { name: 'a.json', message: expect.stringContaining('"gw2" is no server') as string },
    ]);
  });

  test('of two that are from one vantage the newer is taken, in whatever order', () => {
    const [older, newer] = [from('london', { taken: 28 }), from('london', { taken: 29, verdict: 'offline' })];
    expect(gw1(merged([older, newer]))?.verdict).toBe('offline');
    expect(gw1(merged([newer, older]))?.verdict).toBe('offline');
  });

  test('a vantage above the number that a snapshot can hold', () => {
    const many = Array.from({ length: 51 }, (_, index) => from(`v${String(index)}`));
    const { snapshot, leftOut } = merge(many);
    expect(snapshot?.vantages).toHaveLength(50);
    expect(leftOut).toHaveLength(1);
  });
});

describe('a vantage that lags behind', () => {
  const SECOND = MINUTE / 60;
  const aged = (vantage: string, seconds: number, more: Told = {}) =>
    from(vantage, { taken: 30 - seconds / 60, ...more });

  test('does not make the others look old: one dead vantage of three', () => {
    const { snapshot, leftOut } = merge([aged('london', 5), aged('paris', 5), aged('rome', 285)]);
    expect(snapshot).toMatchObject({ takenAt: NOW - 5 * SECOND, vantages: ['london', 'paris'] });
    expect(leftOut).toEqual([
      {
        name: 'c.json',
        reason:
          '"rome" is 4m45s old beside younger ones, expected at most 3m45s: what is merged is as old as the oldest of it',
      },
    ]);
  });

  test('has no vote', () => {
    const snapshot = merged([
      aged('london', 5, { verdict: 'offline', since: 28 }),
      aged('paris', 5, { verdict: 'unknown' }),
      aged('rome', 285),
    ]);
    expect(gw1(snapshot)?.verdict).toBe('offline');
  });

  test.each([
    ['three quarters of fresh_for old and no more', [5, 225], [true, true]],
    ['a second more', [5, 226], [true, false]],
    ['alone', [299], [true]],
    ['beside others that are no better', [230, 240, 299], [true, true, true]],
  ])('%s', (_, seconds, admitted) => {
    const names = ['london', 'paris', 'rome'];
    const { used } = merge(seconds.map((age, index) => aged(names[index]!, age)));
    expect(seconds.map((_age, index) => used.some(({ vantage }) => vantage === names[index]))).toEqual(
      admitted,
    );
  });

  test('is left out of a file of several, too', () => {
    const more = {
      vantages: ['london', 'paris'],
      taken_at: iso(25.5),
      vantage_times: { london: iso(29), paris: iso(25.5) },
      servers: { gw1: { verdict: 'unknown', seen_from: { london: 'online', paris: 'offline' } } },
    };
    const snapshot = merged([from('x', { more })]);
    expect(snapshot).toMatchObject({ takenAt: at(29), vantages: ['london'] });
    expect(gw1(snapshot)).toMatchObject({ verdict: 'online', seenFrom: { london: 'online' } });
  });

  test('so what is merged holds for a quarter of fresh_for, whenever anything does', () => {
    const ages = fc.array(fc.integer({ min: 0, max: 299 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(ages, (seconds) => {
        const { takenAt } = merged(seconds.map((age, index) => aged(`v${String(index)}`, age)));
        const youngest = Math.min(...seconds) * SECOND;
        expect(NOW - takenAt).toBeLessThanOrEqual(youngest <= 225 * SECOND ? 225 * SECOND : 299 * SECOND);
      }),
    );
  });
});

describe('what was merged before', () => {
  const both = [
    from('london', { verdict: 'offline', since: 5 }),
    from('paris', { verdict: 'offline', since: 8 }),
  ];
  const before = merged(both);

  test('a verdict that went on keeps its beginning, whoever is left to tell', () => {
    expect(gw1(before)?.sinceAt).toBe(at(8));
    const later = merged([from('london', { verdict: 'offline', since: 5, taken: 30 })], before);
    expect(gw1(later)).toMatchObject({ verdict: 'offline', sinceAt: at(8) });
  });

  test('one that ended and began anew in between does not', () => {
    const texts = ['london', 'paris'].map((name) => from(name, { verdict: 'offline', since: 33, taken: 35 }));
    expect(gw1(merged(texts, before, at(36)))).toMatchObject({ verdict: 'offline', sinceAt: at(33) });
  });

  test('a vantage that wavered leaves the beginning of the quorum', () => {
    const three = (since: number, taken: number) => [
      from('london', { since, taken }),
      from('paris', { since: 8, taken }),
      from('rome', { since: 9, taken }),
    ];
    const first = merged(three(2, 29));
    expect(gw1(first)?.sinceAt).toBe(at(8));
    expect(gw1(merged(three(29, 30), first))?.sinceAt).toBe(at(8));
  });

  test('a file older than what was merged of its vantage is left out', () => {
    const { snapshot, leftOut } = merge(
      [from('london', { taken: 28 }), from('paris', { taken: 29 })],
      before,
    );
    expect(leftOut).toEqual([
      {
        name: 'a.json',
        reason:
          '"london" was merged as of 2010-09-03T22:29:00Z already, and this is as of 2010-09-03T22:28:00Z',
      },
    ]);
    expect(snapshot?.vantages).toEqual(['paris']);
  });

  test('the same files once more make the same snapshot', () => {
    expect(merged(both, before)).toEqual(before);
  });

  test('time stands still until a vantage that joins has caught up', () => {
    const snapshot = merged([from('london', { taken: 30 }), from('rome', { taken: 28 })], before, at(31));
    expect(snapshot).toMatchObject({ takenAt: at(29), vantageTimes: { london: at(30), rome: at(28) } });
  });

  test('when it was last seen is remembered', () => {
    const online = merged([from('london')]);
    const down = merged([from('london', { verdict: 'offline', since: 30, taken: 30 })], online);
    expect(gw1(down)?.lastOnlineAt).toBe(at(29));
    const unknown = merged([from('london', { verdict: 'unknown', since: 31, taken: 31 })], down, at(31));
    expect(gw1(unknown)?.lastOnlineAt).toBe(at(29));
  });

  test('a start told a little differently is the same one', () => {
    const booted = (minute: number, taken: number) =>
      from('london', { taken, entry: { booted_at: iso(minute) } });
    const first = merged([booted(0, 29)]);
    expect(gw1(merged([booted(1.9, 30)], first))?.bootedAt).toBe(at(0));
    expect(gw1(merged([booted(2.1, 30)], first))?.bootedAt).toBe(at(2));
  });

  test.each([
    ['torn', '{"version": 1,'],
    ['of another program', '[]'],
  ])('is passed over where it is %s', (_, previous) => {
    const { snapshot } = mergeSnapshots({
      files: [{ name: 'a', text: from('london') }],
      previous,
      now: NOW,
      freshForMs: 5 * MINUTE,
      serverIds: ['gw1'],
    });
    expect(snapshot).toEqual(merged([from('london')]));
  });

  test('is passed over where the clock was set back since', () => {
    const early = merged([from('london', { taken: 9 })], before, at(10));
    expect(early.takenAt).toBe(at(9));
  });
});

describe('one file alone', () => {
  test('is told as it is', () => {
    const text = from('london', { verdict: 'offline', since: 5, entry: { last_online: iso(4) } });
    expect(gw1(merged([text]))).toEqual({
      verdict: 'offline',
      sinceAt: at(5),
      lastOnlineAt: at(4),
      seenFrom: { london: 'offline' },
    });
  });

  test('of several vantages keeps the verdict its writer came to', () => {
    const more = {
      vantages: ['london', 'paris'],
      servers: {
        gw1: { verdict: 'offline', since: iso(3), seen_from: { london: 'offline', paris: 'online' } },
      },
    };
    const snapshot = merged([from('x', { more })]);
    expect(snapshot.vantages).toEqual(['london', 'paris']);
    expect(gw1(snapshot)).toMatchObject({
      verdict: 'offline',
      seenFrom: { london: 'offline', paris: 'online' },
    });
  });

  test('of another program, without vantages or times, gets the times at which it was merged', () => {
    const foreign = (verdict: string, taken: number) =>
      JSON.stringify({ version: 1, taken_at: iso(taken), servers: { gw1: { verdict } } });
    const first = merged([foreign('online', 29)]);
    expect(gw1(first)).toEqual({ verdict: 'online', sinceAt: at(29), sinceIsAtLeast: true, seenFrom: {} });
    const second = merged([foreign('online', 30)], first);
    expect(gw1(second)?.sinceAt).toBe(at(29));
    const third = merged([foreign('offline', 31)], second, at(31));
    expect(gw1(third)).toEqual({ verdict: 'offline', sinceAt: at(31), lastOnlineAt: at(30), seenFrom: {} });
  });
});

test('a file of several vantages beside others has a voice for each of them', () => {
  const more = {
    vantages: ['london', 'paris'],
    vantage_times: { london: iso(29), paris: iso(28) },
    taken_at: iso(28),
    servers: {
      gw1: { verdict: 'offline', since: iso(3), seen_from: { london: 'offline', paris: 'offline' } },
    },
  };
  const snapshot = merged([from('x', { more }), from('rome', { since: 1 })]);
  expect(snapshot.vantageTimes).toEqual({ london: at(29), paris: at(28), rome: at(29) });
  expect(gw1(snapshot)).toMatchObject({ verdict: 'offline', sinceAt: at(3) });
});

test('vantages named like parts of JavaScript are names like any other', () => {
  const snapshot = merged(['constructor', '__proto__', 'toString'].map((name) => from(name)));
  expect(snapshot.vantages).toEqual(['__proto__', 'constructor', 'toString']);
  expect(gw1(snapshot)?.verdict).toBe('online');
});

test('no input makes it throw, and nothing it merges is green that nobody wrote', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .constantFrom(from('london'), from('paris', { verdict: 'offline' }))
      .chain((text) =>
        fc
          .tuple(fc.nat(text.length), fc.string({ maxLength: 5 }))
          .map(([cut, noise]) => text.slice(0, cut) + noise + text.slice(cut)),
      ),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.constant(null)), { maxLength: 4 }), (texts) => {
      const { snapshot } = merge(texts);
      const isGreen = snapshot !== null && gw1(snapshot)?.verdict === 'online';
      if (isGreen) expect(texts.some((text) => text?.includes('"online"'))).toBe(true);
    }),
  );
});

test('the order of files means nothing', () => {
  const file = fc
    .record({
      vantage: fc.constantFrom('london', 'paris', 'rome', 'vienna'),
      verdict: fc.constantFrom('online', 'offline', 'unknown'),
      since: fc.integer({ min: 0, max: 20 }),
      taken: fc.integer({ min: 22, max: 30 }),
    })
    .map(({ vantage, ...told }) => from(vantage, told));
  fc.assert(
    fc.property(fc.uniqueArray(file, { maxLength: 5, selector: (text) => text.slice(0, 60) }), (texts) => {
      expect(merge([...texts].reverse()).snapshot).toEqual(merge(texts).snapshot);
    }),
  );
});
