import { readFileSync } from 'node:fs';
import { renderToString } from 'preact-render-to-string';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagramView } from '../../../src/core/view/diagram-view.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { diagramInput } from '../../../src/render/diagram/input.ts';
import { layoutDiagram } from '../../../src/render/diagram/layout.ts';
import { keepNothing } from '../../../templates/keep.ts';
import { Diagram } from '../../../templates/parts/diagram.tsx';
import { launchChromium } from '../../browser/chromium.ts';
import { FORTY_SERVERS, LONG_NAMES, MAIL_HOST, ORDINARY, WORDS, makeStatus } from './fixture.ts';
import type { ServerSpec } from './fixture.ts';

const CSS = ['tokens.css', 'diagram.css']
  .map((file) => readFileSync(new URL(`../../../templates/style/${file}`, import.meta.url), 'utf8'))
  .join('\n');

const MAINTENANCE = (): ServerSpec => ({ verdict: 'online', role: 'maintenance' });

async function page(topology: Topology, of: (id: string) => ServerSpec, extraCss: string): Promise<string> {
  const layout = await layoutDiagram(diagramInput(topology, WORDS));
  const body = renderToString(
    <Diagram
      layout={layout}
      view={diagramView(topology, makeStatus(topology, of))}
      words={WORDS}
      keep={keepNothing}
    />,
  );
  return `<!doctype html><meta charset="utf-8"><style>body{margin:0 16px}${CSS}${extraCss}</style>${body}`;
}

/** What a reader would complain of, in the drawing that is shown. Runs in the browser. */
function complaints(): { shown: string[]; smallest: number; problems: string[]; scrolls: boolean } {
  const visible = [...document.querySelectorAll('.diagram > svg')].filter(
    (svg) => svg.getBoundingClientRect().width > 0,
  );
  const problems: string[] = [];
  const boxes = visible.flatMap((svg) => [...svg.querySelectorAll('a')]);
  for (const box of boxes) {
    const outer = box.querySelector('rect')!.getBoundingClientRect();
    const texts = [...box.querySelectorAll('text')].map((text) => ({
      text: text.textContent,
      rect: text.getBoundingClientRect(),
    }));
    texts.forEach(({ text, rect }, index) => {
      const outside =
        rect.left < outer.left ||
        rect.right > outer.right ||
        rect.top < outer.top ||
        rect.bottom > outer.bottom;
      if (outside) problems.push(`"${text}" leaves its box`);
      for (const other of texts.slice(index + 1)) {
        const apart = rect.right <= other.rect.left || other.rect.right <= rect.left;
        if (!apart && rect.top + 3 < other.rect.bottom && other.rect.top + 3 < rect.bottom)
          problems.push(`"${text}" meets "${other.text}"`);
      }
    });
  }
  const smallest = Math.min(
    ...visible.flatMap((svg) => {
      const scale = svg.getBoundingClientRect().width / Number(svg.getAttribute('width'));
      return [...svg.querySelectorAll('text')].map(
        (text) => Number.parseFloat(getComputedStyle(text).fontSize) * scale,
      );
    }),
  );
  return {
    shown: visible.map((svg) => svg.getAttribute('class') ?? ''),
    smallest,
    problems: [...new Set(problems)],
    scrolls: document.documentElement.scrollWidth > window.innerWidth,
  };
}

describe('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    ({ browser } = await launchChromium());
  });
  afterAll(async () => {
    await browser.close();
  });

  const cases: readonly [string, Topology, (id: string) => ServerSpec][] = [
    ['the mail host', MAIL_HOST, ORDINARY],
    ['everything in maintenance', MAIL_HOST, MAINTENANCE],
    ['forty servers', FORTY_SERVERS, ORDINARY],
    ['long names', LONG_NAMES, MAINTENANCE],
  ];
  // The second is the widest face a reader's system is likely to put in place of ours.
  const faces = ['', '.diagram > svg { font-family: "DejaVu Sans", Verdana, sans-serif }'];

  test.each(cases)('%s is shown once, whole and readable at every width', async (_, topology, of) => {
    for (const face of faces) {
      const tab = await browser.newPage();
      await tab.setContent(await page(topology, of, face));
      for (const width of [360, 768, 1024, 1280, 1500, 1900]) {
        await tab.setViewportSize({ width, height: 800 });
        const found = await tab.evaluate(complaints);
        expect(found, `${width} px ${face}`).toMatchObject({ problems: [], scrolls: false });
        expect(found.shown, `${width} px`).toHaveLength(1);
        expect(found.smallest, `${width} px`).toBeGreaterThanOrEqual(width === 360 ? 11 : 10.5);
      }
      await tab.close();
    }
  });

  test('the mail host is seen from left to right on wide screens and in one column on phones', async () => {
    const tab = await browser.newPage();
    await tab.setContent(await page(MAIL_HOST, ORDINARY, ''));
    const shown: string[] = [];
    for (const width of [360, 768, 1500]) {
      await tab.setViewportSize({ width, height: 800 });
      shown.push(...(await tab.evaluate(complaints)).shown);
    }
    await tab.close();
    expect(shown).toEqual(['diagram-narrow', 'diagram-medium', 'diagram-wide']);
  });
});
