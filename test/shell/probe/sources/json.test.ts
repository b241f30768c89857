import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { json } from '../../../../src/shell/probe/sources/json.ts';
import { temporaryFolder, writeFiles } from '../../../support/folder.ts';
import { NOW } from '../world.ts';
import { ask, askWritten, fixture, onlyReport, sentAt, votesIn } from './asking.ts';
import { engineServer } from './engine-server.ts';

const FIELDS = { server: 'name', state: 'state', time: 'time' };
const AT = NOW - 30_000;
const TIME = new Date(AT).toISOString();

/** A file with this in it. */
function fileWith(content: string): string {
  const folder = temporaryFolder();
  writeFiles(folder, { 'states.json': content });
  return path.join(folder, 'states.json');
}

const answerOf = (content: unknown, options: object, names: readonly string[]) =>
  ask(
    json,
    json.options.parse({ file: fileWith(JSON.stringify(content)), fields: FIELDS, ...options }),
    names,
  );

/** What becomes of one entry called `a`. */
async function reportOf(entry: object, options: object = {}) {
  const { reports } = await answerOf([{ name: 'a', time: TIME, ...entry }], options, ['a']);
  return onlyReport(reports);
}

describe('a state', () => {
  const down = (word: string) => ({ reason: 'reported-down', at: AT, detail: `its state is ${word}` });
  const unknown = (word: string) => ({
    reason: 'reported-unknown',
    at: NOW,
    detail: `its state is ${word}, which means neither online nor offline`,
  });

  it.each<readonly [unknown, object]>([
    ...['up', 'UP', ' Ok ', 'online', 'true', '1', 1, true].map(
      (state) => [state, { reason: 'ok', at: AT }] as const,
    ),
    ['down', down('"down"')],
    ['CRITICAL', down('"CRITICAL"')],
    [0, down('0')],
    [false, down('false')],
    ['warning', unknown('"warning"')],
    ['', unknown('""')],
    [null, unknown('empty')],
    [undefined, unknown('missing')],
    [2, unknown('2')],
    [[], unknown('an empty list')],
    [{ up: true }, unknown('a mapping')],
    ['constructor', unknown('"constructor"')],
  ])('%j by default', async (state, expected) => {
    expect(await reportOf({ state })).toEqual(expected);
  });

  it.each<readonly [unknown, object, string]>([
    [0, { online: [0], offline: [1, 2] }, 'ok'],
    [2, { online: [0], offline: [1, 2] }, 'reported-down'],
    [0, { online: [0] }, 'ok'],
    [1, { online: [0] }, 'reported-unknown'],
    ['ok', { online: ['Fine'] }, 'reported-unknown'],
    ['FINE', { online: ['Fine'] }, 'ok'],
    ['down', { online: ['Fine'] }, 'reported-down'],
    [true, { offline: [true] }, 'reported-down'],
    ['up', { online: [] }, 'reported-unknown'],
  ])('%j with %j', async (state, states, reason) => {
    expect(await reportOf({ state }, { states })).toMatchObject({ reason });
  });

  it('is settled where the engine counts itself', async () => {
    expect(await reportOf({ state: 'up' }, { settled: true })).toEqual({
      reason: 'ok',
      at: AT,
      settled: true,
    });
  });
});

describe('a time', () => {
  it.each<readonly [unknown, number]>([
    [TIME, AT],
    [AT / 1_000, AT],
    [AT, AT],
    [String(AT), AT],
    [new Date(NOW + 5_000).toISOString(), NOW + 5_000],
  ])('%j', async (time, expected) => {
    expect(await reportOf({ state: 'up', time })).toEqual({ reason: 'ok', at: expected });
  });

  it.each<readonly [unknown, string]>([
    [undefined, 'missing'],
    [null, 'empty'],
    [0, '0'],
    [1e308, '1e+308'],
    ['2026-01-01 00:00', '"2026-01-01 00:00"'],
  ])('%j is none', async (time, told) => {
    expect(await reportOf({ state: 'up', time })).toEqual({
      reason: 'stale',
      at: NOW,
      detail: `its time is ${told}, and nobody can tell how old that is`,
    });
  });
});

