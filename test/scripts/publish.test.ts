import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockOutput } from '../../src/shell/publish/publish-lock.ts';
import { openReleases } from '../../src/shell/publish/releases.ts';
import { NOW, SNAPSHOT, testSite, TOPOLOGY } from './support.ts';
import type { Run, TestSite } from './support.ts';

const MINUTE = 60_000;
const NEWS = '---\ntitle: Extra, extra\n---\n[22:40] Read all about it.\n';
const OUT = ['--out', 'www/status', '--log', 'json'] as const;

/** What one turn said, and what readers find afterwards. */
function outcome(site: TestSite, { exitCode, err }: Run) {
  const records = err
    .split('\n')
    .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Logged] : []));
  const found = path.join(site.folder, 'www/status/heartbeat.json');
  const heartbeat = existsSync(found) ? (JSON.parse(readFileSync(found, 'utf8')) as Heartbeat) : null;
  return {
    exitCode,
    published: records.find(({ event }) => event === 'turn')?.published,
    problems: records.flatMap(({ event, code }) => (event === 'problem' ? (code ?? '') : [])),
    messages: records.flatMap(({ event, message }) => (event === 'problem' ? (message ?? '') : [])),
    heartbeat,
  };
}
interface Logged {
  readonly event: string;
  readonly code?: string;
  readonly message?: string;
  readonly published?: boolean;
}
interface Heartbeat {
  readonly published_at: string;
  readonly taken_at: string | null;
  readonly problems: readonly string[];
}

const BAD_TOPOLOGY = 'site: [';
const publish = async (site: TestSite, ...more: readonly string[]) =>
  outcome(site, await site.run('publish', ...OUT, ...more));
const at = async (site: TestSite, now: number, ...more: readonly string[]) =>
  outcome(site, await site.runWith({ now: () => now }, 'publish', ...OUT, ...more));
const home = (site: TestSite) => site.read('www/status/index.html');

test('a turn in which nothing is wrong', async () => {
  const site = testSite();
  expect(await publish(site)).toEqual({
    exitCode: 0,
    published: true,
    problems: [],
    messages: [],
    heartbeat: expect.objectContaining({
      published_at: '2010-09-03T22:10:30Z',
      taken_at: '2010-09-03T22:09:00Z',
      problems: [],
    }) as Heartbeat,
  });
  expect(home(site)).toContain('Slow logins');
});

interface Trouble {
  readonly name: string;
  readonly files?: Readonly<Record<string, string | null>>;
  readonly options?: readonly string[];
  readonly code: string;
  /** Told besides. */
  readonly also?: readonly string[];
  readonly message: RegExp;
  readonly exitCode: 1 | 3;
  /** False for what is only known when the heartbeat is written. */
  readonly told?: boolean;
}

const TROUBLES: readonly Trouble[] = [
  {
    name: 'a bad incident file',
    files: { 'incidents/2010-09-02-bad.md': '---\ntitle: "open\n---\n[10:00] It broke.\n' },
    code: 'content-errors',
    message: /^the content has errors; what can be read of it was published$/,
    exitCode: 1,
  },
  {
    name: 'a bad topology, with a good one remembered by the process before',
    files: { 'topology.yml': BAD_TOPOLOGY },
    code: 'topology-kept',
    also: ['content-errors'],
    message: /^topology\.yml cannot be used; the last good one stays in force until it is mended$/,
    exitCode: 1,
  },
  {
    name: 'no topology any more',
    files: { 'topology.yml': null },
    code: 'topology-kept',
    also: ['content-errors'],
    message: /last good one/,
    exitCode: 1,
  },
  {
    name: 'a torn snapshot',
    files: { 'state/snapshot.json': SNAPSHOT.slice(0, 60) },
    code: 'snapshot-unusable',
    message: /^there is no snapshot that can be read, so every light is unknown$/,
    exitCode: 1,
  },
  {
    name: 'no snapshot',
    files: { 'state/snapshot.json': null },
    code: 'snapshot-unusable',
    message: /unknown$/,
    exitCode: 1,
  },
  {
    name: 'no repository to pull from',
    options: ['--pull'],
    code: 'pull-failed',
    message: /git/,
    exitCode: 1,
  },
  {
    name: 'a deploy that fails',
    options: ['--deploy', 'false'],
    code: 'deploy-failed',
    message: /^the deploy failed: /,
    exitCode: 1,
    told: false,
  },
  {
    name: 'a deploy of a program that is not there',
    options: ['--deploy', './no-such-program'],
    code: 'deploy-failed',
    message: /no-such-program/,
    exitCode: 1,
    told: false,
  },
  {
    name: 'a deploy that hangs',
    options: ['--deploy', 'sleep 60', '--deploy-limit', '1s'],
    code: 'deploy-failed',
    message: /within 1 s|1 s/,
    exitCode: 1,
    told: false,
  },
  {
    name: 'a heartbeat address that does not answer',
    options: ['--heartbeat', 'http://127.0.0.1:9/abc'],
    code: 'ping-failed',
    message: /127\.0\.0\.1/,
    exitCode: 1,
    told: false,
  },
  {
    name: 'a metrics file that cannot be written',
    options: ['--metrics', 'nowhere/site.prom'],
    code: 'metrics-failed',
    message: /nowhere/,
    exitCode: 1,
    told: false,
  },
];

