import { describe, expect, test } from 'vitest';
import { createZone } from '../../src/core/parse/zone.ts';
import { moveIncident, moveMentions, movedName, movedSlugs } from '../../src/demo/moved-text.ts';

const LONDON = createZone('Europe/London', 'en-GB');
const NEW_YORK = createZone('America/New_York', 'en-US');
const NO_SLUGS: ReadonlyMap<string, string> = new Map();
const FILE = 'incidents/2010-08-31-service-down.md';

function moved(text: string, days: number, { zone = LONDON, slugs = NO_SLUGS } = {}): string {
  return moveIncident({ file: FILE, text }, { days, zone, slugs }).text;
}

describe('the name of a file', () => {
  test.each([
    ['incidents/2010-08-31-website-slowdown.md', 1, 'incidents/2010-09-01-website-slowdown.md'],
    ['incidents/2010/2010-12-31-x.md', 1, 'incidents/2010/2011-01-01-x.md'],
    ['incidents/2010-08-31.md', -31, 'incidents/2010-07-31.md'],
    ['incidents/2012-02-28_leap.md', 1, 'incidents/2012-02-29_leap.md'],
    ['incidents/2010-02-30-no-such-day.md', 1, 'incidents/2010-02-30-no-such-day.md'],
    ['incidents/undated.md', 5, 'incidents/undated.md'],
  ])('%s by %i', (file, days, expected) => {
    expect(movedName(file, days)).toBe(expected);
  });
});

describe('dated marks', () => {
  test.each([
    ['[2010-08-31 16:57] Down.', '[2010-09-02 16:57] Down.'],
    ['[2010/8/31 16.57] Down.', '[2010/09/02 16.57] Down.'],
    ['[2010-08-31T16:57Z] Down.', '[2010-09-02T16:57Z] Down.'],
    ['[31/08 16:57] Down.', '[02/09 16:57] Down.'],
    ['[31/08/2010 16:57] Down.', '[02/09/2010 16:57] Down.'],
    ['[31/8/10, 16:57] Down.', '[02/09/10, 16:57] Down.'],
    ['[31/08 23:50 - 01/09 00:15] Down.', '[02/09 23:50 - 03/09 00:15] Down.'],
    ['[31/08] Down.', '[02/09] Down.'],
    ['[30/12 16:57] Down.', '[01/01 16:57] Down.'],
  ])('%s', (line, expected) => {
    expect(moved(`Summary.\n\n${line}\n`, 2)).toBe(`Summary.\n\n${expected}\n`);
  });

  test('follow the order of the site’s locale', () => {
    expect(moved('[08/31 16:57] Down.\n', 2, { zone: NEW_YORK })).toBe('[09/02 16:57] Down.\n');
  });

  test.each([
    ['a time of day', '[16:57] Down.\n'],
    ['a date that does not exist', '[2010-02-30 16:57] Down.\n'],
    ['prose', 'On Tuesday 31/08/2010 and on 2010-08-31 at 16:57 it was down.\n'],
    ['what stands in a list, where it is text', '- [2010-08-31 16:57] Down.\n- x\n'],
    ['code', '```\n[2010-08-31 16:57] Down.\n```\n'],
  ])('%s stays', (_, text) => {
    expect(moved(text, 2)).toBe(text);
  });
});

test('the dates of the front matter move, and its comments stay', () => {
  const text = `---
title: Down since 2010-08-31 # written 2010-08-31
started: 2010-08-30
resolved: "2010-09-01 00:15"
next_update: '01/09 11:00'
window:
  from: 2010-08-31 22:00 # two hours before 2010-09-01
  to: "2010-09-01 02:00"
---

Text.
`;
  expect(moved(text, 10)).toBe(`---
title: Down since 2010-08-31 # written 2010-08-31
started: 2010-09-09
resolved: "2010-09-11 00:15"
next_update: '11/09 11:00'
window:
  from: 2010-09-10 22:00 # two hours before 2010-09-01
  to: "2010-09-11 02:00"
---

Text.
`);
});

describe('names of entries', () => {
  const slugs = movedSlugs(
    ['2010-08-31-service.md', '2010-08-31-service-down.md', '2010-08-31.md', 'undated.md'].map(
      (name) => `incidents/${name}`,
    ),
    1,
  );

  test('are followed wherever they stand, the longest first', () => {
    expect(
      moveMentions(
        '[a](/incidents/2010-08-31-service-down/) and ../2010-08-31-service/#x, not 2010-08-31-services',
        {
          slugs,
        },
      ),
    ).toBe('[a](/incidents/2010-09-01-service-down/) and ../2010-09-01-service/#x, not 2010-08-31-services');
  });

  test('move once, also where a name is a date alone', () => {
    const text = '---\nfollows: 2010-08-31-service\nstarted: 2010-08-31\n---\n\n[2010-08-31 10:00] Down.\n';
    expect(moved(text, 1, { slugs })).toBe(
      '---\nfollows: 2010-09-01-service\nstarted: 2010-09-01\n---\n\n[2010-09-01 10:00] Down.\n',
    );
  });

  test('in a text without any stay as it is', () => {
    expect(moveMentions('2010-08-31-service', { slugs: new Map() })).toBe('2010-08-31-service');
  });
});

test.each([
  [
    'front matter in another language',
    '---js\n{ started: "2010-08-31" }\n---\n\n[2010-08-31 10:00] x\n',
    '[2010-09-01 10:00]',
  ],
  ['front matter that is no YAML', '---\ntitle: "open\n---\n\n[2010-08-31 10:00] x\n', '[2010-09-01 10:00]'],
])('%s is survived', (_, text, expected) => {
  expect(moved(text, 1)).toContain(expected);
});
