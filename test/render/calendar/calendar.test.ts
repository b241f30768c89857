import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarFiles } from '../../../src/render/calendar/files.ts';
import { icalendar, icsText } from '../../../src/render/calendar/ics.ts';
import { NOW } from '../../support/small-site.ts';
import { deskAt, deskOf, filesOf, inputsOf } from '../../support/published-files.ts';
import { calendarFaults, parseCalendar, textValue, valueOf } from '../../support/judges/icalendar.ts';
import type { Component } from '../../support/judges/icalendar.ts';

const WORK = `---
title: New disks, faster; better
kind: maintenance
window: {from: "2010-09-05 01:00", to: "2010-09-05 03:00"}
affects: {gateways: down}
mail: delayed
---
[2010-09-03 12:00] We put in **new** disks. More in [the plan](/history/).

- one
- two
`;
const NAME = '2010-09-05-disks';

function eventsOf(content: string | undefined): readonly Component[] {
  return parseCalendar(content ?? '').components.filter(({ name }) => name === 'VEVENT');
}

function eventOf(text: string, options: { now?: number } = {}): Component {
  const [event] = eventsOf(filesOf(calendarFiles, deskOf({ [NAME]: text }, options))['maintenance.ics']);
  if (event === undefined) throw new Error('there is no event');
  return event;
}

const told = (event: Component, name: string) => textValue(valueOf(event, name) ?? '');

describe('the files', () => {
  const files = filesOf(
    calendarFiles,
    deskOf({ [NAME]: WORK, '2010-09-01-x': '---\ntitle: X\n---\n[10:00] X.\n' }),
  );

  it('are one to subscribe to and one for each work', () => {
    expect(Object.keys(files)).toEqual(['maintenance.ics', `incidents/${NAME}/maintenance.ics`]);
    for (const content of Object.values(files)) expect(calendarFaults(content)).toEqual([]);
  });

  it('have the same event', () => {
    const [all, one] = Object.values(files).map(eventsOf);
    expect(one).toEqual(all);
  });

  it('are valid where nothing is planned', () => {
    const { 'maintenance.ics': empty = '' } = filesOf(calendarFiles, deskOf({}));
    expect(calendarFaults(empty)).toEqual([]);
    expect(eventsOf(empty)).toEqual([]);
  });

  it('name the calendar and say how often to ask', () => {
    const calendar = parseCalendar(files['maintenance.ics'] ?? '');
    expect(valueOf(calendar, 'X-WR-CALNAME')).toBe('Small Mail: maintenance');
    expect(calendar.properties).toContainEqual({
      name: 'REFRESH-INTERVAL',
      parameters: { VALUE: 'DURATION' },
      value: 'PT1H',
    });
  });

  it('are the same bytes at whatever time they are made', () => {
    const later = filesOf(calendarFiles, deskOf({ [NAME]: WORK }, { now: NOW + 7 * 86_400_000 }));
    expect(later).toEqual(filesOf(calendarFiles, deskOf({ [NAME]: WORK })));
  });
});

