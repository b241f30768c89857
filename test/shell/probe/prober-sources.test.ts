import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RoundReport } from '../../../src/shell/probe/prober.ts';
import { readAccount } from '../../../src/core/observe/account.ts';
import { readProberMemory } from '../../../src/core/observe/prober-memory.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { deadPort, localServer } from './local-server.ts';
import { MINUTE, probedSite, START } from './probed-site.ts';

/** One line of what an engine says: server, state, and what differs from "just now, from nowhere in particular". */
interface Said {
  readonly server: string;
  readonly state: string;
  readonly vantage?: string;
  readonly time?: string;
  readonly boot?: string;
}

const iso = (at: number) => new Date(at).toISOString();

/** A site whose servers are told of by an engine that writes a file, and by checks where a probe is given. */
function siteWith(servers: readonly string[], more: readonly string[] = [], probing: object = {}) {
  const file = path.join(temporaryFolder(), 'engine.json');
  const site = probedSite(
    [
      'site: {name: Small Mail, url: "https://status.small.example", timezone: Europe/London}',
      'zones:',
      '  - id: core',
      '    groups:',
      '      - {id: machines, servers: [',
      ...servers.map((server) => `          ${server},`),
      '        ]}',
      'services:',
      '  - {id: mail, needs: [machines]}',
      `probing: ${JSON.stringify({ every: '1m', vantage: 'london', retry_after: '0s', ...probing })}`,
      'sources:',
      '  - type: json',
      `    file: ${file}`,
      '    fields: {server: server, state: state, time: time, vantage: vantage, boot: boot}',
      ...more.map((line) => `    ${line}`),
      '',
    ].join('\n'),
  );
  return {
    ...site,
    says: (...said: readonly Said[]) => {
      const text = said.map((one) => ({ time: iso(site.now() - 5_000), ...one }));
      writeFileSync(file, JSON.stringify(text));
    },
    saysNothing: () => rmSync(file, { force: true }),
  };
}

const verdictsOf = ({ snapshot }: RoundReport) =>
  Object.fromEntries([...snapshot.servers].map(([id, { verdict }]) => [id, verdict]));

test('an engine alone tells of the servers, and no probe is needed', async () => {
  const site = siteWith(['{id: gw1}', '{id: gw2}', '{id: gw3}'], ['vantage: Amsterdam']);
  const prober = site.open();
  expect(prober.settings()).toMatchObject({ servers: 3 });
  site.says({ server: 'gw1', state: 'up', boot: iso(START - 3 * MINUTE) }, { server: 'gw2', state: 'down' });
  await site.round(prober);
  site.says({ server: 'gw1', state: 'up' }, { server: 'gw2', state: 'down' });
  await site.round(prober);
  expect(site.snapshot()).toMatchObject({
    vantages: ['Amsterdam'],
    servers: new Map([
      ['gw1', { verdict: 'online', sinceAt: START - 5_000, bootedAt: START - 3 * MINUTE }],
      ['gw2', { verdict: 'offline', sinceAt: START - 5_000, seenFrom: { Amsterdam: 'offline' } }],
      ['gw3', { verdict: 'unknown', seenFrom: { Amsterdam: 'unknown' } }],
    ]),
  });
});

test('its votes are counted beside those of checks', async () => {
  const probe = `{tcp: '127.0.0.1:${String((await localServer()).port)}'}`;
  const site = siteWith([`{id: gw1, probe: ${probe}}`, '{id: gw2}']);
  const prober = site.open();
  const look = async (...said: readonly Said[]) => {
    site.says(...said);
    return verdictsOf(await site.round(prober))['gw1'];
  };
  const from = (vantage: string, state: string): Said => ({ server: 'gw1', state, vantage });
  expect(await look(from('paris', 'up'), from('rome', 'up'))).toBe('online');
  const both = [from('paris', 'down'), from('rome', 'down')];
  await look(...both);
  expect(await look(...both)).toBe('offline');
  expect(await look(from('paris', 'up'), from('rome', 'down'))).toBe('online');
  expect(await look(from('paris', 'down'))).toBe('online');
});

test('the same check told twice counts once', async () => {
  const site = siteWith(['{id: gw1}'], ['interval: 2m']);
  const prober = site.open();
  const look = async (state: string, time: number) => {
    site.says({ server: 'gw1', state, time: iso(time) });
    return verdictsOf(await site.round(prober))['gw1'];
  };
  expect(await look('up', START - 10_000)).toBe('online');
  expect(await look('down', START + 50_000)).toBe('online');
  expect(await look('down', START + 50_000)).toBe('online');
  expect(await look('down', START + 170_000)).toBe('offline');
  expect(site.snapshot().servers.get('gw1')).toMatchObject({ sinceAt: START + 50_000 });
});