describe('the other fields', () => {
  const fields = { ...FIELDS, vantage: 'from', since: 'changed', boot: 'host.boot' };

  it.each<readonly [object, object]>([
    [{ from: 'fra1' }, { vantage: 'fra1' }],
    [{ from: 3 }, { vantage: '3' }],
    [{ from: '' }, {}],
    [{ changed: AT / 1_000 - 600 }, { sinceAt: AT - 600_000 }],
    [{ changed: AT + 10_000 }, { sinceAt: AT }],
    [{ changed: 'long ago' }, {}],
  ])('%j', async (entry, expected) => {
    expect(await reportOf({ state: 'up', ...entry }, { fields })).toEqual({
      reason: 'ok',
      at: AT,
      ...expected,
    });
  });

  it('tell when a machine started', async () => {
    const entries = [
      { name: 'a', state: 'up', time: TIME, host: { boot: AT / 1_000 - 86_400 } },
      { name: 'b', state: 'up', time: TIME, host: { boot: 'never' } },
    ];
    const { boots } = await answerOf(entries, { fields }, ['a', 'b']);
    expect([...boots]).toEqual([['a', AT - 86_400_000]]);
  });
});

describe('where things stand', () => {
  it.each<readonly [string, unknown, object]>([
    ['in a list', [{ name: 'a', state: 'up', time: TIME }], {}],
    ['in a list of a list', [[], [{ name: 'a', state: 'up', time: TIME }]], { list: '1' }],
    ['deeper', { data: { items: [{ name: 'a', state: 'up', time: TIME }] } }, { list: 'data.items' }],
    ['by name', { a: { state: 'up', time: TIME } }, { fields: { ...FIELDS, server: '$key' } }],
    [
      'by name alone',
      { at: TIME, all: { a: 'up' } },
      { list: 'all', fields: { server: '$key', state: '$value', time: '$.at' } },
    ],
    [
      'in a key with a dot',
      { 'a.b': [{ 'x.name': 'a', state: 'up', time: TIME }] },
      { list: 'a\\.b', fields: { ...FIELDS, server: 'x\\.name' } },
    ],
    [
      'in a place of a list',
      [{ name: 'a', checks: [{ state: 'up', at: TIME }] }],
      { fields: { server: 'name', state: 'checks.0.state', time: 'checks.0.at' } },
    ],
  ])('%s', async (_name, content, options) => {
    const { reports } = await answerOf(content, options, ['a']);
    expect(reports).toEqual([{ name: 'a', reason: 'ok', at: AT }]);
  });

  it.each<readonly [string, unknown, object, string]>([
    ['no list', { data: 5 }, { list: 'data' }, 'there is no list where "list" says, but 5'],
    ['nothing', {}, { list: 'data' }, 'there is no list where "list" says, but missing'],
    ['what every object has', {}, { list: 'constructor' }, 'there is no list where "list" says, but missing'],
    ['a text', 'up', {}, 'there is no list where "list" says, but "up"'],
    ['too many entries', Array(50_001).fill(0), {}, 'its answer has more than 50000 entries'],
    [
      'too many places',
      Array.from({ length: 51 }, (_, index) => ({ name: 'a', state: 'up', time: TIME, from: index })),
      { fields: { ...FIELDS, vantage: 'from' } },
      'its answer names more than 50 places, so "vantage" is probably not one',
    ],
  ])('fails on %s', async (_name, content, options, message) => {
    await expect(answerOf(content, options, ['a'])).rejects.toThrow(message);
  });

  it('tells of entries without a name, and of names that are not there', async () => {
    const { reports, notes } = await answerOf(
      [null, 1, 'x', [], { name: {} }],
      { servers: { gw1: 'gw-1' } },
      ['gw-1'],
    );
    expect(reports).toEqual([]);
    expect(notes).toEqual(['5 of its entries have no readable "server"', 'it has nothing called "gw-1"']);
  });
});

