import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/core/model/diagnostic.ts';
import { VERDICTS } from '../../../src/core/model/snapshot.ts';
import { MAX_SNAPSHOT_LENGTH, MAX_VANTAGES } from '../../../src/core/parse/snapshot-schema.ts';
import {
  EARLIEST_AT,
  FUTURE_TOLERANCE_MS,
  MAX_SERVER_WARNINGS,
  parseSnapshot,
} from '../../../src/core/parse/snapshot.ts';

const NOW = Date.UTC(2010, 8, 3, 22, 12);
const TAKEN = Date.UTC(2010, 8, 3, 22, 10);
const FRESH_FOR_MS = 300_000;
const iso = (at: number) => new Date(at).toISOString();

const good = {
  version: 1,
  taken_at: '2010-09-03T22:10:00Z',
  source: 'signalbox-probe',
  vantages: ['london', 'amsterdam'],
  servers: {
    gw1: {
      verdict: 'online',
      since: '2010-07-21T03:00:00Z',
      booted_at: '2010-07-21T02:58:10Z',
      seen_from: { london: 'online', amsterdam: 'offline' },
    },
  },
};

const read = (value: unknown, now = NOW) => readText(JSON.stringify(value), now);
const readText = (text: string | null, now = NOW) =>
  parseSnapshot(text, {
    file: 'state/snapshot.json',
    now,
    freshForMs: FRESH_FOR_MS,
    serverIds: ['gw1', 'gw2'],
  });
const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
const gw1 = (entry: unknown) => ({ ...good, servers: { gw1: entry } });
const serversOf = ({ evidence }: ReturnType<typeof read>) =>
  'snapshot' in evidence ? evidence.snapshot.servers : undefined;

describe('a snapshot that is fine', () => {
  it('is believed, every field of it', () => {
    expect(read(good)).toEqual({
      evidence: {
        believed: true,
        snapshot: {
          takenAt: TAKEN,
          source: 'signalbox-probe',
          vantages: ['london', 'amsterdam'],
          servers: new Map([
            [
              'gw1',
              {
                verdict: 'online',
                sinceAt: Date.UTC(2010, 6, 21, 3),
                bootedAt: Date.UTC(2010, 6, 21, 2, 58, 10),
                seenFrom: { london: 'online', amsterdam: 'offline' },
              },
            ],
          ]),
        },
      },
      diagnostics: [],
    });
  });

  it('needs no more than this', () => {
    const { evidence, diagnostics } = read({ version: 1, taken_at: iso(TAKEN), servers: {} });
    expect(evidence).toEqual({
      believed: true,
      snapshot: { takenAt: TAKEN, vantages: [], servers: new Map() },
    });
    expect(diagnostics).toEqual([]);
  });

  it.each([
    ['2010-09-03T22:10:00.999999999Z', TAKEN + 999],
    ['2010-09-03T23:10:00+01:00', TAKEN],
  ])('reads %s', (taken_at, at) => {
    expect(read({ ...good, taken_at }).evidence).toMatchObject({ snapshot: { takenAt: at } });
  });

  it('passes over keys a newer prober may write', () => {
    expect(
      read({ ...good, later: 1, servers: { gw1: { verdict: 'online', later: 1 } } }).diagnostics,
    ).toEqual([]);
  });
});

describe('a snapshot of another time', () => {
  it.each([
    [TAKEN - FUTURE_TOLERANCE_MS - 1, 'future'],
    [TAKEN - FUTURE_TOLERANCE_MS, undefined],
    [TAKEN, undefined],
    [TAKEN + FRESH_FOR_MS - 1, undefined],
    [TAKEN + FRESH_FOR_MS, 'old'],
    [TAKEN + 1e12, 'old'],
  ])('at %d: %s', (now, fault) => {
    const { evidence, diagnostics } = read(good, now);
    expect(evidence.believed).toBe(fault === undefined);
    expect('fault' in evidence ? evidence.fault : undefined).toBe(fault);
    expect('snapshot' in evidence).toBe(fault !== 'future');
    expect(codes(diagnostics)).toEqual(fault === undefined ? [] : [`snapshot-${fault}`]);
  });

  it('says how old, and what was expected', () => {
    expect(read(good, TAKEN + 3_725_000).diagnostics).toEqual([
      {
        code: 'snapshot-old',
        severity: 'warning',
        file: 'state/snapshot.json',
        line: 1,
        column: 1,
        message: 'the snapshot was taken at 2010-09-03T22:10:00Z, 1h2m5s before now, expected less than 5m',
        hint: 'look whether the prober runs',
      },
    ]);
  });
});

