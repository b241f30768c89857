import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { Host } from './freshness-host.ts';
import { Reader, WITHIN_MS } from './freshness-reader.ts';
import type { ReaderOptions } from './freshness-reader.ts';
import { FRESH_FOR_MS, MINUTE_MS, publish, TAKEN_AT } from './freshness-site.ts';
import type { Edition, Published } from './freshness-site.ts';

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TIMEOUT_MS = 120_000;

/** Half a minute after the probes looked. */
const NOW = TAKEN_AT + MINUTE_MS / 2;
const FINE = 'All four services work.';
const UNKNOWN = 'We do not know whether the services work.';
const STALE =
  'This page was last updated on 3 September 2010, 23:10 BST; we do not know the state since then.';
const AGAIN = 'This page is up to date again.';

let browser: Browser;
/** Published at {@link NOW}; the probes look each minute. */
let first: Published;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  ({ browser } = await launchChromium());
  first = await publish();
}, TIMEOUT_MS);

afterEach(async () => {
  for (const opened of open.splice(0).reverse()) await opened.close();
});

afterAll(async () => {
  await browser.close();
});

async function hostOf(site = first, now = NOW, base = ''): Promise<Host> {
  const host = await Host.open(site, now, base);
  open.push(host);
  return host;
}

async function read(host: Host, path = '/', options: ReaderOptions = {}): Promise<Reader> {
  const reader = await Reader.open(browser, host, path, options);
  open.push(reader);
  return reader;
}

/** The site as the probes see it `minutes` after the first time. */
function minutesLater(minutes: number, edition: Edition = {}): Promise<Published> {
  return publish({ takenAt: TAKEN_AT + minutes * MINUTE_MS, ...edition });
}

async function expectStale(reader: Reader): Promise<void> {
  expect(await reader.isStale()).toBe(true);
  expect(await reader.text('.freshness')).toContain(STALE);
  expect((await reader.states()).filter((name) => !name.endsWith('-unknown'))).toEqual([]);
  expect(await reader.claims()).toEqual([]);
}

async function expectFresh(reader: Reader): Promise<void> {
  expect(await reader.isStale()).toBe(false);
  expect(await reader.text('.freshness')).toMatch(/^As of .* These lights hold until/);
  expect(await reader.claims()).not.toEqual([]);
}

describe('a page that is kept up to date', () => {
  test('stays as it is, without a word to anybody', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.pass(2 * MINUTE_MS);
    await expectFresh(reader);
    expect(await reader.text('h1')).toBe(FINE);
    expect(await reader.said()).toEqual([]);
    expect(await reader.visitor.complaints()).toEqual([]);
  });

  test('asks soon, then about each minute, and for nothing else', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.arrive();
    expect(host.asked().filter((path) => /\/$|json$/.test(path))).toEqual(['/', '/heartbeat.json']);
    await reader.pass(10 * MINUTE_MS);
    const asked = host.asked();
    expect(new Set(asked)).toEqual(new Set(['/heartbeat.json']));
    expect(asked.length).toBeGreaterThanOrEqual(10);
    expect(asked.length).toBeLessThanOrEqual(14);
  });

  test('asks for nothing while nobody looks', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.arrive();
    await reader.hide(true);
    host.asked();
    await reader.pass(10 * MINUTE_MS);
    expect(host.asked()).toEqual([]);
  });

  test('becomes current within a minute of every publish', async () => {
    const host = await hostOf();
    const reader = await read(host);
    for (const minutes of [1, 2, 3]) {
      await reader.pass(MINUTE_MS - WITHIN_MS + 5_000);
      host.publish(await minutesLater(minutes));
      await reader.pass(WITHIN_MS);
      expect(await reader.text('.freshness')).toContain(`23:1${minutes} BST`);
    }
    expect(await reader.said()).toEqual([]);
  });

  test('becomes current with the first answer, when it came out of a cache', async () => {
    const host = await hostOf();
    const reader = await read(host);
    host.publish(await minutesLater(1));
    await reader.arrive();
    expect(await reader.text('.freshness')).toContain('23:11 BST');
  });

  test('lies below a path as well', async () => {
    const url = 'https://www.example.org/status';
    const host = await hostOf(await publish({ url }), NOW, '/status');
    const reader = await read(host, '/status/');
    await reader.arrive();
    host.publish(await minutesLater(1, { url }));
    await reader.pass(WITHIN_MS);
    expect(await reader.text('.freshness')).toContain('23:11 BST');
  });
});