describe('a file', () => {
  const failureOf = async (file: string) =>
    (await askWritten('json', { file, fields: FIELDS }, ['a'])).failure;

  it.each([
    ['', 'its file is empty'],
    [' \n', 'its file is empty'],
    [
      '[{"name":',
      'its file is no whole JSON; whoever writes it should write another file and rename that to this one',
    ],
  ])('with %j', async (content, failure) => {
    expect(await failureOf(fileWith(content))).toBe(failure);
  });

  it('that Windows wrote', async () => {
    const file = fileWith(`\uFEFF[{"name":"a","state":"up","time":"${TIME}"}]`);
    expect(votesIn(await askWritten('json', { file, fields: FIELDS }, ['a']))).toEqual(['a online ok']);
  });

  it('that is too large', async () => {
    expect(await failureOf(fileWith('x'.repeat(32 * 1024 * 1024 + 1)))).toBe('its file is larger than 32 MB');
  });

  it('that is not there, or is none', async () => {
    const folder = temporaryFolder();
    expect(await failureOf(path.join(folder, 'none'))).toBe('there is no file where "file" says');
    expect(await failureOf(folder)).toBe('what stands where "file" says is no file');
    expect(await failureOf('/dev/null')).toBe('what stands where "file" says is no file');
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await failureOf(pipe)).toBe('what stands where "file" says is no file');
    expect(await failureOf(`/${'x'.repeat(300)}`)).toBe('its file cannot be read: ENAMETOOLONG');
  });
});

describe('over HTTP', () => {
  it('is asked at its address as it is written, and read by its own clock', async () => {
    const { url, asked } = await engineServer(() => ({
      headers: sentAt(NOW - 30_000),
      body: JSON.stringify([{ name: 'a', state: 'up', time: NOW - 90_000, changed: NOW - 120_000 }]),
    }));
    const options = json.options.parse({ url: `${url}/x/?all=1`, fields: { ...FIELDS, since: 'changed' } });
    const { reports } = await ask(json, options, ['a']);
    expect(asked.map((one) => `${one.method} ${one.url}`)).toEqual(['GET /x/?all=1']);
    expect(reports).toEqual([{ name: 'a', reason: 'ok', at: NOW - 60_000, sinceAt: NOW - 90_000 }]);
  });

  it.each<readonly [string, object, string]>([
    ['is broken', { status: 503, body: '[]' }, 'it answered with the status 503'],
    ['is no JSON', { body: 'up' }, 'its answer is no JSON'],
    [
      'leads elsewhere',
      { status: 302, headers: { location: 'http://elsewhere.test/' } },
      'it redirects to another host, which is not followed; write the address it leads to',
    ],
  ])('an answer that %s', async (_name, answer, failure) => {
    const { url } = await engineServer(() => answer);
    expect(await askWritten('json', { url, fields: FIELDS }, ['a'])).toMatchObject({ failure });
  });

  it('that quotes the secret', async () => {
    const secret = 'hunter2-and-more';
    const { url } = await engineServer(({ headers }) => ({
      headers: sentAt(NOW),
      body: JSON.stringify([{ name: 'a', time: TIME, state: `${headers.authorization ?? ''} ${secret}` }]),
    }));
    const found = await askWritten('json', { url, user: 'me', password: secret, fields: FIELDS }, ['a']);
    expect(found.findings.votes[0]?.detail).toContain('***');
    expect(JSON.stringify(found)).not.toContain(secret);
    expect(JSON.stringify(found)).not.toContain(Buffer.from(`me:${secret}`).toString('base64'));
  });
});

