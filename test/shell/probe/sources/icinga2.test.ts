import { describe, expect, it } from 'vitest';
import type { EngineReport } from '../../../../src/core/observe/source-votes.ts';
import { MINUTE_MS } from '../../../../src/core/model/time.ts';
import { icinga2 } from '../../../../src/shell/probe/sources/icinga2.ts';
import { NOW } from '../world.ts';
import { ask } from './asking.ts';
import { engineServer } from './engine-server.ts';
import type { Answer } from './engine-server.ts';
import {
  HALF_OF_THEM,
  HOST_QUERY,
  hostOf,
  icinga,
  listOf,
  PASSWORD,
  RECORDED,
  RECORDED_AT,
  recordedReply,
  says,
  SERVICE_QUERY,
} from './icinga-server.ts';
import type { Answers } from './icinga-server.ts';

const optionsFor = (url: string) => icinga2.options.parse({ url, user: 'signalbox', password: PASSWORD });

async function answerOf(answers: Answers, names: readonly string[], now = NOW) {
  const { url, asked } = await icinga(answers);
  const answer = await ask(icinga2, optionsFor(url), names, { now });
  return { ...answer, urls: asked.map((question) => question.url) };
}

/** As the engine writes a time. */
const at = (seconds: number) => Math.floor(seconds * 1000);

describe('what Icinga 2.13.6 answered', () => {
  const SOFT = 'failing, attempt soft: it does not count before the engine has tried often enough';
  const sure = { settled: true } as const;
  const least = { settled: true, sinceIsAtLeast: true } as const;

  const EXPECTED: readonly EngineReport[] = [
    { name: 'gw1', reason: 'ok', at: at(1795660938.023305), sinceAt: at(1795660689.237382), ...sure },
    {
      name: 'gw2',
      reason: 'reported-down',
      at: at(1795660933.982807),
      sinceAt: at(1795660440.225526),
      ...least,
    },
    {
      name: 'mx1',
      reason: 'ok',
      at: at(1795660936.935265),
      sinceAt: at(1795660431.74727),
      ...least,
      detail: SOFT,
    },
    { name: 'new1', reason: 'never-checked', at: 0 },
    {
      name: 'router',
      reason: 'reported-down',
      at: at(1795660937.358286),
      sinceAt: at(1795660440.640509),
      ...least,
    },
    {
      name: 'behind',
      reason: 'reported-unknown',
      at: at(1795660930.644149),
      detail: 'unreachable: something before it is down',
    },
    {
      name: 'rest',
      reason: 'reported-down',
      at: at(1795660939.147149),
      sinceAt: at(1795660649.14539),
      ...sure,
      detail: 'in a downtime of the engine, which announces nothing here',
    },
    {
      name: 'slow',
      reason: 'ok',
      at: at(1795660475.866414),
      sinceAt: at(1795660475.866387),
      ...least,
      believedForMs: 25 * MINUTE_MS,
    },
    {
      name: 'flap',
      reason: 'reported-down',
      at: at(1795660939.283326),
      sinceAt: at(1795660939.283251),
      ...sure,
      detail: 'flapping',
    },
    { name: 'gw1!smtp', reason: 'ok', at: at(1795660937.825598), sinceAt: at(1795660436.063016), ...least },
    {
      name: 'gw1!queue',
      reason: 'ok',
      at: at(1795660932.458159),
      sinceAt: at(1795660627.627728),
      ...least,
      detail: 'warning',
    },
    {
      name: 'gw1!disk',
      reason: 'reported-down',
      at: at(1795660936.735731),
      sinceAt: at(1795660626.880279),
      ...sure,
      detail: 'critical',
    },
    {
      name: 'gw1!ntp',
      reason: 'reported-unknown',
      at: at(1795660929.591243),
      detail: 'its check could not tell',
    },
    { name: 'gw1!never', reason: 'never-checked', at: 0 },
  ];
  const byName = (reports: readonly EngineReport[]) =>
    new Map(reports.map((report) => [report.name, report]));

  it('is read to the last value', async () => {
    const names = EXPECTED.map(({ name }) => name);
    const { reports, boots, notes } = await answerOf(RECORDED, names, RECORDED_AT);
    expect(byName(reports)).toEqual(byName(EXPECTED));
    expect([reports.length, boots.size, notes]).toEqual([EXPECTED.length, 0, []]);
  });

  it('counts only as far as it is of something here', async () => {
    const { reports } = await answerOf(RECORDED, ['gw1', 'gw1!smtp', 'elsewhere'], RECORDED_AT);
    expect(reports.map(({ name }) => name)).toEqual(['gw1', 'gw1!smtp']);
  });
});

describe('what is asked for', () => {
  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['hosts alone', ['gw1', 'gw2'], [HOST_QUERY]],
    ['services alone', ['gw1!smtp'], [SERVICE_QUERY]],
    ['both', ['gw1', 'gw1!smtp'], [HOST_QUERY, SERVICE_QUERY]],
    ['hosts, where there is no server yet', [], []],
  ])('%s', async (_, names, expected) => {
    const { urls } = await answerOf(RECORDED, names, RECORDED_AT);
    expect([...urls].sort()).toEqual(expected);
  });

  it('stands below the address, with the user and the password', async () => {
    const { url, asked } = await engineServer(() => says('{"results": []}'));
    await ask(icinga2, optionsFor(`${url}/icinga/`), ['gw1']);
    const authorization = `Basic ${Buffer.from(`signalbox:${PASSWORD}`).toString('base64')}`;
    expect(asked.map(({ method, url: to, headers }) => [method, to, headers.authorization])).toEqual([
      ['GET', `/icinga${HOST_QUERY}`, authorization],
    ]);
  });
});

