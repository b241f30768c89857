import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { Host } from './freshness-host.ts';
import type { HeartbeatAnswer } from './freshness-host.ts';
import { Reader } from './freshness-reader.ts';
import type { ReaderOptions } from './freshness-reader.ts';
import { FRESH_FOR_MS, MINUTE_MS, publish, TAKEN_AT } from './freshness-site.ts';
import type { Published } from './freshness-site.ts';

const HOUR_MS = 60 * MINUTE_MS;
/** Half a minute after the probes looked. */
const NOW = TAKEN_AT + MINUTE_MS / 2;

let browser: Browser;
let first: Published;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  ({ browser } = await launchChromium());
  first = await publish();
});

afterEach(async () => {
  for (const opened of open.splice(0).reverse()) await opened.close();
});

afterAll(async () => {
  await browser.close();
});

async function hostOf(site = first, now = NOW): Promise<Host> {
  const host = await Host.open(site, now);
  open.push(host);
  return host;
}

async function read(host: Host, path = '/', options: ReaderOptions = {}): Promise<Reader> {
  const reader = await Reader.open(browser, host, path, options);
  open.push(reader);
  return reader;
}

describe('a host’s time', () => {
  test('that stands still is no answer: the page goes stale though the heartbeat looks new', async () => {
    const host = await hostOf();
    host.heartbeat = { date: NOW };
    const reader = await read(host);
    await reader.pass(4 * MINUTE_MS);
    expect(await reader.isStale()).toBe(false);
    await reader.pass(2 * MINUTE_MS);
    expect(await reader.isStale()).toBe(true);
  });

  test.each<[string, HeartbeatAnswer]>([
    ['is missing', { date: null }],
    ['is not given, by an error page', { status: 404, body: '<!doctype html><title>Not found</title>' }],
    ['is given with a login page', { body: '<!doctype html><title>Please log in</title>' }],
    ['is given with an error', { status: 503 }],
    ['is given with nothing', { body: '' }],
    ['is given with something else', { body: '{"status":"ok"}' }],
    ['is given with a publish without a time', { body: '{"published_at":"soon","fresh_for":300,"id":"a"}' }],
    ['is given with null', { body: 'null' }],
  ])('%s: the page holds as long as it says, and no longer', async (_, answer) => {
    const host = await hostOf();
    host.heartbeat = answer;
    const reader = await read(host);
    await reader.pass(4 * MINUTE_MS);
    expect(await reader.isStale()).toBe(false);
    await reader.pass(MINUTE_MS);
    expect(await reader.isStale()).toBe(true);
  });
});

describe('a copy from a cache', () => {
  /** Ten minutes old when the reader comes. */
  const OLD_MS = 10 * MINUTE_MS;

  test.each([0, 5 * HOUR_MS, -5 * HOUR_MS])(
    'tells by its age that it is stale; the reader’s clock is %i ms off',
    async (clockAheadMs) => {
      const host = await hostOf(first, NOW + OLD_MS);
      host.publishedAt = NOW;
      host.heartbeat = { date: NOW, age: OLD_MS / 1000 };
      const reader = await read(host, '/', { clockAheadMs });
      await reader.arrive();
      expect(await reader.isStale()).toBe(true);
    },
  );

  test('young enough raises no alarm', async () => {
    const host = await hostOf(first, NOW + MINUTE_MS);
    host.publishedAt = NOW;
    host.heartbeat = { date: NOW, age: 60 };
    const reader = await read(host, '/', { clockAheadMs: 5 * HOUR_MS });
    await reader.arrive();
    expect(await reader.isStale()).toBe(false);
  });

  test('whose cache tells its own time as well as the age is not counted twice', async () => {
    const host = await hostOf(first, NOW + 3 * MINUTE_MS);
    host.publishedAt = NOW;
    // Counted twice it would be six minutes since the publish, one more than is believed.
    host.heartbeat = { date: host.now, age: 180 };
    const reader = await read(host);
    await reader.arrive();
    expect(await reader.isStale()).toBe(false);
    await reader.pass(2 * MINUTE_MS);
    expect(await reader.isStale()).toBe(true);
  });
});

