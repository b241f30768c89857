import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Incident } from '../../src/core/model/incident.ts';
import { homeView } from '../../src/core/view/home.ts';
import { incidentView, relationsOf } from '../../src/core/view/incident.ts';
import { notFoundView } from '../../src/core/view/not-found.ts';
import { servicePageViews } from '../../src/core/view/service.ts';
import type { ServicePageView } from '../../src/core/view/service.ts';
import { subscribeView } from '../../src/core/view/subscribe.ts';
import { openGraphLocale } from '../../src/render/locale-name.ts';
import { renderPage } from '../../templates/index.ts';
import { at, CONTEXT, incident, NOW, proseOf, status, update } from '../core/view/fixtures.ts';
import { kitOf, textOf } from './support.ts';

const KIT = kitOf();
const DAY = '2010-08-31';

function incidentPage(subject: Incident, text = 'Some *words*.', summary = ''): string {
  const prose = { summary, updates: subject.updates.map(() => text) };
  const relations = relationsOf([subject])(subject.slug);
  return renderPage('incident', incidentView({ context: CONTEXT, incident: subject, prose, relations }), KIT);
}

function home(incidents: readonly Incident[] = [], overrides = {}): string {
  const input = {
    context: CONTEXT,
    incidents,
    prose: proseOf(incidents),
    now: NOW,
    recorded: false,
    records: [],
  };
  return renderPage('home', homeView({ ...input, status: status(), ...overrides }), KIT);
}

/** `og:title` → what it says. */
function metaOf(html: string): Readonly<Record<string, string>> {
  const found = html.matchAll(/<meta (?:property|name)="([^"]+)" content="([^"]*)"\/>/g);
  return Object.fromEntries([...found].map(([, name = '', content = '']) => [name, content]));
}

function alternatesOf(html: string): readonly (readonly string[])[] {
  const links = html.matchAll(/<link rel="alternate" type="([^"]+)" title="([^"]+)" href="([^"]+)"\/>/g);
  return [...links].map((link) => link.slice(1));
}

const post = z.looseObject({ '@type': z.literal('BlogPosting'), url: z.url(), articleBody: z.string() });
const story = z.looseObject({
  '@context': z.literal('https://schema.org'),
  '@type': z.enum(['LiveBlogPosting', 'Article']),
  headline: z.string(),
  url: z.url(),
  liveBlogUpdate: z.array(post).optional(),
});

function jsonLdOf(html: string) {
  const blocks = [...html.matchAll(/<script type="application\/ld\+json">([^<]*)<\/script>/g)];
  expect(blocks).toHaveLength(1);
  return story.parse(JSON.parse(blocks[0]?.[1] ?? ''));
}

describe('a link that somebody is sent', () => {
  test('to the home page tells nothing that will be wrong tomorrow', () => {
    const down = status({ severity: 'down' });
    expect(metaOf(home([], { status: down }))).toMatchObject({
      'og:title': 'What works now',
      'og:description': 'What works at Example Mail right now, what does not, and what is being done.',
      'og:type': 'website',
      'og:url': 'https://status.example.org/',
      'og:site_name': 'Example Mail',
      'og:locale': 'en_GB',
    });
    expect(metaOf(home([], { status: down }))).toEqual(metaOf(home()));
  });

  test('to an incident tells what it was about, and when', () => {
    const subject = incident(`${DAY}-a`, {
      title: 'Service Down',
      updates: [update(DAY, '16:57'), update(DAY, '19:09', { phase: 'resolved' })],
    });
    expect(metaOf(incidentPage(subject))).toMatchObject({
      description: 'Incident, 31 August 2010: Some words.',
      'og:title': 'Service Down',
      'og:type': 'article',
      'og:url': 'https://status.example.org/incidents/2010-08-31-a/',
      'article:published_time': '2010-08-31T15:57:00Z',
      'article:modified_time': '2010-08-31T18:09:00Z',
    });
  });

  test('tells a day where only the day is known, and no time that nobody wrote down', () => {
    const vague = incident(`${DAY}-a`, { updates: [update(DAY, null)] });
    expect(metaOf(incidentPage(vague))['article:published_time']).toBe(DAY);
    const window = { startAt: at(DAY, '01:00'), endAt: at(DAY, '03:00') };
    const work = incident(`${DAY}-w`, { kind: 'maintenance', window, updates: [update(DAY, null)] });
    expect(metaOf(incidentPage(work))).not.toHaveProperty('article:published_time');
  });

  test('to nowhere has no address of its own', () => {
    const html = renderPage('notFound', notFoundView(CONTEXT), KIT);
    expect(html).not.toMatch(/og:|canonical/);
  });
});

