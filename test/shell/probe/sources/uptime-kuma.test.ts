import { describe, expect, it } from 'vitest';
import { uptimeKuma } from '../../../../src/shell/probe/sources/uptime-kuma.ts';
import { NOW } from '../world.ts';
import { ask, askWritten, fixture, onlyReport, sentAt, votesIn } from './asking.ts';
import { engineServer } from './engine-server.ts';
import type { Answer } from './engine-server.ts';

const PAGE = '/api/status-page/mail';
const BEATS = '/api/status-page/heartbeat/mail';

/** One that answers both questions. */
const kumaOf = (beats: Answer, page: Answer = { body: fixture('uptime-kuma/page.json') }) =>
  engineServer(({ url }) => (url === BEATS ? beats : url === PAGE ? page : { status: 404 }));

const json = (value: unknown, now = NOW): Answer => ({ headers: sentAt(now), body: JSON.stringify(value) });

const pageOf = (...monitors: readonly unknown[]) =>
  json({ publicGroupList: [{ id: 1, name: 'all', monitorList: monitors }] });

const ago = (seconds: number) =>
  new Date(NOW - seconds * 1_000).toISOString().replace('T', ' ').replace('Z', '');

/** What it says of one monitor whose heartbeats, one a minute, have these states; the last was 30 s ago. */
async function reportOf(states: string, written?: unknown) {
  const beats =
    written ??
    [...states].map((state, index) => ({
      status: Number(state),
      time: ago(30 + (states.length - 1 - index) * 60),
      msg: '',
      ping: null,
    }));
  const { url } = await kumaOf(json({ heartbeatList: { 7: beats } }), pageOf({ id: 7, name: 'a' }));
  const { reports } = await ask(uptimeKuma, uptimeKuma.options.parse({ url, slug: 'mail' }), ['a']);
  return onlyReport(reports);
}

const at = (minutes: number) => NOW - 30_000 - minutes * 60_000;

describe('one monitor', () => {
  const pending = 'it is pending: the newest checks failed, and it is tried again there';

  it.each<readonly [string, string, object]>([
    ['up for as long as it tells', '111', { reason: 'ok', at: at(0), settled: true }],
    ['up again', '1011', { reason: 'ok', at: at(0), settled: true, sinceAt: at(1) }],
    ['up with a hiccup', '01211', { reason: 'ok', at: at(0), settled: true, sinceAt: at(3) }],
    ['up again after trying', '0211', { reason: 'ok', at: at(0), settled: true, sinceAt: at(1) }],
    ['down for as long as it tells', '000', { reason: 'reported-down', at: at(0), settled: true }],
    ['down', '1100', { reason: 'reported-down', at: at(0), settled: true, sinceAt: at(1) }],
    [
      'down, since the first failure that was tried again after',
      '12200',
      { reason: 'reported-down', at: at(0), settled: true, sinceAt: at(3) },
    ],
    [
      'pending, and up until then',
      '0112',
      { reason: 'ok', at: at(0), settled: true, sinceAt: at(2), detail: pending },
    ],
    [
      'pending, and down until then',
      '102',
      { reason: 'reported-down', at: at(0), settled: true, sinceAt: at(1), detail: pending },
    ],
    [
      'up since a maintenance, in which nobody looked',
      '1311',
      { reason: 'ok', at: at(0), settled: true, sinceAt: at(1), sinceIsAtLeast: true },
    ],
    [
      'under maintenance',
      '113',
      { reason: 'reported-unknown', at: NOW, detail: 'it is under maintenance there' },
    ],
    [
      'under maintenance, and pending',
      '132',
      { reason: 'reported-unknown', at: NOW, detail: 'it is under maintenance there' },
    ],
    [
      'that was never anything but pending',
      '222',
      { reason: 'never-checked', at: NOW, detail: 'it is pending, and has never been anything else' },
    ],
    [
      'in a state that does not exist',
      '19',
      { reason: 'reported-unknown', at: NOW, detail: 'its status 9 means nothing to us' },
    ],
  ])('%s: %s', async (_name, states, expected) => {
    expect(await reportOf(states)).toEqual(expected);
  });

  const none = { reason: 'never-checked', at: NOW, detail: 'it has no heartbeat yet' };
  it.each<readonly [string, unknown, object]>([
    ['no heartbeats', [], none],
    ['heartbeats that are no list', 'x', none],
    [
      'heartbeats without a time',
      [
        { status: 1 },
        { status: 1, time: 5 },
        { status: 1, time: 'soon' },
        { status: 1, time: '2025-13-01 00:00:00' },
        0,
        null,
      ],
      { reason: 'stale', at: NOW, detail: 'its newest heartbeat has no readable time' },
    ],
    [
      'times with a zone, and without milliseconds',
      [
        { status: 0, time: '2025-12-31T23:58:30.000Z' },
        { status: 1, time: '2025-12-31 23:59:30' },
      ],
      { reason: 'ok', at: at(0), settled: true, sinceAt: at(0) },
    ],
    [
      'a status that is a word',
      [{ status: '1', time: '2025-12-31 23:59:30' }],
      { reason: 'reported-unknown', at: NOW, detail: 'its status "1" means nothing to us' },
    ],
  ])('with %s', async (_name, beats, expected) => {
    expect(await reportOf('', beats)).toEqual(expected);
  });
});