describe('no connection', () => {
  test('from the start: the page from the browser’s cache is stale by the reader’s clock', async () => {
    const host = await hostOf(first, NOW + HOUR_MS);
    host.unreachable('/heartbeat.json');
    const reader = await read(host);
    await reader.arrive();
    expect(await reader.isStale()).toBe(true);
  });

  test('from the start, with a clock that is behind: stale when it has been open for long enough', async () => {
    const host = await hostOf(first, NOW + HOUR_MS);
    host.unreachable('/heartbeat.json');
    const reader = await read(host, '/', { clockAheadMs: -5 * HOUR_MS });
    await reader.pass(FRESH_FOR_MS - MINUTE_MS);
    expect(await reader.isStale()).toBe(false);
    await reader.pass(MINUTE_MS + 10_000);
    expect(await reader.isStale()).toBe(true);
  });

  test('for a while: the page holds as long as it says, and is current when the connection is back', async () => {
    const host = await hostOf();
    const reader = await read(host, '/', { clockAheadMs: 5 * HOUR_MS });
    await reader.arrive();
    host.unreachable('/');
    await reader.pass(4 * MINUTE_MS);
    expect(await reader.isStale()).toBe(false);
    await reader.pass(MINUTE_MS);
    expect(await reader.isStale()).toBe(true);
    host.unreachable();
    host.publish(await publish({ takenAt: TAKEN_AT + 5 * MINUTE_MS }));
    await reader.page.evaluate(`dispatchEvent(new Event('online'))`);
    await reader.settle();
    expect(await reader.isStale()).toBe(false);
    expect(await reader.text('.freshness')).toContain('23:15 BST');
  });

  test('to the page alone: its lights go out when their time is over, whatever the heartbeat says', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.arrive();
    host.unreachable('/');
    for (let minute = 1; minute < 6; minute += 1) {
      host.unreachable();
      host.publish(await publish({ takenAt: TAKEN_AT + minute * MINUTE_MS }));
      host.site = { ...host.site, files: first.files };
      await reader.pass(MINUTE_MS);
    }
    expect(await reader.isStale()).toBe(true);
    expect(await reader.text('.freshness')).toContain('23:10 BST');
  });
});

test('a page that comes out of the browser’s memory asks at once', async () => {
  const host = await hostOf();
  const reader = await read(host);
  await reader.arrive();
  // Frozen there: no timer runs, and that it is shown again is told by this event alone.
  await reader.hide(true);
  await reader.sleep(3 * MINUTE_MS);
  await reader.page.evaluate('globalThis.__hidden = false');
  host.publish(await publish({ takenAt: TAKEN_AT + 3 * MINUTE_MS }));
  host.asked();
  await reader.page.evaluate(`dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`);
  await reader.settle();
  expect(host.asked()).toEqual(['/heartbeat.json', '/']);
  expect(await reader.text('.freshness')).toContain('23:13 BST');
});

describe('without the script', () => {
  test.each(['/', '/infrastructure/', '/services/incoming-mail/'])(
    '%s says until when its lights hold, and how to ask again',
    async (path) => {
      const host = await hostOf();
      const reader = await read(host, path, { javaScript: false });
      const said = await reader.text('.freshness');
      expect(said).toBe('As of 3 September 2010, 23:10 BST. These lights hold until 23:15. Reload');
      expect(await reader.page.locator('.reload').getAttribute('href')).toBe(path);
      expect(await reader.page.locator('main').innerText()).not.toContain('do not know');
    },
  );

  test.each(['/', '/infrastructure/'])('%s says the same with it', async (path) => {
    const host = await hostOf();
    const without = await read(host, path, { javaScript: false });
    const reader = await read(host, path);
    await reader.arrive();
    expect(await reader.text('body')).toBe(await without.text('body'));
  });
});

describe('a recorded moment', () => {
  test('asks nothing, allows no script and never expires', async () => {
    const recorded = await publish({ recorded: true });
    const host = await hostOf(recorded);
    for (const path of ['/', '/infrastructure/', '/history/']) {
      const reader = await read(host, path);
      await reader.pass(MINUTE_MS);
      expect(host.asked().filter((asked) => !asked.startsWith('/assets/site.'))).toEqual([path]);
      const page = String(recorded.files.get(`${path}index.html`));
      expect(
        ['<script', 'script-src', 'connect-src', '<template'].filter((part) => page.includes(part)),
      ).toEqual([]);
    }
    expect([...recorded.files.keys()].filter((file) => file.includes('fresh'))).toEqual([]);
  });
});
