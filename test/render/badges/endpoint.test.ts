import * as z from 'zod';
import { describe, expect, it, test } from 'vitest';
import { FAULTS, SEVERITIES } from '../../../src/core/model/severity.ts';
import { badgeViews } from '../../../src/core/view/badge.ts';
import { endpointJson } from '../../../src/render/badges/endpoint.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { badgeOf, HOSTILE, inputOf, NAMES, WORDS } from './views.ts';

/** What shields.io takes, by its own rules: unknown keys are refused, texts are texts, a message says something. */
const SHIELDS = z
  .strictObject({
    schemaVersion: z.literal(1),
    label: z.string(),
    message: z.string().min(1),
    color: z.string().optional(),
    labelColor: z.string().optional(),
    isError: z.boolean().optional(),
    namedLogo: z.string().optional(),
    logoSvg: z.string().optional(),
    logoColor: z.string().optional(),
    logoSize: z.string().optional(),
    logoWidth: z.number().optional(),
    style: z.string().optional(),
    cacheSeconds: z.int().min(300).optional(),
  })
  .refine((badge) => badge.namedLogo === undefined || badge.logoSvg === undefined);

const read = (text: string) => SHIELDS.parse(JSON.parse(text));

describe('what shields.io is told', () => {
  it.each(SEVERITIES)('of a service that is %s', (severity) => {
    const badge = read(endpointJson(badgeOf(inputOf([['Incoming Mail', severity]])), WORDS));
    expect(badge.label).toBe('Incoming Mail');
    expect(badge.message).toBe(`${WORDS.severity(severity)} at 23:10 BST, 3 Sep`);
    expect(badge.color).toMatch(/^[0-9a-f]{6}$/);
    expect(badge.isError).toBe((FAULTS as readonly string[]).includes(severity) ? true : undefined);
    expect(badge.cacheSeconds).toBe(300);
  });

  it('has a colour for each state', () => {
    const colours = SEVERITIES.map(
      (severity) => read(endpointJson(badgeOf(inputOf([['x', severity]])), WORDS)).color,
    );
    expect(new Set(colours).size).toBe(SEVERITIES.length);
  });

  it('is of the site as a whole under the site’s name', () => {
    const input = inputOf(
      [
        ['Mail', 'down'],
        ['Web', 'operational'],
      ],
      { status: { severity: 'partial' } },
    );
    const [whole] = badgeViews(input).map((view) => read(endpointJson(view, WORDS)));
    expect(whole).toMatchObject({
      label: 'Example Mail',
      message: 'Partly down at 23:10 BST, 3 Sep',
      isError: true,
    });
  });

  it('is unknown, and no fault, where no data is believed', () => {
    const input = inputOf([['Mail', 'unknown']], { status: { severity: 'unknown', believed: false } });
    for (const badge of badgeViews(input).map((view) => read(endpointJson(view, WORDS))))
      expect([badge.message, badge.isError]).toEqual(['Unknown', undefined]);
  });

  it('says something whatever a theme has done to the words', () => {
    const strings = { 'severity.down': '', 'badge.seen': ' ', 'badge.recorded': '' };
    const words = createWords({ locale: 'en-GB', timezone: 'Europe/London', strings });
    for (const recorded of [false, true]) {
      const view = badgeOf(inputOf([['Mail', 'down']], { recorded }));
      expect(read(endpointJson(view, words)).message).toBe('down');
    }
  });

  test.each([...NAMES, ...HOSTILE])('keeps to the rules about %j', (name) => {
    const text = endpointJson(badgeOf(inputOf([[name, 'partial']])), WORDS);
    expect(read(text).label).toBe(
      name
        .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    );
    expect(text).toMatch(/^\{.*\}\n$/);
  });
});
