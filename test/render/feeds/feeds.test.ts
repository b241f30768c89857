import { describe, expect, it } from 'vitest';
import { feedFiles } from '../../../src/render/feeds/files.ts';
import { NOW } from '../../support/small-site.ts';
import { deskAt, deskOf, filesOf, inputsOf } from '../../support/published-files.ts';
import { readAtom } from '../../support/judges/atom.ts';
import { judgeFeeds } from '../../support/judges/feeds.ts';
import { readJsonFeed } from '../../support/judges/json-feed.ts';
import { rssItems } from '../../support/judges/rss.ts';
import { textOfChild } from '../../support/judges/xml.ts';

const MINUTE = 60_000;
const SLOW = `---
title: Slow mail
affects: {incoming-mail: degraded}
---
Some words before.

[10:00] Mail is slow. See [the plan](/history/) and [below](#u-20100901-1030).

[10:30] Resolved: mail is quick.
`;
const WORK = `---
title: New disks
kind: maintenance
window: {from: "2010-09-04 01:00", to: "2010-09-04 03:00"}
affects: {gateways: down}
---
[2010-09-03 12:00] We put in new disks.
`;
const NEWS = '---\ntitle: News\nkind: announcement\n---\nHello *all*.\n';
const SITE = { '2010-09-01-slow': SLOW, '2010-09-04-disks': WORK, '2010-08-30-news': NEWS };

/** What a feed lists, as `id title`, newest first. */
function listed(desk: ReturnType<typeof deskOf>, file = 'feed.json'): readonly string[] {
  const feed = readJsonFeed(filesOf(feedFiles, desk)[file] ?? '');
  return feed.items.map(({ id, title }) => `${id.split('/').at(-1) ?? ''} ${title ?? ''}`);
}

describe('the files', () => {
  const files = filesOf(feedFiles, deskOf(SITE));

  it('are five for the site and five for each service', () => {
    const names = ['updates.atom', 'updates.rss', 'feed.json', 'history.atom', 'history.rss'];
    expect(Object.keys(files)).toEqual([...names, ...names.map((name) => `services/incoming-mail/${name}`)]);
  });

  it('are what their formats ask for', () => judgeFeeds(files));

  it('are so without any incident, and no younger than any clock', () => {
    const empty = filesOf(feedFiles, deskOf({}));
    judgeFeeds(empty);
    expect(readAtom(empty['history.atom'] ?? '').root.children.map(({ text }) => text)).toContain(
      '1970-01-01T00:00:00Z',
    );
    expect(empty['updates.rss']).not.toContain('lastBuildDate');
  });

  it('are the same bytes of the same site, at whatever time they are made', () => {
    const later = filesOf(feedFiles, deskOf(SITE, { now: NOW + 30 * MINUTE }));
    expect(later).toEqual(files);
  });
});

describe('one entry for each incident', () => {
  const { entries } = readAtom(filesOf(feedFiles, deskOf(SITE))['history.atom'] ?? '');
  const contentOf = (index: number) => textOfChild(entries[index] ?? never(), 'content');

  it('has an id of host, date and slug', () => {
    expect(entries.map((entry) => textOfChild(entry, 'id'))).toEqual([
      'tag:status.small.example,2010-09-04:/incidents/2010-09-04-disks',
      'tag:status.small.example,2010-09-01:/incidents/2010-09-01-slow',
      'tag:status.small.example,2010-08-30:/incidents/2010-08-30-news',
    ]);
  });

  it('stacks updates newest first, as programs that know Statuspage expect them', () => {
    expect(contentOf(1)).toBe(
      '<p><small>1 September 2010, 10:30 BST</small><br /><strong>Resolved</strong> - mail is quick.</p>\n' +
        '<p><small>1 September 2010, 10:00 BST</small><br /><strong>Incident</strong> - Some words before.</p>\n' +
        '<p>Mail is slow. See <a href="https://status.small.example/history/">the plan</a> and ' +
        '<a href="https://status.small.example/incidents/2010-09-01-slow/#u-20100901-1030">below</a>.</p>\n' +
        '<p>Incoming Mail works less well.</p>',
    );
  });

  it('moves with each change, and keeps when it was first told', () => {
    const [, slow] = entries;
    expect(textOfChild(slow ?? never(), 'published')).toBe('2010-09-01T09:00:00Z');
    expect(textOfChild(slow ?? never(), 'updated')).toBe('2010-09-01T09:30:00Z');
  });

  it('tells of planned work when it is planned', () => {
    expect(contentOf(0)).toBe(
      '<p><small>3 September 2010, 12:00 BST</small><br /><strong>Scheduled</strong> - ' +
        'Planned for 4 September 2010, 01:00 – 03:00 BST.</p>\n<p>We put in new disks.</p>\n' +
        '<p>Expected during the work: Gateways down.</p>',
    );
  });

  it('tells a day where only the day is known', () => {
    expect(contentOf(2)).toBe(
      '<p><small>30 August 2010</small><br /><strong>Announcement</strong> - Hello <em>all</em>.</p>',
    );
  });

  it('is dated in RSS by its latest change', () => {
    const [, slow] = rssItems(filesOf(feedFiles, deskOf(SITE))['history.rss'] ?? '');
    expect(textOfChild(slow ?? never(), 'pubDate')).toBe('Wed, 01 Sep 2010 09:30:00 GMT');
    expect(textOfChild(slow ?? never(), 'guid')).toBe(
      'https://status.small.example/incidents/2010-09-01-slow/',
    );
  });
});