describe('the real program, as recorded', () => {
  const votesAt = async (name: string, now: number) => {
    const { url } = await kumaOf({ headers: sentAt(now), body: fixture(`uptime-kuma/${name}.json`) });
    const servers = ['mail1', 'gw1', 'gw2', 'web1', 'store1', 'store2', 'store3'];
    const options = { url, slug: 'mail', interval: '20s', servers: { store2: '5', store3: '6' } };
    return askWritten('uptime-kuma', options, servers, now);
  };
  const others = [
    'gw2 offline reported-down',
    'web1 unknown never-checked',
    'store1 unknown reported-unknown',
    'store2 unknown reported-unknown',
    'store3 online ok',
  ];
  const gw1In = async (name: string, now: number) => {
    const asked = await votesAt(name, now);
    expect(asked.notes).toEqual(['it has more than one thing called "store1"']);
    return asked.findings.votes.find(({ server }) => server === 'gw1');
  };

  it.each<readonly [string, number, string]>([
    ['beats-pending', Date.UTC(2026, 10, 26, 2, 44, 10), 'gw1 online ok'],
    ['beats-down', Date.UTC(2026, 10, 26, 2, 44, 50), 'gw1 offline reported-down'],
    ['beats-recovered', Date.UTC(2026, 10, 26, 2, 48, 10), 'gw1 online ok'],
  ])('%s', async (name, now, gw1) => {
    expect(votesIn(await votesAt(name, now))).toEqual(['mail1 online ok', gw1, ...others]);
  });

  it('tells since when', async () => {
    expect(await gw1In('beats-down', Date.UTC(2026, 10, 26, 2, 44, 50))).toMatchObject({
      settled: true,
      at: Date.UTC(2026, 10, 26, 2, 44, 40, 426),
      sinceAt: Date.UTC(2026, 10, 26, 2, 44, 0, 229),
    });
    expect(await gw1In('beats-recovered', Date.UTC(2026, 10, 26, 2, 48, 10))).toMatchObject({
      settled: true,
      sinceAt: Date.UTC(2026, 10, 26, 2, 45, 21, 705),
    });
  });

  it.each([
    [100, 'mail1 online ok'],
    [120, 'mail1 unknown stale'],
  ])(
    'is believed for two and a half intervals and a minute of its cache: after %i s %s',
    async (seconds, expected) => {
      const now = Date.UTC(2026, 10, 26, 2, 48, 0) + seconds * 1_000;
      expect(votesIn(await votesAt('beats-recovered', now))[0]).toBe(expected);
    },
  );

  it('has no page of this name', async () => {
    const { url, asked } = await kumaOf({ body: fixture('uptime-kuma/beats-of-no-page.json') });
    const { failure } = await askWritten('uptime-kuma', { url, slug: 'mail' }, ['gw1']);
    expect(failure).toBe('it shows no monitors on a status page with this slug, or has no such page');
    // The other question would never be answered.
    expect(asked.map((one) => one.url)).toEqual([BEATS]);
  });
});

describe('options', () => {
  it.each([
    [{}, 210_000],
    [{ interval: '20s' }, 110_000],
    [{ believed_for: '90s' }, 90_000],
  ])('%j', (written, believedForMs) => {
    const options = uptimeKuma.options.parse({ url: 'http://kuma.test', slug: 'Mail', ...written });
    expect(options).toMatchObject({ slug: 'mail', rules: { believedForMs } });
  });
});