describe('one thing that cannot be read', () => {
  it.each<readonly [string, unknown, string]>([
    ['no attributes', undefined, 'its entry cannot be read'],
    ['attributes of another shape', [], 'its entry cannot be read'],
    ['no time', { last_hard_state: 0 }, 'its entry cannot be read: last_check is no number'],
    [
      'a text for a time',
      { last_check: 'now', last_hard_state: 0 },
      'its entry cannot be read: last_check is no number',
    ],
    ['no state', { last_check: 1 }, 'its entry cannot be read: last_hard_state is no number'],
    [
      'a broken state',
      { last_check: 1, last_hard_state: 0.5 },
      'its entry cannot be read: last_hard_state is no number',
    ],
  ])('%s: it is unknown, and the others count', async (_, attrs, detail) => {
    const hosts = listOf({ ...hostOf('gw1'), attrs }, hostOf('gw2'));
    const { reports, notes } = await answerOf({ hosts }, ['gw1', 'gw2']);
    expect(reports).toEqual([
      { name: 'gw1', reason: 'reported-unknown', at: 0, detail },
      { name: 'gw2', reason: 'ok', at: NOW - 5_000, settled: true },
    ]);
    expect(notes).toEqual([]);
  });

  it.each<readonly [unknown]>([[null], ['gw1'], [{ attrs: {} }], [{ name: 7 }]])(
    '%j has no name, which is noted',
    async (entry) => {
      const { reports, notes } = await answerOf({ hosts: listOf(entry, hostOf('gw2')) }, ['gw1', 'gw2']);
      expect(reports.map(({ name }) => name)).toEqual(['gw2']);
      expect(notes).toEqual(['1 of its hosts have no name']);
    },
  );

  it.each([
    'state',
    'state_type',
    'flapping',
    'downtime_depth',
    'check_interval',
    'last_state_change',
    'last_reachable',
  ])('an odd %s costs nothing but itself', async (key) => {
    const { reports } = await answerOf({ hosts: listOf(hostOf('gw1', { [key]: {} })) }, ['gw1']);
    expect(reports).toEqual([{ name: 'gw1', reason: 'ok', at: NOW - 5_000, settled: true }]);
  });
});

describe('no answer', () => {
  it.each<readonly [string, Answer, string]>([
    [
      'a wrong password',
      recordedReply('unauthorized.http'),
      'it answered with the status 401: it does not know who asks',
    ],
    [
      'no right to see any',
      recordedReply('nothing-to-see.http'),
      'it has no hosts, or its user may not see any',
    ],
    ['an attribute it does not know', recordedReply('bad-attribute.http'), 'it answered with the status 400'],
    [
      'another server',
      says('<h1>Hello</h1>', 404),
      'it answered with the status 404: there is no such address',
    ],
    ['a page', says('<h1>Hello</h1>'), 'its answer is not that of an Icinga 2 API'],
    ['another JSON', says('{"status":"success"}'), 'its answer is not that of an Icinga 2 API'],
    ['half an answer', HALF_OF_THEM, 'its answer is not that of an Icinga 2 API'],
    ['an error of a proxy', says('{}', 502), 'it answered with the status 502'],
  ])('%s', async (_, hosts, message) => {
    const failure = { name: 'ProbeFailure', message };
    await expect(answerOf({ hosts }, ['gw1'])).rejects.toMatchObject(failure);
  });

  it('about services leaves the hosts, and is noted', async () => {
    const services = recordedReply('nothing-to-see.http');
    const { reports, notes } = await answerOf({ ...RECORDED, services }, ['gw1', 'gw1!smtp'], RECORDED_AT);
    expect(reports.map(({ name }) => name)).toEqual(['gw1']);
    expect(notes).toEqual([
      'it has no answer about services: it has no services, or its user may not see any',
    ]);
  });

  it('about anything here is noted', async () => {
    const { notes } = await answerOf(RECORDED, ['mail1'], RECORDED_AT);
    expect(notes).toEqual([
      'none of its 9 hosts is called like a server here; say in "servers" what it calls them',
    ]);
  });
});

describe('the clock', () => {
  const CHECKED_AT = NOW - 20_000;
  const dated = (sentAt: number, checkedAt = CHECKED_AT) =>
    says(
      JSON.stringify({
        results: [hostOf('gw1', { last_check: checkedAt / 1000, last_state_change: checkedAt / 1000 })],
      }),
      200,
      { date: new Date(sentAt).toUTCString() },
    );

  it.each<readonly [string, Answer, number]>([
    ['agrees', dated(NOW), CHECKED_AT],
    ['agrees but for a moment', dated(NOW - 1_000), CHECKED_AT],
    ['is behind by 40 s', dated(NOW - 40_000, CHECKED_AT - 40_000), CHECKED_AT],
    ['is ahead by ten minutes', dated(NOW + 600_000, CHECKED_AT + 600_000), CHECKED_AT],
    // It is left to those who find out that it is in the future.
    ['is not told', listOf(hostOf('gw1', { last_check: NOW / 1000 + 600 })), NOW + 600_000],
  ])('%s', async (_, hosts, expected) => {
    const { reports } = await answerOf({ hosts }, ['gw1']);
    expect(reports.map(({ at: checkedAt }) => checkedAt)).toEqual([expected]);
  });
});
