import { describe, expect, it } from 'vitest';
import { gatus } from '../../../../src/shell/probe/sources/gatus.ts';
import { NOW } from '../world.ts';
import { ask, askWritten, fixture, onlyReport, sentAt, votesIn } from './asking.ts';
import { engineServer } from './engine-server.ts';

const STATUSES = fixture('gatus/statuses.json');

const gatusOf = (body: string, headers: Readonly<Record<string, string>> = sentAt(NOW)) =>
  engineServer(() => ({ headers, body }));

/** What it says of one endpoint. */
async function reportOf(endpoint: unknown, now = NOW) {
  const { url } = await gatusOf(JSON.stringify([endpoint]), sentAt(now));
  const { reports } = await ask(gatus, gatus.options.parse({ url }), ['a'], { now });
  return onlyReport(reports);
}

const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();
const result = (seconds: number, success: unknown, more: object = {}) => ({
  timestamp: ago(seconds),
  success,
  ...more,
});
const results = (...written: readonly unknown[]) => ({ key: '_a', name: 'a', results: written });

describe('one endpoint', () => {
  it.each<readonly [string, unknown, object]>([
    [
      'well for as long as it tells',
      results(result(90, true), result(30, true)),
      { reason: 'ok', at: NOW - 30_000 },
    ],
    [
      'well again',
      results(result(150, true), result(90, false), result(60, true), result(30, true)),
      { reason: 'ok', at: NOW - 30_000, sinceAt: NOW - 60_000 },
    ],
    [
      'down',
      results(
        result(90, true),
        result(60, false),
        result(30, false, { status: 503, errors: ['no "route"'] }),
      ),
      {
        reason: 'reported-down',
        at: NOW - 30_000,
        sinceAt: NOW - 60_000,
        detail: 'HTTP status 503, "no "route""',
      },
    ],
    [
      'down by its conditions',
      results(
        result(30, false, {
          conditionResults: [
            { condition: '[STATUS] == 200', success: true },
            { condition: '[BODY] == ok', success: false },
          ],
        }),
      ),
      { reason: 'reported-down', at: NOW - 30_000, detail: '"[BODY] == ok"' },
    ],
    [
      'in an order that nobody promised',
      results(result(30, false), result(60, true)),
      {
        reason: 'reported-down',
        at: NOW - 30_000,
        sinceAt: NOW - 30_000,
        detail: 'it says no more than that it failed',
      },
    ],
    ['without a result', results(), { reason: 'never-checked', at: NOW, detail: 'it has no result yet' }],
    ['without results', { key: 'a' }, { reason: 'never-checked', at: NOW, detail: 'it has no result yet' }],
    [
      'with a time of no clock',
      results({ timestamp: '0001-01-01T00:00:00Z', success: true }),
      { reason: 'stale', at: NOW, detail: 'none of its results has a readable time' },
    ],
    [
      'with a success that is a word',
      results(result(30, 'true')),
      { reason: 'reported-unknown', at: NOW, detail: 'its newest result says neither success nor failure' },
    ],
    [
      'with results that are none',
      results(null, 5, 'x', [], { success: true }, result(30, true)),
      { reason: 'ok', at: NOW - 30_000 },
    ],
  ])('%s', async (_name, endpoint, expected) => {
    expect(await reportOf(endpoint)).toEqual(expected);
  });
});

