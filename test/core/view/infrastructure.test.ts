import { describe, expect, test } from 'vitest';
import type { SiteStatus } from '../../../src/core/model/status.ts';
import { frameOf, viewContext } from '../../../src/core/view/context.ts';
import { infrastructureView } from '../../../src/core/view/infrastructure.ts';
import type { InfrastructureInput, InfrastructureView } from '../../../src/core/view/infrastructure.ts';
import type { ServerStatus } from '../../../src/core/model/status.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import type { ServerView } from '../../../src/core/view/server.ts';
import { at, CONTEXT, evidence, memory, NOW, status, TOPOLOGY, without } from './fixtures.ts';

const CONTENT = [
  { file: 'content/infrastructure/1-explained.md', text: '# Explained' },
  { file: 'content/infrastructure/2-zones.md', text: '# Colours' },
];

function infrastructure(
  overrides: Partial<SiteStatus> = {},
  input: Partial<InfrastructureInput<null>> = {},
): InfrastructureView {
  return infrastructureView({
    context: CONTEXT,
    status: status(overrides),
    content: CONTENT,
    layout: null,
    incidents: [],
    evidence: evidence(),
    history: memory(),
    now: NOW,
    recorded: false,
    ...input,
  });
}

const servers = (view: InfrastructureView): readonly ServerView[] =>
  view.zones.flatMap(({ groups }) => groups.flatMap((group) => group.servers));

function withServer(
  overrides: Partial<ServerStatus>,
  snapshot: Partial<Snapshot> = {},
): readonly ServerView[] {
  const groups = status().groups.map((group) => ({
    ...group,
    servers: group.servers.map((server) => (server.id === 'gw1' ? { ...server, ...overrides } : server)),
  }));
  return servers(infrastructure({ groups }, { evidence: evidence(snapshot) }));
}

describe('servers', () => {
  test('keep the order of the file, with their ages at the data’s time', () => {
    const view = servers(infrastructure({ takenAt: NOW }));
    expect(view.map(({ id }) => id)).toEqual(['gw1', 'gw2', 'web1', 'web2']);
    expect(view[0]).toMatchObject({ state: 'online', age: { count: 43, unit: 'day' }, onPurpose: false });
  });

  test('one that is not in service shows its role, its note and no age', () => {
    const [, , , preparing] = servers(infrastructure());
    expect(preparing).toEqual({
      id: 'web2',
      name: 'web2',
      state: 'preparing',
      onPurpose: true,
      note: 'Joins next week',
    });
  });

  test('one in unknown state claims no age', () => {
    expect(withServer({ verdict: 'unknown' })[0]).toEqual({
      id: 'gw1',
      name: 'gw1',
      state: 'unknown',
      onPurpose: false,
    });
  });

  test.each([
    ['down', 'down'],
    ['degraded', 'degraded'],
    ['operational', undefined],
  ] as const)('declared %s shows %s', (declared, shown) => {
    expect(withServer({ declared })[0]?.declared).toBe(shown);
  });
});

describe('since when, and last seen', () => {
  const offline = { verdict: 'offline', probed: 'offline', sinceAt: NOW - HOUR_MS } as const;
  const told = (overrides: Partial<ServerStatus>) => {
    const { sinceAt, age, sinceIsAtLeast, lastOnlineAt } = withServer(overrides)[0] ?? {};
    return [sinceAt, age?.count, sinceIsAtLeast, lastOnlineAt];
  };

  test.each<[string, Partial<ServerStatus>, readonly unknown[]]>([
    ['online since', { sinceAt: NOW - HOUR_MS }, [NOW - HOUR_MS, 1, undefined, undefined]],
    [
      'online for at least',
      { sinceAt: NOW - HOUR_MS, sinceIsAtLeast: true },
      [NOW - HOUR_MS, 1, true, undefined],
    ],
    ['offline since', offline, [NOW - HOUR_MS, 1, undefined, undefined]],
    [
      'offline since, seen a moment before: said already',
      { ...offline, lastOnlineAt: NOW - HOUR_MS - MINUTE_MS },
      [NOW - HOUR_MS, 1, undefined, undefined],
    ],
    [
      'offline since, seen long before: nobody looked between',
      { ...offline, lastOnlineAt: NOW - 3 * HOUR_MS },
      [NOW - HOUR_MS, 1, undefined, NOW - 3 * HOUR_MS],
    ],
    [
      'offline for at least',
      { ...offline, sinceIsAtLeast: true, lastOnlineAt: NOW - HOUR_MS - MINUTE_MS },
      [NOW - HOUR_MS, 1, true, NOW - HOUR_MS - MINUTE_MS],
    ],
    [
      'unknown, last seen',
      { verdict: 'unknown', probed: 'unknown', lastOnlineAt: NOW - HOUR_MS },
      [undefined, undefined, undefined, NOW - HOUR_MS],
    ],
    [
      'in maintenance, last seen',
      { ...offline, role: 'maintenance', lastOnlineAt: NOW - HOUR_MS },
      [undefined, undefined, undefined, NOW - HOUR_MS],
    ],
    [
      'not in service: nothing',
      { ...offline, role: 'preparing', counted: false, lastOnlineAt: NOW - HOUR_MS },
      [undefined, undefined, undefined, undefined],
    ],
  ])('%s', (_, overrides, expected) => {
    expect(told(overrides)).toEqual(expected);
  });
});

