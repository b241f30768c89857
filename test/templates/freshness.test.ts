import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Published } from '../browser/freshness-site.ts';
import { publish, TAKEN_AT } from '../browser/freshness-site.ts';
import { textOf } from './support.ts';

/** What a first flight of TCP carries. */
const HOME_GZIP_LIMIT_BYTES = 14_336;
const SLOW = {
  '2010-09-03-slow-mail.md':
    '---\ntitle: Slow mail\naffects: {incoming-mail: degraded}\n---\n[22:00] Slow.\n',
};
const LIVE = [
  '/index.html',
  '/infrastructure/index.html',
  '/services/incoming-mail/index.html',
  '/widget/index.html',
] as const;
const ARCHIVE = [
  '/incidents/2010-09-03-slow-mail/index.html',
  '/history/index.html',
  '/history/2010/09/index.html',
  '/timeline/index.html',
  '/timeline/2010-09-03/index.html',
] as const;

let live: Published;
let recorded: Published;

beforeAll(async () => {
  live = await publish({ incidents: SLOW, offline: ['gw1', 'mx1', 'mx2'] });
  recorded = await publish({ incidents: SLOW, offline: ['gw1', 'mx1', 'mx2'], recorded: true });
});

function pageOf({ files }: Published, file: string): string {
  const page = files.get(file);
  if (typeof page !== 'string') throw new Error(`there is no ${file}`);
  return page;
}

function mainTag(page: string): string {
  return /<main[^>]*>/.exec(page)?.[0] ?? '';
}

describe.each(LIVE)('a live page, %s', (file) => {
  test('tells the script when the probes looked, until when that holds, and what the page says', () => {
    const tag = mainTag(pageOf(live, file));
    expect(tag).toContain('data-taken="2010-09-03T22:10:00Z" data-until="2010-09-03T22:15:00Z"');
    expect(tag).toContain('data-again="This page is up to date again."');
    expect(tag).toMatch(/data-says="[^"]*Incoming Mail [^"]*"/);
  });

  test('says without any script until when its lights hold, and how to ask again', () => {
    expect(textOf(pageOf(live, file))).toContain(
      'As of 3 September 2010, 23:10 BST. These lights hold until 23:15. Reload',
    );
  });

  test('holds the words for a page that has gone stale, which nobody sees until then', () => {
    const page = pageOf(live, file);
    expect([...page.matchAll(/<template>/g)]).toHaveLength(1);
    expect(page).toContain('we do not know the state since then.</strong> At 23:10 ');
    expect(textOf(page)).not.toContain('do not know the state since then');
  });

  test('runs the script after the page is drawn, and has the place where it speaks', () => {
    const page = pageOf(live, file);
    expect(page.match(/<script[^>]*>/g)).toEqual([
      expect.stringMatching(/^<script defer src="\/assets\/fresh\.[0-9a-f]{12}\.js">$/),
    ]);
    expect(page).toContain('<p class="unseen" role="status" id="freshNews"></p></body>');
    expect(page).toContain("script-src 'self'");
    expect(page).toContain("connect-src 'self'");
  });

  test('that shows a recorded moment has none of it', () => {
    const page = pageOf(recorded, file);
    const parts = ['<script', 'script-src', 'connect-src', '<template', 'data-taken', 'role="status"'];
    expect(parts.filter((part) => page.includes(part))).toEqual([]);
    expect(page).not.toContain('hold until');
  });
});

describe.each(ARCHIVE)('an archive page, %s', (file) => {
  test('has no time that passes, and says only that it changed', () => {
    const page = pageOf(live, file);
    expect(mainTag(page)).toBe(
      '<main id="mainContent" tabindex="-1" data-news="This page has been updated.">',
    );
    expect(page).not.toContain('<template');
    expect(page).toContain("connect-src 'self'");
  });

  test('is the same whenever the probes looked', async () => {
    const later = await publish({
      incidents: SLOW,
      takenAt: TAKEN_AT + 60_000,
      offline: ['gw1', 'mx1', 'mx2'],
    });
    expect(pageOf(later, file)).toBe(pageOf(live, file));
  });
});

test('a page that answers for other addresses asks for nothing', () => {
  expect(pageOf(live, '/404.html')).not.toContain('<script');
});

test('a page that believes nothing has nothing that could expire', async () => {
  const old = await publish({ now: TAKEN_AT + 3_600_000 });
  const tag = mainTag(pageOf(old, '/index.html'));
  expect(tag).toContain('data-taken="2010-09-03T22:10:00Z"');
  expect(tag).not.toMatch(/data-until|data-again/);
  expect(pageOf(old, '/index.html')).toContain('<strong>This page is no longer kept up to date; we');
});

test('the home page arrives in one round trip, also where much is wrong', async () => {
  const all = [
    'gw1',
    'gw2',
    'spam1',
    'spam2',
    'spam3',
    'mx1',
    'mx2',
    'mail1',
    'web1',
    'db1',
    'host1',
    'store1',
  ];
  const bad = await publish({ incidents: SLOW, offline: all });
  expect(gzipSync(pageOf(bad, '/index.html')).length).toBeLessThan(HOME_GZIP_LIMIT_BYTES);
});

test('the script’s file is published where pages ask for it, and only where they do', () => {
  const scripts = ({ files }: Published) => [...files.keys()].filter((file) => file.includes('fresh'));
  expect(scripts(live)).toEqual([/\/assets\/fresh\.[0-9a-f]{12}\.js/.exec(pageOf(live, '/index.html'))?.[0]]);
  expect(scripts(recorded)).toEqual([]);
});
