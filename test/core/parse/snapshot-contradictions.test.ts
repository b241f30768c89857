import { describe, expect, it } from 'vitest';
import { parseSnapshot } from '../../../src/core/parse/snapshot.ts';

const good = {
  version: 1,
  taken_at: '2010-09-03T22:10:00Z',
  vantages: ['london', 'amsterdam'],
  servers: { gw1: { verdict: 'online' } },
};

const readText = (text: string) =>
  parseSnapshot(text, {
    file: 'state/snapshot.json',
    now: Date.UTC(2010, 8, 3, 22, 12),
    freshForMs: 300_000,
    serverIds: ['gw1', 'gw2'],
  });
const read = (value: unknown) => readText(JSON.stringify(value));
const serversOf = ({ evidence }: ReturnType<typeof read>) =>
  'snapshot' in evidence ? evidence.snapshot.servers : undefined;

describe('a snapshot that contradicts itself', () => {
  it.each([
    [{}, 'online', 0],
    [{ london: 'online', amsterdam: 'offline' }, 'online', 0],
    [{ london: 'offline' }, 'unknown', 1],
    [{ london: 'unknown', amsterdam: 'offline' }, 'unknown', 1],
    // Of the first it is told besides that mars is no vantage.
    [{ mars: 'online', london: 'offline' }, 'unknown', 2],
    [{ mars: 'offline' }, 'unknown', 2],
  ])('online, seen as %j, is %s', (seen_from, verdict, warnings) => {
    const since = '2010-07-21T03:00:00Z';
    const result = read({ ...good, servers: { gw1: { verdict: 'online', since, seen_from } } });
    expect(serversOf(result)?.get('gw1')?.verdict).toBe(verdict);
    expect(serversOf(result)?.get('gw1')?.sinceAt !== undefined).toBe(verdict === 'online');
    expect(result.diagnostics.map(({ code }) => code)).toEqual(
      Array<string>(warnings).fill('snapshot-server'),
    );
  });

  it('offline needs no vantage that agrees', () => {
    const result = read({
      ...good,
      servers: { gw1: { verdict: 'offline', seen_from: { london: 'online' } } },
    });
    expect(serversOf(result)?.get('gw1')?.verdict).toBe('offline');
  });

  it.each([
    '{"version":1,"taken_at":"2010-09-03T22:10:00Z","taken_at":"2010-09-03T22:11:00Z","servers":{}}',
    '{"version":1,"taken_at":"2010-09-03T22:10:00Z","servers":{"gw1":{"verdict":"offline"},"gw1" :{"verdict":"online"}}}',
    '{"version":1,"taken_at":"2010-09-03T22:10:00Z","servers":{"gw1":{"verdict":"offline"},"\\u0067w1":{"verdict":"online"}}}',
    '{"version":1,"taken_at":"2010-09-03T22:10:00Z","servers":{"gw1":{"verdict":"offline","verdict":"online"}}}',
  ])('a key that stands twice: %s', (text) => {
    const { evidence, diagnostics } = readText(text);
    expect(evidence).toEqual({ believed: false, fault: 'unreadable' });
    expect(diagnostics[0]?.message).toMatch(/"(taken_at|gw1|verdict)" twice/);
  });

  it('what only looks like a key that stands twice is none', () => {
    const source = 'a "gw1": "gw1": {\\';
    expect(read({ ...good, source, vantages: ['gw1', 'gw1', 'london', 'amsterdam'] }).diagnostics).toEqual(
      [],
    );
  });

  it('may begin with a byte order mark', () => {
    expect(readText(`\uFEFF${JSON.stringify(good)}`)).toEqual(read(good));
    expect(readText(`\uFEFF\uFEFF${JSON.stringify(good)}`).evidence.believed).toBe(false);
  });
});
