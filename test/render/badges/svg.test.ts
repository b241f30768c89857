import { describe, expect, it, test } from 'vitest';
import { SEVERITIES } from '../../../src/core/model/severity.ts';
import { BOX_ROWS } from '../../../src/core/view/badge.ts';
import { badgeSvg } from '../../../src/render/badges/badge.ts';
import { boxSvg } from '../../../src/render/badges/box.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { NOW } from '../../core/view/fixtures.ts';
import { elementsOf, readXml, textOf } from '../../support/strict-xml.ts';
import { badgeOf, boxOf, HOSTILE, inputOf, NAMES, WORDS } from './views.ts';

const SEED = [
  ['Incoming Mail', 'operational'],
  ['Web Access', 'operational'],
  ['Client Access', 'operational'],
  ['Hosting Service', 'operational'],
] as const;

/** What stands in a picture, line by line. */
function linesOf(svg: string): readonly string[] {
  return elementsOf(readXml(svg))
    .filter(({ name }) => name === 'text')
    .map(textOf);
}

function titleOf(svg: string): string {
  const root = readXml(svg);
  const title = elementsOf(root).find(({ name }) => name === 'title');
  expect(root.attributes).toMatchObject({
    role: 'img',
    'aria-label': title === undefined ? '' : textOf(title),
  });
  return root.attributes['aria-label'] ?? '';
}

/** Both kinds of picture, about something that is called so. */
function picturesOf(name: string, severity: (typeof SEVERITIES)[number] = 'degraded'): readonly string[] {
  return [
    badgeSvg(badgeOf(inputOf([[name, severity]], { siteName: name })), WORDS),
    boxSvg(boxOf([[name, severity]], { siteName: name }), WORDS),
  ];
}

describe('a badge', () => {
  it.each([
    ['operational', 'Works at 23:10 BST, 3 Sep'],
    ['maintenance', 'In maintenance at 23:10 BST, 3 Sep'],
    ['unknown', 'Unknown at 23:10 BST, 3 Sep'],
    ['degraded', 'Works less well at 23:10 BST, 3 Sep'],
    ['partial', 'Partly down at 23:10 BST, 3 Sep'],
    ['down', 'Down at 23:10 BST, 3 Sep'],
  ] as const)('that is %s says so, and when', (severity, message) => {
    const svg = badgeSvg(badgeOf(inputOf([['Incoming Mail', severity]])), WORDS);
    expect(linesOf(svg)).toEqual(['Incoming Mail', message]);
    expect(titleOf(svg)).toBe(`Incoming Mail: ${message}`);
  });

  it.each([
    ['unknown', 'Unknown'],
    ['down', 'Down'],
  ] as const)('has no time where no data is believed: %s', (severity, message) => {
    const status = { believed: false };
    expect(linesOf(badgeSvg(badgeOf(inputOf([['Mail', severity]], { status })), WORDS))).toEqual([
      'Mail',
      message,
    ]);
  });

  it('says of a recorded moment that it is one', () => {
    const input = inputOf([['Mail', 'operational']], { recorded: true, now: NOW });
    expect(linesOf(badgeSvg(badgeOf(input), WORDS))).toEqual([
      'Mail',
      'Works (recorded 3 September 2010, 23:10 BST)',
    ]);
  });

  it('has another shape for every state', () => {
    const shapes = SEVERITIES.map((severity) => {
      const paths = elementsOf(readXml(picturesOf('Mail', severity)[0] ?? ''));
      return paths
        .filter(({ name }) => name === 'path')
        .slice(1)
        .map(({ attributes }) => attributes['d'])
        .join(' ');
    });
    expect(new Set(shapes).size).toBe(SEVERITIES.length);
  });

  it('says the code of a state whose word a theme has made empty', () => {
    const words = createWords({
      locale: 'en-GB',
      timezone: 'Europe/London',
      strings: { 'severity.down': ' ', 'badge.seen': '' },
    });
    expect(linesOf(badgeSvg(badgeOf(inputOf([['Mail', 'down']])), words))).toEqual(['Mail', 'down']);
  });
});