describe('no snapshot', () => {
  it('missing', () => {
    const { evidence, diagnostics } = readText(null);
    expect(evidence).toEqual({ believed: false, fault: 'missing' });
    expect(codes(diagnostics)).toEqual(['snapshot-missing']);
  });

  it.each([
    ['nothing', '', 'the snapshot is not JSON, or only a part of it'],
    ['torn', JSON.stringify(good).slice(0, -20), 'the snapshot is not JSON, or only a part of it'],
    ['a list', '[]', 'the snapshot cannot be read: it is an empty list, expected a mapping'],
    ['null', 'null', 'the snapshot cannot be read: it is empty, expected a mapping'],
    ['deep', '['.repeat(100_000), 'the snapshot is not JSON, or only a part of it'],
    [
      'long',
      ' '.repeat(MAX_SNAPSHOT_LENGTH + 1),
      `the snapshot has ${String(MAX_SNAPSHOT_LENGTH + 1)} characters, expected at most ${String(MAX_SNAPSHOT_LENGTH)}`,
    ],
  ])('unreadable: %s', (_, text, message) => {
    const { evidence, diagnostics } = readText(text);
    expect(evidence).toEqual({ believed: false, fault: 'unreadable' });
    expect(diagnostics.map((entry) => [entry.code, entry.message])).toEqual([
      ['snapshot-unreadable', message],
    ]);
  });

  it.each([
    [{ ...good, version: 2 }, 'version is 2, expected 1'],
    [{ ...good, version: undefined }, 'version is missing, expected 1'],
    [{ ...good, version: '1' }, 'version is "1", expected 1'],
    [
      { ...good, taken_at: 'yesterday' },
      'taken_at is "yesterday", expected a time such as 2010-09-03T22:10:00Z',
    ],
    [
      { ...good, taken_at: 1283551800 },
      'taken_at is 1283551800, expected a time such as 2010-09-03T22:10:00Z',
    ],
    [
      { ...good, taken_at: '2010-09-31T22:10:00Z' },
      'taken_at is "2010-09-31T22:10:00Z", expected a time such as 2010-09-03T22:10:00Z',
    ],
    [
      { ...good, taken_at: '2010-09-03T22:10:00' },
      'taken_at is "2010-09-03T22:10:00", expected a time such as 2010-09-03T22:10:00Z',
    ],
    [{ ...good, servers: [] }, 'servers is an empty list, expected a mapping'],
    [{ ...good, servers: undefined }, 'servers is missing, expected a mapping'],
    [{ ...good, vantages: 'london' }, 'vantages is "london", expected a list'],
    [{ ...good, vantages: ['\u202e'] }, 'vantages.0 is "", expected a name'],
    [
      { ...good, vantages: Array.from({ length: MAX_VANTAGES + 1 }, String) },
      'vantages is a list, expected at most 50 entries',
    ],
    [{ ...good, source: {} }, 'source is a mapping, expected text'],
  ])('unreadable: %j', (value, problem) => {
    const { evidence, diagnostics } = read(value);
    expect(evidence).toEqual({ believed: false, fault: 'unreadable' });
    expect(diagnostics.map(({ message }) => message)).toEqual([`the snapshot cannot be read: ${problem}`]);
  });
});

