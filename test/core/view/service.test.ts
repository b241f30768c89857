import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/core/model/incident.ts';
import type { SiteStatus } from '../../../src/core/model/status.ts';
import type { Group, Topology } from '../../../src/core/model/topology.ts';
import { viewContext } from '../../../src/core/view/context.ts';
import { SERVICE_ENTRIES, servicePageViews } from '../../../src/core/view/service.ts';
import type { ServicePageInput, ServicePageView } from '../../../src/core/view/service.ts';
import { CONTEXT, incident, NO_EFFECTS, NOW, service, status, TOPOLOGY, update } from './fixtures.ts';
import { recordOf } from './records.ts';

function pages(overrides: Partial<ServicePageInput> = {}): readonly ServicePageView[] {
  return servicePageViews({
    context: CONTEXT,
    status: status(),
    incidents: [],
    records: [],
    now: NOW,
    recorded: false,
    ...overrides,
  });
}

function page(id: string, overrides: Partial<ServicePageInput> = {}): ServicePageView {
  const found = pages(overrides).find((view) => view.service.id === id);
  if (found === undefined) throw new Error(`there is no page of "${id}"`);
  return found;
}

const affecting = (slug: string, id: string, overrides: Partial<Incident> = {}) =>
  incident(slug, {
    effects: { affects: [{ id, severity: 'degraded', line: 1, column: 1 }], unreadable: false },
    ...overrides,
  });

test('there is a page for every service, in the order of the file', () => {
  expect(pages().map(({ frame }) => frame.path)).toEqual([
    '/services/incoming-mail/',
    '/services/web-access/',
  ]);
});

describe('the light', () => {
  test('is this service’s alone', () => {
    const down = service({ id: 'web-access', severity: 'down' });
    const site: SiteStatus = status({
      severity: 'partial',
      services: [service({ id: 'incoming-mail' }), down],
    });
    const view = (id: string) => page(id, { status: site }).lights;
    expect(view('incoming-mail').status).toMatchObject({
      severity: 'operational',
      services: [{ id: 'incoming-mail' }],
    });
    expect(view('web-access').status).toMatchObject({ severity: 'down', services: [down] });
    expect(view('web-access').path).toBe('/services/web-access/');
  });

  test('keeps what is true of every service, and drops what is said of others', () => {
    const noEvidence = { code: 'no-evidence', fault: 'missing' } as const;
    const other = { code: 'degraded-without', group: 'web' } as const;
    const site = status({ severity: 'unknown', reasons: [noEvidence, other] });
    expect(page('incoming-mail', { status: site }).lights.status.reasons).toEqual([noEvidence]);
  });

  test('is never green while an incident is open that nobody can read', () => {
    const unreadable = { code: 'extent-unreadable', incident: 'i', title: 'I' } as const;
    const site = status({ severity: 'unknown', reasons: [unreadable] });
    expect(page('incoming-mail', { status: site }).lights.status).toMatchObject({
      severity: 'unknown',
      reasons: [unreadable],
    });
    const down = { ...site, services: [service({ id: 'incoming-mail', severity: 'down' })] };
    expect(page('incoming-mail', { status: down }).lights.status.severity).toBe('down');
  });

  test('a live page keeps no clock but the data’s', () => {
    expect(pages({ now: NOW + 60_000 })).toEqual(pages());
    expect(page('incoming-mail', { recorded: true }).lights.recordedAt).toBe(NOW);
  });
});

