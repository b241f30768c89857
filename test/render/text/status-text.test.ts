import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import { homeView } from '../../../src/core/view/home.ts';
import { statusText } from '../../../src/render/text/family.ts';
import type { TextForm } from '../../../src/render/text/status-document.ts';
import { widthOf } from '../../../src/render/text/width.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { expectText } from '../../support/expected-text.ts';
import { hostileHome } from './hostile-home.ts';
import { EVENTFUL, EXAMPLE, NOW, plansOf, siteOf, snapshotWith, textOf } from './sites.ts';
import type { TestTexts } from './sites.ts';

const EXPECTED = fileURLToPath(new URL('expected/', import.meta.url));
const FORMS = { plain: 'txt', markdown: 'md' } as const satisfies Record<TextForm, string>;

const SITES: Readonly<Record<string, TestTexts>> = {
  'the-example': EXAMPLE,
  'a-bad-evening': EVENTFUL,
  'old-data': { ...EXAMPLE, now: NOW + 20 * MINUTE_MS },
  'no-data': { topology: EXAMPLE.topology, incidents: EXAMPLE.incidents ?? {} },
  'a-recorded-moment': { ...EXAMPLE, recorded: true },
  'a-demonstration': { ...EXAMPLE, demonstration: true },
  'mail-down': {
    ...EXAMPLE,
    incidents: {},
    snapshot: snapshotWith({
      store1: 'offline',
      store2: 'offline',
      store3: 'offline',
      web1: 'offline',
      web2: 'offline',
    }),
  },
};

describe('what is printed', () => {
  it.each(Object.keys(SITES))('of %s is what it was (UPDATE=1 accepts a change)', (name) => {
    for (const [form, ending] of Object.entries(FORMS)) {
      expectText(textOf(SITES[name]!, form as TextForm), path.join(EXPECTED, `${name}.${ending}`));
    }
  });

  it('says first that the data is not believed, before any state', () => {
    for (const name of ['old-data', 'no-data']) {
      const [title, rule, blank, first] = textOf(SITES[name]!).split('\n');
      expect([title, rule, blank]).toEqual([
        expect.stringContaining('Service Status'),
        expect.stringMatching(/^=+$/),
        '',
      ]);
      expect(first).toMatch(
        /^(Our probes’ last data is from 3 September 2010, 23:10 BST, too|There are no probe results)/,
      );
      expect(textOf(SITES[name]!)).not.toMatch(/ Works$/m);
    }
  });

  it('tells a site below a path by its whole addresses', () => {
    const topology = EXAMPLE.topology.replace('https://status.example.org', 'https://example.org/status');
    const text = textOf({ ...EXAMPLE, topology });
    expect(text).toContain('https://example.org/status/history.atom\n');
    expect(text).not.toContain('https://example.org/history');
  });
});

describe('the plans', () => {
  it('are live, and only two', () => {
    const { plain, markdown } = plansOf(siteOf(EXAMPLE));
    expect([plain, markdown].map(({ output, live }) => [output, live])).toEqual([
      ['status.txt', true],
      ['status.md', true],
    ]);
  });

  it('print the same bytes from the same inputs, whatever else happened', () => {
    const sites = Object.values(SITES).map((texts) => plansOf(siteOf(texts)));
    const again = Object.values(SITES).map((texts) => plansOf(siteOf({ ...texts })));
    // A minute later by our clock alone: nothing has changed.
    const later = plansOf(siteOf({ ...EVENTFUL, now: NOW + MINUTE_MS, history: EVENTFUL.history ?? [] }));
    const byInputs = new Map<string, string>();
    for (const { plain, markdown } of [...sites, ...again, later]) {
      for (const plan of [plain, markdown]) {
        const key = `${plan.output}\n${plan.inputs}`;
        const content = String(plan.content());
        expect(byInputs.get(key) ?? content).toBe(content);
        byInputs.set(key, content);
      }
    }
    expect(byInputs.size).toBeLessThan((sites.length * 2 + 1) * 2);
    expect(later.plain.content()).toBe(plansOf(siteOf(EVENTFUL)).plain.content());
  });

  it.each<[string, TestTexts]>([
    ['the time of the data', { ...EXAMPLE, snapshot: snapshotWith({}).replace('22:10:00', '22:09:00') }],
    ['a verdict', { ...EXAMPLE, snapshot: snapshotWith({ gw1: 'offline' }) }],
    ['the zone', { ...EXAMPLE, topology: EXAMPLE.topology.replace('Europe/London', 'Europe/Lisbon') }],
    [
      'the contact',
      { ...EXAMPLE, topology: EXAMPLE.topology.replace('help@aluminati.net', 'x@example.org') },
    ],
    [
      'a word of an open incident',
      {
        ...EXAMPLE,
        incidents: { ...EXAMPLE.incidents, '2010-09-03-a.md': '---\ntitle: A\n---\n[10:00] A new word.\n' },
      },
    ],
  ])('change with %s', (_name, texts) => {
    const [before, after] = [plansOf(siteOf(EXAMPLE)).plain, plansOf(siteOf(texts)).plain];
    expect(after.content()).not.toBe(before.content());
    expect(after.inputs).not.toBe(before.inputs);
  });
});