describe('a page that has gone stale', () => {
  test('because its publisher stopped: says so, in shape, colour and word', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.pass(FRESH_FOR_MS + 5_000);
    await expectStale(reader);
    expect(await reader.text('h1')).toBe(UNKNOWN);
    expect(await reader.page.locator('.service-word').allInnerTexts()).toEqual(Array(4).fill('Unknown'));
    expect(await reader.text('.freshness')).toContain('At 23:10 all four services worked.');
    expect(await reader.said()).toEqual([STALE]);
    expect(await reader.visitor.complaints()).toEqual([]);
  });

  test('to the second: not before its lights’ time is over, and then at once', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.pass(TAKEN_AT + FRESH_FOR_MS - 5_000 - NOW);
    await expectFresh(reader);
    await reader.pass(10_000);
    await expectStale(reader);
  });

  test('because its prober stopped, though it is published each minute', async () => {
    const host = await hostOf();
    const reader = await read(host);
    for (let minute = 0; minute < 5; minute += 1) {
      host.publish(first);
      await reader.pass(MINUTE_MS);
    }
    await expectStale(reader);
  });

  test('because its publisher stopped, where the page holds longer than that', async () => {
    const host = await hostOf();
    host.publishedAt = NOW - FRESH_FOR_MS - MINUTE_MS;
    const reader = await read(host);
    await reader.arrive();
    await expectStale(reader);
  });

  test('becomes current by itself when it is published again', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.pass(10 * MINUTE_MS);
    await expectStale(reader);
    await reader.said();
    host.publish(await minutesLater(10, { offline: ['host1', 'host2', 'host3'] }));
    await reader.pass(WITHIN_MS);
    await expectFresh(reader);
    const headline = await reader.text('h1');
    expect(headline).toMatch(/Hosting Service is down\.$/);
    expect(await reader.said()).toEqual([`${AGAIN} ${headline}`]);
  });

  test('without any snapshot says so without a time', async () => {
    const host = await hostOf(await publish({ takenAt: null }));
    const reader = await read(host);
    await reader.arrive();
    expect(await reader.isStale()).toBe(false);
    await reader.pass(FRESH_FOR_MS + MINUTE_MS);
    expect(await reader.text('.freshness')).toContain('This page is no longer kept up to date');
  });

  test('gives way to a page that tells what the prober’s silence means', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.pass(6 * MINUTE_MS);
    await expectStale(reader);
    await reader.said();
    host.publish(await publish({ now: host.now }));
    await reader.pass(WITHIN_MS);
    expect(await reader.isStale()).toBe(false);
    expect(await reader.text('.freshness')).toContain('too old to vouch for anything');
    // That it is up to date would sound like good news.
    expect(await reader.said()).toEqual([UNKNOWN]);
  });

  test.each(['light', 'dark'] as const)(
    'passes axe, %s, on a phone and a desk',
    { timeout: TIMEOUT_MS },
    async (colourScheme) => {
      const host = await hostOf(await publish({ offline: ['gw1'] }));
      for (const path of ['/', '/infrastructure/', '/services/incoming-mail/']) {
        host.now = NOW;
        const reader = await read(host, path, { colourScheme });
        await reader.pass(6 * MINUTE_MS);
        await expectStale(reader);
        for (const width of [360, 1280]) {
          await reader.visitor.look({ width });
          expect(await reader.visitor.accessibilityFaults(), `${path} ${width}`).toEqual([]);
          expect(await reader.visitor.sidewaysScroll()).toEqual([]);
        }
        expect(await reader.visitor.complaints()).toEqual([]);
        await reader.close();
      }
    },
  );
});

describe('every light of the infrastructure page', () => {
  test('goes out and comes back', async () => {
    const host = await hostOf(await publish({ offline: ['gw1', 'mx1', 'mx2'] }));
    const reader = await read(host, '/infrastructure/');
    await reader.arrive();
    await reader.pass(6 * MINUTE_MS);
    await expectStale(reader);
    const shown = await reader.page.evaluate<{ shapes: number; words: string[]; colours: string[] }>(`(() => {
      const lights = [...document.querySelectorAll('svg[data-light], g[data-light]')];
      const words = document.querySelectorAll('[data-light] > .server-word, text[data-light], .d-foot, .group-line');
      return {
        shapes: new Set(lights.map((light) => light.innerHTML)).size,
        words: [...new Set([...words].map((word) => word.textContent))],
        colours: [...new Set(lights.flatMap((light) => [...light.children].map((path) => path.getAttribute('stroke'))))],
      };
    })()`);
    expect(shown).toEqual({
      shapes: 1,
      words: ['unknown', 'state unknown'],
      colours: ['var(--state-unknown)'],
    });
    // Told of a moment that is over, so not told any more.
    expect(await reader.page.locator('[data-now]:visible').count()).toBe(0);
    // What staff took out of service on purpose claims nothing.
    expect(await reader.page.locator('#store4 .server-word').innerText()).toBe('being prepared');

    const next = await minutesLater(7, { offline: ['gw1', 'mx1', 'mx2'] });
    host.publish(next);
    await reader.pass(WITHIN_MS);
    await expectFresh(reader);
    expect(await reader.shows(next)).toBe(true);
  });
});

describe('the reader’s clock', () => {
  test.each([5 * HOUR_MS, -5 * HOUR_MS])('%i ms off raises no false alarm', async (clockAheadMs) => {
    const reader = await read(await hostOf(), '/', { clockAheadMs });
    await reader.pass(2 * MINUTE_MS);
    await expectFresh(reader);
    expect(await reader.said()).toEqual([]);
  });

  test.each([5 * HOUR_MS, -5 * HOUR_MS])('%i ms off hides nothing', async (clockAheadMs) => {
    const host = await hostOf();
    const reader = await read(host, '/', { clockAheadMs });
    await reader.pass(6 * MINUTE_MS);
    await expectStale(reader);
  });

  test('set while the page is open raises no alarm that outlasts the next answer', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.arrive();
    await reader.page.clock.setSystemTime(NOW + 5 * HOUR_MS);
    await reader.pass(10_000);
    await expectFresh(reader);
  });
});

describe('a tab nobody looks at', () => {
  test('is stale at once when it is shown after a day, and right with the first answer', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.arrive();
    await reader.hide(true);
    host.asked();
    await reader.sleep(DAY_MS);
    expect(host.asked()).toEqual([]);
    host.publish(await minutesLater(24 * 60));
    host.unreachable('/heartbeat.json');
    await reader.hide(false);
    await expectStale(reader);
    host.unreachable();
    await reader.pass(WITHIN_MS);
    await expectFresh(reader);
    expect(await reader.text('.freshness')).toContain('4 September 2010, 23:10 BST');
  });

  test('asks as soon as it is shown', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.arrive();
    await reader.hide(true);
    await reader.sleep(3 * MINUTE_MS);
    host.publish(await minutesLater(3));
    await reader.hide(false);
    await reader.settle();
    expect(await reader.text('.freshness')).toContain('23:13 BST');
  });
});
