import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ZONE_COLOURS } from '../../../src/core/model/topology.ts';
import { WIDTH_STEPS } from '../../../src/render/diagram/model.ts';

const read = (file: string) =>
  readFileSync(new URL(`../../../templates/style/${file}`, import.meta.url), 'utf8');
const DIAGRAM = read('diagram.css');
const CSS = read('tokens.css') + DIAGRAM;

/** Custom properties with a colour of their own; those of the dark scheme stand in its media query. */
function colours(dark: boolean): Map<string, string> {
  const darkBlocks = /@media screen and \(prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/g;
  const blocks = dark
    ? [...CSS.matchAll(darkBlocks)].map((match) => match[1])
    : [CSS.replace(darkBlocks, '').replace(/@media print.*/s, '')];
  return new Map(
    blocks.flatMap((block) =>
      [...(block ?? '').matchAll(/(--[\w-]+): (#[0-9a-f]{6})/g)].map((match): [string, string] => [
        match[1]!,
        match[2]!,
      ]),
    ),
  );
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

const TEXT = 4.5;
const GRAPHIC = 3;
const STATES = ['operational', 'maintenance', 'unknown', 'degraded', 'partial', 'down'];

/** What lies on what. Boxes have the colour of the page; arrows run over the page and over every zone. */
const PAIRS: readonly [string, string, number][] = [
  ['--ink', '--page', TEXT],
  ['--ink-quiet', '--page', TEXT],
  ['--diagram-edge', '--page', GRAPHIC],
  ['--focus', '--page', GRAPHIC],
  ...STATES.map((state): [string, string, number] => [`--state-${state}`, '--page', GRAPHIC]),
  ...ZONE_COLOURS.flatMap((zone): [string, string, number][] => [
    [`--zone-${zone}-ink`, `--zone-${zone}-fill`, TEXT],
    ['--diagram-edge', `--zone-${zone}-fill`, GRAPHIC],
    ['--focus', `--zone-${zone}-fill`, GRAPHIC],
    ...STATES.map((state): [string, string, number] => [`--state-${state}`, `--zone-${zone}-fill`, GRAPHIC]),
  ]),
];

describe.each([
  ['light', false],
  ['dark', true],
] as const)('in the %s scheme', (_, dark) => {
  const values = colours(dark);
  test.each(PAIRS)('%s on %s reaches %s:1', (front, back, least) => {
    expect(contrast(values.get(front)!, values.get(back)!)).toBeGreaterThanOrEqual(least);
  });

  test.each(ZONE_COLOURS)('zones can be %s', (zone) => {
    for (const part of ['fill', 'line', 'ink']) expect(values.get(`--zone-${zone}-${part}`)).toMatch(/^#/);
  });
});

test.each(WIDTH_STEPS.slice(1))('drawings can change at %s px', (step) => {
  expect(DIAGRAM).toContain(`.medium-${step} > .diagram-medium`);
  expect(DIAGRAM).toContain(`.wide-${step} > .diagram-wide`);
  expect(DIAGRAM.match(new RegExp(`\\(min-width: ${step}px\\)`, 'g'))).toHaveLength(2);
});

test('every zone colour has its class', () => {
  for (const zone of ZONE_COLOURS) expect(DIAGRAM).toContain(`.zone-${zone} {`);
});
