import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import {
  LOG_ENTRIES,
  LOG_ENTRY_WORDS,
  LOG_WORDS,
  logView,
  PINNED_ENTRIES,
} from '../../../src/core/view/log.ts';
import type { LogInput, LogView } from '../../../src/core/view/log.ts';
import { countWords } from '../../../src/core/view/excerpt.ts';
import { CONTEXT, incident, NOW, proseOf, update, words } from './fixtures.ts';

function log(incidents: readonly Incident[], overrides: Partial<LogInput> = {}): LogView {
  return logView({
    context: CONTEXT,
    incidents,
    prose: proseOf(incidents),
    now: NOW,
    toldAbove: new Set(),
    notYet: new Set(),
    ...overrides,
  });
}

const slugs = (view: LogView) => view.entries.map(({ slug }) => slug);

describe('new in last 7 days', () => {
  test.each([
    ['today', '2010-09-03', {}, 1],
    ['six days ago', '2010-08-28', {}, 1],
    ['seven days ago', '2010-08-27', {}, 0],
    ['tomorrow', '2010-09-04', {}, 0],
    ['an announcement', '2010-09-01', { kind: 'announcement' }, 1],
    ['maintenance that is over', '2010-09-01', { kind: 'maintenance' }, 1],
    ['still open', '2010-09-02', { resolved: null }, 1],
  ] as const)('%s counts by its date', (_, date, overrides, count) => {
    expect(log([incident(`${date}-a`, overrides)]).newCount).toBe(count);
  });

  test('the day is the site’s, not UTC’s', () => {
    // Half past midnight on the 4th in London is still the 3rd in UTC.
    const now = Date.parse('2010-09-03T23:30:00Z');
    const updates = [update('2010-09-04', '00:10')];
    expect(log([incident('2010-09-04-a', { updates })], { now }).newCount).toBe(1);
    expect(log([incident('2010-08-28-a')], { now }).newCount).toBe(0);
  });
});

describe('what is listed', () => {
  test('keeps the order it was given, newest first', () => {
    const incidents = ['2010-09-02-c', '2010-08-31-b', '2010-08-31-a'].map((slug) => incident(slug));
    expect(slugs(log(incidents))).toEqual(['2010-09-02-c', '2010-08-31-b', '2010-08-31-a']);
  });

  test('what is pinned stands above, of any kind, and is not repeated', () => {
    const incidents = [
      incident('2010-09-02-c'),
      incident('2010-08-01-p', { kind: 'announcement', pinned: true }),
      incident('2010-07-02-m', { kind: 'maintenance', pinned: true }),
      incident('2010-07-01-i', { pinned: true }),
    ];
    const view = log(incidents);
    expect(view.pinned.map(({ slug, tag }) => [slug, tag?.code])).toEqual([
      ['2010-08-01-p', 'pinned'],
      ['2010-07-02-m', 'completed'],
      ['2010-07-01-i', 'resolved'],
    ]);
    expect(slugs(view)).toEqual(['2010-09-02-c']);
  });

  test('what had not happened by then is not listed, unless it is open', () => {
    const day = '2010-09-03';
    const incidents = [
      incident('2010-09-05-o', { resolved: null }),
      incident('2010-09-04-b'),
      incident('2010-09-04-a', { kind: 'announcement', resolved: null }),
      incident(`${day}-later`, { updates: [update(day, '23:20')] }),
      incident(`${day}-before`, { resolved: update('2010-09-04', '01:00').at }),
    ];
    const view = log(incidents, { toldAbove: new Set(['2010-09-05-o']) });
    expect(view.entries.map(({ slug, tag }) => [slug, tag?.code])).toEqual([
      ['2010-09-05-o', 'open'],
      [`${day}-before`, 'open'],
    ]);
  });

  test('more pinned announcements than there is room for join the others', () => {
    const incidents = Array.from({ length: PINNED_ENTRIES + 1 }, (_, index) =>
      incident(`2010-08-0${9 - index}-p`, { kind: 'announcement', pinned: true }),
    );
    const view = log(incidents);
    expect(view.pinned).toHaveLength(PINNED_ENTRIES);
    expect(slugs(view)).toEqual([incidents.at(-1)?.slug]);
  });

  test('an open incident told above has no text here', () => {
    const [view] = log([incident('2010-09-02-a', { resolved: null })], {
      toldAbove: new Set(['2010-09-02-a']),
    }).entries;
    expect(view).toMatchObject({ toldAbove: true, updates: [], omitted: 0, tag: { code: 'open' } });
  });

  test('maintenance joins when it is over', () => {
    const work = incident('2010-09-02-a', { kind: 'maintenance' });
    expect(slugs(log([work]))).toEqual(['2010-09-02-a']);
    expect(slugs(log([work], { notYet: new Set(['2010-09-02-a']) }))).toEqual([]);
  });
});

describe('the page’s weight has a bound', () => {
  const many = Array.from({ length: 400 }, (_, index) =>
    incident(`2010-08-01-${String(400 - index).padStart(4, '0')}`),
  );

  test('by entries', () => {
    const view = log(many);
    expect(view.entries).toHaveLength(LOG_ENTRIES);
    expect(view.older).toBe(many.length - LOG_ENTRIES);
  });

  test('by words in all: what comes after keeps its title', () => {
    const view = log(many, { prose: proseOf(many, words(250)) });
    const told = view.entries.flatMap(({ updates }) => updates.map(({ text }) => countWords(text)));
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(LOG_WORDS);
    expect(view.entries).toHaveLength(LOG_ENTRIES);
    expect(view.entries.at(-1)).toMatchObject({ updates: [], omitted: 1 });
  });

  test('by words in one entry: the latest updates are kept and the earlier ones counted', () => {
    const day = '2010-08-31';
    const long = incident(`${day}-long`, {
      updates: ['10:00', '10:30', '11:00', '11:30'].map((clock) => update(day, clock)),
    });
    const [entry] = log([long], { prose: proseOf([long], words(LOG_ENTRY_WORDS / 2 - 1), words(9)) }).entries;
    expect(entry?.updates.map(({ id }) => id)).toEqual(['u-20100831-1100', 'u-20100831-1130']);
    // Two updates and the summary before them.
    expect(entry?.omitted).toBe(3);
    expect(entry?.summary).toBeUndefined();
  });

  test('by words in one update', () => {
    const long = incident('2010-08-31-long');
    const [entry] = log([long], { prose: proseOf([long], words(5_000)) }).entries;
    expect(entry?.updates[0]?.cut).toBe(true);
    expect(countWords(entry?.updates[0]?.text ?? '')).toBeLessThanOrEqual(LOG_ENTRY_WORDS);
  });
});
