import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { recordInto } from '../../../src/shell/probe/recording.ts';
import { UserError } from '../../../src/shell/user-error.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';
import { deadPort, localServer } from './local-server.ts';
import { MINUTE, probedSite, START, topologyText } from './probed-site.ts';

test('what it finds is in the snapshot, as pages read it', async () => {
  const site = probedSite(topologyText({ gw1: (await localServer()).port, gw2: await deadPort() }));
  const prober = site.open();
  await site.round(prober);
  await site.round(prober);
  expect(site.snapshot()).toEqual({
    takenAt: START + MINUTE,
    source: 'signalbox-probe',
    vantages: ['london'],
    vantageTimes: { london: START + MINUTE },
    servers: new Map([
      ['gw1', { verdict: 'online', sinceAt: START, sinceIsAtLeast: true, seenFrom: { london: 'online' } }],
      ['gw2', { verdict: 'offline', sinceAt: START, sinceIsAtLeast: true, seenFrom: { london: 'offline' } }],
    ]),
  });
  expect(site.recorded.at(-1)).toEqual(site.snapshot());
});

test('an outage from its first failure to its end', async () => {
  const server = await localServer();
  const site = probedSite(topologyText({ gw1: server.port }));
  const prober = site.open();
  const verdicts: unknown[] = [];
  const look = async () => verdicts.push((await site.round(prober)).snapshot.servers.get('gw1')?.verdict);
  await look();
  await server.stop();
  await look();
  await look();
  expect(site.snapshot().servers.get('gw1')).toMatchObject({
    verdict: 'offline',
    sinceAt: START + MINUTE,
    lastOnlineAt: START,
  });
  await server.start();
  await look();
  expect(verdicts).toEqual(['online', 'online', 'offline', 'online']);
});

describe('a prober that is started anew', () => {
  test('goes on where the last one ended', async () => {
    const server = await localServer();
    const site = probedSite(topologyText({ gw1: server.port }));
    const first = site.open();
    await site.round(first);
    await server.stop();
    await site.round(first);
    await first.stop();
    const { snapshot } = await site.round(site.open());
    expect(snapshot.servers.get('gw1')).toMatchObject({ verdict: 'offline', sinceAt: START + MINUTE });
  });

  test('after a long pause does not take one failure for two, and says that counting begins anew', async () => {
    const server = await localServer();
    const site = probedSite(topologyText({ gw1: server.port }));
    const first = site.open();
    await site.round(first);
    await server.stop();
    await site.round(first);
    await first.stop();
    site.advance(60 * MINUTE);
    const { snapshot } = await site.round(site.open());
    expect(snapshot.servers.get('gw1')?.verdict).toBe('unknown');
    expect(site.said).toEqual(['the last round was 1h1m before this one, so counting begins anew']);
  });

  test.each([
    ['torn', (text: string) => text.slice(0, 100)],
    ['of another program', () => '{"users": []}'],
  ])('puts a memory aside that is %s, and says so', async (_, spoil) => {
    const site = probedSite(topologyText({ gw1: (await localServer()).port }));
    const first = site.open();
    await site.round(first);
    await first.stop();
    const spoilt = spoil(site.read('prober.json'));
    writeFileSync(path.join(site.stateDir, 'prober.json'), spoilt);
    await site.round(site.open());
    expect(site.said).toEqual([
      expect.stringMatching(
        /^prober\.json is torn or of another program; it is kept as prober\.json\.set-aside-/,
      ),
    ]);
    const aside = readdirSync(site.stateDir).find((name) => name.startsWith('prober.json.set-aside'));
    expect(site.read(aside!)).toBe(spoilt);
    expect(site.snapshot().servers.get('gw1')?.verdict).toBe('online');
  });

  test('under another name of its place remembers all the same', async () => {
    const site = probedSite(topologyText({ gw1: (await localServer()).port }));
    const first = site.open();
    await site.round(first);
    await first.stop();
    const { snapshot } = await site.round(site.open({ vantage: 'Paris' }));
    expect(snapshot.vantages).toEqual(['Paris']);
    expect(snapshot.servers.get('gw1')).toMatchObject({ sinceAt: START, seenFrom: { Paris: 'online' } });
  });
});

