import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/core/model/incident.ts';
import type { History } from '../../src/core/model/history.ts';
import { incidentView } from '../../src/core/view/incident.ts';
import { createStrips } from '../../src/core/view/strip.ts';
import { timelineDayView } from '../../src/core/view/timeline-day.ts';
import type { TimelineDay } from '../../src/core/view/timeline-days.ts';
import { timelineView, timelineYears, timelineYearView } from '../../src/core/view/timeline-index.ts';
import { renderPage } from '../../templates/index.ts';
import { CONTEXT, incident, proseOf, update } from '../core/view/fixtures.ts';
import { memoryOf, summer, watched } from '../core/view/watched.ts';
import { kitOf, textOf } from './support.ts';

const KIT = kitOf();
const DAY = '2010-08-31';
const SHORT_OUTAGE = { [`${DAY} 14:12`]: 'gw1:offline', [`${DAY} 14:31`]: '' };
const WATCH = { from: '2010-08-30 00:00', until: '2010-09-01 12:00', changes: SHORT_OUTAGE };
const NOBODY: History = memoryOf(WATCH).read(0);

const story = (overrides: Partial<Incident> = {}) =>
  incident(`${DAY}-a`, {
    title: 'Slow',
    effects: {
      affects: ['incoming-mail', 'web'].map((id) => ({ id, severity: 'degraded', line: 1, column: 1 })),
      unreadable: false,
    },
    updates: [update(DAY, '14:20'), update(DAY, '14:40', { phase: 'resolved' })],
    resolved: { at: summer(`${DAY} 14:40`), precision: 'minute' },
    ...overrides,
  });

function incidentPage(history: History, subject = story()): string {
  const view = incidentView({
    context: CONTEXT,
    incident: subject,
    prose: proseOf([subject])(subject.slug),
    relations: { followUps: [] },
    probes: createStrips(history, CONTEXT).view(subject),
    day: DAY,
  });
  return renderPage('incident', view, KIT);
}