describe('an answer that is none', () => {
  const good = json({ heartbeatList: { 7: [] } });

  it.each<readonly [string, Answer, Answer, string]>([
    [
      'no such page',
      { status: 404, body: '{"status":"fail"}' },
      good,
      'it shows no monitors on a status page with this slug, or has no such page',
    ],
    [
      'no such page',
      good,
      { status: 404 },
      'it shows no monitors on a status page with this slug, or has no such page',
    ],
    [
      'a fault of its own',
      { status: 403, body: '{"msg":"x"}' },
      good,
      'it answered with the status 403: it does not allow that',
    ],
    ['a web page', { body: '<!doctype html>' }, good, 'its answer is no JSON'],
    ['other JSON', { body: '[]' }, good, 'its answer has no heartbeats: "[]"'],
    [
      'a list',
      { body: '{"heartbeatList":[]}' },
      good,
      'its answer has no heartbeats: "{"heartbeatList":[]}"',
    ],
    [
      'other JSON of the page',
      good,
      { body: '{"publicGroupList":{}}' },
      'its answer is no status page: "{"publicGroupList":{}}"',
    ],
  ])('%s', async (_name, beats, page, failure) => {
    const { url } = await kumaOf(beats, page);
    expect(await askWritten('uptime-kuma', { url, slug: 'mail' }, ['gw1'])).toMatchObject({ failure });
  });
});

describe('hostile answers', () => {
  const asked = async (beats: Answer, page: Answer, servers: readonly string[], more: object = {}) => {
    const { url } = await kumaOf(beats, page);
    return askWritten('uptime-kuma', { url, slug: 'mail', ...more }, servers);
  };

  it('of things that are no monitors', async () => {
    const groups = [
      null,
      5,
      { monitorList: 'x' },
      { monitorList: [null, 'a', {}, { id: {} }, { id: 7, name: 7 }] },
    ];
    const found = await asked(
      json({ heartbeatList: { 7: [{ status: 1, time: ago(30) }] } }),
      json({ publicGroupList: groups }),
      ['7'],
    );
    expect(votesIn(found)).toEqual(['7 online ok']);
  });

  it('with numbers of what every object has', async () => {
    const body = `{"heartbeatList":{"__proto__":[{"status":1,"time":"${ago(30)}"}],"7":[]}}`;
    const page = pageOf({ id: 'constructor', name: 'a' }, { id: '__proto__', name: 'b' });
    const found = await asked({ headers: sentAt(NOW), body }, page, ['a', 'b']);
    expect(votesIn(found)).toEqual(['a unknown never-checked', 'b online ok']);
  });

  it('with one monitor in two groups, and one name of two', async () => {
    const beat = [{ status: 1, time: ago(30) }];
    const found = await asked(
      json({ heartbeatList: { 1: beat, 2: beat, 3: beat } }),
      pageOf({ id: 1, name: 'a' }, { id: 1, name: 'a' }, { id: 2, name: 'b' }, { id: 3, name: 'b' }),
      ['a', 'b'],
    );
    expect(votesIn(found)).toEqual(['a online ok', 'b unknown reported-unknown']);
    expect(found.notes).toEqual(['it has more than one thing called "b"']);
  });

  it('of ten thousand monitors', async () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => index + 1);
    const beats = [{ status: 1, time: ago(30) }];
    const found = await asked(
      json({ heartbeatList: Object.fromEntries(ids.map((id) => [id, beats])) }),
      pageOf(...ids.map((id) => ({ id, name: `s${String(id)}` }))),
      ids.slice(0, 2_000).map((id) => `s${String(id)}`),
    );
    expect(found.findings.votes.filter(({ verdict }) => verdict === 'online')).toHaveLength(2_000);
  });

  it('that quote the secret', async () => {
    const secret = 'hunter2-and-more';
    const { url } = await engineServer(({ headers }) => ({
      body: JSON.stringify({ msg: headers.authorization }),
    }));
    const found = await askWritten('uptime-kuma', { url, slug: 'mail', token: secret }, ['a']);
    expect(found.failure).toContain('***');
    expect(JSON.stringify(found)).not.toContain(secret);
  });
});