describe('never green by an engine that is ill', () => {
  test.each<[string, (site: ReturnType<typeof siteWith>) => void, string]>([
    ['does not answer', (site) => site.saysNothing(), 'source-failed'],
    [
      'does not speak of the server any more',
      (site) => site.says({ server: 'gw2', state: 'up' }),
      'not-reported',
    ],
    [
      'repeats what is old',
      (site) => site.says({ server: 'gw1', state: 'up', time: iso(START - 5_000 - 10 * MINUTE) }),
      'stale',
    ],
    [
      'says what nobody understands',
      (site) => site.says({ server: 'gw1', state: 'purple' }),
      'reported-unknown',
    ],
  ])('that %s: unknown within two rounds', async (_, fall, reason) => {
    const site = siteWith(['{id: gw1}', '{id: gw2}']);
    const prober = site.open();
    site.says({ server: 'gw1', state: 'up' });
    expect(verdictsOf(await site.round(prober))).toEqual({ gw1: 'online', gw2: 'unknown' });
    fall(site);
    await site.round(prober);
    fall(site);
    const report = await site.round(prober);
    expect(verdictsOf(report)['gw1']).toBe('unknown');
    expect(report.account.votes.find(({ server }) => server === 'gw1')).toMatchObject({ reason });
    expect(report.snapshot.servers.get('gw1')).toMatchObject({ lastOnlineAt: START - 5_000 });
  });

  test('an engine that comes back is believed at once, and its failure is told once', async () => {
    const site = siteWith(['{id: gw1}']);
    const prober = site.open();
    site.says({ server: 'gw1', state: 'up' });
    await site.round(prober);
    site.saysNothing();
    await site.round(prober);
    await site.round(prober);
    site.says({ server: 'gw1', state: 'up' });
    expect(verdictsOf(await site.round(prober))).toEqual({ gw1: 'online' });
    expect(site.said).toEqual([
      expect.stringMatching(/^source "json" has no answer: /),
      'source "json" answers again',
    ]);
    expect(site.log().filter(({ event }) => event === 'source')).toHaveLength(2);
    expect(site.log().filter(({ event }) => event === 'sight')).toMatchObject([
      { to: 'silent' },
      { from: 'silent', to: 'clear' },
    ]);
  });

  test('one that fails leaves checks and other engines alone', async () => {
    const probe = `{tcp: '127.0.0.1:${String((await localServer()).port)}'}`;
    const site = siteWith([`{id: gw1, probe: ${probe}}`]);
    const prober = site.open();
    site.saysNothing();
    await site.round(prober);
    expect(verdictsOf(await site.round(prober))).toEqual({ gw1: 'online' });
  });
});

test('a mass failure is delayed, whoever tells of it', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const site = siteWith(ids.map((id) => `{id: ${id}}`));
  const prober = site.open();
  const look = async (state: string) => {
    site.says(...ids.map((server) => ({ server, state })));
    return verdictsOf(await site.round(prober))['a'];
  };
  const verdicts: unknown[] = [];
  for (const state of ['up', 'down', 'down', 'down', 'down']) verdicts.push(await look(state));
  expect(verdicts).toEqual(['online', 'unknown', 'unknown', 'unknown', 'offline']);
});

test('a place whose canaries fail is blind', async () => {
  const site = siteWith(['{id: gw1}', '{id: gw2}'], ['canaries: [outside]']);
  const prober = site.open();
  site.says({ server: 'gw1', state: 'up' }, { server: 'outside', state: 'up' });
  expect(verdictsOf(await site.round(prober))).toMatchObject({ gw1: 'online' });
  site.says({ server: 'gw1', state: 'up' }, { server: 'outside', state: 'down' });
  expect(verdictsOf(await site.round(prober))).toMatchObject({ gw1: 'unknown' });
});

describe('what is remembered', () => {
  test('goes on when the prober is started anew', async () => {
    const site = siteWith(['{id: gw1}']);
    const first = site.open();
    site.says({ server: 'gw1', state: 'up' });
    await site.round(first);
    site.says({ server: 'gw1', state: 'down' });
    await site.round(first);
    await first.stop();
    const second = site.open();
    site.says({ server: 'gw1', state: 'down' });
    expect(verdictsOf(await site.round(second))).toEqual({ gw1: 'offline' });
  });

  test('a source that is named no more has no say', async () => {
    const probe = `{tcp: '127.0.0.1:${String(await deadPort())}'}`;
    const site = siteWith([`{id: gw1, probe: ${probe}}`]);
    const prober = site.open();
    site.says({ server: 'gw1', state: 'up', vantage: 'paris' });
    await site.round(prober);
    site.says({ server: 'gw1', state: 'up', vantage: 'paris' });
    expect(verdictsOf(await site.round(prober))).toEqual({ gw1: 'unknown' });
    site.write({ 'topology.yml': withoutSources(site) });
    expect(verdictsOf(await site.round(prober))).toEqual({ gw1: 'offline' });
    expect([...readProberMemory(site.read('prober.json'))!.seen.keys()]).toEqual(['london']);
  });

  test('every vote of the last round, with where it came from', async () => {
    const probe = `{tcp: '127.0.0.1:${String(await deadPort())}'}`;
    const site = siteWith([`{id: gw1, probe: ${probe}}`]);
    site.says({ server: 'gw1', state: 'up', vantage: 'paris' });
    await site.round(site.open());
    const account = readAccount(site.read('votes.json'))!;
    expect(account).toMatchObject({
      at: START,
      vantage: 'london',
      everyMs: MINUTE,
      sources: [{ name: 'json', type: 'json', failure: null, reports: 1 }],
      votes: [
        { source: 'probe', server: 'gw1', vantage: 'london', reason: 'refused', at: START },
        { source: 'json', server: 'gw1', vantage: 'paris', reason: 'ok', at: START - 5_000 },
      ],
    });
  });
});

test('more places than a snapshot has room for are left out, and that is said', async () => {
  const site = siteWith(['{id: gw1}']);
  const vantages = Array.from({ length: 50 }, (_, index) => `place${String(index).padStart(2, '0')}`);
  site.says(...vantages.map((vantage) => ({ server: 'gw1', state: 'up', vantage })));
  await site.round(site.open());
  expect(site.snapshot().vantages).toHaveLength(49);
  expect(site.log().find(({ event }) => event === 'round')).toMatchObject({ left_out: vantages.slice(49) });
});

function withoutSources(site: { readonly siteDir: string; read(name: string): string }): string {
  return site.read('../topology.yml').replace(/^sources:[^]*/m, '');
}
