import { describe, expect, test } from 'vitest';
import type { SiteStatus } from '../../../src/core/model/status.ts';
import { frameOf, viewContext } from '../../../src/core/view/context.ts';
import { infrastructureView } from '../../../src/core/view/infrastructure.ts';
import type { InfrastructureView, ServerView } from '../../../src/core/view/infrastructure.ts';
import { CONTEXT, NOW, status, TOPOLOGY, without } from './fixtures.ts';

const CONTENT = [
  { file: 'content/infrastructure/1-explained.md', text: '# Explained' },
  { file: 'content/infrastructure/2-zones.md', text: '# Colours' },
];

function infrastructure(overrides: Partial<SiteStatus> = {}, content = CONTENT): InfrastructureView {
  return infrastructureView({
    context: CONTEXT,
    status: status(overrides),
    content,
    layout: null,
    incidents: [],
    now: NOW,
    recorded: false,
  });
}

const servers = (view: InfrastructureView): readonly ServerView[] =>
  view.zones.flatMap(({ groups }) => groups.flatMap((group) => group.servers));

function withServer(
  overrides: Partial<SiteStatus['groups'][number]['servers'][number]>,
): readonly ServerView[] {
  const groups = status().groups.map((group) => ({
    ...group,
    servers: group.servers.map((server) => (server.id === 'gw1' ? { ...server, ...overrides } : server)),
  }));
  return servers(infrastructure({ groups }));
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

describe('groups', () => {
  test('tell for how long they have had enough servers', () => {
    expect(infrastructure().zones[0]?.groups[0]?.onlineAtLeast).toEqual({ count: 5, unit: 'hour' });
  });

  test('do not repeat that the data is missing', () => {
    const groups = status().groups.map((group) => ({
      ...group,
      reasons: [{ code: 'no-evidence', fault: 'missing' } as const],
    }));
    const noData = without(status({ groups }), 'takenAt');
    const view = infrastructureView({
      context: CONTEXT,
      status: noData,
      content: [],
      layout: null,
      incidents: [],
      now: NOW,
      recorded: false,
    });
    expect(view.zones[0]?.groups[0]?.status.reasons).toEqual([]);
    expect(view.zones[0]?.groups[0]).not.toHaveProperty('onlineAtLeast');
  });
});

describe('explanations', () => {
  test('what the zones say of themselves follows the file about zones', () => {
    const view = infrastructure();
    expect(view.explanations.map(({ beforeZones }) => beforeZones)).toEqual([false, true]);
    expect(view.zonesLast).toBe(false);
  });

  test('or stands last', () => {
    expect(infrastructure({}, CONTENT.slice(0, 1)).zonesLast).toBe(true);
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
