import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { deadPort, localServer } from '../shell/probe/local-server.ts';
import { topologyText } from '../shell/probe/probed-site.ts';
import { sharedFolder } from '../support/folder.ts';
import { NOW, testSite } from './support.ts';

const sharedEngine = sharedFolder();

/** Stopped once `until` holds; a test whose command never gets there runs into its own limit. */
const stoppedWhen = (until: () => boolean) => ({
  stopped: async () => {
    while (!until()) await new Promise((resolve) => setTimeout(resolve, 5));
  },
});

describe('--once', () => {
  test('tells the reason of whoever decided, be it an engine', async () => {
    const engine = path.join(sharedEngine, 'engine.json');
    const said = ['ams', 'fra'].flatMap((vantage) =>
      ['mail1', 'web1'].map((server) => ({
        server,
        vantage,
        state: 'up',
        time: new Date(NOW).toISOString(),
      })),
    );
    writeFileSync(engine, JSON.stringify(said));
    const topology = topologyText({ mail1: (await localServer()).port, web1: await deadPort() });
    const fields = '{server: server, state: state, time: time, vantage: vantage}';
    const site = testSite({
      'topology.yml': `${topology}sources:\n  - {type: json, file: ${engine}, fields: ${fields}}\n`,
    });
    const { out } = await site.run('probe', '--once');
    expect(
      out
        .replace(/ \d+ ms/, ' N ms')
        .split('\n')
        .slice(0, 3),
    ).toEqual([
      'server  state   reason    time',
      'mail1   online  ok        N ms',
      'web1    online  json: ok',
    ]);
  });

  test('prints what it found, and writes it down', async () => {
    const site = testSite({
      'topology.yml': topologyText({ mail1: (await localServer()).port, web1: await deadPort() }),
    });
    const first = await site.run('probe', '--once');
    expect(first).toMatchObject({ exitCode: 0, err: '' });
    expect(first.out.replace(/ \d+ ms/, ' N ms')).toBe(
      [
        'server  state    reason                  time',
        'mail1   online   ok                      N ms',
        'web1    unknown  refused, 1 of 2 rounds',
        '',
        'Written to state/snapshot.json; what exactly was wrong is in state/probe.log.',
        '',
      ].join('\n'),
    );
    const later = { now: () => NOW + 60_000 };
    expect((await site.runWith(later, 'probe', '--once')).out).toMatch(/^web1 {4}offline {2}refused$/m);
    expect(JSON.parse(site.read('state/snapshot.json'))).toMatchObject({
      taken_at: '2010-09-03T22:11:30Z',
      vantages: ['london'],
      servers: { mail1: { verdict: 'online' }, web1: { verdict: 'offline', since: '2010-09-03T22:10:30Z' } },
    });
    expect(readdirSync(path.join(site.folder, 'state/history'))).toContain('2010-09.ndjson');
    expect(existsSync(path.join(site.folder, 'state/prober.lock'))).toBe(false);
  });

  test('says that it is cut off', async () => {
    const canaries = [{ tcp: `127.0.0.1:${String(await deadPort())}` }];
    const site = testSite({
      'topology.yml': topologyText({ mail1: (await localServer()).port }, { canaries }),
    });
    const { out } = await site.run('probe', '--once');
    expect(out).toMatch(/^mail1 {3}unknown {2}ok/m);
    expect(out).toContain(
      'This prober is cut off: none of its canaries answers, so every server is unknown.\n',
    );
  });

  test('says what is no failure and good to know', async () => {
    const warns = '{exec: [/bin/sh, -c, "echo queue is long; exit 1"]}';
    const site = testSite({
      'topology.yml': topologyText({ mail1: warns, web1: (await localServer()).port }),
    });
    const { out } = await site.run('probe', '--once');
    expect(out).toMatch(/^mail1 {3}online {2}ok$/m);
    expect(out).toContain('\n\nexec of mail1: The plug-in warns. queue is long\n\nWritten to ');
  });

  test('waits until staff have been told', async () => {
    const site = testSite({ 'topology.yml': topologyText({ mail1: await deadPort() }, { fail_after: 1 }) });
    site.write({ 'notify.sh': '#!/bin/sh\ncat > told\n' });
    const { exitCode } = await site.run('probe', '--once', '--on-change', '/bin/sh ./notify.sh');
    expect(exitCode).toBe(0);
    expect(site.read('told')).toContain('mail1 (Machines) is offline');
  });

  test('every folder and name can be another one', async () => {
    const site = testSite({ 'topology.yml': topologyText({ mail1: (await localServer()).port }) });
    const { exitCode } = await site.run('probe', '--once', '--state', 'elsewhere', '--vantage', 'São Paulo');
    expect(exitCode).toBe(0);
    expect(JSON.parse(site.read('elsewhere/snapshot.json'))).toMatchObject({ vantages: ['São Paulo'] });
  });

  test('what is wrong with a probe is told, and the rest is probed', async () => {
    const site = testSite({
      'topology.yml': topologyText({ mail1: (await localServer()).port, web1: '{smpt: "web1:25"}' }),
    });
    const { exitCode, out, err } = await site.run('probe', '--once');
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^topology\.yml:\d+:\d+ {2}error {2}bad-probe .*"web1"/);
    expect(out).not.toContain('web1');
  });
});

