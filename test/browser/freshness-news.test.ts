import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { Host } from './freshness-host.ts';
import { Reader, WITHIN_MS } from './freshness-reader.ts';
import type { ReaderOptions } from './freshness-reader.ts';
import { MINUTE_MS, publish, TAKEN_AT } from './freshness-site.ts';
import type { Edition, Published } from './freshness-site.ts';

/** Half a minute after the probes looked. */
const NOW = TAKEN_AT + MINUTE_MS / 2;
const SLOW = '2010-09-03-slow-mail.md';
const SLOW_PAGE = '/incidents/2010-09-03-slow-mail/';
/** Longer than a phone's screen, so that there is something to scroll. */
const STORIES = Object.fromEntries(
  Array.from({ length: 12 }, (_, index) => [
    `2010-08-${String(index + 10)}-story.md`,
    `---\ntitle: Story ${index} [Resolved]\n---\n[10:00] It broke, and this is told at some length.\n\n[11:00] It works.\n`,
  ]),
);

/** More reasons for one service than are told at once: the rest is folded away. */
const TROUBLES = Object.fromEntries(
  ['one', 'two', 'three', 'four'].map((name) => [
    `2010-09-02-${name}.md`,
    `---\ntitle: Trouble ${name}\naffects: {web-access: degraded}\n---\n[22:00] It is slow.\n`,
  ]),
);

let browser: Browser;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  ({ browser } = await launchChromium());
});

afterEach(async () => {
  for (const opened of open.splice(0).reverse()) await opened.close();
});

afterAll(async () => {
  await browser.close();
});

async function hostOf(edition: Edition = {}): Promise<Host> {
  const host = await Host.open(await publish(edition), NOW);
  open.push(host);
  return host;
}

async function read(host: Host, path = '/', options: ReaderOptions = {}): Promise<Reader> {
  const reader = await Reader.open(browser, host, path, options);
  open.push(reader);
  await reader.page.evaluate('globalThis.__sameDocument = true');
  await reader.arrive();
  host.asked();
  return reader;
}

function minutesLater(minutes: number, edition: Edition = {}): Promise<Published> {
  return publish({ takenAt: TAKEN_AT + minutes * MINUTE_MS, ...edition });
}

async function isSameDocument(reader: Reader): Promise<boolean> {
  return reader.page.evaluate<boolean>('globalThis.__sameDocument === true');
}

function slowMail(...updates: readonly string[]): string {
  return [
    '---\ntitle: Slow mail\naffects: {incoming-mail: degraded}\n---\n[22:00] Mail is slow.\n',
    ...updates,
  ].join('\n');
}

