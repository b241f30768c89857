import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../src/core/model/severity.ts';
import { compactCss, stylesheet } from '../../templates/stylesheet.ts';
import { CSS } from './support.ts';

describe('stylesheet', () => {
  test('drops comments and indentation, and keeps what matters', () => {
    const css = '/* why */\n.a > b,\n.c {\n  margin: 0 calc(1rem + 2px);\n  content: "x y";\n}\n';
    expect(compactCss(css)).toBe('.a > b,.c{margin:0 calc(1rem + 2px);content:"x y"}');
  });

  test('puts the owner’s rules last, as they are written', () => {
    expect(stylesheet(['a { color: red; }'], '\n/* mine */ a { color: blue }\n')).toBe(
      'a{color:red}/* mine */ a { color: blue }',
    );
  });

  test('cannot be ended by what the owner writes', () => {
    expect(stylesheet([], 'a::after { content: "</style><script>" }')).not.toContain('</style');
  });

  test('holds no address of anybody else and nothing imported', () => {
    expect(CSS).not.toMatch(/https?:|url\(|@import/);
  });
});

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) =>
    c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function tokens(block: string): ReadonlyMap<string, string> {
  return new Map(
    [...block.matchAll(/(--[a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

const TOKENS = readFileSync(new URL('../../templates/style/tokens.css', import.meta.url), 'utf8');
const [LIGHT = '', DARK = ''] = TOKENS.split('@media');

describe.each([
  ['light', tokens(LIGHT)],
  ['dark', tokens(DARK)],
])('contrast, %s', (_, colours) => {
  const colour = (name: string) => {
    const value = colours.get(name);
    if (value === undefined) throw new Error(`${name} is not set`);
    return value;
  };
  const grounds = ['--page', '--surface', ...SEVERITIES.map((severity) => `--tint-${severity}`)];

  test.each(['--ink', '--ink-quiet'])('%s is read on every ground', (ink) => {
    for (const ground of grounds) expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(SEVERITIES)('the word of %s is read on the page and on its tint', (severity) => {
    for (const ground of ['--page', '--surface', `--tint-${severity}`]) {
      expect(contrast(colour(`--state-${severity}`), colour(ground))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(['--focus', '--rule-strong'])('%s is seen', (line) => {
    expect(contrast(colour(line), colour('--page'))).toBeGreaterThanOrEqual(3);
  });
});