describe('what it stands on', () => {
  const [incoming, core] = TOPOLOGY.zones;
  const gateways = incoming?.groups[0] as Group;
  const topology: Topology = {
    ...TOPOLOGY,
    zones: [
      { ...incoming!, groups: [{ ...gateways, fallback: { to: 'web', effect: 'Mail is late.' } }] },
      core!,
    ],
    services: [
      {
        id: 'incoming-mail',
        name: 'Incoming Mail',
        about: 'Mail for you.',
        needs: ['gateways'],
        degradedWithout: ['web'],
      },
    ],
  };

  test('are its groups with how they stand, those it can do without last, and what takes over', () => {
    const view = page('incoming-mail', { context: viewContext(topology) });
    expect(view.about).toBe('Mail for you.');
    expect(view.grounds).toMatchObject([
      {
        id: 'gateways',
        name: 'Gateways',
        optional: false,
        status: { severity: 'operational', total: 2 },
        fallback: { id: 'web', name: 'Web Service', status: { id: 'web' } },
      },
      { id: 'web', optional: true },
    ]);
    expect(view.grounds[1]).not.toHaveProperty('fallback');
  });

  test('a service without groups has none', () => {
    const bare = { id: 'incoming-mail', name: 'Incoming Mail', needs: [], degradedWithout: [] };
    const context = viewContext({ ...topology, services: [bare] });
    expect(page('incoming-mail', { context })).toMatchObject({ grounds: [] });
    expect(page('incoming-mail', { context })).not.toHaveProperty('about');
  });
});

describe('what it has been through', () => {
  test('is told where somebody looked, each service its own', () => {
    const records = [recordOf('x'), recordOf('+', { id: 'web-access' })];
    expect(page('incoming-mail', { records }).record?.days[0]?.state).toBe('down');
    expect(page('web-access', { records }).record?.days[0]?.state).toBe('operational');
  });

  test('is absent where nobody ever did', () => {
    expect(page('incoming-mail')).not.toHaveProperty('record');
  });
});

describe('incidents', () => {
  const listed = (incidents: readonly Incident[], id = 'incoming-mail') =>
    page(id, { incidents }).entries.map(({ slug }) => slug);

  test.each([
    ['the service', 'incoming-mail', true],
    ['one of its groups', 'gateways', true],
    ['one of their servers', 'gw2', true],
    ['another service', 'web-access', false],
    ['a group it does not stand on', 'web', false],
    ['nothing we know', 'no-such-thing', false],
  ])('that name %s', (_, id, isListed) => {
    expect(listed([affecting('2010-09-01-a', id)])).toEqual(isListed ? ['2010-09-01-a'] : []);
  });

  test('that name it in an update only are its own too', () => {
    const later = incident('2010-09-01-a', {
      updates: [
        update('2010-09-01', '10:00'),
        update('2010-09-01', '11:00', {
          effects: { affects: [{ id: 'gw1', severity: 'down', line: 1, column: 1 }], unreadable: false },
        }),
      ],
    });
    expect(listed([later])).toEqual(['2010-09-01-a']);
  });

  test('that only say it works, that say nothing, and announcements are not', () => {
    const works = affecting('2010-09-01-a', 'gw1', {
      effects: { affects: [{ id: 'gw1', severity: 'operational', line: 1, column: 1 }], unreadable: false },
    });
    const nothing = incident('2010-09-01-b', { effects: NO_EFFECTS });
    const words = affecting('2010-09-01-c', 'gw1', { kind: 'announcement' });
    expect(listed([works, nothing, words])).toEqual([]);
  });

  test('of a later time than the page shows are not', () => {
    expect(listed([affecting('2010-09-05-a', 'gw1')])).toEqual([]);
  });

  test('come with their kind and how they stand', () => {
    const work = affecting('2010-09-05-a', 'gw1', {
      kind: 'maintenance',
      resolved: null,
      window: { startAt: NOW + 86_400_000, endAt: NOW + 90_000_000 },
    });
    expect(page('incoming-mail', { incidents: [work] }).entries).toEqual([
      {
        slug: work.slug,
        title: work.title,
        date: '2010-09-05',
        kind: 'maintenance',
        tag: { code: 'planned' },
      },
    ]);
  });

  test('keep their order and end at a number, for each service alone', () => {
    const many = Array.from({ length: SERVICE_ENTRIES + 5 }, (_, index) =>
      affecting(`2010-08-${String(31 - index).padStart(2, '0')}-a`, 'gw1'),
    );
    const old = affecting('2010-01-01-web', 'web-access');
    expect(listed([...many, old])).toEqual(many.slice(0, SERVICE_ENTRIES).map(({ slug }) => slug));
    expect(listed([...many, old], 'web-access')).toEqual([old.slug]);
  });
});
