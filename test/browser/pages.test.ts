import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { anchorsOf, deadLinks, gzipBytes, pagePaths, readPage } from './built-files.ts';
import { launchChromium } from './chromium.ts';
import { htmlFaults } from './html-rules.ts';
import { type ColourScheme, Visitor, WIDTHS } from './page-checks.ts';
import { buildNamedSite, type BuiltSite, type SiteName, SITES } from './sites.ts';
import { serveFolder, type StaticServer } from './static-server.ts';

/** What a first flight of TCP carries: the home page arrives in one round trip. */
const HOME_GZIP_LIMIT_BYTES = 14_336;
const PHONE_AND_DESK = [360, 1280] as const;
/** A4 at 96 dots an inch. */
const PAPER_WIDTH = 794;
const SITE_TIMEOUT_MS = 120_000;

let browser: Browser;
const opened = new Map<SiteName, { readonly site: BuiltSite; readonly server: StaticServer }>();

beforeAll(async () => {
  ({ browser } = await launchChromium());
  for (const name of SITES) {
    const site = await buildNamedSite(name);
    opened.set(name, { site, server: await serveFolder(site.folder) });
  }
}, SITE_TIMEOUT_MS);

afterAll(async () => {
  for (const { site, server } of opened.values()) {
    await server.close();
    site.remove();
  }
  await browser.close();
});

/** A site that {@link beforeAll} built, and the pages of it worth looking at. */
function siteOf(name: SiteName) {
  const found = opened.get(name);
  if (found === undefined) throw new Error(`the site «${name}» was not built`);
  const { site, server } = found;
  return {
    folder: site.folder,
    url: site.url,
    origin: server.origin,
    paths: chosen(pagePaths(site.folder), name),
  };
}

/** Every page of the example; of the others those that differ: archives hold hundreds of pages that look alike. */
function chosen(paths: readonly string[], name: SiteName): readonly string[] {
  return name === 'example' ? paths : paths.filter(isTelling);
}

function isTelling(path: string): boolean {
  return /^\/(|infrastructure\/|404\.html|history\/|widget\/|services\/(incoming-mail|service-0)\/|incidents\/2010-09-0[^/]*\/)$/.test(
    path,
  );
}

describe.each(SITES)('the site «%s»', (name: SiteName) => {
  test('has the pages it should have', () => {
    expect(siteOf(name).paths).toEqual(
      expect.arrayContaining(['/', '/infrastructure/', '/history/', '/404.html']),
    );
  });

  test('is valid HTML', async () => {
    expect((await htmlFaults(siteOf(name).folder)).join('\n')).toBe('');
  });

  test('has no link that leads nowhere', () => {
    const { folder, url } = siteOf(name);
    expect(deadLinks(folder, url).join('\n')).toBe('');
  });

  test('has a home page that arrives in one round trip', () => {
    expect(gzipBytes(join(siteOf(name).folder, 'index.html'))).toBeLessThanOrEqual(HOME_GZIP_LIMIT_BYTES);
  });

  test(
    'keeps to its policy, to itself and to its width, and stays put',
    { timeout: SITE_TIMEOUT_MS },
    async () => {
      const faults = await onEveryPage(name, async (visitor, path) => [
        ...(await atWidths(visitor, PHONE_AND_DESK, () => loadingFaults(visitor, path))),
        ...(await atWidths(visitor, WIDTHS, () => visitor.sidewaysScroll())),
      ]);
      expect(faults.join('\n')).toBe('');
    },
  );

  test('has nothing axe would find, light and dark', { timeout: SITE_TIMEOUT_MS }, async () => {
    const faults = await onEveryPage(name, async (visitor) => [
      ...(await axeFaults(visitor, 'light')),
      // In the dark only colours differ.
      ...(await axeFaults(visitor, 'dark', ['color-contrast', 'link-in-text-block'])),
    ]);
    expect(faults.join('\n')).toBe('');
  });
});

describe('the example site', () => {
  test('has an anchor for every server and every group', () => {
    const topology = parse(readFileSync(new URL('../../topology.yml', import.meta.url), 'utf8')) as {
      zones: { groups: { id: string; servers: { id: string }[] }[] }[];
    };
    const groups = topology.zones.flatMap((zone) => zone.groups);
    const ids = groups.flatMap((group) => [group.id, ...group.servers.map((server) => server.id)]);
    const anchors = anchorsOf(readPage(siteOf('example').folder, '/infrastructure/'));
    expect(ids.length).toBeGreaterThan(20);
    expect(ids.filter((id) => !anchors.has(id))).toEqual([]);
  });

  test.each(['gw1', 'store4', 'host3'])('brings the reader to the server %s', async (id) => {
    const visitor = await Visitor.open(browser, siteOf('example').origin, { width: 360 });
    await visitor.go(`/infrastructure/#${id}`);
    const box = await visitor.page.locator(`[id="${id}"]`).boundingBox();
    expect(box?.height).toBeGreaterThan(0);
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect(box?.y).toBeLessThan(800);
    await visitor.close();
  });

  test('says without JavaScript what it says with it', { timeout: SITE_TIMEOUT_MS }, async () => {
    for (const path of siteOf('example').paths.filter(isTelling)) {
      const without = await textOf(path, false);
      expect(without.length, path).toBeGreaterThan(40);
      expect(without, path).toBe(await textOf(path, true));
    }
  });

  test.each(['/', '/infrastructure/'])(
    'prints %s: dark ink on white, nothing beyond the paper',
    async (path) => {
      const visitor = await Visitor.open(browser, siteOf('example').origin, {
        width: PAPER_WIDTH,
        colourScheme: 'dark',
      });
      await visitor.go(path);
      await visitor.look({ media: 'print' });
      const shown = await visitor.page.evaluate<{ ink: string; paper: string; headline: string }>(`(() => {
      const style = getComputedStyle(document.body);
      return { ink: style.color, paper: style.backgroundColor, headline: document.querySelector('h1').innerText };
    })()`);
      expect(lightness(shown.ink), `ink ${shown.ink}`).toBeLessThan(0.4);
      expect(lightness(shown.paper), `paper ${shown.paper}`).toBeGreaterThan(0.9);
      expect(shown.headline).not.toBe('');
      expect(await visitor.sidewaysScroll()).toEqual([]);
      await visitor.close();
    },
  );
});

