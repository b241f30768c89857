import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anchorsOf, builtFiles, deadLinks, gzipBytes, pagePaths, readPage } from './built-files.ts';
import { launchChromium } from './chromium.ts';
import { buildEventfulSite } from './eventful-site.ts';
import { htmlFaults } from './html-rules.ts';
import { Visitor, WIDTHS } from './page-checks.ts';
import type { VisitOptions } from './page-checks.ts';
import type { BuiltSite } from './sites.ts';
import { serveFolder } from './static-server.ts';
import type { StaticServer } from './static-server.ts';

const TIMEOUT_MS = 120_000;
/** A day of more than three hundred changes, and an incident that never rested: what they may weigh, in bytes of gzip. */
const HEAVIEST_BYTES = 12_000;
/** The script, in bytes of gzip. */
const SCRIPT_BYTES = 1_100;

const SHORT = '/incidents/2010-08-31-short/';
const BUSY_DAY = '/timeline/2010-08-20/';

let browser: Browser;
let site: BuiltSite;
let server: StaticServer;

beforeAll(async () => {
  ({ browser } = await launchChromium());
  site = await buildEventfulSite();
  server = await serveFolder(site.folder);
}, TIMEOUT_MS);

afterAll(async () => {
  await server.close();
  site.remove();
  await browser.close();
});