describe('the three mappings of the docs, from topology.yml to votes', () => {
  const servers = ['gw1', 'mail1', 'web1'];
  const votesOf = async (name: string, options: object) => {
    const file = fileWith(fixture(`json/${name}.json`));
    return askWritten('json', { file, ...options }, servers);
  };

  it('a list', async () => {
    const asked = await votesOf('list', {
      fields: {
        server: 'host',
        state: 'state',
        time: 'checked',
        vantage: 'from',
        since: 'changed',
        boot: 'boot',
      },
      vantages: { fra1: 'Frankfurt', ams2: 'Amsterdam' },
    });
    expect(
      asked.findings.votes.map(({ vantage, server, verdict }) => `${vantage} ${server} ${verdict}`),
    ).toEqual([
      'Amsterdam gw1 online',
      'Frankfurt gw1 online',
      'Frankfurt mail1 offline',
      'Frankfurt web1 unknown',
    ]);
    expect([...asked.findings.boots]).toEqual([['gw1', 1_764_000_000_000]]);
  });

  it('a mapping by name', async () => {
    const asked = await votesOf('keyed', {
      fields: { server: '$key', state: 'ok', time: 'last_seen' },
      servers: { gw1: 'gw1.internal', mail1: 'mail1.internal', web1: 'web1.internal' },
    });
    expect(votesIn(asked)).toEqual([
      'gw1 online ok',
      'mail1 offline reported-down',
      'web1 unknown reported-unknown',
    ]);
  });

  it('one time for all', async () => {
    const asked = await votesOf('nested', {
      list: 'data.items',
      fields: { server: 'labels.server\\.name', state: 'status.code', time: '$.meta.updated' },
      states: { online: [0], offline: [2] },
      settled: true,
    });
    expect(votesIn(asked)).toEqual([
      'gw1 online ok',
      'mail1 offline reported-down',
      'web1 unknown reported-unknown',
    ]);
  });
});

describe('hostile files', () => {
  it('nested without end', async () => {
    const deep = `${'['.repeat(300_000)}${']'.repeat(300_000)}`;
    const file = fileWith(`[{"name":"a","state":${deep},"time":"${TIME}"}]`);
    expect(votesIn(await askWritten('json', { file, fields: FIELDS }, ['a']))).toEqual([
      'a unknown reported-unknown',
    ]);
  });

  it('with names of what every object has', async () => {
    const content = `{"__proto__":{"state":"up","time":"${TIME}"},"constructor":{"state":"up","time":"${TIME}"}}`;
    const file = fileWith(content);
    const fields = { ...FIELDS, server: '$key' };
    const asked = await askWritten('json', { file, fields, servers: { gw1: '__proto__' } }, [
      'gw1',
      'constructor',
      'state',
    ]);
    expect(votesIn(asked)).toEqual(['gw1 online ok', 'constructor online ok']);
  });

  it('with the same name many times: all have to be well', async () => {
    const entries = Array.from({ length: 10_000 }, () => ({ name: 'a', state: 'up', time: TIME }));
    const good = fileWith(JSON.stringify(entries));
    expect(votesIn(await askWritten('json', { file: good, fields: FIELDS }, ['a']))).toEqual(['a online ok']);
    const bad = fileWith(JSON.stringify([...entries, { name: 'a', state: 'down', time: TIME }]));
    expect(votesIn(await askWritten('json', { file: bad, fields: FIELDS }, ['a']))).toEqual([
      'a offline reported-down',
    ]);
  });
});

describe('options that are refused', () => {
  it.each<readonly [object, string]>([
    [{ fields: FIELDS }, 'has no "url", expected an address in "url", or a path in "file", and not both'],
    [
      { url: 'http://x.test', file: '/x', fields: FIELDS },
      'an address in "url", or a path in "file", and not both',
    ],
    [{ file: '/x', token: 'secret', fields: FIELDS }, 'no user, password or token beside it'],
    [{ url: 'http://x.test', user: 'me', fields: FIELDS }, 'one way to say who asks'],
    [{ file: 'x', fields: FIELDS }, 'the path of a file that begins with /'],
    [{ file: '/x' }, 'has no "fields", expected a mapping that says where'],
    [
      { file: '/x', fields: { server: 'a', state: 'b' } },
      'expected "time" to say where it stands in an entry',
    ],
    [{ file: '/x', fields: { ...FIELDS, state: 'a..b' } }, 'expected "state" to say where it stands'],
    [{ file: '/x', fields: { ...FIELDS, state: '$.' } }, 'expected "state" to say where it stands'],
    [{ file: '/x', fields: FIELDS, list: '.' }, 'where it stands, with dots between the keys'],
    [
      { file: '/x', fields: FIELDS, states: { online: ['x'], offline: ['X'] } },
      'no state that is both online and offline',
    ],
    [{ file: '/x', fields: FIELDS, settled: 'yes' }, 'true or false'],
  ])('%j', async (options, message) => {
    await expect(askWritten('json', { ...options }, ['a'])).rejects.toThrow(message);
  });
});