describe('what was, in the site «bad months»', () => {
  const SERVICE = '/services/incoming-mail/';
  const open = async (path: string, width: number) => {
    const visitor = await Visitor.open(browser, siteOf('bad months').origin, { width });
    await visitor.go(path);
    return visitor;
  };

  test.each([320, 1280])(
    'has bars as wide as their place at %i pixels, none of them in colour alone',
    async (width) => {
      const visitor = await open('/', width);
      const shown = await visitor.page.evaluate<
        { bars: number; place: number; label: string; shapes: string[] }[]
      >(
        `[...document.querySelectorAll('.bars')].map((svg) => ({
        bars: svg.getBoundingClientRect().width,
        place: svg.parentElement.getBoundingClientRect().width,
        label: svg.getAttribute('aria-label'),
        shapes: [...svg.querySelectorAll('path')].map((path) => {
          const y = path.getAttribute('d').split('M').slice(1).map((line) => line.split(/[ h]/)[1]);
          return [...new Set(y)] + ' ' + getComputedStyle(path).strokeWidth;
        }),
      }))`,
      );
      expect(shown).toHaveLength(4);
      for (const { bars, place, label, shapes } of shown) {
        expect(Math.abs(bars - place)).toBeLessThan(1);
        expect(label).toMatch(/^90 days: \d+ without a fault, .*; [\d.]+% up of [\d.]+% observed\.$/);
        expect(shapes).toHaveLength(6);
        expect(new Set(shapes).size).toBe(6);
      }
      await visitor.close();
    },
  );

  test('has the days behind the bars in a table that fits a phone', async () => {
    const visitor = await open(SERVICE, 320);
    await visitor.page.click('summary');
    expect(await visitor.page.isVisible('details table')).toBe(true);
    expect(await visitor.sidewaysScroll()).toEqual([]);
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await visitor.close();
  });

  test('prints the bars, the figures and the days', async () => {
    const visitor = await open(SERVICE, PAPER_WIDTH);
    await visitor.look({ media: 'print' });
    expect(await visitor.page.isVisible('.bars')).toBe(true);
    expect(await visitor.page.isVisible('details table')).toBe(true);
    expect(await visitor.sidewaysScroll()).toEqual([]);
    await visitor.close();
  });

  test('says from where a server is seen, where the places do not agree', async () => {
    const visitor = await open('/infrastructure/#gw1', 360);
    expect(await visitor.page.textContent('#gw1')).toContain('london sees it, amsterdam does not');
    await visitor.close();
  });
});

async function onEveryPage(
  name: SiteName,
  faultsOf: (visitor: Visitor, path: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const { origin, paths } = siteOf(name);
  const visitor = await Visitor.open(browser, origin);
  const faults: string[] = [];
  for (const path of paths) {
    await visitor.go(path);
    faults.push(...(await faultsOf(visitor, path)).map((fault) => `${path} ${fault}`));
  }
  await visitor.close();
  return faults;
}

async function atWidths(
  visitor: Visitor,
  widths: readonly number[],
  faultsOf: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const width of widths) {
    await visitor.look({ width });
    faults.push(...(await faultsOf()).map((fault) => `at ${width} px ${fault}`));
  }
  return faults;
}

async function loadingFaults(visitor: Visitor, path: string): Promise<readonly string[]> {
  await visitor.go(path);
  return [...(await visitor.complaints()), ...(await visitor.layoutShift())];
}

async function axeFaults(
  visitor: Visitor,
  colourScheme: ColourScheme,
  rules?: readonly string[],
): Promise<readonly string[]> {
  await visitor.look({ colourScheme });
  const faults = await atWidths(visitor, PHONE_AND_DESK, () => visitor.accessibilityFaults(rules));
  return faults.map((fault) => `${colourScheme} ${fault}`);
}

async function textOf(path: string, javaScript: boolean): Promise<string> {
  const visitor = await Visitor.open(browser, siteOf('example').origin, { javaScript });
  await visitor.go(path);
  const text = await visitor.page.evaluate<string>('document.body.innerText');
  expect(await visitor.complaints(), path).toEqual([]);
  await visitor.close();
  return text;
}

/** Between 0 (black) and 1 (white), of a computed colour such as `rgb(20, 30, 40)`; no colour is the white of the paper. */
function lightness(colour: string): number {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return alpha === 0 ? 1 : (red + green + blue) / (3 * 255);
}