/** Incident pages and everything of the timeline. */
function told(): readonly string[] {
  return pagePaths(site.folder).filter((path) => /^\/(incidents|timeline)\//.test(path));
}

async function visit(path: string, options: VisitOptions = {}): Promise<Visitor> {
  const visitor = await Visitor.open(browser, server.origin, options);
  await visitor.go(path);
  return visitor;
}

describe('strips and days, as files', () => {
  test('are there', () => {
    expect(told()).toEqual(
      expect.arrayContaining([
        SHORT,
        BUSY_DAY,
        '/timeline/',
        '/timeline/2010-07-01/',
        '/timeline/2010-09-03/',
      ]),
    );
  });

  test('are valid HTML', async () => {
    expect((await htmlFaults(site.folder)).join('\n')).toBe('');
  });

  test('lead nowhere that is not there', () => {
    expect(deadLinks(site.folder, site.url).join('\n')).toBe('');
  });

  test('stay light', () => {
    const weights = told().map((path) => [path, gzipBytes(join(site.folder, path, 'index.html'))] as const);
    expect(weights.filter(([, bytes]) => bytes > HEAVIEST_BYTES)).toEqual([]);
    const script = builtFiles(site.folder).filter((file) => file.endsWith('.js'));
    expect(script).toEqual([expect.stringMatching(/^assets\/timeline\.[0-9a-f]{12}\.js$/)]);
    expect(gzipBytes(join(site.folder, script[0] ?? ''))).toBeLessThanOrEqual(SCRIPT_BYTES);
  });

  test('run a script on the timeline’s pages only, and allow it there only', () => {
    const running = pagePaths(site.folder).filter((path) =>
      readPage(site.folder, path).includes('<script src'),
    );
    const allowing = pagePaths(site.folder).filter((path) => /script-src/.test(readPage(site.folder, path)));
    expect(running).toEqual(told().filter((path) => path.startsWith('/timeline/')));
    expect(allowing).toEqual(running);
    for (const path of running) {
      const { length } = [...readPage(site.folder, path).matchAll(/<script src/g)];
      expect(length, path).toBe(1);
    }
    // Where a host sends the policy of this file too, both hold: it must not forbid what a page allows.
    expect(readFileSync(join(site.folder, '_headers'), 'utf8')).toContain("script-src 'self'; style-src");
  });
});

describe('strips and days, in a browser', () => {
  test('keep to their policy and their width, and stay put', { timeout: TIMEOUT_MS }, async () => {
    const visitor = await visit('/timeline/');
    const faults: string[] = [];
    for (const path of told()) {
      for (const width of WIDTHS) {
        await visitor.look({ width });
        await visitor.go(path);
        const found = [
          ...(await visitor.complaints()),
          ...(await visitor.layoutShift()),
          ...(await visitor.sidewaysScroll()),
        ];
        faults.push(...found.map((fault) => `${path} at ${width} px ${fault}`));
      }
    }
    await visitor.close();
    expect(faults.join('\n')).toBe('');
  });

  test('have nothing axe would find, light and dark', { timeout: TIMEOUT_MS }, async () => {
    const visitor = await visit('/timeline/');
    const faults: string[] = [];
    for (const path of told()) {
      await visitor.go(path);
      for (const [width, colourScheme] of [
        [360, 'light'],
        [1280, 'dark'],
      ] as const) {
        await visitor.look({ width, colourScheme });
        const found = await visitor.accessibilityFaults();
        faults.push(...found.map((fault) => `${path} ${width} ${colourScheme} ${fault}`));
      }
    }
    await visitor.close();
    expect(faults.join('\n')).toBe('');
  });

  test.each([320, 1280])(
    'strips are as wide as their place at %i pixels, and so is what they show',
    async (width) => {
      const visitor = await visit(SHORT, { width });
      const drawn = await visitor.page.evaluate<{ strip: number; from: number; to: number }>(`(() => {
      const strip = document.querySelector('.strips .is-down').closest('svg').getBoundingClientRect();
      const down = document.querySelector('.strips .is-down').getBoundingClientRect();
      return { strip: strip.width, from: (down.left - strip.left) / strip.width, to: (down.right - strip.left) / strip.width };
    })()`);
      expect(drawn.strip).toBeGreaterThan(width === 320 ? 270 : 500);
      // 14:12 to 14:31, of 13:20 to 15:40.
      expect(drawn.from).toBeCloseTo(52 / 140, 2);
      expect(drawn.to).toBeCloseTo(71 / 140, 2);
      await visitor.close();
    },
  );

  test('times on the axis stay apart and within at 320 pixels', { timeout: TIMEOUT_MS }, async () => {
    const visitor = await visit('/timeline/', { width: 320 });
    const faults: string[] = [];
    for (const path of told().filter((each) => each.startsWith('/incidents/'))) {
      await visitor.go(path);
      faults.push(
        ...(
          await visitor.page.evaluate<string[]>(`[...document.querySelectorAll('.scale')].flatMap((scale) => {
          const place = scale.getBoundingClientRect();
          const boxes = [...scale.querySelectorAll('text')].map((text) => text.getBoundingClientRect());
          return boxes.flatMap((box, index) => [
            ...(box.left < place.left - 1 || box.right > place.right + 1 ? ['sticks out'] : []),
            ...(index > 0 && box.left < boxes[index - 1].right ? ['overlaps'] : []),
          ]);
        })`)
        ).map((fault) => `${path} ${fault}`),
      );
    }
    await visitor.close();
    expect(faults).toEqual([]);
  });

  test('a page draws no more than some hundred pieces', async () => {
    const visitor = await visit('/incidents/2010-08-20-busy/');
    const elements = await visitor.page.evaluate<number>(`document.querySelectorAll('.strips *').length`);
    expect(elements).toBeGreaterThan(10);
    expect(elements).toBeLessThan(300);
    await visitor.close();
  });

  test('print without the form', async () => {
    const visitor = await visit('/timeline/', { width: 794 });
    await visitor.look({ media: 'print' });
    expect(await visitor.page.isVisible('form')).toBe(false);
    expect(await visitor.page.isVisible('.months')).toBe(true);
    expect(await visitor.sidewaysScroll()).toEqual([]);
    await visitor.close();
  });
});

describe('“When did you have trouble?”', () => {
  async function ask(day: string, time: string): Promise<Visitor> {
    const visitor = await visit('/timeline/', { width: 360 });
    await visitor.page.fill('input[name=day]', day);
    if (time !== '') await visitor.page.fill('input[name=time]', time);
    await visitor.page.click('button');
    return visitor;
  }

  const place = (visitor: Visitor) => visitor.page.evaluate<string>('location.pathname + location.hash');

  test.each([
    ['the minute', '2010-08-31', '14:12', '/timeline/2010-08-31/#t1412'],
    ['the nearest minute before', '2010-08-31', '14:30', '/timeline/2010-08-31/#t1420'],
    [
      'the beginning of the day where there is none before',
      '2010-08-31',
      '09:00',
      '/timeline/2010-08-31/#dayBegins',
    ],
    ['the last minute, for a time after all', '2010-08-31', '23:59', '/timeline/2010-08-31/#t1440'],
    ['the day, where no time is given', '2010-08-31', '', '/timeline/2010-08-31/'],
  ])('leads to %s', async (_, day, time, expected) => {
    const visitor = await ask(day, time);
    await visitor.page.waitForURL(`**${expected}`);
    expect(await place(visitor)).toBe(expected);
    expect(await visitor.complaints()).toEqual([]);
    await visitor.close();
  });

  test('brings that minute into view', async () => {
    const visitor = await ask('2010-08-20', '18:03');
    await visitor.page.waitForURL('**/timeline/2010-08-20/#t*');
    const [id] = await visitor.page.$$eval(':target', (elements) => elements.map((element) => element.id));
    expect(anchorsOf(readPage(site.folder, BUSY_DAY)).has(id ?? '')).toBe(true);
    expect((id ?? '') <= 't1803').toBe(true);
    const box = await visitor.page.locator(':target').boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect(box?.y).toBeLessThan(800);
    await visitor.close();
  });

  test('says in words that nothing is recorded, and leads to the day before', async () => {
    const visitor = await ask('2010-08-30', '14:00');
    const answer = visitor.page.locator('[role=status]');
    expect(await answer.textContent()).toBe(
      'Nothing is recorded for 30 August 2010. The last day before it on which something changed: 28 August 2010.',
    );
    expect(await place(visitor)).toBe('/timeline/');
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await visitor.page.click('[role=status] a');
    expect(await place(visitor)).toBe('/timeline/2010-08-28/');
    await visitor.close();
  });

  test.each([
    ['before everything', '2001-01-01', 'Nothing is recorded for 1 January 2001. '],
    [
      'after everything',
      '2031-01-01',
      'Nothing is recorded for 1 January 2031. The last day before it on which something changed: 3 September 2010.',
    ],
  ])('knows what is %s', async (_, day, expected) => {
    const visitor = await ask(day, '');
    expect(await visitor.page.locator('[role=status]').textContent()).toBe(expected);
    await visitor.close();
  });

  test('knows exactly the days that have a page', async () => {
    const visitor = await visit('/timeline/');
    const known = await visitor.page.evaluate<string[]>(`(() => {
      const form = document.getElementById('timelineFinder');
      const answer = form.querySelector('[role=status]');
      const days = [];
      for (let at = Date.UTC(2010, 5, 1); at < Date.UTC(2010, 9, 1); at += 864e5) {
        const day = new Date(at).toISOString().slice(0, 10);
        form.elements.day.value = day;
        answer.textContent = '';
        form.dispatchEvent(new Event('submit', { cancelable: true }));
        if (answer.textContent === '') days.push(day);
      }
      window.stop();
      return days;
    })()`);
    const pages = told().flatMap((path) => /^\/timeline\/(\d{4}-\d\d-\d\d)\/$/.exec(path)?.[1] ?? []);
    expect(known).toEqual(pages);
    await visitor.close();
  });

  test('is absent without JavaScript, and the list of days does', async () => {
    const visitor = await visit('/timeline/', { javaScript: false });
    expect(await visitor.page.isVisible('form')).toBe(false);
    expect(await visitor.page.locator('main').innerText()).not.toContain('trouble');
    await visitor.page.click('a[href="/timeline/2010-08-31/"]');
    expect(visitor.page.url()).toBe(`${server.origin}/timeline/2010-08-31/`);
    expect(await visitor.complaints()).toEqual([]);
    await visitor.close();
  });
});

test('an address made by hand leads to the nearest minute, also on a page that is open', async () => {
  const visitor = await visit('/timeline/2010-08-31/#t1425');
  await visitor.page.waitForURL('**/#t1420');
  await visitor.page.evaluate(`location.hash = '#t1439'`);
  await visitor.page.waitForURL('**/#t1431');
  // Anything else in an address is not the script's business.
  await visitor.page.evaluate(`location.hash = '#t14"39'`);
  expect(await visitor.complaints()).toEqual([]);
  await visitor.close();
});
