import { describe, expect, test } from 'vitest';
import type { Declarable, Mail } from '../../../src/core/model/incident.ts';
import { archiveOf, historyView, monthPath, monthView } from '../../../src/core/view/history.ts';
import { incidentView, relationsOf } from '../../../src/core/view/incident.ts';
import { notFoundView } from '../../../src/core/view/not-found.ts';
import { at, CONTEXT, incident, update } from './fixtures.ts';

const affects = (...pairs: readonly [string, Declarable][]) => ({
  affects: pairs.map(([id, severity]) => ({ id, severity, line: 1, column: 1 })),
  unreadable: false,
});

describe('an incident’s page', () => {
  const day = '2010-07-27';
  const view = (overrides: Parameters<typeof incident>[1]) => {
    const subject = incident(`${day}-a`, overrides);
    const prose = { summary: '', updates: subject.updates.map(() => 'x') };
    return incidentView({ context: CONTEXT, incident: subject, prose, relations: { followUps: [] } });
  };

  test('lists the worst that staff declared of each subject', () => {
    const updates = [
      update(day, '15:15'),
      update(day, '15:30', { effects: affects(['web-access', 'down'], ['incoming-mail', 'operational']) }),
      update(day, '16:50', { effects: affects(['web-access', 'degraded'], ['web1', 'partial']) }),
    ];
    const { affected } = view({
      updates,
      effects: affects(['web-access', 'degraded'], ['incoming-mail', 'down']),
    });
    expect(affected.map(({ id, severity }) => [id, severity])).toEqual([
      ['web-access', 'down'],
      ['incoming-mail', 'down'],
      ['web1', 'partial'],
    ]);
  });

  test('tells the worst word on mail, each direction by itself', () => {
    const mail = (words: Mail) => ({ affects: [], mail: words, unreadable: false });
    const updates = [
      update(day, '15:15', { effects: mail({ incoming: 'lost', outgoing: 'unknown' }) }),
      update(day, '15:30', { effects: mail({ incoming: 'delayed' }) }),
    ];
    const seen = view({ updates, effects: mail({ incoming: 'safe', outgoing: 'safe' }) });
    expect(seen.mail).toEqual({ incoming: 'lost', outgoing: 'unknown' });
    expect(view({})).not.toHaveProperty('mail');
  });

  test.each([
    ['what changed', ['web-access', 'degraded'], ['web-access', 'down'], 'degraded'],
    ['nothing where it only got better', ['web-access', 'down'], ['web-access', 'degraded'], undefined],
    ['nothing of ids that name nothing', ['web-acess', 'down'], ['web-access', 'down'], undefined],
  ] as const)('at first: %s', (_, first, then, expected) => {
    const updates = [update(day, '15:15', { effects: affects([...then]) })];
    const seen = view({ updates, effects: affects([...first]) });
    expect(seen.initially?.[0]?.severity).toBe(expected);
    expect(seen.affected).toHaveLength(1);
  });

  test.each([
    ['open', { resolved: null }, { fromDay: day }],
    [
      'over the same day',
      { resolved: { at: at(day, '19:09'), precision: 'minute' } },
      { to: { at: at(day, '19:09') } },
    ],
    [
      'over the next day',
      { resolved: { at: at('2010-07-28', '00:15'), precision: 'minute' } },
      { toDay: '2010-07-28' },
    ],
  ] as const)('%s: from when to when', (_, overrides, period) => {
    expect(view(overrides).period).toMatchObject(period);
  });

  test('a promise is a fact while it is open, and nothing once it is over', () => {
    const nextUpdateAt = at(day, '17:00');
    expect(view({ nextUpdateAt, resolved: null }).nextUpdateAt).toBe(nextUpdateAt);
    expect(view({ nextUpdateAt })).not.toHaveProperty('nextUpdateAt');
  });
});

describe('relations', () => {
  const newest = incident('2010-08-04-c', { follows: '2010-07-30-a' });
  const between = incident('2010-08-01-b', { follows: '2010-07-30-a' });
  const first = incident('2010-07-30-a');
  const lost = incident('2010-07-16-x', { follows: '2010-07-01-gone' });
  const itself = incident('2010-07-02-y', { follows: '2010-07-02-y' });
  const relations = relationsOf([newest, between, first, lost, itself]);

  test('lead both ways, follow-ups oldest first', () => {
    expect(relations(newest.slug).follows?.slug).toBe(first.slug);
    expect(relations(first.slug).followUps.map(({ slug }) => slug)).toEqual([between.slug, newest.slug]);
  });

  test('lead nowhere where the other one does not exist or is itself', () => {
    expect(relations(lost.slug)).toEqual({ followUps: [] });
    expect(relations(itself.slug)).toEqual({ followUps: [] });
  });
});

describe('the archive', () => {
  const slugs = ['2010-09-02-d', '2010-08-31-c', '2010-08-31-b', '2009-12-24-a'];
  const archive = archiveOf(slugs.map((slug) => incident(slug)));

  test('counts by year and month, newest first', () => {
    const { total, years } = historyView(CONTEXT, archive);
    expect(total).toBe(4);
    expect(years).toEqual([
      {
        year: '2010',
        count: 3,
        months: [
          { month: '2010-09', count: 1 },
          { month: '2010-08', count: 2 },
        ],
      },
      { year: '2009', count: 1, months: [{ month: '2009-12', count: 1 }] },
    ]);
  });

  test.each([
    ['2010-09', { older: '2010-08' }, 'newer'],
    ['2010-08', { older: '2009-12', newer: '2010-09' }, 'none'],
    ['2009-12', { newer: '2010-08' }, 'older'],
  ])('%s knows its neighbours', (month, neighbours, absent) => {
    const view = monthView(CONTEXT, archive, month);
    expect(view).toMatchObject({ ...neighbours, frame: { path: monthPath(month) } });
    expect(view).not.toHaveProperty(absent);
  });

  test('a month lists its entries in the order of the log', () => {
    expect(monthView(CONTEXT, archive, '2010-08').entries.map(({ slug }) => slug)).toEqual([
      '2010-08-31-c',
      '2010-08-31-b',
    ]);
  });

  test('an empty archive has no month, and asking for one is a bug', () => {
    expect(historyView(CONTEXT, archiveOf([]))).toMatchObject({ total: 0, years: [] });
    expect(() => monthView(CONTEXT, archiveOf([]), '2010-08')).toThrow('2010-08');
  });
});

test('the page for unknown addresses knows nothing but its frame', () => {
  expect(notFoundView(CONTEXT)).toEqual({
    frame: {
      siteName: 'Example Mail',
      siteUrl: 'https://status.example.org',
      locale: 'en-GB',
      contact: { text: 'help@example.org', href: 'mailto:help@example.org' },
      path: '/404.html',
    },
  });
});