describe('from where', () => {
  const vantages = ['london', 'amsterdam'];
  const seen = (overrides: Partial<ServerStatus>, places: readonly string[] = vantages) =>
    withServer(overrides, { vantages: places })[0]?.seen;

  test.each<[string, Partial<ServerStatus>, readonly string[]]>([
    ['all see what is shown', { seenFrom: { london: 'online', amsterdam: 'online' } }, vantages],
    ['one place looks', { seenFrom: { london: 'offline' } }, ['london']],
    ['nobody told', { seenFrom: {} }, vantages],
    ['it is not in service', { role: 'standby', seenFrom: { london: 'online' } }, vantages],
  ])('nothing is said where %s', (_, overrides, places) => {
    expect(seen(overrides, places)).toBeUndefined();
  });

  test('places that do not agree are told apart, in the order of the snapshot', () => {
    expect(seen({ seenFrom: { amsterdam: 'offline', london: 'online' } })).toEqual({
      online: ['london'],
      offline: ['amsterdam'],
      unknown: [],
    });
  });

  test('a place that says nothing cannot tell', () => {
    expect(seen({ seenFrom: { london: 'online' } })?.unknown).toEqual(['amsterdam']);
  });

  test('places that agree on something else than is shown are told', () => {
    const failing = { verdict: 'online', probed: 'online' } as const;
    expect(seen({ ...failing, seenFrom: { london: 'offline', amsterdam: 'offline' } })?.offline).toEqual(
      vantages,
    );
  });

  const times = { london: NOW, amsterdam: NOW + 80_000 };
  test.each<[string, Partial<Snapshot>, unknown]>([
    ['one place: nothing', { vantages: ['london'], vantageTimes: { london: NOW } }, []],
    ['several: their names', { vantages }, [{ name: 'london' }, { name: 'amsterdam' }]],
    [
      'that looked at one time: their names',
      { vantages, vantageTimes: { london: NOW, amsterdam: NOW } },
      [{ name: 'london' }, { name: 'amsterdam' }],
    ],
    [
      'that did not: each with its own',
      { vantages, vantageTimes: times },
      [
        { name: 'london', at: NOW },
        { name: 'amsterdam', at: NOW + 80_000 },
      ],
    ],
    [
      'not all of whose times are known: their names',
      { vantages, vantageTimes: { london: NOW } },
      [{ name: 'london' }, { name: 'amsterdam' }],
    ],
  ])('%s', (_, snapshot, expected) => {
    expect(infrastructure({}, { evidence: evidence(snapshot) }).vantages).toEqual(expected);
  });

  test('without a snapshot no places are known', () => {
    const none = { believed: false, fault: 'missing' } as const;
    expect(infrastructure({}, { evidence: none }).vantages).toEqual([]);
  });
});

describe('groups', () => {
  const gateways = (view: InfrastructureView) => view.zones[0]?.groups[0];
  const iso = (clock: string) => new Date(at('2010-09-03', clock)).toISOString();

  test('tell for how long they have had enough servers', () => {
    expect(gateways(infrastructure())?.since).toEqual({
      at: NOW - 5 * HOUR_MS,
      age: { count: 5, unit: 'hour' },
      atLeast: true,
    });
  });

  test('that are remembered to have come back later tell that, in the drawing too', () => {
    const history = memory(
      JSON.stringify({ at: iso('09:00'), all: { group: { gateways: 'down' } } }),
      JSON.stringify({ at: iso('21:10'), group: 'gateways', is: 'operational' }),
    );
    const view = infrastructure({}, { history });
    const age = { count: 2, unit: 'hour' };
    expect(gateways(view)?.since).toEqual({ at: NOW - 2 * HOUR_MS, age, atLeast: false });
    expect(view.diagram.zones[0]?.groups[0]?.age).toEqual(age);
  });

  test('name the services that stand on them', () => {
    expect(gateways(infrastructure())?.services).toEqual([{ id: 'incoming-mail', name: 'Incoming Mail' }]);
  });

  test('do not repeat that the data is missing', () => {
    const groups = status().groups.map((group) => ({
      ...group,
      reasons: [{ code: 'no-evidence', fault: 'missing' } as const],
    }));
    const noData = without(status({ groups }), 'takenAt');
    const view = infrastructure({}, { status: noData, content: [] });
    expect(gateways(view)?.status.reasons).toEqual([]);
    expect(gateways(view)).not.toHaveProperty('since');
  });
});

describe('explanations', () => {
  test('what the zones say of themselves follows the file about zones', () => {
    const view = infrastructure();
    expect(view.explanations.map(({ beforeZones }) => beforeZones)).toEqual([false, true]);
    expect(view.zonesLast).toBe(false);
  });

  test('or stands last', () => {
    expect(infrastructure({}, { content: CONTENT.slice(0, 1) }).zonesLast).toBe(true);
  });
});

describe('contact', () => {
  test.each([
    ['help@example.org', 'mailto:help@example.org'],
    ['https://example.org/help', 'https://example.org/help'],
    ['javascript:alert(1)', undefined],
    ['a@b?subject=x', undefined],
    ['ring 0123', undefined],
  ])('%s leads to %s', (contact, href) => {
    const context = viewContext({ ...TOPOLOGY, site: { ...TOPOLOGY.site, contact } });
    expect(frameOf(context, '/').contact).toEqual(
      href === undefined ? { text: contact } : { text: contact, href },
    );
  });
});
