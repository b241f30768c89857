import { createHistory, NO_HISTORY } from '../../../src/core/evaluate/history.ts';
import type { Incident, Prose, Update } from '../../../src/core/model/incident.ts';
import type { History } from '../../../src/core/model/history.ts';
import type { ProbeEvidence, Snapshot } from '../../../src/core/model/snapshot.ts';
import type { ServiceStatus, SiteStatus } from '../../../src/core/model/status.ts';
import type { Group, Topology } from '../../../src/core/model/topology.ts';
import { groupsOf } from '../../../src/core/model/topology.ts';
import { MINUTE_MS } from '../../../src/core/model/time.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import { viewContext } from '../../../src/core/view/context.ts';

/** 3 September 2010, 23:10 in London. */
export const NOW = Date.parse('2010-09-03T22:10:00Z');

function group(id: string, name: string, zoneId: string, serverIds: readonly string[]): Group {
  return {
    id,
    name,
    zoneId,
    redundancy: { kind: 'any' },
    supporting: false,
    servers: serverIds.map((serverId) => ({ id: serverId, name: serverId, role: 'active', groupId: id })),
  };
}

export const TOPOLOGY: Topology = {
  site: {
    name: 'Example Mail',
    url: 'https://status.example.org',
    timezone: 'Europe/London',
    locale: 'en-GB',
    contact: 'help@example.org',
    freshForMs: 5 * MINUTE_MS,
  },
  zones: [
    {
      id: 'incoming',
      name: 'Incoming email',
      colour: 'yellow',
      about: 'New email comes **in** here.',
      groups: [group('gateways', 'Gateways', 'incoming', ['gw1', 'gw2'])],
    },
    {
      id: 'core',
      name: 'Core',
      colour: 'blue',
      groups: [
        {
          ...group('web', 'Web Service', 'core', ['web1', 'web2']),
          servers: [
            { id: 'web1', name: 'web1', role: 'active', groupId: 'web' },
            { id: 'web2', name: 'web2', role: 'preparing', note: 'Joins next week', groupId: 'web' },
          ],
        },
      ],
    },
  ],
  services: [
    { id: 'incoming-mail', name: 'Incoming Mail', needs: ['gateways'], degradedWithout: [] },
    { id: 'web-access', name: 'Web Access', needs: ['web'], degradedWithout: [] },
  ],
  flows: [{ from: 'internet', to: 'gateways', fallback: false }],
};

export const CONTEXT = viewContext(TOPOLOGY);

/** Everything online, seen at {@link NOW}. */
export function status(overrides: Partial<SiteStatus> = {}): SiteStatus {
  return {
    severity: 'operational',
    reasons: [],
    now: NOW,
    takenAt: NOW,
    validUntilAt: NOW + 5 * MINUTE_MS,
    believed: true,
    services: TOPOLOGY.services.map(({ id }) => service({ id })),
    groups: groupsOf(TOPOLOGY).map((item) => ({
      id: item.id,
      severity: 'operational',
      reasons: [],
      servers: item.servers.map((server) => ({
        id: server.id,
        role: server.role,
        counted: server.role === 'active',
        verdict: 'online',
        probed: 'online',
        sinceAt: NOW - 43 * 24 * 60 * MINUTE_MS,
        seenFrom: {},
      })),
      total: item.servers.length,
      required: 1,
      online: item.servers.length,
      offline: 0,
      unknown: 0,
      inMaintenance: 0,
      onlineAtLeastSinceAt: NOW - 5 * 60 * MINUTE_MS,
    })),
    openIncidents: [],
    activeMaintenance: [],
    comingMaintenance: [],
    ...overrides,
  };
}

export function service(overrides: Partial<ServiceStatus> = {}): ServiceStatus {
  const calm = { severity: 'operational', reasons: [] } as const;
  return { id: 'web-access', ...calm, probed: calm, declared: calm, ...overrides };
}

/** `16:57`, on the given day, in British Summer Time. */
export function at(day: string, clock: string): Instant {
  return Date.parse(`${day}T${clock}:00+01:00`);
}

/** An update at `16:57`, or of the day's precision for `null`. */
export function update(day: string, clock: string | null, overrides: Partial<Update> = {}): Update {
  const moment =
    clock === null
      ? ({ at: at(day, '00:00'), precision: 'day' } as const)
      : ({ at: at(day, clock), precision: 'minute' } as const);
  const id = `u-${day.replaceAll('-', '')}${clock === null ? '' : `-${clock.replace(':', '')}`}`;
  return { id, at: moment, line: 1, ...overrides };
}

export const NO_EFFECTS = { affects: [], unreadable: false } as const;

/** A resolved incident of one update. */
export function incident(slug: string, overrides: Partial<Incident> = {}): Incident {
  const date = slug.slice(0, 10);
  const updates = overrides.updates ?? [update(date, '10:00')];
  const first = updates[0] ?? update(date, null);
  return {
    slug,
    file: `incidents/${slug}.md`,
    kind: 'incident',
    title: `Title of ${slug}`,
    date,
    started: first.at,
    effects: NO_EFFECTS,
    resolved: first.at,
    cancelled: false,
    pinned: false,
    references: [],
    digest: slug,
    ...overrides,
    updates,
  };
}

/** The same words for every update of every incident. */
export function proseOf(
  incidents: readonly Incident[],
  text = 'Some words.',
  summary = '',
): (slug: string) => Prose {
  return (slug) => {
    const found = incidents.find((candidate) => candidate.slug === slug);
    if (found === undefined) throw new Error(`No fixture has the slug "${slug}".`);
    return { summary, updates: found.updates.map(() => text) };
  };
}

export function words(count: number): string {
  return Array.from({ length: count }, (_, index) => `w${index}`).join(' ');
}

/** A status that lacks some of what it could have. */
export function without(status: SiteStatus, ...keys: readonly ('takenAt' | 'validUntilAt')[]): SiteStatus {
  return Object.fromEntries(
    Object.entries(status).filter(([key]) => !(keys as readonly string[]).includes(key)),
  ) as unknown as SiteStatus;
}

/** Lines of a memory as they stand on the disk, all of one month; without any, nobody ever looked. */
export function memory(...lines: readonly string[]): History {
  const text = lines.map((line) => `${line}\n`).join('');
  return createHistory({
    ...NO_HISTORY,
    months: lines.length === 0 ? [] : [{ month: '2010-09', digest: text, text: () => text }],
    observedUntilAt: lines.length === 0 ? null : NOW,
    now: NOW,
    freshForMs: TOPOLOGY.site.freshForMs,
    timezone: TOPOLOGY.site.timezone,
    dayOf: (instant) => CONTEXT.zone.dayOf(instant),
  });
}

/** A snapshot of {@link NOW} in which only the places are told. */
export function evidence(overrides: Partial<Snapshot> = {}): ProbeEvidence {
  return { believed: true, snapshot: { takenAt: NOW, vantages: [], servers: new Map(), ...overrides } };
}