describe('round after round', () => {
  test('until it is told to stop', async () => {
    const site = testSite({ 'topology.yml': topologyText({ mail1: (await localServer()).port }) });
    const file = path.join(site.folder, 'state/prober.json');
    const { exitCode, out, err } = await site.runWith(
      stoppedWhen(() => existsSync(file)),
      'probe',
      '--every',
      '30s',
    );
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toBe(
      'Looking at 1 server every 30s from "london".\nWhat it finds is in state. Stop with Ctrl-C.\n',
    );
  });

  test('a topology.yml that changes is read; a bad one is told of', async () => {
    const good = topologyText({ mail1: (await localServer()).port });
    const site = testSite({ 'topology.yml': good });
    const file = path.join(site.folder, 'state/prober.json');
    let step = 0;
    const { err } = await site.runWith(
      stoppedWhen(() => {
        const log = existsSync(file) ? site.read('state/probe.log') : '';
        if (step === 0 && log !== '') {
          step = 1;
          writeFileSync(path.join(site.folder, 'topology.yml'), 'site: [');
        } else if (step === 1 && log.includes('topology-bad')) {
          step = 2;
          writeFileSync(path.join(site.folder, 'topology.yml'), `${good}# mended\n`);
        } else if (step === 2 && log.includes('"topology"')) return true;
        return false;
      }),
      'probe',
      '--every',
      '1s',
    );
    expect(err).toMatch(/^topology\.yml:1:\d+ {2}error {2}yaml-syntax /m);
    expect(err).toContain('topology.yml changed and cannot be used; the last good one stays in force.\n');
    expect(err).toContain('topology.yml changed and was read.\n');
  });
});

describe('a wrong invocation ends with 2', () => {
  test.each([
    [['--every', '5 minutes'], 'Expected a time of at least 1s and at most 1h, such as 30s or 1m.'],
    [['--every', '0s'], 'Expected a time of at least 1s'],
    [['--every', '2h'], 'at most 1h'],
    [['--once', '--every', '1m'], "option '--once' cannot be used with option '--every <time>'"],
    [['--vantage', ' '], 'Expected a name of at most 60 characters'],
    [['--vantage', 'a\u202eb'], 'without control characters'],
    [['--on-change', 'echo "open'], '--on-change "echo \\"open" is no command'],
    [['--site', 'nowhere'], 'there is no topology.yml in '],
  ])('%j', async (argv, message) => {
    const site = testSite({ 'topology.yml': topologyText({ mail1: 9 }) });
    const { exitCode, out, err } = await site.run('probe', ...argv);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(message);
  });

  test('so does a folder that another prober has', async () => {
    const site = testSite({ 'topology.yml': topologyText({ mail1: (await localServer()).port }) });
    const file = path.join(site.folder, 'state/prober.json');
    let done = false;
    const first = site.runWith(
      stoppedWhen(() => done),
      'probe',
    );
    while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await site.run('probe', '--once');
    done = true;
    await first;
    expect(second.exitCode).toBe(2);
    expect(second.err).toContain('another prober, or a merge, writes into ');
  });
});

describe('3 where there is nothing to probe', () => {
  test.each([
    ['site: [', 'topology.yml cannot be used, so nothing is probed'],
    [topologyText({ mail1: '{smpt: "x:25"}' }), 'no server of topology.yml has a probe that can be run'],
  ])('%j', async (text, message) => {
    const { exitCode, out, err } = await testSite({ 'topology.yml': text }).run('probe', '--once');
    expect({ exitCode, out }).toEqual({ exitCode: 3, out: '' });
    expect(err).toContain(message);
  });
});