describe.each(TROUBLES)(
  '$name',
  ({ files = {}, options = [], code, message, exitCode, also = [], told = true }) => {
    test('is told by exit code, log and heartbeat, and the site is published all the same', async () => {
      const site = testSite();
      await publish(site);
      for (const [file, text] of Object.entries({
        ...files,
        'incidents/2010-09-03-news.md': NEWS,
      })) {
        if (text === null) rmSync(path.join(site.folder, file));
        else site.write({ [file]: text });
      }
      const found = await at(site, NOW + MINUTE, ...options);
      expect(found).toMatchObject({ exitCode, published: true, problems: [code, ...also] });
      expect(found.messages[0]).toMatch(message);
      expect(found.heartbeat).toMatchObject({
        published_at: '2010-09-03T22:11:30Z',
        problems: told ? [code, ...also].sort() : [],
      });
      expect(home(site)).toContain('Extra, extra');
    });
  },
);

describe('nothing is published', () => {
  test('from a bad topology where nobody remembers a good one', async () => {
    const site = testSite({ 'topology.yml': BAD_TOPOLOGY });
    expect(await publish(site)).toMatchObject({
      exitCode: 3,
      published: false,
      problems: ['topology-unusable'],
      heartbeat: null,
    });
  });

  test('where something else stands in the place of the folder, and what was there stays', async () => {
    const site = testSite({ 'www/status': 'a file' });
    expect(await publish(site)).toMatchObject({ exitCode: 3, published: false, problems: ['not-written'] });
    expect(site.read('www/status')).toBe('a file');
  });

  test('while an earlier release is held', async () => {
    const site = testSite();
    await publish(site, '--releases', '3');
    site.write({ 'incidents/2010-09-03-news.md': NEWS });
    await at(site, NOW + MINUTE, '--releases', '3');
    const releases = openReleases(path.join(site.folder, 'www/status'));
    releases.putBack(releases.list()[0]!.name, { who: 'anna', now: NOW + MINUTE });
    const found = await at(site, NOW + 2 * MINUTE, '--releases', '3');
    expect(found).toMatchObject({
      exitCode: 3,
      published: false,
      problems: ['held'],
      heartbeat: { published_at: '2010-09-03T22:10:30Z' },
    });
    expect(found.messages[0]).toMatch(/^anna put the release \S+ back; nothing is published until/);
    expect(home(site)).not.toContain('Extra, extra');
    releases.resume();
    expect(await at(site, NOW + 3 * MINUTE, '--releases', '3')).toMatchObject({ exitCode: 0, problems: [] });
    expect(home(site)).toContain('Extra, extra');
  });

  test('by a second publisher of the folder, which ends with 2', async () => {
    const site = testSite();
    const lock = lockOutput(path.join(site.folder, 'www/status'), path.join(site.folder, 'elsewhere'), NOW);
    onTestFinished(() => lock.release());
    const { exitCode, err } = await site.run('publish', ...OUT);
    expect(exitCode).toBe(2);
    expect(err).toContain('another publisher writes into');
    expect(existsSync(path.join(site.folder, 'www/status'))).toBe(false);
  });

  test('by a second publisher that has the folder by now: the first one ends with 2', async () => {
    const site = testSite();
    const published = path.join(site.folder, 'www/status/heartbeat.json');
    const lock = path.join(site.folder, 'www/.status.signalbox-lock');
    const first = site.runWith(
      { stopped: () => new Promise(() => undefined) },
      'publish',
      ...OUT,
      '--every',
      '1s',
    );
    while (!existsSync(published)) await new Promise((resolve) => setTimeout(resolve, 5));
    const other = JSON.stringify({ pid: 1, host: 'elsewhere', started: 'x 1', at: NOW });
    writeFileSync(lock, other);
    const { exitCode, err } = await first;
    expect(exitCode).toBe(2);
    expect(err).toContain('another publisher writes into');
    expect(readFileSync(lock, 'utf8')).toBe(other);
  });

  test('where the state folder cannot be made', async () => {
    const site = testSite({ file: '' });
    const { exitCode, err } = await site.run('publish', ...OUT, '--state', 'file/state');
    expect(exitCode).toBe(2);
    expect(err).toContain('cannot be made');
  });
});