describe('feeds', () => {
  const SITE = [
    ['application/atom+xml', 'Example Mail: every update', '/updates.atom'],
    ['application/rss+xml', 'Example Mail: every update', '/updates.rss'],
    ['application/feed+json', 'Example Mail: every update', '/feed.json'],
    ['application/atom+xml', 'Example Mail: incidents and maintenance', '/history.atom'],
    ['application/rss+xml', 'Example Mail: incidents and maintenance', '/history.rss'],
    ['text/calendar', 'Example Mail: maintenance', '/maintenance.ics'],
  ];

  test.each([
    ['the home page', home()],
    ['an incident', incidentPage(incident(`${DAY}-a`))],
    ['a page that is not there', renderPage('notFound', notFoundView(CONTEXT), KIT)],
    ['the page about them', renderPage('subscribe', subscribeView(CONTEXT), KIT)],
  ])('are announced by %s', (_, html) => {
    expect(alternatesOf(html)).toEqual(SITE);
  });

  test('of its own are announced by a service’s page', () => {
    const input = {
      context: CONTEXT,
      status: status(),
      incidents: [],
      now: NOW,
      recorded: false,
      records: [],
    };
    const html = renderPage('service', servicePageViews(input)[0] as ServicePageView, KIT);
    expect(alternatesOf(html)[0]).toEqual([
      'application/atom+xml',
      'Incoming Mail · Example Mail: every update',
      '/services/incoming-mail/updates.atom',
    ]);
    expect(alternatesOf(html).at(-1)?.at(-1)).toBe('/maintenance.ics');
  });
});

