import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ServeArgs } from '../../scripts/serve.ts';
import { runServe } from '../../scripts/serve.ts';
import { startServing } from '../../scripts/serving.ts';
import { listenTo } from '../shell/preview-client.ts';
import type { EventStream } from '../shell/preview-client.ts';
import { TOPOLOGY, testIo, testSite } from './support.ts';

const USUAL: ServeArgs = { host: '127.0.0.1', port: 0 };
const INCIDENT = 'incidents/2010-09-03-slow-logins.md';

async function serving(args: Partial<ServeArgs> = {}, files: Readonly<Record<string, string>> = {}) {
  const site = testSite(files);
  const io = testIo(site.folder);
  const started = await startServing({ ...USUAL, ...args }, io);
  onTestFinished(() => started.close());
  const { origin } = new URL(started.url);
  return { site, io, started, origin, page: async (url = '/') => (await fetch(origin + url)).text() };
}

/** Listens, past the greeting. */
async function eventsOf(origin: string): Promise<EventStream> {
  const events = await listenTo(origin);
  onTestFinished(() => events.close());
  await events.next();
  return events;
}

test('says what it shows, and where', async () => {
  const { io, started, page } = await serving();
  expect(io.stdout.text).toMatch(/^Built .+: \d+ of \d+ pages rendered/);
  expect(io.stdout.text).toContain('Shows the site as of now, 3 September 2010, 23:10 BST.\nIts headline: ');
  expect(io.stdout.text).toContain(`\n  ${started.url}\n`);
  expect(await page()).toContain('Small Mail');
});

test('says that a moment is recorded', async () => {
  const { io } = await serving({ now: '2010-09-03 12:00' });
  expect(io.stdout.text).toContain('Shows a recorded moment, 3 September 2010, 12:00 BST; it is not live.\n');
});

describe('a change of a file', () => {
  test('is built and reloads the page, by itself', async () => {
    const { site, origin, page } = await serving();
    const events = await eventsOf(origin);
    site.write({ [INCIDENT]: site.read(INCIDENT).replace('Slow logins', 'Very slow logins') });
    expect(await events.next()).toEqual(['reload', '']);
    expect(await page()).toContain('Very slow logins');
  });

  test('as an editor makes it, by renaming', async () => {
    const { site, origin } = await serving();
    const events = await eventsOf(origin);
    const at = (name: string) => path.join(site.folder, name);
    writeFileSync(at('.topology.tmp'), TOPOLOGY.replace('Small Mail', 'Smaller Mail'));
    renameSync(at('.topology.tmp'), at('topology.yml'));
    expect(await events.next()).toEqual(['reload', '']);
  });

  test('that changes no page reloads nothing', async () => {
    const { started, origin, io } = await serving({ now: '2010-09-03 23:10' });
    const events = await eventsOf(origin);
    const said = io.stdout.text;
    await started.rebuild();
    expect(io.stdout.text).toBe(said);
    await started.close();
    expect(await events.next()).toBeNull();
  });
});

describe('what cannot be built', () => {
  test('is told in browser and terminal, and the last good site stays', async () => {
    const { site, origin, page, io } = await serving();
    const events = await eventsOf(origin);
    site.write({ 'topology.yml': 'site: [' });
    const [name, data] = (await events.next())!;
    expect(name).toBe('problem');
    expect(JSON.parse(data)).toMatch(/^topology\.yml .*nothing was built\ntopology\.yml:1:\d+ {2}/);
    expect(io.stderr.text).toContain('nothing was built\n');
    expect(await page()).toContain('Small Mail');
    site.write({ 'topology.yml': TOPOLOGY });
    expect(await events.next()).toEqual(['well', '']);
  });

  test('from the beginning is shown alone, until it is put right', async () => {
    const { site, origin, page } = await serving({}, { 'topology.yml': 'site: [' });
    expect(await page()).toContain('<h1>The site could not be built</h1>');
    const events = await eventsOf(origin);
    expect((await events.next())![0]).toBe('problem');
    site.write({ 'topology.yml': TOPOLOGY });
    expect(await events.next()).toEqual(['reload', '']);
    expect(await page()).toContain('Small Mail');
  });

  test('other problems are told in the terminal, and the site is built', async () => {
    const { io, page } = await serving(
      {},
      { 'incidents/2010-09-02-x.md': '---\ntitle: X\nodd: 1\n---\n\n[10:00] Resolved. x\n' },
    );
    expect(io.stderr.text).toContain('unknown-key');
    expect(await page()).toContain('Small Mail');
  });
});

test('a site below a path of its host', async () => {
  const { started, page } = await serving(
    {},
    { 'topology.yml': TOPOLOGY.replace('status.small.example', 'small.example/status') },
  );
  expect(started.url).toMatch(/\/status\/$/);
  expect(await page('/status/')).toContain('href="/status/history/"');
});

test('a port that is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())));
  const { port } = other.address() as AddressInfo;
  const { io, started } = await serving({ port });
  expect(io.stdout.text).toContain(`Port ${String(port)} is taken; using ${new URL(started.url).port}.\n`);
});

describe('the folders', () => {
  const previews = () => readdirSync(tmpdir()).filter((name) => name.startsWith('signalbox-serve-'));

  test('are temporary, gone when it stops, and the site’s own is left alone', async () => {
    const site = testSite();
    const before = readdirSync(site.folder);
    const known = new Set(previews());
    const started = await startServing(USUAL, testIo(site.folder));
    const ours = previews().filter((name) => !known.has(name));
    expect(ours.length).toBeGreaterThan(0);
    await started.close();
    expect(readdirSync(site.folder)).toEqual(before);
    expect(readdirSync(path.join(site.folder, 'state'))).toEqual(['snapshot.json']);
  });

  test('or as asked, and kept', async () => {
    const { site, started } = await serving({ out: 'public' });
    await started.close();
    expect(existsSync(path.join(site.folder, 'public/index.html'))).toBe(true);
  });
});

test('runs until it is told to stop, and ends well', async () => {
  const site = testSite();
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const io = testIo(site.folder, { stopped: () => stopped });
  const running = runServe(USUAL, io);
  stop();
  expect(await running).toBe(0);
  const url = /^ {2}(http.+)$/m.exec(io.stdout.text)![1]!;
  await expect(fetch(url)).rejects.toThrow();
});

test('no site is a wrong invocation', async () => {
  const { exitCode, err } = await testSite().run('serve', '--site', 'nowhere');
  expect(exitCode).toBe(2);
  expect(err).toContain('there is no topology.yml in ');
});