describe('the state folder', () => {
  test('is refused to a second prober, and free after the first', async () => {
    const site = probedSite(topologyText({ gw1: 9 }));
    const first = site.open();
    expect(() => site.open()).toThrow(UserError);
    await first.stop();
    expect(() => site.open()).not.toThrow();
  });

  const other = JSON.stringify({ pid: 1, host: 'elsewhere', started: 'x 1', at: START });

  test('that was deleted is made anew, and stays its own', async () => {
    const site = probedSite(topologyText({ gw1: (await localServer()).port }));
    const prober = site.open({ record: recordInto(site.stateDir) });
    await site.round(prober);
    rmSync(site.stateDir, { recursive: true });
    await site.round(prober);
    expect(site.snapshot().servers.get('gw1')).toMatchObject({ verdict: 'online', sinceAt: START });
    // The past is gone; what holds now is told anew, not taken as known.
    expect(site.read('history/2010-09.ndjson')).toContain('"gw1":"online"');
    expect(() => site.open()).toThrow(UserError);
  });

  test('that was deleted and is another prober’s by now is left to that one', async () => {
    const site = probedSite(topologyText({ gw1: (await localServer()).port }));
    const prober = site.open();
    await site.round(prober);
    rmSync(site.stateDir, { recursive: true });
    writeFiles(site.stateDir, { 'prober.lock': other });
    await expect(prober.run()).rejects.toMatchObject({
      exitCode: 2,
      message: `another prober, or a merge, writes into ${site.stateDir}: process 1 on elsewhere`,
    });
    await prober.stop();
    expect(existsSync(path.join(site.stateDir, 'snapshot.json'))).toBe(false);
    expect(site.read('prober.lock')).toBe(other);
  });

  test('that becomes another’s in the middle of a round is left to it too', async () => {
    const site = probedSite('');
    const lock = path.join(site.stateDir, 'prober.lock');
    writeFiles(site.siteDir, { other });
    const steals = `{exec: [/bin/cp, ${path.join(site.siteDir, 'other')}, ${lock}]}`;
    site.write({ 'topology.yml': topologyText({ gw1: steals }) });
    const prober = site.open();
    await expect(prober.round()).rejects.toBeInstanceOf(UserError);
    expect(existsSync(path.join(site.stateDir, 'snapshot.json'))).toBe(false);
  });

  test('holds nothing that others may read but the history', async () => {
    const site = probedSite(topologyText({ gw1: 9 }));
    await site.round(site.open());
    for (const name of ['snapshot.json', 'prober.json', 'probe.log', 'prober.lock'])
      expect([name, statSync(path.join(site.stateDir, name)).mode & 0o777]).toEqual([name, 0o600]);
  });

  test('that cannot be used is said', () => {
    const file = path.join(temporaryFolder(), 'state');
    writeFileSync(file, 'a file');
    const site = probedSite(topologyText({ gw1: 9 }));
    expect(() => site.open({ stateDir: file })).toThrow(/^the state folder .* cannot be used: /);
  });

  test('where something cannot be written, the rest is, and that is said once', async () => {
    const site = probedSite(topologyText({ gw1: (await localServer()).port }));
    const failing = {
      record: () => {
        throw new Error('no space left');
      },
    };
    const prober = site.open(failing);
    mkdirSync(path.join(site.stateDir, 'prober.json.tmp'));
    await site.round(prober);
    await site.round(prober);
    expect(site.snapshot().servers.get('gw1')?.verdict).toBe('online');
    expect(site.said).toEqual([
      expect.stringMatching(/^the memory could not be written: EISDIR/),
      'the history could not be written: no space left',
    ]);
    rmSync(path.join(site.stateDir, 'prober.json.tmp'), { recursive: true, force: true });
    expect(existsSync(path.join(site.stateDir, 'prober.json'))).toBe(false);
    await site.round(prober);
    expect(existsSync(path.join(site.stateDir, 'prober.json'))).toBe(true);
  });
});