describe('one entry for each update', () => {
  it('is named by its status and its anchor', () => {
    expect(listed(deskOf(SITE))).toEqual([
      '#u-20100903-1200 [Scheduled] New disks',
      '#u-20100901-1030 [Resolved] Slow mail',
      '#u-20100901-1000 [Incident] Slow mail',
      '#u-20100830 [Announcement] News',
    ]);
  });

  it('stays as it was published when more is told', () => {
    const before = readJsonFeed(filesOf(feedFiles, deskOf(SITE))['feed.json'] ?? '').items;
    const more = { ...SITE, '2010-09-01-slow': `${SLOW}\n[11:00] Postmortem: a disk was full.\n` };
    const after = readJsonFeed(filesOf(feedFiles, deskOf(more))['feed.json'] ?? '').items;
    expect(after.filter(({ id }) => before.some((item) => item.id === id))).toEqual(before);
    expect(after).toHaveLength(before.length + 1);
  });

  it.each([
    [
      'in the title',
      SLOW.replace('Slow mail', 'Slow mail [Resolved]').replace('Resolved: ', ''),
      '#resolved',
    ],
    [
      'in the front matter',
      SLOW.replace('title:', 'resolved: true\ntitle:').replace('Resolved: ', ''),
      '#resolved',
    ],
  ])('tells that it is over where the file says so %s alone', (_, text, id) => {
    expect(listed(deskOf({ '2010-09-01-slow': text }))[0]).toBe(`${id} [Resolved] Slow mail`);
  });

  it('has nothing that is dated ahead, until its time comes', () => {
    const ahead = deskOf({ '2010-09-03-a': '---\ntitle: A\n---\n[22:00] Now.\n\n[23:30] Later.\n' });
    expect(listed(ahead)).toEqual(['#u-20100903-2200 [Incident] A']);
    expect(listed(deskAt(ahead, NOW + 20 * MINUTE))).toHaveLength(2);
  });
});

describe('planned work in the course of time', () => {
  const desk = deskOf(SITE);
  const at = (clock: string) => deskAt(desk, Date.parse(`2010-09-04T${clock}:00+01:00`));
  const titles = (clock: string, text = WORK) =>
    listed(deskAt(deskOf({ '2010-09-04-disks': text }), Date.parse(`2010-09-04T${clock}:00+01:00`)));

  it.each([
    ['00:59', []],
    ['01:00', ['#started [Started] New disks']],
    ['02:59', ['#started [Started] New disks']],
    ['03:00', ['#ended [Ended] New disks', '#started [Started] New disks']],
  ])('at %s begins and ends by its window', (clock, expected) => {
    expect(listed(at(clock))).toEqual([...expected, ...listed(desk)]);
  });

  it('changes the files at these minutes and at no other', () => {
    const clocks = ['00:58', '00:59', '01:00', '01:01', '02:59', '03:00', '03:01'];
    const inputs = clocks.map((clock) => inputsOf(feedFiles, at(clock))['feed.json']);
    const changes = clocks.filter((_, index) => index > 0 && inputs[index] !== inputs[index - 1]);
    expect(changes).toEqual(['01:00', '03:00']);
  });

  it.each([
    [
      'is not told to begin where staff said so',
      '\n[04/09 01:00] In progress: here we go.\n',
      '02:00',
      ['#u-20100904-0100 [In progress] New disks'],
    ],
    [
      'is not told to end where staff ended it',
      '\n[04/09 02:30] Completed: all done.\n',
      '04:00',
      ['#u-20100904-0230 [Completed] New disks', '#started [Started] New disks'],
    ],
    [
      'is told to be over and then to be done',
      '\n[04/09 03:20] Completed: all done.\n',
      '04:00',
      ['#u-20100904-0320 [Completed] New disks', '#ended [Ended] New disks', '#started [Started] New disks'],
    ],
  ])('%s', (_, more, clock, expected) => {
    expect(titles(clock, WORK + more)).toEqual([...expected, '#u-20100903-1200 [Scheduled] New disks']);
  });

  it('neither begins nor ends when it is called off, and that is told', () => {
    const text = WORK.replace('kind:', 'cancelled: true\nkind:');
    expect(titles('04:00', text)).toEqual([
      '#cancelled [Cancelled] New disks',
      '#u-20100903-1200 [Scheduled] New disks',
    ]);
  });

  it('without a mark is told of a week ahead, and no date is made up for members', () => {
    const text = WORK.replace('[2010-09-03 12:00] ', '');
    const item = (now: string) =>
      readJsonFeed(
        filesOf(feedFiles, deskOf({ '2010-09-04-disks': text }, { now: Date.parse(now) }))['feed.json'] ?? '',
      ).items[0];
    expect(item('2010-08-28T12:00:00Z')).toMatchObject({ date_published: '2010-08-27T23:00:00Z' });
    expect(item('2010-08-27T22:59:00Z')).toBeUndefined();
    const files = filesOf(feedFiles, deskOf({ '2010-09-04-disks': text }));
    expect(readAtom(files['history.atom'] ?? '').entries[0]?.children.at(-1)?.text).toMatch(
      /^<p><strong>Scheduled<\/strong> - Planned for/,
    );
  });
});