describe('an event', () => {
  it('tells when in UTC, what, and where to read on', () => {
    const event = eventOf(WORK);
    const pairs = event.properties.map(({ name, value }) => [name, value]);
    expect(Object.fromEntries(pairs)).toMatchObject({
      UID: '2010-09-05-disks@status.small.example',
      DTSTAMP: '20100903T110000Z',
      SEQUENCE: '0',
      DTSTART: '20100905T000000Z',
      DTEND: '20100905T020000Z',
      SUMMARY: String.raw`Small Mail: New disks\, faster\; better`,
      URL: 'https://status.small.example/incidents/2010-09-05-disks/',
      STATUS: 'CONFIRMED',
      TRANSP: 'TRANSPARENT',
    });
  });

  it('is described in plain text, in the site’s own time', () => {
    expect(told(eventOf(WORK), 'DESCRIPTION')).toBe(
      [
        'Planned for 5 September 2010, 01:00 – 03:00 BST.',
        'Expected during the work: Gateways down. Mail will be delayed, not lost.',
        '3 September 2010, 12:00 BST\nWe put in new disks. More in the plan (https://status.small.example/history/).',
        '- one\n- two',
        'https://status.small.example/incidents/2010-09-05-disks/',
      ].join('\n\n'),
    );
  });

  it('keeps its UID and counts what staff change', () => {
    const moved = `${WORK.replace('from: "2010-09-05 01:00"', 'from: "2010-09-05 00:30"')}\n[2010-09-03 18:00] Half an hour earlier.\n`;
    const off = moved.replace('kind:', 'cancelled: true\nkind:');
    const facts = [WORK, moved, off].map((text) => {
      const event = eventOf(text);
      return ['UID', 'SEQUENCE', 'DTSTAMP', 'DTSTART', 'STATUS']
        .map((name) => valueOf(event, name))
        .join(' ');
    });
    expect(facts).toEqual([
      '2010-09-05-disks@status.small.example 0 20100903T110000Z 20100905T000000Z CONFIRMED',
      '2010-09-05-disks@status.small.example 1 20100903T170000Z 20100904T233000Z CONFIRMED',
      '2010-09-05-disks@status.small.example 2 20100903T170000Z 20100904T233000Z CANCELLED',
    ]);
    expect(told(eventOf(off), 'SUMMARY')).toMatch(/^Cancelled: Small Mail/);
    expect(told(eventOf(off), 'DESCRIPTION')).toMatch(/^This work will not take place\.\n\nPlanned for/);
  });

  it('is stamped by no clock: not by the day of the work, and not by words that are dated ahead', () => {
    const plain = WORK.replace('[2010-09-03 12:00] ', '');
    expect(valueOf(eventOf(plain), 'DTSTAMP')).toBe('19700101T000000Z');
    const ahead = `${WORK}\n[2010-09-05 02:00] In progress: it goes on.\n`;
    expect(valueOf(eventOf(ahead), 'DTSTAMP')).toBe('20100903T110000Z');
    const later = Date.parse('2010-09-05T01:00:00Z');
    expect(valueOf(eventOf(ahead, { now: later }), 'DTSTAMP')).toBe('20100905T010000Z');
    const desk = deskOf({ [NAME]: ahead });
    const inputsAt = (at: number) => inputsOf(calendarFiles, deskAt(desk, at))['maintenance.ics'];
    expect(inputsAt(later - 60_000)).toBe(inputsAt(NOW));
    expect(inputsAt(later)).not.toBe(inputsAt(NOW));
  });

  it('is made of no window that cannot be read, of no draft and of nothing unplanned', () => {
    const texts = {
      '2010-09-05-a': '---\ntitle: A\nkind: maintenance\n---\n[2010-09-03 12:00] When?\n',
      '2010-09-05-b': WORK.replace('kind:', 'draft: true\nkind:'),
      '2010-09-05-c': '---\ntitle: C\nkind: announcement\n---\nHello.\n',
    };
    expect(eventsOf(filesOf(calendarFiles, deskOf(texts))['maintenance.ics'])).toEqual([]);
  });
});

describe('texts', () => {
  it.each([
    ['a, b; c\\n', String.raw`a\, b\; c\\n`],
    ['one\r\ntwo\rthree\u2028four\u0085five', String.raw`one\ntwo\nthree\nfour\nfive`],
    ['bell\u0007\u0000\ttab \ud83d', 'bell tab '],
    ['END:VEVENT\nBEGIN:VALARM', String.raw`END:VEVENT\nBEGIN:VALARM`],
    ['all \u202eenif si', 'all enif si'],
  ])('%j is written as %j', (text, expected) => {
    expect(icsText(text)).toBe(expected);
  });

  it('come back as they were, folded at whatever octet', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const summary = text.replaceAll(
          /[\p{Cc}\p{Cs}\u2028\u2029\ufffe\uffff]|[\u202a-\u202e\u2066-\u2069]/gu,
          '',
        );
        const event = {
          uid: 'a@b',
          sequence: 0,
          stampAt: 0,
          startAt: 0,
          summary,
          description: `${summary}\n${summary}`,
          url: 'https://a.example/',
          cancelled: false,
        };
        const content = icalendar({ name: summary, about: '', events: [event] });
        expect(calendarFaults(content)).toEqual([]);
        const [read] = eventsOf(content);
        expect(read && told(read, 'SUMMARY')).toBe(summary);
        expect(read && told(read, 'DESCRIPTION')).toBe(`${summary}\n${summary}`);
      }),
      { numRuns: 200 },
    );
  });

  it('of staff and owners break nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (evil) => {
        const text = `---\ntitle: ${JSON.stringify(evil)}\nkind: maintenance\nwindow: {from: "2010-09-05 01:00", to: "2010-09-05 03:00"}\n---\n[2010-09-03 12:00] ${evil}\n`;
        for (const content of Object.values(filesOf(calendarFiles, deskOf({ [NAME]: text })))) {
          expect(calendarFaults(content)).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