describe('topology.yml', () => {
  test('is read again when it changes', async () => {
    const [gw1, gw2] = [await localServer(), await localServer()];
    const site = probedSite(topologyText({ gw1: gw1.port }));
    const prober = site.open();
    await site.round(prober);
    site.write({ 'topology.yml': topologyText({ gw1: gw1.port, gw2: gw2.port }, { vantage: 'Paris' }) });
    const { snapshot } = await site.round(prober);
    expect([...snapshot.servers.keys()]).toEqual(['gw1', 'gw2']);
    expect(snapshot.servers.get('gw1')?.sinceAt).toBe(START);
    expect(snapshot.vantages).toEqual(['Paris']);
    expect(site.found).toEqual([{ isGood: true, diagnostics: [] }]);
    await site.round(prober);
    expect(site.found).toHaveLength(1);
  });

  test.each([
    ['that cannot be read', () => 'site: ['],
    ['that is gone', () => null],
    [
      'with a check that cannot be read',
      (port: number) => topologyText({ gw1: port, gw2: '{smpt: "x:25"}' }),
    ],
    ['with nothing to probe', () => topologyText({ gw1: '{tcp: "${UNSET}:25"}' })],
  ])('%s leaves the last good one in force', async (_, spoil) => {
    const { port } = await localServer();
    const good = topologyText({ gw1: port });
    const site = probedSite(good);
    const prober = site.open();
    await site.round(prober);
    const spoilt = spoil(port);
    if (spoilt === null) rmSync(path.join(site.siteDir, 'topology.yml'));
    else site.write({ 'topology.yml': spoilt });
    const { snapshot } = await site.round(prober);
    expect(snapshot.servers.get('gw1')?.verdict).toBe('online');
    expect(site.found.map(({ isGood }) => isGood)).toEqual([false]);
    expect(site.log().map(({ event }) => event)).toContain('topology-bad');
    site.write({ 'topology.yml': `${good}# better\n` });
    await site.round(prober);
    expect(site.found.map(({ isGood }) => isGood)).toEqual([false, true]);
  });

  test('at the start what can be read is probed, and the rest told', async () => {
    const site = probedSite(topologyText({ gw1: (await localServer()).port, gw2: '{smpt: "x:25"}' }));
    const prober = site.open();
    expect(prober.diagnostics).toMatchObject([
      { severity: 'error', message: expect.stringContaining('"gw2"') as string },
    ]);
    expect([...(await site.round(prober)).snapshot.servers.keys()]).toEqual(['gw1']);
  });

  test.each([
    ['site: [', 3, 'topology.yml cannot be used, so nothing is probed'],
    [
      topologyText({ gw1: '{smpt: "x:25"}' }),
      3,
      'no server of topology.yml has a probe that can be run, and no source can be asked',
    ],
  ])('with nothing in it to go by is refused: %j', (text, exitCode, message) => {
    const site = probedSite(text);
    expect(() => site.open()).toThrow(expect.objectContaining({ exitCode, message }) as Error);
    expect(existsSync(site.stateDir)).toBe(false);
  });

  test('that is not there is a wrong invocation', () => {
    const site = probedSite('');
    rmSync(path.join(site.siteDir, 'topology.yml'));
    expect(() => site.open()).toThrow(expect.objectContaining({ exitCode: 2 }) as Error);
  });

  test.each([
    ['{tcp: {host: 127.0.0.1, port: 9, expect: x, timeout: 30s}}', 10_000, '8.0'],
    ['{http: {url: "http://127.0.0.1:9/", redirects: 1, timeout: 10s}}', 12_000, '9.6'],
    ['{smtp: {host: 127.0.0.1, timeout: 25s}}', 30_000, '24.0'],
  ])('checks that no round has time to find mute are told of: %s', (probe, everyMs, seconds) => {
    const site = probedSite(topologyText({ gw1: probe }));
    site.open({ everyMs });
    expect(site.said).toEqual([
      `checks of "gw1" wait longer for an answer than the ${seconds} s of a round, so a server that is mute stays unknown; ` +
        'give them a shorter timeout, or look less often',
    ]);
  });

  test.each([
    // All its waits together would take 60 s; a server that is mute is found after one of them.
    ['{http: {url: "http://127.0.0.1:9/", redirects: 1}}', 60_000],
    ['{http: {url: "http://127.0.0.1:9/", redirects: 5}}', 60_000],
    ['{smtp: {host: 127.0.0.1, starttls: true}}', 30_000],
    ['{tcp: {host: 127.0.0.1, port: 9, timeout: 30s}}', 10_000],
  ])('not those that wait for it several times: %s', (probe, everyMs) => {
    const site = probedSite(topologyText({ gw1: probe }));
    site.open({ everyMs });
    expect(site.said).toEqual([]);
  });

  test('so that a mute server is found, redirects or not', async () => {
    const mute = await localServer();
    const probe = `{http: {url: "http://127.0.0.1:${String(mute.port)}/", redirects: 5, connect_timeout: 1s, timeout: 1s}}`;
    const site = probedSite(topologyText({ gw1: probe }, { fail_after: 1 }));
    const { snapshot } = await site.round(site.open({ everyMs: 2_000 }));
    expect(site.said).toEqual([]);
    expect(snapshot.servers.get('gw1')?.verdict).toBe('offline');
  });
});