describe('news comes into the page in place', () => {
  test('with the scroll position, the focus, the selection and what was unfolded', async () => {
    const before = { ...STORIES, ...TROUBLES };
    const host = await hostOf({ incidents: before });
    const reader = await read(host, '/', { width: 360 });
    const { page } = reader;
    await page.locator('summary').first().click();
    await page.locator('a', { hasText: 'Story 5' }).first().focus();
    await page.evaluate(`document.activeElement.scrollIntoView({ block: 'center' })`);
    await page.evaluate(
      `getSelection().selectAllChildren(document.activeElement.closest('article').querySelector('.prose p'))`,
    );
    const story = await page.evaluate<number>('document.activeElement.getBoundingClientRect().top');

    host.publish(await minutesLater(1, { incidents: { ...before, [SLOW]: slowMail() } }));
    await reader.pass(WITHIN_MS);

    expect(await reader.text('.freshness')).toContain('23:11 BST');
    expect(await page.locator('h3', { hasText: 'Slow mail' }).count()).toBe(2);
    expect(await isSameDocument(reader)).toBe(true);
    expect(await page.locator('details').first().getAttribute('open')).toBe('');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Story 5');
    expect(await page.evaluate('String(getSelection())')).toMatch(/^It broke/);
    // What the reader was reading has not moved, though something came in above it.
    const moved = (await page.evaluate<number>('document.activeElement.getBoundingClientRect().top')) - story;
    expect(Math.abs(moved)).toBeLessThan(1);
  });

  test('with the focus on a summary, and everything else as it was published', async () => {
    const host = await hostOf({ incidents: TROUBLES });
    const reader = await read(host);
    await reader.page.locator('summary').first().focus();
    const next = await minutesLater(1, { incidents: { ...TROUBLES, [SLOW]: slowMail() } });
    host.publish(next);
    await reader.pass(WITHIN_MS);
    expect(await reader.page.evaluate('document.activeElement.nodeName')).toBe('SUMMARY');
    expect(await reader.shows(next)).toBe(true);
  });

  test('with the focus, when what stood above it is gone', async () => {
    const host = await hostOf({ incidents: { ...STORIES, ...TROUBLES } });
    const reader = await read(host);
    await reader.page.locator('a', { hasText: 'Story 5' }).first().focus();
    const next = await minutesLater(1, { incidents: STORIES });
    host.publish(next);
    await reader.pass(WITHIN_MS);
    expect(await reader.page.evaluate('document.activeElement.textContent')).toBe('Story 5');
    expect(await reader.shows(next)).toBe(true);
  });

  test.each<[string, string, Edition, Edition]>([
    ['an incident that was opened', '/', {}, { incidents: { [SLOW]: slowMail() } }],
    [
      'an incident that is over',
      '/',
      { incidents: { [SLOW]: slowMail() } },
      { incidents: { [SLOW]: slowMail('[22:30] Resolved.\n') } },
    ],
    [
      'an incident that was withdrawn',
      '/',
      { incidents: { ...STORIES, [SLOW]: slowMail() } },
      { incidents: STORIES },
    ],
    [
      'a title that was changed',
      SLOW_PAGE,
      { incidents: { [SLOW]: slowMail() } },
      { incidents: { [SLOW]: slowMail().replace('Slow mail', 'Mail is slow [Resolved]') } },
    ],
    ['servers that went', '/infrastructure/', {}, { offline: ['gw1', 'mx1', 'mx2', 'host3'] }],
    ['servers that came back', '/infrastructure/', { offline: ['gw1', 'mx1', 'mx2', 'host3'] }, {}],
    ['a service that is down', '/services/hosting/', {}, { offline: ['host1', 'host2', 'host3'] }],
    ['the loss of the snapshot', '/', {}, { takenAt: null }],
    ['a first snapshot', '/infrastructure/', { takenAt: null }, {}],
  ])('%s (%s)', async (_, path, before, after) => {
    const host = await hostOf(before);
    const reader = await read(host, path);
    const next = await minutesLater(1, { now: NOW + MINUTE_MS, ...after });
    host.publish(next);
    await reader.pass(WITHIN_MS);
    expect(await reader.shows(next)).toBe(true);
    expect(await isSameDocument(reader)).toBe(true);
    expect(await reader.visitor.complaints()).toEqual([]);
  });

  test('telling those who listen what the headline says, when it says something else', async () => {
    const host = await hostOf();
    const reader = await read(host);
    host.publish(await minutesLater(1));
    await reader.pass(WITHIN_MS);
    expect(await reader.said()).toEqual([]);
    host.publish(await minutesLater(2, { offline: ['host1', 'host2', 'host3'] }));
    await reader.pass(WITHIN_MS);
    expect(await reader.said()).toEqual([
      'Incoming Mail, Web Access and Client Access work. Hosting Service is down.',
    ]);
    host.publish(await minutesLater(3));
    await reader.pass(WITHIN_MS);
    expect(await reader.said()).toEqual(['All four services work.']);
    expect(await reader.page.getAttribute('#freshNews', 'role')).toBe('status');
  });
});

describe('a page that is older than the one shown', () => {
  test('is never put in its place, and is asked for again', async () => {
    const host = await hostOf({ takenAt: TAKEN_AT });
    const reader = await read(host);
    const [older, newer] = [await minutesLater(-1), await minutesLater(1)];
    // A copy that a cache kept, while the heartbeat is new.
    host.publish({ ...newer, files: older.files });
    await reader.pass(WITHIN_MS);
    expect(host.asked()).toContain('/');
    expect(await reader.text('.freshness')).toContain('23:10 BST');
    host.site = newer;
    await reader.pass(WITHIN_MS);
    expect(await reader.text('.freshness')).toContain('23:11 BST');
  });

  test('is not put there on an archive page either, where the host dates its files', async () => {
    const host = await hostOf({ incidents: { [SLOW]: slowMail('[22:20] Still slow.\n') } });
    host.modified = NOW;
    const reader = await read(host, SLOW_PAGE);
    const older = await minutesLater(1, { incidents: { [SLOW]: slowMail() } });
    host.modified = NOW - MINUTE_MS;
    host.publish(older);
    await reader.pass(WITHIN_MS);
    expect(host.asked()).toContain(SLOW_PAGE);
    expect(await reader.text('main')).toContain('Still slow.');
    host.modified = NOW + MINUTE_MS;
    await reader.pass(WITHIN_MS);
    expect(await reader.text('main')).not.toContain('Still slow.');
  });
});