/** What must not reach a terminal. */
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

function expectGoodText(text: string): void {
  expect(text.endsWith('\n') && !text.endsWith('\n\n')).toBe(true);
  expect(text).not.toMatch(OBEYED);
  expect(text).not.toMatch(/\p{Cs}/u);
  for (const line of text.split('\n')) expect(line).toBe(line.trimEnd());
}

function expectNarrow(text: string): void {
  for (const line of text.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(80);
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          'word',
          ' ',
          '\n',
          '\n\n',
          '- ',
          '1. ',
          '> ',
          '#',
          '```',
          '    ',
          '*',
          '_',
          '[',
          '](',
          ')',
          '<b>',
          '|',
          '\\',
          '&lt;',
        ],
        ...[
          '日本語の長い文',
          '👨‍👩‍👧‍👦',
          '\u001b[2J',
          '\u202e',
          '\u0000',
          'https://example.org/',
          'x'.repeat(100),
          '---\n',
          '===\n',
          '`',
        ],
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
);

const words = createWords({ locale: 'en-GB', timezone: 'Europe/London' });

describe('whatever anybody wrote', () => {
  it('no line is wider than eighty columns, none ends with a blank, and a terminal obeys nothing', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (evil, believed) => {
        const text = statusText(homeView(hostileHome(evil, believed)), words, 'plain');
        expectGoodText(text);
        expectNarrow(text);
      }),
      { numRuns: 80 },
    );
  });

  const md = new MarkdownIt({ html: true, linkify: true });
  const tokensOf = (markdown: string) =>
    md.parse(markdown, {}).flatMap((token): readonly Token[] => [token, ...(token.children ?? [])]);
  /** Headings and the addresses of links, in their order. */
  const outline = (markdown: string) => {
    const tokens = tokensOf(markdown);
    return {
      headings: tokens.filter(({ type }) => type === 'heading_open').map(({ tag }) => tag),
      html: tokens.filter(({ type }) => type.startsWith('html')).map(({ content }) => content),
      pictures: tokens.filter(({ type }) => type === 'image').length,
      rules: tokens.filter(({ type }) => type === 'hr').length,
      hosts: [
        ...new Set(
          tokens
            .filter(({ type }) => type === 'link_open')
            .map((token) => new URL(String(token.attrGet('href')), 'nowhere:').host),
        ),
      ],
    };
  };
  /** The document of calm names, without anything of staff's own that could be a block. */
  const calm = outline(statusText(homeView(hostileHome('calm', true)), words, 'markdown'));

  it('Markdown has the headings and links that are ours, and no HTML', () => {
    fc.assert(
      fc.property(anyText, (evil) => {
        const text = statusText(homeView(hostileHome(evil, true, 'calm')), words, 'markdown');
        expectGoodText(text);
        expect(outline(text)).toEqual(calm);
      }),
      { numRuns: 80 },
    );
  });

  it('staff’s own texts make lists, quotes and code, never headings, pictures or HTML', () => {
    fc.assert(
      fc.property(anyText, (evil) => {
        const { headings, html, pictures, rules } = outline(
          statusText(homeView(hostileHome('calm', true, evil)), words, 'markdown'),
        );
        expect({ headings, html, pictures, rules }).toEqual({
          headings: calm.headings,
          html: [],
          pictures: 0,
          rules: 0,
        });
      }),
      { numRuns: 80 },
    );
  });

  it.each(Object.keys(SITES))('%s keeps all of that, too', (name) => {
    const [plain, markdown] = [textOf(SITES[name]!), textOf(SITES[name]!, 'markdown')];
    expectGoodText(plain);
    expectNarrow(plain);
    expectGoodText(markdown);
    expect(outline(markdown)).toMatchObject({ html: [], pictures: 0, rules: 0 });
    expect(outline(markdown).headings[0]).toBe('h1');
  });
});