describe('the System Status box', () => {
  it('says what the box of the page says', () => {
    const svg = boxSvg(boxOf(SEED), WORDS);
    expect(linesOf(svg)).toEqual([
      'System Status',
      '03rd Sep @ 23:10 BST',
      ...SEED.flatMap(([name]) => [name, 'Works']),
      'Holds until 23:15 BST',
    ]);
    expect(titleOf(svg)).toBe(
      'Example Mail, System Status, 03rd Sep @ 23:10 BST. Incoming Mail: Works. Web Access: Works. ' +
        'Client Access: Works. Hosting Service: Works. Holds until 23:15 BST',
    );
  });

  it.each([
    ['old data', { status: { believed: false } }, 'Last data 03rd Sep @ 23:10 BST'],
    ['the recorded moment', { recorded: true }, '03rd Sep @ 23:10 BST'],
  ] as const)('tells %s', (_, changes, stamp) => {
    const box = boxOf([['Mail', 'unknown']], changes);
    const { validUntilAt, ...old } = box;
    expect(validUntilAt).toBeDefined();
    const lines = linesOf(boxSvg(old, WORDS));
    expect(lines.slice(0, 4)).toEqual(['System Status', stamp, 'Mail', 'Unknown']);
    expect(lines.slice(4)).toEqual('recorded' in changes ? ['Recorded, not live'] : []);
  });

  it('tells that nobody ever looked', () => {
    const { takenAt, validUntilAt, ...never } = boxOf([['Mail', 'unknown']], { status: { believed: false } });
    expect([takenAt, validUntilAt]).not.toContain(undefined);
    expect(linesOf(boxSvg(never, WORDS))).toEqual([
      'System Status',
      'No data from our probes',
      'Mail',
      'Unknown',
    ]);
  });

  it('hides no fault behind those that have room, and counts what it leaves out', () => {
    const many = Array.from(
      { length: BOX_ROWS + 6 },
      (_, index) => [`s${String(index)}`, 'operational'] as const,
    );
    const box = boxOf([...many, ['last', 'down'], ['before', 'unknown']]);
    expect(box.rows.slice(-2).map(({ name }) => name)).toEqual(['last', 'before']);
    expect(box.rows).toHaveLength(BOX_ROWS);
    expect(linesOf(boxSvg(box, WORDS))).toContain('and 8 more services');
  });

  it('keeps long names in three lines, and the whole of them in its title', () => {
    const name = NAMES[2] ?? '';
    const svg = boxSvg(boxOf([[name, 'degraded']]), WORDS);
    expect(linesOf(svg).slice(2, 5).join(' ')).toMatch(/^Mailing lists, .*…$/);
    expect(titleOf(svg)).toContain(`${name}: Works less well.`);
  });
});

describe.each([...NAMES, ...HOSTILE])('a picture about %j', (name) => {
  test('is well-formed, runs nothing and asks nobody', () => {
    for (const svg of picturesOf(name)) {
      const elements = elementsOf(readXml(svg));
      const names = new Set(elements.map((element) => element.name));
      expect(
        [...names].filter((each) => !['svg', 'title', 'style', 'rect', 'path', 'g', 'text'].includes(each)),
      ).toEqual([]);
      const keys = new Set(elements.flatMap(({ attributes }) => Object.keys(attributes)));
      expect([...keys].filter((key) => /^on|href|^style$|^id$/.test(key))).toEqual([]);
      expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
        /https?:\/\/(?!evil)|url\(#|[\u202a-\u202e\u2066-\u2069]/,
      );
      expect(
        elements
          .filter((element) => element.name === 'style')
          .map(textOf)
          .join(''),
      ).not.toContain('evil');
    }
  });

  test('keeps every line in one line', () => {
    for (const svg of picturesOf(name))
      for (const line of linesOf(svg)) expect(line).not.toMatch(/[\r\n\t]| {2}/);
  });

  test('is the same every time', () => {
    expect(picturesOf(name)).toEqual(picturesOf(name));
  });
});

it.each([
  ['Incoming Mail', undefined],
  ['البريد الوارد', 'rtl'],
  ['(1) דואר', 'rtl'],
  ['Mail דואר', undefined],
])('%s runs the way its first letter does', (name, direction) => {
  const label = elementsOf(readXml(picturesOf(name)[0] ?? '')).find((element) => element.name === 'text');
  expect(label?.attributes['direction']).toBe(direction);
  // From right to left the end of a text is its left end.
  expect(label?.attributes['text-anchor']).toBe(direction === 'rtl' ? 'end' : undefined);
});