describe('entries of servers', () => {
  it.each([
    [
      'online',
      'the entry of server "gw1" cannot be read, so it is unknown: it is "online", expected a mapping',
    ],
    [null, 'the entry of server "gw1" cannot be read, so it is unknown: it is empty, expected a mapping'],
    [
      {},
      'the entry of server "gw1" cannot be read, so it is unknown: verdict is missing, expected online, offline or unknown',
    ],
    [
      { verdict: 'ONLINE' },
      'the entry of server "gw1" cannot be read, so it is unknown: verdict is "ONLINE", expected online, offline or unknown',
    ],
    [
      { verdict: 'online', since: 'long ago' },
      'the entry of server "gw1" cannot be read, so it is unknown: since is "long ago", expected a time such as 2010-09-03T22:10:00Z',
    ],
    [
      { verdict: 'online', seen_from: { london: 'up' } },
      'the entry of server "gw1" cannot be read, so it is unknown: seen_from.london is "up", expected online, offline or unknown',
    ],
  ])('a malformed one makes that server unknown, and no other: %j', (entry, message) => {
    const result = read({ ...good, servers: { gw1: entry, gw2: { verdict: 'online' } } });
    expect(result.evidence.believed).toBe(true);
    expect([...(serversOf(result)?.keys() ?? [])]).toEqual(['gw2']);
    expect(result.diagnostics.map((entry) => [entry.code, entry.message])).toEqual([
      ['snapshot-server', message],
    ]);
  });

  it('an unknown server is ignored, an absent one has no entry', () => {
    const result = read({ ...good, servers: { gw3: { verdict: 'online' } } });
    expect(serversOf(result)).toEqual(new Map());
    expect(result.diagnostics).toMatchObject([
      {
        code: 'snapshot-server',
        message: '"gw3" is no server of topology.yml; its entry is ignored',
        hint: 'did you mean "gw1"?',
      },
    ]);
  });

  it.each(['since', 'booted_at'])('%s after the snapshot itself is dropped', (key) => {
    const result = read(gw1({ verdict: 'offline', [key]: iso(TAKEN + 1) }));
    expect(serversOf(result)).toEqual(new Map([['gw1', { verdict: 'offline', seenFrom: {} }]]));
    expect(result.diagnostics.map(({ message }) => message)).toEqual([
      `"${key}" of server "gw1" is 2010-09-03T22:10:00Z, after the snapshot was taken; it is ignored`,
    ]);
    expect(read(gw1({ verdict: 'offline', [key]: iso(TAKEN) })).diagnostics).toEqual([]);
  });

  it.each(['since', 'booted_at', 'last_online'])('%s of 1970, where nobody knew it, is dropped', (key) => {
    const result = read(gw1({ verdict: 'offline', since_at_least: true, [key]: '1970-01-01T00:00:00Z' }));
    expect(serversOf(result)).toEqual(new Map([['gw1', { verdict: 'offline', seenFrom: {} }]]));
    expect(result.diagnostics.map(({ message }) => message)).toEqual([
      `"${key}" of server "gw1" is 1970-01-01T00:00:00Z, as programs write that do not know it; it is ignored`,
    ]);
    expect(read(gw1({ verdict: 'offline', [key]: iso(EARLIEST_AT) })).diagnostics).toEqual([]);
  });

  it('a vantage nobody named is ignored, unless none is named at all', () => {
    const entry = { verdict: 'online', seen_from: { paris: 'online' } };
    const named = read(gw1(entry));
    expect(serversOf(named)?.get('gw1')?.seenFrom).toEqual({});
    expect(codes(named.diagnostics)).toEqual(['snapshot-server']);
    const unnamed = read({ ...gw1(entry), vantages: [] });
    expect(serversOf(unnamed)?.get('gw1')?.seenFrom).toEqual({ paris: 'online' });
    expect(unnamed.diagnostics).toEqual([]);
  });

  it('a thousand problems are a few lines', () => {
    const servers = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`x${String(at)}`, {}]));
    const { diagnostics } = read({ ...good, servers });
    expect(diagnostics).toHaveLength(MAX_SERVER_WARNINGS + 1);
    expect(diagnostics.at(-1)?.message).toBe('there are 980 more problems of this kind');
  });

  it('tells the problems of one that is old, too', () => {
    const result = read({ ...good, servers: { gw1: {}, gw2: { verdict: 'online' } } }, TAKEN + 1e9);
    expect(result.evidence).toMatchObject({ believed: false, fault: 'old' });
    expect(codes(result.diagnostics)).toEqual(['snapshot-old', 'snapshot-server']);
  });
});

