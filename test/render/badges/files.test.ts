import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { SiteStatus } from '../../../src/core/model/status.ts';
import { SEVERITIES } from '../../../src/core/model/severity.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import { viewContext } from '../../../src/core/view/context.ts';
import type { CompiledSite } from '../../../src/core/planner.ts';
import { badgeFiles } from '../../../src/render/badges/files.ts';
import { createMarkdown } from '../../../src/render/markdown.ts';
import { createWords } from '../../../src/render/words/words.ts';
import { NOW, service, status, TOPOLOGY, without } from '../../core/view/fixtures.ts';

interface Change {
  readonly status?: SiteStatus;
  readonly topology?: Topology;
  readonly now?: number;
  readonly recorded?: boolean;
}

function plansOf({ status: now = status(), topology = TOPOLOGY, recorded = false, ...rest }: Change = {}) {
  const context = viewContext(topology);
  const { locale, timezone, url } = topology.site;
  const site = {
    reading: { topology, now: rest.now ?? NOW },
    status: now,
    context,
    recorded,
  } as unknown as CompiledSite;
  const words = createWords({ locale, timezone });
  return badgeFiles({ site, words, markdown: createMarkdown({ siteUrl: url }) });
}

/** Path → what stands there. */
const contentsOf = (change?: Change) =>
  new Map(plansOf(change).map((plan) => [plan.output, String(plan.content())]));

describe('the files of badges', () => {
  it('are one of each kind for the site and for every service, and the box', () => {
    expect(plansOf().map(({ output }) => output)).toEqual([
      'badge/status.svg',
      'badge/status.json',
      'badge/incoming-mail.svg',
      'badge/incoming-mail.json',
      'badge/web-access.svg',
      'badge/web-access.json',
      'badge/system-status.svg',
    ]);
    expect(plansOf().every(({ live }) => live)).toBe(true);
  });

  it('know nothing of when the site is built', () => {
    expect(contentsOf({ now: NOW + 240_000 })).toEqual(contentsOf());
    expect(plansOf({ now: NOW + 240_000 }).map(({ inputs }) => inputs)).toEqual(
      plansOf().map(({ inputs }) => inputs),
    );
  });

  const { site } = TOPOLOGY;
  test.each([
    ['the time of the data', { status: status({ takenAt: NOW + 60_000 }) }],
    [
      'a service that fails',
      { status: status({ services: [service({ id: 'incoming-mail', severity: 'down' }), service()] }) },
    ],
    ['data that is not believed any more', { status: without(status({ believed: false }), 'validUntilAt') }],
    [
      'a name',
      {
        topology: {
          ...TOPOLOGY,
          services: TOPOLOGY.services.map((each) => ({ ...each, name: `${each.name}!` })),
        },
      },
    ],
    ['the name of the site', { topology: { ...TOPOLOGY, site: { ...site, name: 'Other Mail' } } }],
    ['the zone', { topology: { ...TOPOLOGY, site: { ...site, timezone: 'Asia/Tokyo' } } }],
    ['the language', { topology: { ...TOPOLOGY, site: { ...site, locale: 'de' } } }],
    ['the recorded moment', { recorded: true }],
  ] as const)('%s changes what a file is made from wherever it changes the file', (_, change) => {
    const [before, after] = [plansOf(), plansOf(change)];
    let changed = 0;
    before.forEach((plan, index) => {
      const other = after[index];
      if (plan.content() === other?.content()) return;
      changed += 1;
      expect(other?.inputs).not.toBe(plan.inputs);
    });
    expect(changed).toBeGreaterThan(0);
  });

  test('equal inputs are equal bytes', () => {
    const severity = fc.constantFrom(...SEVERITIES);
    const site = fc.record({
      severities: fc.tuple(severity, severity),
      takenAt: fc.integer({ min: NOW, max: NOW + 2 }),
      believed: fc.boolean(),
      recorded: fc.boolean(),
      now: fc.integer({ min: NOW, max: NOW + 2 }),
    });
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(site, ({ severities: [first, second], takenAt, believed, recorded, now }) => {
        const services = [service({ id: 'incoming-mail', severity: first }), service({ severity: second })];
        for (const plan of plansOf({ status: status({ services, takenAt, believed }), recorded, now })) {
          const key = `${plan.output}\n${plan.inputs}`;
          const content = String(plan.content());
          expect(seen.get(key) ?? content).toBe(content);
          seen.set(key, content);
        }
      }),
    );
    expect(seen.size).toBeGreaterThan(20);
  });

  test('are told apart by little, with two hundred services', () => {
    const many = Array.from({ length: 200 }, (_, index) => `s${String(index)}`);
    const topology: Topology = {
      ...TOPOLOGY,
      services: many.map((id) => ({ id, name: id, needs: ['web'], degradedWithout: [] })),
    };
    const large = { topology, status: status({ services: many.map((id) => service({ id })) }) };
    const plans = plansOf(large);
    expect(plans).toHaveLength(403);
    expect(Math.max(...plans.slice(0, -1).map(({ inputs }) => inputs.length))).toBeLessThan(400);
  });
});
