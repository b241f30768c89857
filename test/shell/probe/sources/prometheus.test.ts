import { describe, expect, it } from 'vitest';
import { closedPort } from '../servers.ts';
import {
  ask,
  askedOf,
  engine,
  recorded,
  RECORDED_AT,
  remembered,
  sourcesFrom,
  told,
  vectorOf,
  WELL,
  WELL_TOLD,
} from './prometheus-engine.ts';
import type { Answers } from './prometheus-engine.ts';

const body = (file: string) => ({ body: recorded(file) });

describe('Prometheus as it was recorded', () => {
  it('tells how each server is, from each place', async () => {
    const asked = await askedOf(WELL);
    expect(told(asked)).toEqual(WELL_TOLD);
    expect(asked).toMatchObject({ failure: null, notes: [], reports: 10 });
    expect(asked.findings.boots).toEqual(new Map([['gw1', 1_795_635_663_000]]));
  });

  it('and when: by its own samples', async () => {
    const { findings } = await askedOf(WELL);
    const of = (place: string) =>
      findings.votes.find(({ server, vantage }) => server === 'gw1' && vantage === place);
    // Told at …57.801 that it is 1.164 s old.
    expect(of('amsterdam')).toMatchObject({ at: 1_795_660_656_637, detail: 'answered in 1 ms' });
    // Its value was told at …57.774, three milliseconds before the sample whose age was told.
    expect(of('london')).toMatchObject({ at: 1_795_660_657_774 });
  });

  it('is asked by POST, below the path of its address, and for the past once', async () => {
    const { url, heard } = await engine(WELL, { prefix: '/prometheus/' });
    const { findings } = await ask({ url });
    expect(new Set(heard.map(({ method, url: path }) => `${method} ${path}`))).toEqual(
      new Set(['POST /prometheus/api/v1/query']),
    );
    const first = ['votes', 'age', 'latency', 'boot', 'up', 'down_before', 'up_before', 'first_seen'];
    expect(heard.map(({ name }) => name).sort()).toEqual([...first].sort());
    await ask({ url }, { memory: new Map([['prometheus', findings.memory]]) });
    const second = heard.slice(first.length).map(({ name }) => name);
    expect(second.sort()).toEqual(['age', 'boot', 'latency', 'up', 'votes']);
  });

  it('with one place gone tells of the other, and staff why', async () => {
    const asked = await askedOf(
      { ...WELL, votes: body('votes-one-vantage.json'), up: body('up-one-vantage.json') },
      {},
      { memory: await remembered() },
    );
    expect(told(asked)).toEqual(
      WELL_TOLD.map((line) => line.replace(/amsterdam .*/, 'amsterdam not-reported')).sort(),
    );
    expect(asked.notes).toEqual([
      'up: of what is probed from "amsterdam", the engine does not reach 5; the exporter there may be gone',
    ]);
  });

  it('that does not scrape any more answers "1", and is not believed', async () => {
    const asked = await askedOf(
      { ...WELL, votes: body('votes-frozen.json'), age: body('age-frozen.json') },
      {},
      { now: 1_795_660_740_200 },
    );
    expect(told(asked)).toEqual(
      WELL_TOLD.map((line) => line.replace(/(amsterdam|london) .*/, '$1 stale')).sort(),
    );
    const gw1 = asked.findings.votes.find(({ server }) => server === 'gw1');
    expect(gw1?.detail).toBe('checked 34 s ago, and believed for 13 s');
  });

  it('is believed for as long as somebody says', async () => {
    const frozen = { ...WELL, votes: body('votes-frozen.json'), age: body('age-frozen.json') };
    const asked = await askedOf(frozen, { believed_for: '1m' }, { now: 1_795_660_740_200 });
    expect(told(asked)).toEqual(WELL_TOLD);
  });

  const warned: Answers = { ...WELL, votes: body('votes-warned.json'), age: body('age-warned.json') };
  const warnedAt = { now: 1_795_660_740_300 };

  it('that warns is not believed', async () => {
    const asked = await askedOf(warned, {}, warnedAt);
    expect(told(asked)).toEqual(
      WELL_TOLD.map((line) => line.replace(/(amsterdam|london) .*/, '$1 partial')).sort(),
    );
    expect(asked.notes).toEqual([
      expect.stringMatching(/^votes: it warns: "remote_read: .*"; nothing of the answer is believed$/),
    ]);
  });

  it('unless somebody insists', async () => {
    const asked = await askedOf(warned, { accept_partial: true }, warnedAt);
    expect(told(asked)).toEqual(WELL_TOLD);
    expect(asked.notes).toEqual([
      expect.stringMatching(/^votes: it warns: "remote_read: .*"; the answer is used all the same$/),
    ]);
  });
});