describe('the feeds of a service', () => {
  it('tell of what touched it, and of nothing else', () => {
    const other = '---\ntitle: Other\naffects: {gw1: operational}\n---\n[10:00] Nothing.\n';
    const desk = deskOf({ ...SITE, '2010-09-02-other': other });
    expect(listed(desk, 'services/incoming-mail/feed.json')).toEqual([
      '#u-20100903-1200 [Scheduled] New disks',
      '#u-20100901-1030 [Resolved] Slow mail',
      '#u-20100901-1000 [Incident] Slow mail',
    ]);
  });

  it('lead to the service’s page and bear its name', () => {
    const feed = readJsonFeed(filesOf(feedFiles, deskOf(SITE))['services/incoming-mail/feed.json'] ?? '');
    expect(feed).toMatchObject({
      title: 'Incoming Mail · Small Mail: every update',
      home_page_url: 'https://status.small.example/services/incoming-mail/',
      feed_url: 'https://status.small.example/services/incoming-mail/feed.json',
    });
  });
});

describe('many incidents', () => {
  const dayOf = (index: number) =>
    new Date(Date.UTC(2010, 7, 30) - index * 86_400_000).toISOString().slice(0, 10);
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `${dayOf(index)}-x`,
      `---\ntitle: X${String(index)} [Resolved]\n---\n[10:00] Resolved: x.\n`,
    ]),
  );

  it('keep the fifty that changed last, also of an old one that somebody came back to', () => {
    const last = `${dayOf(59)}-x`;
    const texts = { ...many, [last]: `${many[last] ?? ''}\n[2010-08-30 12:00] Postmortem: why.\n` };
    const ids = readAtom(filesOf(feedFiles, deskOf(texts))['history.atom'] ?? '').entries.map((entry) =>
      textOfChild(entry, 'id'),
    );
    expect(ids).toHaveLength(50);
    expect(ids[0]).toContain(last);
    expect(listed(deskOf(texts))).toHaveLength(50);
  });

  it('show a moment of the past as it was', () => {
    const past = deskOf(many, { now: Date.parse(`${dayOf(55)}T12:00:00Z`) });
    expect(readAtom(filesOf(feedFiles, past)['history.atom'] ?? '').entries).toHaveLength(5);
  });
});

it('a draft is in none of them', () => {
  const draft = '---\ntitle: Hushhush\ndraft: true\n---\n[10:00] Hushhush.\n';
  const files = filesOf(feedFiles, deskOf({ ...SITE, '2010-09-02-secret': draft }));
  expect(Object.values(files).join('')).not.toMatch(/hushhush|secret/i);
});

it('equal inputs are equal files, minute by minute', () => {
  const texts = { ...SITE, '2010-09-03-b': '---\ntitle: B\n---\n[23:00] Now.\n\n[23:40] Later.\n' };
  const seen = new Map<string, string>();
  for (let minute = 0; minute < 300; minute += 5) {
    const desk = deskOf(texts, { now: NOW + minute * MINUTE });
    for (const plan of feedFiles(desk)) {
      const key = `${plan.output}\n${plan.inputs}`;
      const content = plan.content() as string;
      expect(seen.get(key) ?? content).toBe(content);
      seen.set(key, content);
    }
  }
  // Now, later, the beginning, the end: five states of ten files, less where a service saw none of it.
  expect(seen.size).toBe(4 * 5 + 3 * 5);
});

function never(): never {
  throw new Error('there is no such entry');
}
