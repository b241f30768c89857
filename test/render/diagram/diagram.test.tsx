import { renderToString } from 'preact-render-to-string';
import { beforeAll, describe, expect, test } from 'vitest';
import { diagramView } from '../../../src/core/view/diagram-view.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { diagramInput } from '../../../src/render/diagram/input.ts';
import { layoutDiagram } from '../../../src/render/diagram/layout.ts';
import { keepNothing } from '../../../templates/keep.ts';
import { Diagram } from '../../../templates/parts/diagram.tsx';
import {
  ALL_OFFLINE,
  ALL_ONLINE,
  ALL_UNKNOWN,
  MAIL_HOST,
  ORDINARY,
  WORDS,
  makeStatus,
  makeTopology,
} from './fixture.ts';
import type { ServerSpec } from './fixture.ts';

async function draw(topology: Topology, of: (id: string) => ServerSpec): Promise<string> {
  const layout = await layoutDiagram(diagramInput(topology, WORDS));
  return renderToString(
    <Diagram
      layout={layout}
      view={diagramView(topology, makeStatus(topology, of))}
      words={WORDS}
      keep={keepNothing}
    />,
  );
}

function all(html: string, pattern: RegExp): string[] {
  return [...html.matchAll(pattern)].map((match) => match[1] ?? '');
}

describe('the diagram of the mail host', () => {
  let html = '';
  beforeAll(async () => {
    html = await draw(MAIL_HOST, ORDINARY);
  });

  test('needs no inline style, which the content security policy forbids', () => {
    expect(html).not.toMatch(/\sstyle=|<style|<script|\son\w+=/);
  });

  test('has unique ids and refers only to those it has', () => {
    const ids = all(html, /\sid="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [
      ...all(html, /url\(#([^)]*)\)/g),
      ...all(html, /aria-(?:labelledby|describedby)="([^"]*)"/g),
    ];
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
    expect(references.length).toBeGreaterThan(0);
  });

  test('links every box to its entry in the list, once in each drawing', () => {
    const groups = MAIL_HOST.zones.flatMap((zone) => zone.groups.map(({ id }) => id)).toSorted();
    const drawings = html.match(/<svg[^>]*role="group".*?<\/svg>/gs) ?? [];
    expect(drawings).toHaveLength(3);
    for (const drawing of drawings) expect(all(drawing, /href="#([^"]*)"/g).toSorted()).toEqual(groups);
  });

  test.each([
    '43 days',
    '5 hours',
    '12 minutes',
    'offline',
    'unknown',
    'maintenance',
    'standby',
    'preparing',
    'withdrawn',
  ])('says "%s" beside a server', (word) => {
    expect(html).toContain(`>${word}</text>`);
  });

  test('says how much of a group is left and for how long it has worked', () => {
    expect(html).toContain('>1 of 3 offline; works</text>');
    expect(html).toContain('>for at least 43 days</text>');
  });

  test('draws fallbacks differently and explains them', () => {
    expect(html.match(/class="d-fallback"/g)).toHaveLength(2 * 3 + 1);
    expect(html).toContain('way round when that fails');
  });
});

test('a change of state moves nothing', async () => {
  const skeleton = (html: string) => all(html, /<rect([^>]*)>/g);
  const [online, offline, unknown] = await Promise.all(
    [ALL_ONLINE, ALL_OFFLINE, ALL_UNKNOWN].map((of) => draw(MAIL_HOST, of)),
  );
  expect(skeleton(offline!)).toEqual(skeleton(online!));
  expect(skeleton(unknown!)).toEqual(skeleton(online!));
});

test('nothing looks online when everything is unknown', async () => {
  const html = await draw(MAIL_HOST, ALL_UNKNOWN);
  const drawings = html.replace(/<figcaption.*/s, '');
  expect(drawings).not.toMatch(/glyph-online|glyph-operational|--state-operational/);
  expect(drawings).toContain('glyph-unknown');
});

test('names are text, whatever they hold', async () => {
  const nasty = '<script>"&\'</text>';
  const html = await draw(
    makeTopology([['z', nasty, 'grey', [['g', nasty, [nasty]]]]], ['internet -> g']),
    ALL_ONLINE,
  );
  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;script>');
});

test('an empty topology has no diagram', async () => {
  expect(await draw(makeTopology([], []), ALL_ONLINE)).toBe('');
});
