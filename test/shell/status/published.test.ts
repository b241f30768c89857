import { expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { runIn } from '../../scripts/support.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { NOW, SMALL_SITE, smallSite, snapshotText } from '../../support/small-site.ts';
import { serve } from './site-server.ts';

/** What `signalbox status` says of a site that was really built, at `at` by the host's clock. */
async function statusOf(tree: Readonly<Record<string, string>>, at: number, ...argv: readonly string[]) {
  const files = Object.fromEntries(Object.entries(tree).map(([name, text]) => [`/${name}`, text]));
  const { url } = await serve(files, { date: new Date(at).toUTCString() });
  return runIn(temporaryFolder(), ['status', url.href, ...argv], { now: () => at });
}

it('a published site and its folder say the same, as long as it holds', async () => {
  const site = smallSite({
    ...SMALL_SITE,
    'state/snapshot.json': snapshotText({ gw1: 'offline', gw2: 'online' }),
  });
  await site.build();
  const at = NOW + 4 * MINUTE_MS;
  const published = await statusOf(site.tree(), at);
  expect(published.exitCode).toBe(0);
  expect(published).toEqual(await runIn(site.siteDir, ['status'], { now: () => at }));
  expect(published.out).toContain(site.tree()['status.txt']);
  expect(published.out).toContain('Gateways: works, no spare left.');
  for (const option of ['--brief', '--json']) {
    const [there, here] = [
      await statusOf(site.tree(), at, option, '--service', 'incoming-mail'),
      await runIn(site.siteDir, ['status', option, '--service', 'incoming-mail'], { now: () => at }),
    ];
    expect(there).toEqual(here);
  }
  expect(await statusOf(site.tree(), NOW + 5 * MINUTE_MS)).toMatchObject({ exitCode: 3 });
});

it('down is down, with the same reasons', async () => {
  const site = smallSite({
    ...SMALL_SITE,
    'state/snapshot.json': snapshotText({ gw1: 'offline', gw2: 'offline' }),
  });
  await site.build();
  const { exitCode, out } = await statusOf(site.tree(), NOW, '--brief', '--service', 'incoming-mail');
  expect(exitCode).toBe(2);
  expect(out).toMatch(
    /^CRITICAL - Incoming Mail: Down\. Both Gateways are offline since [^|]*\|age=0s;;300;0 /,
  );
});

it('a recorded moment says nothing of now', async () => {
  const site = smallSite();
  await site.build({ recorded: true });
  const { exitCode, out } = await statusOf(site.tree(), NOW);
  expect(exitCode).toBe(3);
  expect(out).toMatch(/^UNKNOWN - the site shows a recorded moment/);
});

it('a second build of the same writes neither text, and no text is written where only the archive changed', async () => {
  const site = smallSite();
  const texts = ['status.txt', 'status.md'];
  const first = await site.build();
  expect(first.filesWritten).toEqual(expect.arrayContaining(texts));
  const second = await site.build({ now: NOW + MINUTE_MS });
  expect(second.filesWritten.filter((name) => texts.includes(name))).toEqual([]);
  site.write({ 'state/snapshot.json': snapshotText({ gw1: 'online', gw2: 'online' }, NOW + MINUTE_MS) });
  const third = await site.build({ now: NOW + MINUTE_MS });
  // Live files come last, and the heartbeat after them.
  expect(third.filesWritten.slice(-3)).toEqual([...texts, 'heartbeat.json']);
});

it('every address the texts name is published', async () => {
  const site = smallSite();
  await site.build();
  const tree = site.tree();
  for (const text of [tree['status.txt'] ?? '', tree['status.md'] ?? '']) {
    const paths = [...text.matchAll(/https:\/\/status\.small\.example(\/[^\s)>]*)/g)].map(
      (match) => match[1] ?? '',
    );
    const files = paths.map((name) => name.slice(1) + (name.endsWith('/') ? 'index.html' : ''));
    expect(files.length).toBeGreaterThan(9);
    expect(files.filter((file) => !(file in tree))).toEqual([]);
  }
});