describe('what the probes saw, on an incident’s page', () => {
  const html = incidentPage(watched(WATCH));

  test('is told in sentences, first what happened', () => {
    expect(textOf(html)).toContain(
      'What our probes saw 13:20 to 15:40 Gateways gw1 was offline from 14:12 to 14:31; the other one answered throughout.',
    );
    expect(textOf(html)).toContain('Our probes saw nothing wrong with Web Service.');
  });

  test('is drawn for those who see it, and hidden from those who hear it', () => {
    const drawings = [...html.matchAll(/<div class="strips"[^>]*>/g)].map(([tag]) => tag);
    expect(drawings).toEqual(Array.from({ length: 2 }, () => '<div class="strips" aria-hidden="true">'));
    expect(html.match(/<svg class="(?:strip|scale)/g)).not.toBeNull();
    expect(html.replace(/aria-hidden="true"[^]*?<\/(?:div|ul)>/g, '')).not.toMatch(
      /<svg class="(?:strip|scale)/,
    );
  });

  test('tells states apart by shape', () => {
    const shapes = ['operational', 'unknown', 'down'].map((state) => {
      const gaps = [[`${DAY} 15:00`, `${DAY} 15:30`]] as const;
      const drawn = incidentPage(watched({ ...WATCH, gaps }));
      const path = new RegExp(`class="is-${state}" d="M0 ([^"]*)"`).exec(
        drawn.slice(drawn.indexOf('class="key"')),
      );
      return path?.[1];
    });
    expect(new Set(shapes).size).toBe(3);
    expect(shapes).not.toContain(undefined);
  });

  test('has updates and round times on its axis', () => {
    const scales = [...html.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(scales.slice(0, 7)).toEqual(['14:20', '14:40', '13:30', '14:00', '14:30', '15:00', '15:30']);
  });

  test('has no light, and no styles the policy would refuse', () => {
    expect(html).not.toMatch(/class="glyph|style=/);
  });

  test('of an incident over days names them', () => {
    const long = story({ resolved: { at: summer('2010-09-01 10:00'), precision: 'minute' } });
    expect(textOf(incidentPage(watched(WATCH), long))).toContain('31 August, 13:20 to 1 September, 11:00');
  });

  test('of one that is open ends with what happened last', () => {
    const open = story({ resolved: null });
    const text = textOf(incidentPage(watched({ ...WATCH, until: `${DAY} 17:00` }), open));
    expect(text).toContain('13:20 to 14:40, the last change or update');
    expect(text).toContain('Until 14:40 our probes saw nothing wrong with Web Service.');
  });

  test('marks the time that was planned', () => {
    const work = story({
      kind: 'maintenance',
      window: { startAt: summer(`${DAY} 14:00`), endAt: summer(`${DAY} 15:00`) },
    });
    const drawn = incidentPage(watched(WATCH), work);
    expect(drawn).toContain('<p>planned</p>');
    expect(html).not.toContain('<p>planned</p>');
  });

  test('is no section where nobody looked; the way to the day is there all the same', () => {
    const page = incidentPage(NOBODY);
    expect(textOf(page)).not.toContain('probes');
    expect(page).toContain(`<a href="/timeline/${DAY}/">This day, by the minute</a>`);
  });
});

function dayPage(history: History, entries: readonly Incident[] = [], overrides: Partial<TimelineDay> = {}) {
  const day = { day: DAY, changes: 0, entries, lasting: [], ...overrides };
  const view = timelineDayView({
    context: CONTEXT,
    history,
    day,
    prose: proseOf(entries),
    older: '2010-08-30',
    newer: '2010-09-02',
  });
  return renderPage('timelineDay', view, KIT);
}

describe('a day’s page', () => {
  const html = dayPage(watched(WATCH), [story()], { lasting: [incident('2010-08-30-x', { title: 'Long' })] });

  test('tells it by the minute, with ways to the entries and to other days', () => {
    expect(textOf(html)).toContain(
      '31 August 2010 Our probes watched all day. As the day began Under way: Long. By the minute ' +
        '14:12 gw1 (Gateways) went offline. 14:20 Incident begins: Slow 14:31 gw1 (Gateways) is back, after 19 minutes. ' +
        '14:40 Incident over: Slow Before: 30 August 2010 After: 2 September 2010 All days',
    );
    expect(html).toContain(`<a href="/incidents/${DAY}-a/#u-20100831-1440">Slow</a>`);
    expect(html).toContain('<a href="/timeline/2010-08-30/" rel="prev">');
  });

  test('has an anchor for every minute, and each minute leads to itself', () => {
    expect(
      [...html.matchAll(/<li id="(t\d{4})" data-minute="(\d{4})"/g)].map(([, id, at]) => `${id} ${at}`),
    ).toEqual(['t1412 1412', 't1420 1420', 't1431 1431', 't1440 1440']);
    expect(html).toContain('<a href="#t1412">');
  });

  test('of a day before anybody looked tells what staff wrote, and says so', () => {
    const text = textOf(dayPage(NOBODY, [story()]));
    expect(text).toContain(
      'Our probes were not recorded yet on this day. What is told here is what staff wrote.',
    );
    expect(text).toContain('14:20 Incident begins: Slow');
  });

  test('of one announcement alone is short', () => {
    const news = incident(`${DAY}-n`, {
      kind: 'announcement',
      title: 'News',
      updates: [update(DAY, null)],
      resolved: null,
    });
    expect(textOf(dayPage(NOBODY, [news]))).toContain('On this day Announcement: News Before:');
  });

  test('puts services forward', () => {
    const changes = { [`${DAY} 14:12`]: 'gw1:offline gw2:offline' };
    expect(dayPage(watched({ ...WATCH, changes }))).toContain(
      '<p class="telling">The service Incoming Mail is down.</p>',
    );
  });

  test('carries no light and no clock', () => {
    expect(html).not.toMatch(/class="glyph|hold until|As of/);
  });
});

describe('the index of days', () => {
  const days: readonly TimelineDay[] = [
    { day: '2010-09-02', changes: 3, entries: [story()], lasting: [] },
    { day: DAY, changes: 0, entries: [story(), story()], lasting: [] },
    { day: '2010-08-01', changes: 1, entries: [], lasting: [] },
  ];
  const html = renderPage('timeline', timelineView(CONTEXT, days), KIT);

  test('tells how much there is of each day', () => {
    expect(textOf(html)).toContain(
      'September 2010 02/09/2010 3 changes, 1 entry August 2010 31/08/2010 2 entries 01/08/2010 1 change',
    );
  });

  test('hides the form, which would be dead without the script, and tells the script what it has to say', () => {
    const form = /<form [^>]*>/.exec(html)?.[0] ?? '';
    expect(form).toContain(' hidden');
    expect(form).toContain('data-base="/timeline/"');
    expect(form).toContain('data-nothing="Nothing is recorded for {day}."');
    expect(form).toContain(`data-first="2010-08-01" data-last="2010-09-02"`);
    expect(html).toContain('<label>Time in Europe/London <input type="time" name="time"/></label>');
  });

  test('of nothing has no form', () => {
    const empty = renderPage('timeline', timelineView(CONTEXT, []), KIT);
    expect(empty).not.toContain('<form');
    expect(textOf(empty)).toContain('Timeline Nothing has happened yet that could be told here.');
  });

  test('keeps the path a site lives under', () => {
    const below = renderPage(
      'timeline',
      timelineView(CONTEXT, days),
      kitOf({ siteUrl: 'https://example.org/status' }),
    );
    expect(below).toContain('<script src="/status/assets/timeline.js"></script>');
    expect(below).toContain('data-base="/status/timeline/"');
  });

  test('leads to years where there are many days, and they to each other', () => {
    const many = Array.from({ length: 400 }, (_, index) => ({
      day: CONTEXT.zone.addDays('2010-01-20', -index),
      changes: 1,
      entries: [],
      lasting: [],
    }));
    expect(renderPage('timeline', timelineView(CONTEXT, many), KIT)).toContain(
      '<a href="/timeline/2009/">2009</a>',
    );
    const year = renderPage('timelineYear', timelineYearView(CONTEXT, timelineYears(many), '2009'), KIT);
    expect(textOf(year)).toContain(
      '2009 365 days on which something happened, newest first. December 2009 31/12/2009',
    );
    expect(textOf(year)).toContain('Older: 2008 Newer: 2010 All days');
    expect(year).not.toContain('<script');
  });
});

test('only the timeline’s pages run a script', () => {
  const index = renderPage('timeline', timelineView(CONTEXT, []), KIT);
  for (const page of [index, dayPage(NOBODY)]) {
    expect(page).toContain('<script src="/assets/timeline.js"></script>');
    expect(page).toContain(`content="${KIT.csp.scripted}"`);
  }
  // What search engines read is data, and does not run.
  expect(incidentPage(NOBODY)).not.toMatch(/<script(?! type="application\/ld\+json">)/);
  expect(incidentPage(NOBODY)).toContain(`content="${KIT.csp.linked}"`);
});