test('nothing private reaches the snapshot, the history or the message to staff', async () => {
  const port = await deadPort();
  const site = probedSite(
    topologyText({
      gw1: `{tcp: {host: 127.0.0.1, port: ${String(port)}}}`,
      gw2: '{tcp: "127.44.55.66:2525"}',
    }),
  );
  const prober = site.open({
    onChange: {
      command: [
        process.execPath,
        '-e',
        `require('fs').appendFileSync('told', require('fs').readFileSync(0))`,
      ],
      cwd: site.siteDir,
    },
  });
  await site.round(prober);
  await site.round(prober);
  await site.round(prober);
  await prober.told();
  const told = readFileSync(path.join(site.siteDir, 'told'), 'utf8');
  expect(told).toContain('gw1 (Machines) is offline');
  const secrets = new RegExp(`127\\.|\\b${String(port)}\\b|44\\.55|\\b2525\\b|ECONN|refused|tcp`);
  for (const text of [site.read('snapshot.json'), told, JSON.stringify(site.recorded)])
    expect(text).not.toMatch(secrets);
  // Where it belongs it is.
  expect(site.read('probe.log')).toMatch(/ECONNREFUSED/);
});

test('a server’s failed rounds and steps are in the log, with what exactly was wrong', async () => {
  const site = probedSite(topologyText({ gw1: await deadPort() }));
  const prober = site.open();
  await site.round(prober);
  await site.round(prober);
  await prober.stop();
  expect(site.log().map(({ event, server, from, to }) => [event, server, from, to])).toEqual([
    ['start', undefined, undefined, undefined],
    ['failed', 'gw1', undefined, undefined],
    ['soft', 'gw1', 'unknown', 'offline'],
    ['failed', 'gw1', undefined, undefined],
    ['hard', 'gw1', 'unknown', 'offline'],
    ['stop', undefined, undefined, undefined],
  ]);
  expect(site.log()[1]).toMatchObject({
    reason: 'refused',
    checks: [{ kind: 'tcp', reason: 'refused', detail: expect.stringContaining('ECONNREFUSED') as string }],
  });
});

test('when a machine started is asked for every ten minutes, and told while it is online', async () => {
  const { port } = await localServer();
  const site = probedSite(topologyText({ gw1: port }));
  const asked = path.join(site.siteDir, 'asked');
  const script = `echo x >> ${asked}; echo 2010-07-21T03:00:00Z`;
  const boot = `{id: gw1, boot: {exec: [/bin/sh, -c, ${JSON.stringify(script)}]},`;
  site.write({ 'topology.yml': topologyText({ gw1: port }).replace('{id: gw1,', boot) });
  const prober = site.open();
  for (let count = 0; count < 12; count += 1) await site.round(prober);
  expect(readFileSync(asked, 'utf8')).toBe('x\nx\n');
  expect(site.snapshot().servers.get('gw1')?.bootedAt).toBe(Date.UTC(2010, 6, 21, 3));
});

describe('round after round', () => {
  test('until it is told to stop, which takes less than a second, whatever is under way', async () => {
    const site = probedSite(topologyText({ gw1: (await localServer()).port }));
    const prober = site.open({ single: false, everyMs: 50, now: () => Date.now() });
    const running = prober.run();
    while (site.recorded.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    const stoppedAt = performance.now();
    await prober.stop();
    await running;
    expect(performance.now() - stoppedAt).toBeLessThan(1_000);
    const { length } = site.recorded;
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(site.recorded).toHaveLength(length);
    expect(existsSync(path.join(site.stateDir, 'prober.lock'))).toBe(false);
  });

  test('a round that is told to stop writes nothing', async () => {
    const site = probedSite(topologyText({ gw1: (await localServer()).port }));
    const prober = site.open();
    const under = prober.round();
    await prober.stop();
    expect(await under).toBeNull();
    expect(existsSync(path.join(site.stateDir, 'snapshot.json'))).toBe(false);
  });
});