describe('a page that cannot be had', () => {
  test.each([
    ['the host does not answer', (host: Host, path: string) => host.unreachable(path)],
    ['it is gone', (host: Host, path: string) => host.lose(path)],
    [
      'another page answers',
      (host: Host, path: string) => host.lose(path, '<!doctype html><title>Log in</title>'),
    ],
  ])('leaves everything as it is: %s', async (_, spoil) => {
    const host = await hostOf({ incidents: { [SLOW]: slowMail() } });
    const reader = await read(host, SLOW_PAGE);
    const before = await reader.page.innerHTML('body');
    host.publish(await minutesLater(1, { incidents: { [SLOW]: slowMail('[22:20] Still slow.\n') } }));
    spoil(host, SLOW_PAGE);
    await reader.pass(2 * WITHIN_MS);
    expect(host.asked()).toContain(SLOW_PAGE);
    expect(await reader.page.innerHTML('body')).toBe(before);
    expect(await isSameDocument(reader)).toBe(true);
  });
});

describe('an archive page', () => {
  test('has no light, so it does not go stale', async () => {
    const host = await hostOf({ incidents: { [SLOW]: slowMail() } });
    for (const path of [SLOW_PAGE, '/history/', '/timeline/2010-09-03/']) {
      const reader = await read(host, path);
      const before = await reader.page.innerHTML('main');
      host.unreachable('/heartbeat.json');
      await reader.pass(10 * MINUTE_MS);
      host.unreachable();
      expect(await reader.page.innerHTML('main')).toBe(before);
      expect(await reader.said()).toEqual([]);
      await reader.close();
    }
  });

  test('becomes current when it changed, and says that it did', async () => {
    const host = await hostOf({ incidents: { [SLOW]: slowMail() } });
    const reader = await read(host, SLOW_PAGE);
    host.publish(await minutesLater(1, { incidents: { [SLOW]: slowMail() } }));
    await reader.pass(WITHIN_MS);
    expect(await reader.said()).toEqual([]);
    const next = await minutesLater(2, { incidents: { [SLOW]: slowMail('[23:11] Quick again.\n') } });
    host.publish(next);
    await reader.pass(WITHIN_MS);
    expect(await reader.text('main')).toContain('Quick again.');
    expect(await reader.said()).toEqual(['This page has been updated.']);
    expect(await isSameDocument(reader)).toBe(true);
  });

  test('keeps what the reader typed into the timeline’s form, and what it answered', async () => {
    const host = await hostOf({ incidents: { [SLOW]: slowMail() } });
    const reader = await read(host, '/timeline/');
    const { page } = reader;
    await page.fill('[name=day]', '2010-08-01');
    await page.fill('[name=time]', '14:20');
    await page.click('form button');
    const answered = await reader.text('form [role=status]');
    expect(answered).not.toBe('');
    host.publish(await minutesLater(1, { incidents: { ...STORIES, [SLOW]: slowMail() } }));
    await reader.pass(WITHIN_MS);
    expect(await page.locator('a', { hasText: '21' }).count()).toBeGreaterThan(0);
    expect(await page.inputValue('[name=day]')).toBe('2010-08-01');
    expect(await page.inputValue('[name=time]')).toBe('14:20');
    expect(await page.isVisible('form')).toBe(true);
    expect(await reader.text('form [role=status]')).toBe(answered);
    // It answers from the days there are now.
    await page.fill('[name=day]', '2010-08-15');
    await page.click('form button');
    await page.waitForURL('**/timeline/2010-08-15/**');
  });
});

describe('a new stylesheet or script', () => {
  test('is fetched with the whole page', async () => {
    const host = await hostOf();
    const reader = await read(host);
    await reader.pass(MINUTE_MS);
    host.publish(await minutesLater(2, { css: 'body{letter-spacing:1px}' }));
    await reader.passUntilLoaded(WITHIN_MS);
    expect(await isSameDocument(reader)).toBe(false);
    expect(await reader.text('.freshness')).toContain('23:12 BST');
    expect(await reader.visitor.complaints()).toEqual([]);
  });

  test('does not make a page load again and again, where caches disagree', async () => {
    const host = await hostOf();
    const reader = await read(host);
    host.publish(await minutesLater(1, { css: 'body{letter-spacing:1px}' }));
    await reader.pass(50_000);
    expect(host.asked()).toContain('/');
    expect(await isSameDocument(reader)).toBe(true);
  });
});

test('an old browser, which lacks what is needed, gets the page as it is', async () => {
  const host = await hostOf();
  const reader = await Reader.open(browser, host, '/', { before: 'delete AbortSignal.timeout' });
  open.push(reader);
  await reader.pass(10 * MINUTE_MS);
  expect(host.asked().filter((path) => path.endsWith('.json'))).toEqual([]);
  expect(await reader.isStale()).toBe(false);
  expect(await reader.visitor.complaints()).toEqual([]);
});
