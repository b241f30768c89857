import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { Host } from './freshness-host.ts';
import { Reader } from './freshness-reader.ts';
import { MINUTE_MS, publish, TAKEN_AT } from './freshness-site.ts';
import type { Published } from './freshness-site.ts';
import { COLOUR_SCHEMES, Visitor } from './page-checks.ts';
import { buildNamedSite } from './sites.ts';
import type { BuiltSite, SiteName } from './sites.ts';
import { serveFolder } from './static-server.ts';
import type { StaticServer } from './static-server.ts';

const TIMEOUT_MS = 120_000;
/** Half a minute after the probes looked. */
const NOW = TAKEN_AT + MINUTE_MS / 2;
/** What docs/badges.md says, and the narrowest and the widest a box is. */
const FRAMES = [300, 240, 360] as const;
const CONDITIONS = [
  'example',
  'everything down',
  'stale snapshot',
  'no snapshot',
] as const satisfies readonly SiteName[];

let browser: Browser;
let live: Published;
const sites = new Map<SiteName, { readonly site: BuiltSite; readonly server: StaticServer }>();
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  ({ browser } = await launchChromium());
  live = await publish();
  for (const name of CONDITIONS) {
    const site = await buildNamedSite(name);
    sites.set(name, { site, server: await serveFolder(site.folder) });
  }
}, TIMEOUT_MS);

afterEach(async () => {
  for (const opened of open.splice(0).reverse()) await opened.close();
});

afterAll(async () => {
  for (const { site, server } of sites.values()) {
    await server.close();
    site.remove();
  }
  await browser.close();
});

function originOf(name: SiteName): string {
  return sites.get(name)?.server.origin ?? expect.fail(`the site «${name}» was not built`);
}

/** Another host, whose page frames what it is told to. */
async function embedder(html: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!DOCTYPE html>${html}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  });
  return `http://localhost:${String((server.address() as AddressInfo).port)}/`;
}

async function visit(html: string, options: Parameters<Browser['newPage']>[0] = {}) {
  const page = await browser.newPage(options);
  open.push(page);
  await page.goto(await embedder(html), { waitUntil: 'load' });
  return page;
}

const textIn = (frame: Frame | undefined) => frame?.evaluate<string>('document.body?.innerText ?? ""');

describe('the frame on another site', () => {
  test.each(['', 'sandbox="allow-scripts allow-same-origin allow-top-navigation-by-user-activation"'])(
    'shows the widget, and no other page %s',
    async (sandbox) => {
      const origin = originOf('example');
      const paths = ['/widget/', '/', '/infrastructure/', '/services/hosting/', '/history/', '/404.html'];
      const page = await visit(
        paths.map((path) => `<iframe ${sandbox} src="${origin}${path}" title="${path}"></iframe>`).join(''),
      );
      const shown = await Promise.all(page.frames().slice(1).map(textIn));
      expect(shown[0]).toContain('System Status');
      for (const text of shown.slice(1)) expect(text).not.toMatch(/Example|Service|Status/);
    },
  );

  test('is left by its links', async () => {
    const origin = originOf('example');
    const page = await visit(`<iframe src="${origin}/widget/" title="status" height="400"></iframe>`);
    await page.frames()[1]?.click('.service-name >> nth=0');
    await page.waitForURL(`${origin}/services/incoming-mail/`);
  });

  test.each(COLOUR_SCHEMES)(
    'has a ground of its own unless it is told to have none, %s',
    async (colorScheme) => {
      const url = `${originOf('example')}/widget/`;
      const page = await visit(
        `<meta name="color-scheme" content="light dark"><iframe src="${url}" title="a"></iframe><iframe src="${url}#transparent" title="b"></iframe>`,
        { colorScheme },
      );
      const grounds = await Promise.all(
        page
          .frames()
          .slice(1)
          .map((frame) => frame.evaluate<string>('getComputedStyle(document.body).backgroundColor')),
      );
      expect(grounds).toEqual([
        colorScheme === 'dark' ? 'rgb(18, 20, 23)' : 'rgb(255, 255, 255)',
        'rgba(0, 0, 0, 0)',
      ]);
    },
  );
});

describe.each(CONDITIONS)('the widget of the site «%s»', (name) => {
  test(
    'keeps to its policy, to itself and to its width, with nothing axe would find',
    { timeout: TIMEOUT_MS },
    async () => {
      for (const colourScheme of COLOUR_SCHEMES) {
        const visitor = await Visitor.open(browser, originOf(name), { colourScheme });
        open.push(visitor);
        for (const width of FRAMES) {
          await visitor.look({ width });
          await visitor.go('/widget/');
          expect(await visitor.complaints()).toEqual([]);
          expect(await visitor.sidewaysScroll()).toEqual([]);
          expect(await visitor.layoutShift()).toEqual([]);
        }
        expect(await visitor.accessibilityFaults()).toEqual([]);
      }
    },
  );
});

describe('a widget that is kept open', () => {
  const read = async (host: Host) => {
    const reader = await Reader.open(browser, host, '/widget/');
    open.push(reader);
    return reader;
  };
  const hostOf = async () => {
    const host = await Host.open(live, NOW);
    open.push(host);
    return host;
  };

  test('becomes current by itself, without a complaint', { timeout: TIMEOUT_MS }, async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.arrive();
    expect(await reader.text('.services')).not.toContain('Down');
    host.publish(await publish({ takenAt: TAKEN_AT + MINUTE_MS, offline: ['host1', 'host2', 'host3'] }));
    await reader.pass(MINUTE_MS);
    expect(await reader.text('.stamp')).toBe('03rd Sep @ 23:11');
    expect(await reader.text('.services')).toContain('Hosting Service');
    expect(await reader.text('.service.is-down .service-word')).toBe('Down');
    expect(await reader.visitor.complaints()).toEqual([]);
  });

  test('turns every light to unknown when nothing newer comes', { timeout: TIMEOUT_MS }, async () => {
    const reader = await read(await hostOf());
    await reader.pass(6 * MINUTE_MS);
    expect(await reader.isStale()).toBe(true);
    expect((await reader.states()).filter((state) => !state.endsWith('-unknown'))).toEqual([]);
    expect(await reader.text('.freshness')).toContain('we do not know the state since then');
    expect(await reader.visitor.accessibilityFaults()).toEqual([]);
  });

  test('fits the frame that the documentation gives it, stale as well', async () => {
    const reader = await read(await hostOf());
    await reader.visitor.look({ width: 300 });
    await reader.pass(6 * MINUTE_MS);
    const height = await reader.page.evaluate<number>('document.body.getBoundingClientRect().height');
    expect(height).toBeLessThanOrEqual(290);
    expect(height).toBeLessThanOrEqual(4 * 34 + 150);
  });
});