describe('an answer that is not whole', () => {
  const votes = [[{ server: 'gw1', vantage: 'a' }, '1']] as const;
  const ages = [[{ server: 'gw1', vantage: 'a' }, '1']] as const;
  it.each<readonly [string, Answers, string]>([
    ['votes', { votes: vectorOf(votes, RECORDED_AT, { isPartial: true }) }, 'partial'],
    ['ages', { age: vectorOf(ages, RECORDED_AT, { warnings: ['x'] }) }, 'partial'],
    ['the rest', { boot: vectorOf([], RECORDED_AT, { isPartial: true }) }, 'ok'],
    [
      'nothing: there is but a remark',
      { votes: vectorOf(votes, RECORDED_AT, { infos: ['x'], isPartial: false }) },
      'ok',
    ],
  ])('of %s', async (_name, changed, expected) => {
    const asked = await askedOf({ ...WELL, votes: vectorOf(votes), age: vectorOf(ages), ...changed });
    expect(told(asked)).toEqual([`gw1 a ${expected}`]);
  });
});

describe('what makes the whole answer worthless', () => {
  const error = (file: string, status: number) => ({ ...body(file), status });
  const page = { body: '<html>Sign in</html>', type: 'text/html' };
  it.each<readonly [string, Answers, string]>([
    [
      'a query it cannot read',
      { votes: error('parse-error.json', 400) },
      'votes: it answered with the status 400 (bad_data: "invalid parameter "query": 1:15: parse error: unexpected end of input inside braces")',
    ],
    [
      'a query it cannot work out',
      { age: error('bad-join.json', 422) },
      'age: it answered with the status 422 (execution: "found duplicate series for the match group',
    ],
    [
      'a query that takes too long',
      { votes: error('timed-out.json', 503) },
      'votes: it answered with the status 503 (timeout: "query timed out in expression evaluation")',
    ],
    [
      'a wrong path',
      { votes: { body: recorded('unknown-path.txt'), status: 404, type: 'text/plain' } },
      'votes: it answered with the status 404: there is no such address',
    ],
    ['a page in its place', { votes: page }, 'votes: its answer is no JSON'],
    ['a number', { age: body('scalar.json') }, 'age: its answer is no instant vector but "scalar"'],
    [
      'half an answer',
      { votes: { body: recorded('votes.json').slice(0, -20) } },
      'votes: its answer is no JSON',
    ],
    ['silence', { votes: 'silence' }, 'no answer within 1.0 s'],
  ])('%s', async (_name, changed, expected) => {
    const memory = await remembered();
    const asked = await askedOf({ ...WELL, ...changed }, { timeout: '1s' }, { memory });
    expect(asked.failure).toContain(expected);
    expect(told(asked)).toEqual(
      WELL_TOLD.map((line) => line.replace(/(amsterdam|london) .*/, '$1 source-failed')).sort(),
    );
  });

  it('nobody there', async () => {
    const asked = await ask({ url: `http://127.0.0.1:${String(await closedPort())}` });
    expect(asked.failure).toMatch(/^(votes|age): .*ECONNREFUSED/);
  });
});