test('a folder in the place of a file is told, and everything else stands as it was', async () => {
  const site = testSite();
  await publish(site);
  site.write({ 'incidents/2010-09-03-news.md': NEWS });
  mkdirSync(path.join(site.folder, 'www/status/incidents/2010-09-03-news/index.html'), { recursive: true });
  const found = await at(site, NOW + MINUTE);
  expect(found).toMatchObject({
    exitCode: 3,
    published: false,
    problems: ['not-written'],
    heartbeat: { published_at: '2010-09-03T22:10:30Z' },
  });
  expect(home(site)).not.toContain('Extra, extra');
  rmSync(path.join(site.folder, 'www/status/incidents/2010-09-03-news'), { recursive: true });
  expect(await at(site, NOW + 2 * MINUTE)).toMatchObject({ exitCode: 0 });
  expect(home(site)).toContain('Extra, extra');
});

test('a good topology of the process before is what the kept pages are made from', async () => {
  const site = testSite();
  await publish(site);
  site.write({ 'topology.yml': TOPOLOGY.replace('name: Mail\n', 'name: Post\n') });
  await publish(site);
  site.write({ 'topology.yml': BAD_TOPOLOGY });
  await publish(site);
  expect(home(site)).toContain('Post');
  rmSync(path.join(site.folder, 'topology.yml'));
  await publish(site);
  expect(home(site)).toContain('Post');
});

describe('a clock that is set back', () => {
  test('a little is not told: readers see the time there was', async () => {
    const site = testSite();
    await publish(site);
    expect(await at(site, NOW - 30_000)).toMatchObject({
      exitCode: 0,
      problems: [],
      heartbeat: { published_at: '2010-09-03T22:10:30Z' },
    });
  });

  test('a lot is told, and believed', async () => {
    const site = testSite();
    await at(site, NOW + 60 * MINUTE);
    const found = await publish(site);
    expect(found).toMatchObject({
      exitCode: 1,
      problems: ['clock-set-back'],
      heartbeat: { published_at: '2010-09-03T22:10:30Z', problems: ['clock-set-back'] },
    });
    expect(found.messages[0]).toMatch(
      /^the clock says it is 1h earlier than when this site was last published/,
    );
    expect(await at(site, NOW + MINUTE)).toMatchObject({ exitCode: 0, problems: [] });
  });
});

test('the dead man’s switch is asked after a good publish, and not after a bad one', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('OK');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const site = testSite();
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/abc`;
  await publish(site, '--heartbeat', url);
  expect(asked).toEqual(['/abc']);
  await publish(site, '--heartbeat', url, '--pull');
  expect(asked).toEqual(['/abc']);
  // Content errors are the site's, not the publisher's.
  writeFileSync(path.join(site.folder, 'incidents/2010-09-02-bad.md'), '---\ntitle: "open\n---\n');
  await publish(site, '--heartbeat', url);
  expect(asked).toEqual(['/abc', '/abc']);
});