describe('hostile text', () => {
  it('loses what prints nothing or reorders', () => {
    const { evidence } = read({
      ...good,
      source: `\u202eprobe\u0000\u001b[31m${'x'.repeat(500)}`,
      vantages: ['lon\u200bdon', 'london', '\u2066amsterdam\u2069'],
      servers: { gw1: { verdict: 'online', seen_from: { 'lo\u202endon': 'online', london: 'offline' } } },
    });
    const snapshot = 'snapshot' in evidence ? evidence.snapshot : undefined;
    expect(snapshot?.source).toMatch(/^probe\[31mx+…$/);
    expect(snapshot?.source).toHaveLength(100);
    expect(snapshot?.vantages).toEqual(['london', 'amsterdam']);
    // Of two that look the same the first counts.
    expect(snapshot?.servers.get('gw1')?.seenFrom).toEqual({ london: 'online' });
  });

  it('reaches no prototype', () => {
    const text = JSON.stringify(good)
      .replace('"gw1":', '"__proto__":')
      .replace('"london":"online"', '"__proto__":"online"');
    const result = readText(text);
    expect(serversOf(result)).toEqual(new Map());
    expect(({} as Record<string, unknown>)['verdict']).toBeUndefined();
  });

  it('is quoted short and clean in what is said of it', () => {
    const { diagnostics } = read({ ...good, servers: { [`\u202e\u001b[2J${'x'.repeat(500)}`]: {} } });
    expect(diagnostics[0]?.message).toMatch(/^"\[2Jx+…" is no server/);
    expect(diagnostics[0]?.message.length).toBeLessThan(130);
  });
});

describe('laws', () => {
  const often = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: rare });
  const time = often(
    fc.integer({ min: NOW - 2 * FRESH_FOR_MS, max: NOW + FUTURE_TOLERANCE_MS }).map(iso),
    fc.constantFrom(
      '',
      iso(NOW + 1e9),
      '2010-13-01T00:00:00Z',
      '-271821-04-20T00:00:00Z',
      '9999-12-31T23:59:60Z',
    ),
  );
  const verdict = often(fc.constantFrom(...VERDICTS), fc.constantFrom('up', 'Online', null, true, 1));
  const seen_from = fc.dictionary(fc.constantFrom('london', 'amsterdam', 'paris', '__proto__'), verdict, {
    maxKeys: 2,
  });
  const entry = often(
    fc.record({ verdict, since: time, booted_at: time, seen_from }, { requiredKeys: [] }),
    fc.jsonValue(),
  );
  const nearly = fc.record(
    {
      version: often(fc.constant(1), fc.jsonValue()),
      taken_at: time,
      source: often(fc.string({ unit: 'binary' }), fc.jsonValue()),
      vantages: often(fc.subarray(['london', 'amsterdam', '\u202eparis']), fc.jsonValue()),
      servers: often(fc.dictionary(fc.constantFrom('gw1', 'gw2', 'gw3', '__proto__'), entry), fc.jsonValue()),
    },
    { requiredKeys: ['version', 'taken_at', 'servers'] },
  );

  it('arbitrary texts never throw and are never believed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        expect(readText(text).evidence).toEqual({ believed: false, fault: 'unreadable' });
      }),
    );
  });

  it('what nearly is a snapshot gives no verdict but the one written, and says why it gives none', () => {
    let online = 0;
    fc.assert(
      fc.property(nearly, (value) => {
        const result = read(value);
        const written = (value.servers ?? {}) as Record<
          string,
          { verdict?: unknown; seen_from?: Record<string, unknown> } | null
        >;
        for (const [id, server] of serversOf(result) ?? []) {
          const { verdict } = written[id] ?? {};
          if (server.verdict !== verdict) {
            // An online that its own vantages contradict.
            expect([verdict, server.verdict]).toEqual(['online', 'unknown']);
            expect(Object.values(written[id]?.seen_from ?? {}).some((seen) => seen !== 'online')).toBe(true);
            expect(codes(result.diagnostics)).toContain('snapshot-server');
          }
          if (server.verdict === 'online') online += 1;
        }
        if (!result.evidence.believed) expect(result.diagnostics).not.toEqual([]);
      }),
      { numRuns: 1_000, seed: 1 },
    );
    // Otherwise the property would be about nothing.
    expect(online).toBeGreaterThan(20);
  });

  it('whatever is torn off its end, a snapshot is not believed', () => {
    const text = JSON.stringify(good);
    for (let length = 0; length < text.length; length += 1) {
      expect(readText(text.slice(0, length)).evidence.believed).toBe(false);
    }
  });
});