describe('Gatus, from topology.yml to votes', () => {
  const servers = ['gw1', 'mail1', 'web1', 'new1', 'elsewhere'];

  it('is asked for the newest results of all, and for fewer once something is remembered', async () => {
    const { url, asked } = await gatusOf(STATUSES);
    const options = gatus.options.parse({ url: `${url}/base/` });
    await ask(gatus, options, ['gw1'], { isFirst: true });
    await ask(gatus, options, ['gw1'], { isFirst: false });
    expect(asked.map((one) => `${one.method} ${one.url}`)).toEqual([
      'GET /base/api/v1/endpoints/statuses?page=1&pageSize=20',
      'GET /base/api/v1/endpoints/statuses?page=1&pageSize=5',
    ]);
  });

  it('finds endpoints by key and by name, and says which it cannot tell apart', async () => {
    const { url } = await gatusOf(STATUSES);
    const found = await askWritten('gatus', { url, servers: { gw2: 'outgoing_gw1' } }, [...servers, 'gw2']);
    expect(votesIn(found)).toEqual([
      'gw1 unknown reported-unknown',
      'mail1 online ok',
      'web1 offline reported-down',
      'new1 unknown never-checked',
      'gw2 offline reported-down',
    ]);
    expect(found.notes).toEqual(['it has more than one thing called "gw1"']);
    expect(found.findings.votes.every(({ settled }) => settled === undefined)).toBe(true);
    expect(new Set(found.findings.votes.map(({ vantage }) => vantage))).toEqual(new Set(['monitoring']));
  });

  it('believes nothing that is old', async () => {
    const now = NOW + 200_000;
    const { url } = await gatusOf(STATUSES, sentAt(now));
    const found = await askWritten('gatus', { url, servers: { gw1: 'incoming_gw1' } }, ['gw1', 'web1'], now);
    expect(votesIn(found)).toEqual(['gw1 unknown stale', 'web1 unknown stale']);
  });

  it('reads its times by its own clock', async () => {
    const { url } = await gatusOf(STATUSES, sentAt(NOW - 40_000));
    const found = await askWritten('gatus', { url }, ['mail1']);
    expect(found.findings.votes[0]?.at).toBe(NOW - 57_500 + 40_000);
  });

  it('does not take a cache that repeats itself for a slow clock', async () => {
    const { url } = await gatusOf(STATUSES, sentAt(NOW));
    const found = await askWritten('gatus', { url }, ['mail1', 'web1'], NOW + 600_000);
    expect(votesIn(found)).toEqual(['mail1 unknown stale', 'web1 unknown stale']);
    expect(found.notes).toEqual([expect.stringContaining('a cache repeats old answers') as string]);
  });
});

describe('an answer that is none', () => {
  it.each<readonly [string, number, string, string]>([
    ['asks who is there', 401, 'Unauthorized', 'it answered with the status 401: it does not know who asks'],
    ['is broken', 500, 'no such table', 'it answered with the status 500'],
    ['is a web page', 200, '<!doctype html>', 'its answer is no JSON'],
    ['is null', 200, 'null', 'its answer is no JSON'],
    ['is something else', 200, '{"error":"x"}', 'its answer is no list of endpoints: "{"error":"x"}"'],
    [
      'is nested without end',
      200,
      `{"a":${'['.repeat(300_000)}${']'.repeat(300_000)}}`,
      'its answer is no list of endpoints: something nested too deeply',
    ],
  ])('%s', async (_name, status, body, failure) => {
    const { url } = await engineServer(() => ({ status, body }));
    expect(await askWritten('gatus', { url }, ['a'])).toMatchObject({ failure, findings: { votes: [] } });
  });
});

describe('hostile answers', () => {
  it('of things that are no endpoints', async () => {
    const body = JSON.stringify([null, 1, 'a', [], {}, { key: {} }, { name: 'a', results: { length: 3 } }]);
    const { url } = await gatusOf(body);
    expect(votesIn(await askWritten('gatus', { url }, ['a']))).toEqual(['a unknown never-checked']);
  });

  it('with names of what every object has', async () => {
    const body = `[{"key":"__proto__","results":[]},{"__proto__":{"name":"gw1","results":[]},"key":"constructor"}]`;
    const { url } = await gatusOf(body);
    expect(votesIn(await askWritten('gatus', { url }, ['gw1', 'constructor']))).toEqual([
      'constructor unknown never-checked',
    ]);
  });

  it('with numbers that are too large, and errors without end', async () => {
    const written = result(30, false, { status: 1e308, errors: Array(50).fill('x'.repeat(10_000)) });
    const { detail = '' } = await reportOf(results(written));
    expect(detail.length).toBeLessThan(600);
  });

  it('of ten thousand endpoints, all read in time', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      name: `s${String(index)}`,
      key: `_s${String(index)}`,
      results: [result(90, false), result(60, true), result(30, true)],
    }));
    const { url } = await gatusOf(JSON.stringify(many));
    const servers = many.slice(0, 2_000).map(({ name }) => name);
    const found = await askWritten('gatus', { url }, servers);
    expect(found.failure).toBeNull();
    expect(found.findings.votes).toHaveLength(2_000);
    expect(found.findings.votes.every(({ verdict }) => verdict === 'online')).toBe(true);
  });

  it('that quote the secret', async () => {
    const secret = 'hunter2-and-more';
    const { url, asked } = await engineServer(({ headers }) => ({
      headers: sentAt(NOW),
      body: JSON.stringify([
        results(result(30, false, { errors: [`denied: ${headers.authorization ?? ''}`] })),
      ]),
    }));
    const found = await askWritten('gatus', { url, token: secret }, ['a']);
    expect(asked[0]?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(found.findings.votes[0]?.detail).toContain('***');
    expect(JSON.stringify(found)).not.toContain(secret.slice(1));
  });
});
