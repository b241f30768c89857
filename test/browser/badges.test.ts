import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEVERITIES } from '../../src/core/model/severity.ts';
import type { Severity } from '../../src/core/model/severity.ts';
import { badgeSvg } from '../../src/render/badges/badge.ts';
import { boxSvg } from '../../src/render/badges/box.ts';
import { createWords } from '../../src/render/words/words.ts';
import { badgeOf, boxOf, inputOf, NAMES, WORDS } from '../render/badges/views.ts';
import { launchChromium } from './chromium.ts';
import { COLOUR_SCHEMES } from './page-checks.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  ({ browser } = await launchChromium());
  page = await browser.newPage();
}, 60_000);
afterAll(() => browser.close());

interface Measured {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** Every line of a picture as the browser draws it, in CSS pixels from the picture's corner. */
async function linesOf(svg: string): Promise<readonly Measured[]> {
  await page.setContent(`<!DOCTYPE html><body style="margin:0">${svg}`);
  return page.evaluate<Measured[]>(`(() => {
    const svg = document.querySelector('svg');
    const { width, height } = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].map((line) => {
      const { left, right, top, bottom } = line.getBoundingClientRect();
      return { text: line.textContent, left, right, top, bottom, width, height };
    });
  })()`);
}

/** A line over the edge, or two lines on each other. Half a pixel is what a browser rounds. */
function collisions(lines: readonly Measured[], margin: number): readonly string[] {
  const over = lines.filter(
    ({ left, right, top, bottom, width, height }) =>
      left < margin - 0.5 || right > width - margin + 0.5 || top < 0 || bottom > height,
  );
  const pairs = lines.flatMap((a, index) => lines.slice(index + 1).map((b) => [a, b] as const));
  // Lines of one paragraph touch at their tops and feet; only side by side do they collide.
  const touching = pairs.filter(
    ([a, b]) => Math.abs(a.top - b.top) < 6 && a.left < b.right + 3 && b.left < a.right + 3,
  );
  return [
    ...over.map(({ text, left, right, width }) => `${text}: ${String([left, right])} of ${String(width)}`),
    ...touching.map(([a, b]) => `${a.text} touches ${b.text}`),
  ];
}

const LONG_WORDS = createWords({
  locale: 'en-GB',
  timezone: 'Europe/London',
  strings: {
    'severity.down': 'Leider vorübergehend gar nicht verfügbar',
    'services.heading': 'Zustand aller unserer Dienste im Überblick',
    'box.stamp': 'Zuletzt geprüft und für richtig befunden am {stamp} {zone}',
    'box.until': 'Diese Angaben gelten voraussichtlich bis ungefähr {time} {zone}',
  },
});

describe.each(['serif', 'sans-serif', 'monospace'])('in the face %s', (face) => {
  const inFace = (svg: string) => svg.replace(/font-family="[^"]*"/, `font-family="${face}"`);

  test.each(NAMES)('nothing of a badge about %s goes over the edge', async (name) => {
    for (const severity of SEVERITIES) {
      const svg = badgeSvg(badgeOf(inputOf([[name, severity]])), WORDS);
      expect(collisions(await linesOf(inFace(svg)), 8)).toEqual([]);
    }
  });

  test.each([
    ['our own words', WORDS],
    ['a theme’s long ones', LONG_WORDS],
  ])('nothing of the box goes over the edge with %s', async (_, words) => {
    const rows = NAMES.flatMap((name) => SEVERITIES.map((severity): [string, Severity] => [name, severity]));
    for (let at = 0; at < rows.length; at += 20) {
      const svg = boxSvg(boxOf(rows.slice(at, at + 20)), words);
      expect(collisions(await linesOf(inFace(svg)), 18)).toEqual([]);
    }
  });
});

test.each(COLOUR_SCHEMES)('a picture is readable on its own ground, %s', async (colorScheme) => {
  const themed = await browser.newPage({ colorScheme });
  const svg = boxSvg(boxOf(SEVERITIES.map((severity) => [severity, severity])), WORDS);
  await themed.setContent(`<!DOCTYPE html>${svg}`);
  const [ground, ...inks] = await themed.evaluate<number[]>(`(() => {
    const light = (colour) => {
      const [r, g, b] = colour.match(/\\d+/g).map((n) => n / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    return [...document.querySelectorAll('svg > rect:first-of-type, text')].map((element) => light(getComputedStyle(element).fill));
  })()`);
  const contrast = (ink: number) => {
    const [bright, dim] = [Math.max(ink, ground ?? 0), Math.min(ink, ground ?? 0)];
    return (bright + 0.05) / (dim + 0.05);
  };
  expect(inks.length).toBeGreaterThan(12);
  expect(colorScheme === 'dark' ? (ground ?? 1) < 0.1 : (ground ?? 0) > 0.9).toBe(true);
  for (const ink of inks) expect(contrast(ink)).toBeGreaterThanOrEqual(4.5);
  await themed.close();
});

test('a picture in a picture element takes its size from itself, and any other from who embeds it', async () => {
  const svg = boxSvg(boxOf([['Incoming Mail', 'operational']]), WORDS);
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await page.setContent(
    `<!DOCTYPE html><img src="${source}" alt=""><img src="${source}" alt="" width="240">`,
  );
  const sizes = await page.evaluate<[number, number][]>(
    `Promise.all([...document.images].map(async (image) => { await image.decode(); return [image.width, image.height]; }))`,
  );
  expect(sizes[0]).toEqual([280, 133]);
  expect(sizes[1]?.[0]).toBe(240);
  expect(sizes[1]?.[1]).toBeCloseTo((240 / 280) * 133, 0);
});