describe('what is merely useful', () => {
  it.each<readonly [string, Answers, string]>([
    [
      'times of boot',
      { boot: { ...body('bad-join.json'), status: 422 } },
      'boot: it answered with the status 422',
    ],
    [
      'the past',
      { first_seen: { body: 'oops', status: 500 } },
      'first_seen: it answered with the status 500',
    ],
    ['exporters', { up: 'silence' }, 'up: no answer within 1.0 s'],
  ])('may fail: %s', async (_name, changed, expected) => {
    const asked = await askedOf({ ...WELL, ...changed }, { timeout: '2s' });
    expect(told(asked)).toEqual(WELL_TOLD);
    expect(asked.notes).toEqual([expect.stringContaining(expected)]);
  });

  it('may be left out', async () => {
    const { url, heard } = await engine({ votes: WELL.votes, age: WELL.age });
    const queries = { latency: '', boot: '', up: '', down_before: '', up_before: '', first_seen: '' };
    const asked = await ask({ url, queries });
    expect(told(asked)).toEqual(WELL_TOLD);
    expect(asked.notes).toEqual([]);
    expect(heard).toHaveLength(2);
  });
});
describe('what is written', () => {
  const url = 'https://prometheus.internal:9090';
  const messages = (options: object) =>
    sourcesFrom({ url, ...options }).diagnostics.map(({ message }) => message);

  it.each<readonly [string, object, string]>([
    [
      'a query of no such name',
      { queries: { vots: 'x' } },
      'has a "queries" that is not readable, expected queries as text, by the names votes, age, latency, boot, up, down_before, up_before, first_seen, alerts, alerts_age, alerts_since, watchdog, watchdog_age, watched',
    ],
    [
      'no votes',
      { queries: { votes: '' } },
      'has a "queries" that is not readable, expected some text for each of votes, age, alerts, alerts_age, watchdog, watchdog_age',
    ],
    [
      'votes of which no age is known',
      { queries: { votes: 'min by (server) (up)' } },
      'has a "queries" that is not readable, expected an age of its own ("age", "alerts_age", "watchdog_age") beside each query that is no plain selector such as probe_success{server!=""}',
    ],
    [
      'no label',
      { server_label: 'a-b' },
      'has a "server_label" that is not readable, expected the name of a label: letters, digits and underscores',
    ],
    [
      'another kind of votes',
      { votes: 'metrics' },
      'has a "votes" that is not readable, expected probes or alerts',
    ],
    [
      'two ways to say who asks',
      { token: 'a', user: 'b', password: 'c' },
      'has a "user" that is not readable, expected one way to say who asks',
    ],
  ])('%s', (_name, options, expected) => {
    const found = messages(options);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`source 1 (prometheus) ${expected}`);
  });

  it.each<readonly [string, object, readonly string[]]>([
    ['nothing', {}, []],
    [
      'answers that are not whole',
      { accept_partial: true },
      [
        'believes answers that the engine itself says are not whole (accept_partial: true), so a check that found a fault may be missing from them',
      ],
    ],
    [
      'certificates of anybody',
      { verify: false },
      ['does not verify the certificate (verify: false), so it cannot tell the server from an impostor'],
    ],
    [
      'a token that everybody can read',
      { url: 'http://prometheus.internal', token: 'abcdefgh' },
      ['sends a password or token over a connection that is not encrypted; use an https:// address'],
    ],
    [
      'a query that is never asked',
      { queries: { alerts: 'ALERTS' } },
      ['has a query "alerts", which is never asked with votes: probes'],
    ],
  ])('`check` warns of %s', (_name, options, expected) => {
    expect(messages(options)).toEqual(expected.map((words) => `source "prometheus" ${words}`));
  });

  it('needs no more than an address', () => {
    const { sources } = sourcesFrom({ url, interval: '1m' });
    expect(sources).toMatchObject([
      {
        type: 'prometheus',
        timeoutMs: 5_000,
        rules: { name: 'prometheus', vantage: 'monitoring', believedForMs: 150_000 },
      },
    ]);
  });
});
