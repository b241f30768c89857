import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import { check, effects, incident, lines, london, refersTo, topology, update } from './fixtures.ts';

const SLUG = '2010-08-31-service-down';

describe('what `affects` names', () => {
  const cases: readonly [name: string, more: Partial<Incident>, expected: readonly string[]][] = [
    [
      'services, groups and servers are known',
      { effects: effects({ 'web-access': 'down', storage: 'partial', gw1: 'down' }) },
      [],
    ],
    [
      'a typing mistake',
      { effects: effects({ 'web-acess': 'down' }) },
      [
        'incidents/2010-08-31-service-down.md:3:11 error unknown-reference: `affects` names "web-acess", which is no service, group or server of topology.yml (did you mean "web-access"?)',
      ],
    ],
    [
      'a display name instead of an id',
      { effects: effects({ 'av/greylisting': 'down' }) },
      [
        'incidents/2010-08-31-service-down.md:3:11 error unknown-reference: `affects` names "av/greylisting", which is no service, group or server of topology.yml (did you mean "gateways"?)',
      ],
    ],
    [
      'a zone',
      { effects: effects({ mail: 'down' }) },
      [
        'incidents/2010-08-31-service-down.md:3:11 error unknown-reference: `affects` names "mail", which is no service, group or server of topology.yml ("mail" is a zone; name its groups instead: gateways, backup-mx, storage)',
      ],
    ],
    [
      'nothing like anything',
      { effects: effects({ telephone: 'down' }) },
      [
        'incidents/2010-08-31-service-down.md:3:11 error unknown-reference: `affects` names "telephone", which is no service, group or server of topology.yml (the ids are listed in topology.yml, under services, groups and servers)',
      ],
    ],
    [
      'the same mistake in the front matter and in an update is told twice, each where it stands',
      {
        effects: effects({ storrage: 'down' }),
        updates: [update('2010-08-31 16:57', { effects: effects({ gw1: 'down', storrage: 'partial' }, 9) })],
      },
      [
        'incidents/2010-08-31-service-down.md:3:11 error unknown-reference: `affects` names "storrage", which is no service, group or server of topology.yml (did you mean "storage"?)',
        'incidents/2010-08-31-service-down.md:9:12 error unknown-reference: `affects` names "storrage", which is no service, group or server of topology.yml (did you mean "storage"?)',
      ],
    ],
    [
      'names that every object has are not taken for ids',
      { effects: effects({ ['constructor' as string]: 'down' }) },
      [
        'incidents/2010-08-31-service-down.md:3:11 error unknown-reference: `affects` names "constructor", which is no service, group or server of topology.yml (the ids are listed in topology.yml, under services, groups and servers)',
      ],
    ],
  ];
  test.each(cases)('%s', (_name, more, expected) => {
    expect(lines(check({ incidents: [incident(SLUG, more)] }))).toEqual(expected);
  });
});

describe('two files for one URL', () => {
  const cases: readonly [name: string, files: readonly string[], expected: readonly string[]][] = [
    [
      'different names',
      ['incidents/2010-08-31-a.md', 'incidents/2010-08-31-b.md', 'incidents/2010/2010-08-31-c.md'],
      [],
    ],
    [
      'one name in two folders: the second by path is told',
      ['incidents/2010/2010-08-31-a.md', 'incidents/2010-08-31-a.md'],
      [
        'incidents/2010/2010-08-31-a.md:1:1 error duplicate-url: incidents/2010-08-31-a.md has the same name, and both would be published at /incidents/2010-08-31-a/ (rename one of them; only the first is published)',
      ],
    ],
    [
      'names that differ by letter case',
      ['incidents/2010-08-31-Slow.md', 'incidents/2010-08-31-slow.md'],
      [
        'incidents/2010-08-31-slow.md:1:1 error duplicate-url: incidents/2010-08-31-Slow.md has the same name but for letter case, and many hosts take both URLs for one (rename one of them)',
      ],
    ],
    [
      'three of one name: the second and the third are told',
      ['incidents/a/2010-08-31-x.md', 'incidents/b/2010-08-31-x.md', 'incidents/c/2010-08-31-x.md'],
      [
        'incidents/b/2010-08-31-x.md:1:1 error duplicate-url: incidents/a/2010-08-31-x.md has the same name, and both would be published at /incidents/2010-08-31-x/ (rename one of them; only the first is published)',
        'incidents/c/2010-08-31-x.md:1:1 error duplicate-url: incidents/a/2010-08-31-x.md has the same name, and both would be published at /incidents/2010-08-31-x/ (rename one of them; only the first is published)',
      ],
    ],
  ];
  test.each(cases)('%s', (_name, files, expected) => {
    expect(lines(check({ files }))).toEqual(expected);
  });
});