describe('what browsers paint around the page', () => {
  test('is the page’s own ground, light and dark', () => {
    const tokens = readFileSync(new URL('../../templates/style/tokens.css', import.meta.url), 'utf8');
    const grounds = [...tokens.matchAll(/--page: (#[0-9a-f]{6});/g)].map((match) => match[1]);
    const colours = [
      ...home().matchAll(
        /<meta name="theme-color" media="\(prefers-color-scheme: (\w+)\)" content="([^"]+)"\/>/g,
      ),
    ];
    expect(colours.map(([, scheme, colour]) => [scheme, colour])).toEqual([
      ['light', grounds[0]],
      ['dark', grounds[1]],
    ]);
  });

  test('is the owner’s, where there is one', () => {
    const kit = kitOf({ slots: { head: '<meta name="theme-color" content="#14703c" />' } });
    const html = renderPage('notFound', notFoundView(CONTEXT), kit);
    expect(html.match(/theme-color/g)).toHaveLength(1);
  });
});

describe('what search engines read of an incident', () => {
  const updates = [update(DAY, '16:57'), update(DAY, '19:09', { phase: 'resolved' })];

  test('is a live blog with the updates of the page', () => {
    const subject = incident(`${DAY}-a`, {
      title: 'Service Down',
      updates,
      resolved: updates[1]?.at ?? null,
    });
    expect(jsonLdOf(incidentPage(subject, 'Some *words*.', 'Before.'))).toMatchObject({
      '@type': 'LiveBlogPosting',
      headline: 'Service Down',
      description: 'Before.',
      datePublished: '2010-08-31T15:57:00Z',
      dateModified: '2010-08-31T18:09:00Z',
      coverageStartTime: '2010-08-31T15:57:00Z',
      coverageEndTime: '2010-08-31T18:09:00Z',
      liveBlogUpdate: [
        { headline: 'Service Down', articleBody: 'Some words.', datePublished: '2010-08-31T15:57:00Z' },
        { headline: 'Resolved', url: 'https://status.example.org/incidents/2010-08-31-a/#u-20100831-1909' },
      ],
    });
  });

  test.each(['maintenance', 'announcement'] as const)('is an article of %s', (kind) => {
    const subject = incident(`${DAY}-a`, { kind, resolved: null });
    expect(jsonLdOf(incidentPage(subject))).toMatchObject({ '@type': 'Article', articleBody: 'Some words.' });
  });

  test.each(['</script><script>alert(1)</script>', '<!--<script>', '\u2028\u2029', '"}]}', ']]>'])(
    'is data, whatever it is: %j',
    (evil) => {
      const html = incidentPage(incident(`${DAY}-a`, { title: evil }), `\`${evil}\``, `\`${evil}\``);
      expect(jsonLdOf(html).headline).toBe(evil);
      const block = /ld\+json">([^<]*)</.exec(html)?.[1] ?? '';
      expect(block).not.toMatch(/[<>&\u2028\u2029]/);
    },
  );
});

describe('planned work', () => {
  const window = { startAt: at('2010-09-05', '01:00'), endAt: at('2010-09-05', '03:00') };
  const work = (overrides: Partial<Incident> = {}) =>
    incident('2010-09-05-w', { kind: 'maintenance', window, resolved: null, ...overrides });
  const LINK = '<a href="/incidents/2010-09-05-w/maintenance.ics" type="text/calendar" download>';

  test('can be put into a calendar from its page and from the home page', () => {
    expect(incidentPage(work())).toContain(LINK);
    const planned = status({ comingMaintenance: ['2010-09-05-w'] });
    const felt = work({
      effects: { affects: [{ id: 'web-access', severity: 'down', line: 1, column: 1 }], unreadable: false },
    });
    expect(home([felt], { status: planned })).toContain(LINK);
  });

  test.each([
    ['it is called off', { cancelled: true }],
    ['it is done', { resolved: update('2010-09-05', '02:00').at }],
  ] as const)('but not where %s', (_, overrides) => {
    expect(incidentPage(work(overrides))).not.toContain('maintenance.ics" type="text/calendar" download');
  });
});

describe('the page about feeds', () => {
  const html = renderPage('subscribe', subscribeView(CONTEXT), kitOf());

  test('has every address in full', () => {
    const addresses = [...html.matchAll(/<code class="address">([^<]*)<\/code>/g)].map((match) => match[1]);
    expect(addresses).toEqual(
      expect.arrayContaining([
        'https://status.example.org/updates.atom',
        'https://status.example.org/updates.rss',
        'https://status.example.org/feed.json',
        'https://status.example.org/history.atom',
        'https://status.example.org/history.rss',
        'https://status.example.org/maintenance.ics',
        '/feed subscribe https://status.example.org/updates.rss',
        'https://status.example.org/services/incoming-mail/updates.atom',
        'https://status.example.org/services/web-access/updates.atom',
      ]),
    );
    expect(html).toContain('href="webcal://status.example.org/maintenance.ics"');
  });

  test('needs no script, and may be found', () => {
    expect(html).not.toMatch(/<script|noindex|<button|<input/);
    expect(textOf(html)).toContain('Nobody asks for your name or your e-mail address');
  });

  test('is linked from every page', () => {
    for (const page of [home(), incidentPage(incident(`${DAY}-a`)), html])
      expect(page).toMatch(/<footer[^]*<a href="\/subscribe\/">Be told of news<\/a>/);
  });
});

test.each([
  ['en-GB', 'en_GB'],
  ['de', 'de_DE'],
  ['zh-Hant-TW', 'zh_TW'],
  ['pt-BR', 'pt_BR'],
])('the locale %s is %s to Open Graph', (locale, expected) => {
  expect(openGraphLocale(locale)).toBe(expected);
});