describe('names of files', () => {
  test.each([
    ['2010-08-31-website_slowdown.v2', undefined],
    ['2010-08-31-störung-сбой-障害-é', undefined],
    ['2010-08-31 website', 'a space'],
    ['2010-08-31-\u202Ereversed', 'the character U+202E'],
    ['2010-08-31-$(reboot)', 'the character "$"'],
    ['2010-08-31-what?', 'the character "?"'],
    ['2010-08-31-50%25', 'the character "%"'],
    ['2010-08-31-😀', 'the character "😀"'],
  ])('%s', (slug, odd) => {
    expect(lines(check({ files: [`incidents/2010 old/${slug}.md`] }))).toEqual(
      odd === undefined
        ? []
        : [
            `incidents/2010 old/${slug}.md:1:1 warning file-name-characters: the name of the file has ${odd} (use letters, digits, dots, hyphens and underscores: the name becomes a URL)`,
          ],
    );
  });

  test.each([
    ['2010-08-31-a', true],
    ['2010-08-31-$(reboot)', false],
    ['2010-08-31-a;reboot', false],
    ['2010-08-31-`reboot`', false],
    ['--now', false],
  ])('%s stands in a command that a hint suggests: %s', (slug, isSuggested) => {
    const [found] = check({ incidents: [incident(slug, { resolved: null })] }).filter(
      ({ code }) => code === 'open-too-long',
    );
    expect(found?.hint?.includes(`signalbox resolve ${slug}`)).toBe(isSuggested);
    expect(found?.hint?.includes('signalbox')).toBe(isSuggested);
  });
});

describe('references to other entries', () => {
  const old = incident('2010-07-30-new-email-packages');
  const draft = 'incidents/2010-09-01-draft.md';
  const cases: readonly [name: string, more: Partial<Incident>, expected: readonly string[]][] = [
    ['to an entry that exists, and to itself', { references: [refersTo(old.slug), refersTo(SLUG)] }, []],
    [
      'with a typing mistake',
      {
        follows: '2010-07-30-new-mail-packages',
        references: [refersTo('2010-07-30-new-mail-packages', 4, 10)],
      },
      [
        'incidents/2010-08-31-service-down.md:4:10 error unknown-incident: the entry "2010-07-30-new-mail-packages" is named here, but there is no file incidents/2010-07-30-new-mail-packages.md (did you mean "2010-07-30-new-email-packages"?)',
      ],
    ],
    [
      'to nothing like anything',
      { references: [refersTo('packages')] },
      [
        'incidents/2010-08-31-service-down.md:5:10 error unknown-incident: the entry "packages" is named here, but there is no file incidents/packages.md (the name of the file without .md is expected)',
      ],
    ],
    [
      'to a draft',
      { references: [refersTo('2010-09-01-draft')] },
      [
        'incidents/2010-08-31-service-down.md:5:10 error unknown-incident: the entry "2010-09-01-draft" is named here, but it is not published (it is a draft or cannot be read; publish it first, or take the reference out)',
      ],
    ],
  ];
  test.each(cases)('%s', (_name, more, expected) => {
    const incidents = [incident(SLUG, more), old];
    expect(lines(check({ incidents, files: [...incidents.map(({ file }) => file), draft] }))).toEqual(
      expected,
    );
  });

  test('after twenty bad references no more suggestions are looked for', () => {
    const references = Array.from({ length: 25 }, (_, index) =>
      refersTo('2010-07-30-new-mail-packages', 5 + index),
    );
    const found = check({ incidents: [incident(SLUG, { references }), old] });
    expect(found.filter(({ hint }) => hint?.startsWith('did you mean'))).toHaveLength(20);
    expect(found).toHaveLength(25);
  });
});

describe('what the clock shows (now is 2010-09-03 23:10)', () => {
  const open = (more: Partial<Incident>): Partial<Incident> => ({ resolved: null, ...more });
  const maintenance = (more: Partial<Incident>): Partial<Incident> => ({
    kind: 'maintenance',
    title: 'Storage move',
    resolved: null,
    window: { startAt: london('2010-09-02 01:00'), endAt: london('2010-09-02 03:00') },
    ...more,
  });
  const silent = (age: string, line = 6) =>
    `incidents/2010-08-31-service-down.md:${String(line)}:1 warning open-too-long: "Service Down" is still open, and its last update is ${age} old (tell members more with \`signalbox update 2010-08-31-service-down "…"\`, or close it with \`signalbox resolve 2010-08-31-service-down\`)`;

  const cases: readonly [name: string, more: Partial<Incident>, expected: readonly string[]][] = [
    ['a resolved entry may be silent for ever', {}, []],
    ['open, with a word exactly 24 hours ago', open({ updates: [update('2010-09-02 23:10')] }), []],
    [
      'open, and silent for a minute more',
      open({ updates: [update('2010-09-02 23:09')] }),
      [silent('24 hours')],
    ],
    [
      'the latest update counts, and is where it is told',
      open({ updates: [update('2010-08-31 09:00'), update('2010-09-01 23:10', { line: 12 })] }),
      [silent('2 days', 12)],
    ],
    [
      'a span counts by its end',
      open({ updates: [update('2010-09-02 20:00', { untilAt: london('2010-09-02 23:30') })] }),
      [],
    ],
    ['a word known to the day may have come at its end', open({ updates: [update('2010-09-02')] }), []],
    ['but not later', open({ updates: [update('2010-09-01')] }), [silent('47 hours')]],
    [
      'a promise not yet due',
      open({ updates: [update('2010-09-03 22:50')], nextUpdateAt: london('2010-09-03 23:11') }),
      [],
    ],
    [
      'a promise overdue',
      open({ updates: [update('2010-09-03 22:30')], nextUpdateAt: london('2010-09-03 23:09') }),
      [
        'incidents/2010-08-31-service-down.md:6:1 warning promise-overdue: the next update was promised for 2010-09-03 23:09, 1 minute ago, and has not come (write it, or put a new time into `next_update`)',
      ],
    ],
    [
      'a promise kept',
      open({
        updates: [update('2010-09-03 22:30'), update('2010-09-03 23:00')],
        nextUpdateAt: london('2010-09-03 23:00'),
      }),
      [],
    ],
    [
      'a promise of planned work',
      maintenance({
        updates: [update('2010-09-03 22:00')],
        nextUpdateAt: london('2010-09-03 22:40'),
        window: { startAt: london('2010-09-03 22:00'), endAt: london('2010-09-04 03:00') },
      }),
      [
        'incidents/2010-08-31-service-down.md:6:1 warning promise-overdue: the next update was promised for 2010-09-03 22:40, 30 minutes ago, and has not come (write it, or put a new time into `next_update`)',
      ],
    ],
    ['a promise of an entry that is over', { nextUpdateAt: london('2010-08-31 19:30') }, []],
    ['five minutes ahead is tolerated', { updates: [update('2010-09-03 23:15')] }, []],
    [
      'an update from the future',
      { updates: [update('2010-09-03 22:00'), update('2010-09-03 23:16', { line: 9 })] },
      [
        'incidents/2010-08-31-service-down.md:9:1 warning mark-in-future: this update is dated 2010-09-03 23:16, and it is only 2010-09-03 23:10 (check the mark and the date in the file’s name)',
      ],
    ],
    [
      'a file from tomorrow without a mark',
      { kind: 'announcement', updates: [update('2010-09-04', { line: 5 })] },
      [
        'incidents/2010-08-31-service-down.md:5:1 warning mark-in-future: this update is dated 2010-09-04, and it is only 2010-09-03 (check the date in the file’s name)',
      ],
    ],
    [
      'planned work is filed under its own day',
      maintenance({
        updates: [update('2010-09-10')],
        window: { startAt: london('2010-09-10 01:00'), endAt: london('2010-09-10 03:00') },
      }),
      [],
    ],
    [
      'a window that has passed without a word',
      maintenance({ updates: [update('2010-09-02 01:00')] }),
      [
        'incidents/2010-08-31-service-down.md:6:1 hint maintenance-not-closed: the window of "Storage move" ended 44 hours ago, and no update says that the work is completed (add an update that begins with "Completed:", or move `to` in `window` if the work goes on)',
      ],
    ],
    [
      'one that ends this very minute has passed',
      maintenance({ window: { startAt: 0, endAt: london('2010-09-03 23:10') } }),
      [
        'incidents/2010-08-31-service-down.md:8:1 hint maintenance-not-closed: the window of "Storage move" ended 0 minutes ago, and no update says that the work is completed (add an update that begins with "Completed:", or move `to` in `window` if the work goes on)',
      ],
    ],
    ['one that lasts', maintenance({ window: { startAt: 0, endAt: london('2010-09-03 23:11') } }), []],
    ['completed', maintenance({ resolved: { at: london('2010-09-02 02:30'), precision: 'minute' } }), []],
    ['cancelled', maintenance({ cancelled: true }), []],
    ['without a readable window, which is told elsewhere', { kind: 'maintenance', resolved: null }, []],
    ['an announcement is never open', { kind: 'announcement', resolved: null }, []],
  ];
  test.each(cases)('%s', (_name, more, expected) => {
    expect(lines(check({ incidents: [incident(SLUG, more)] }))).toEqual(expected);
  });
});

test('everything is told at once, in order of place', () => {
  const incidents = [
    incident('2010-09-01-b', { effects: effects({ nowhere: 'down' }), references: [refersTo('gone')] }),
    incident('2010-08-01-a', { resolved: null, effects: effects({ nowhere: 'down' }) }),
  ];
  const found = check({ topology: topology(), incidents });
  expect(found.map(({ file, line, code }) => `${file}:${String(line)} ${code}`)).toEqual([
    'incidents/2010-08-01-a.md:3 unknown-reference',
    'incidents/2010-08-01-a.md:8 open-too-long',
    'incidents/2010-09-01-b.md:3 unknown-reference',
    'incidents/2010-09-01-b.md:5 unknown-incident',
  ]);
  expect(check({ incidents: [...incidents].reverse() })).toEqual(found);
});
