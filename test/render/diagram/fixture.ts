import type { Severity } from '../../../src/core/model/severity.ts';
import type { GroupStatus, ServerStatus, SiteStatus } from '../../../src/core/model/status.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import type { Flow, Group, Role, Topology, Zone, ZoneColour } from '../../../src/core/model/topology.ts';
import { groupsOf } from '../../../src/core/model/topology.ts';
import { createWords } from '../../../src/render/words/words.ts';

export const NOW = Date.UTC(2010, 8, 3, 22, 10);
export const WORDS = createWords({ locale: 'en-GB', timezone: 'Europe/London' });

/** Group id → its name and its servers: a number of them, or their names. */
export type GroupSpec = readonly [id: string, name: string, servers: number | readonly string[]];
export type ZoneSpec = readonly [id: string, name: string, colour: ZoneColour, groups: readonly GroupSpec[]];

function makeGroup([id, name, servers]: GroupSpec, zoneId: string): Group {
  const names =
    typeof servers === 'number' ? Array.from({ length: servers }, (_, i) => `${id}${i + 1}`) : servers;
  return {
    id,
    name,
    zoneId,
    redundancy: { kind: 'any' },
    supporting: false,
    servers: names.map((server, index) => ({
      id: `${id}-s${index + 1}`,
      name: server,
      role: 'active',
      groupId: id,
    })),
  };
}

/** Flows as in the file: `a -> b -> c`, a fallback ends with `: fallback`. */
export function parseFlow(text: string): Flow[] {
  const fallback = text.endsWith(': fallback');
  const stops = text
    .replace(': fallback', '')
    .split('->')
    .map((stop) => stop.trim());
  return stops.slice(1).map((to, index) => ({ from: stops[index]!, to, fallback }));
}

export function makeTopology(zones: readonly ZoneSpec[], flows: readonly string[]): Topology {
  return {
    site: {
      name: 'Example Mail',
      url: 'https://status.example.org',
      timezone: 'Europe/London',
      locale: 'en-GB',
      freshForMs: 5 * MINUTE_MS,
    },
    zones: zones.map(([id, name, colour, groups]): Zone => ({
      id,
      name,
      colour,
      groups: groups.map((group) => makeGroup(group, id)),
    })),
    services: [],
    flows: flows.flatMap(parseFlow),
  };
}

export const MAIL_FLOWS = [
  'internet -> gateways -> spam-firewalls -> mail-servers -> storage -> backups',
  'internet -> backup-mx -> spam-firewalls: fallback',
  'internet -> web-service -> mail-servers',
  'web-service -> database',
  'internet -> ftp -> hosting-servers',
  'internet -> hosting-servers',
];

export const MAIL_HOST = makeTopology(
  [
    [
      'incoming',
      'Incoming email',
      'yellow',
      [
        ['gateways', 'AV/GreyListing', ['gw1', 'gw2', 'gw3']],
        ['spam-firewalls', 'Spam Firewalls', ['spam1', 'spam2']],
        ['backup-mx', 'Backup MX', ['backup-mx1', 'backup-mx2']],
      ],
    ],
    [
      'core',
      'Core of the service',
      'blue',
      [
        ['mail-servers', 'Mail Servers', ['mail1', 'mail2', 'mail3']],
        ['storage', 'Mail Storage', ['store1', 'store2', 'store3', 'store4']],
        ['backups', 'Mail Backups', ['backup1']],
        ['web-service', 'Web Service', ['web1', 'web2', 'web3']],
        ['database', 'Database Service', ['db1', 'db2']],
      ],
    ],
    [
      'hosting',
      'Web hosting',
      'green',
      [
        ['ftp', 'FTP Service', ['ftp1']],
        ['hosting-servers', 'Hosting Service', ['host1', 'host2']],
      ],
    ],
  ],
  MAIL_FLOWS,
);

export const FORTY_SERVERS = makeTopology(
  [
    [
      'edge',
      'Edge',
      'teal',
      [
        ['balancers', 'Load Balancers', 2],
        ['workers', 'Worker Pool', 40],
      ],
    ],
    [
      'data',
      'Data',
      'purple',
      [
        ['db', 'Database', 3],
        ['cache', 'Cache', 8],
      ],
    ],
  ],
  ['internet -> balancers -> workers -> db', 'workers -> cache', 'internet -> workers: fallback'],
);

/** Exactly forty characters, with and without places to break. */
export const LONG_NAME = 'Incoming Anti-Virus and Grey-Listing Mai';
export const LONG_WORD = 'a'.repeat(40);
export const LONG_HOST = 'gateway-001.incoming.datacentre-one.test';

export const LONG_NAMES = makeTopology(
  [
    [
      'incoming',
      'Everything that brings mail to our doors',
      'orange',
      [
        ['gateways', LONG_NAME, [LONG_HOST, 'gateway-002.incoming.datacentre-one.test']],
        ['spam-firewalls', 'Spam Firewalls', ['spam1', 'spam2']],
      ],
    ],
    [
      'core',
      LONG_WORD,
      'red',
      [
        ['mail-servers', LONG_WORD, [LONG_WORD, 'mail2', 'mail3']],
        ['storage', 'Mail Storage', 2],
      ],
    ],
  ],
  [
    'internet -> gateways -> spam-firewalls -> mail-servers -> storage',
    'internet -> spam-firewalls: fallback',
  ],
);

/** How a test wants each server: its state, and since when. */
export interface ServerSpec {
  readonly role?: Role;
  readonly verdict: ServerStatus['verdict'];
  readonly sinceAt?: number;
}

function severityOf(total: number, online: number, unknown: number): Severity {
  if (online > 0) return 'operational';
  return unknown > 0 || total === 0 ? 'unknown' : 'down';
}

function groupStatus(group: Group, of: (id: string) => ServerSpec): GroupStatus {
  const servers = group.servers.map((server): ServerStatus => {
    const { role = 'active', verdict, sinceAt } = of(server.id);
    return {
      id: server.id,
      role,
      verdict,
      probed: verdict,
      counted: role === 'active' || role === 'maintenance',
      seenFrom: {},
      ...(sinceAt === undefined ? {} : { sinceAt }),
    };
  });
  const counted = servers.filter((server) => server.counted);
  const count = (verdict: string) =>
    counted.filter((server) => server.role === 'active' && server.verdict === verdict).length;
  const [total, online, unknown] = [counted.length, count('online'), count('unknown')];
  const severity = severityOf(total, online, unknown);
  const since = counted.flatMap((server) =>
    server.verdict === 'online' && server.sinceAt !== undefined ? [server.sinceAt] : [],
  );
  const spares = online === total ? 'full' : online === 1 ? 'none' : 'reduced';
  return {
    id: group.id,
    severity,
    reasons: [],
    servers,
    total,
    required: 1,
    online,
    unknown,
    offline: count('offline'),
    inMaintenance: counted.filter((server) => server.role === 'maintenance').length,
    ...(severity === 'operational' && total > 1 ? { spares } : {}),
    ...(severity === 'operational' && since.length > 0 ? { onlineAtLeastSinceAt: Math.min(...since) } : {}),
  };
}

/** A status of the right shape, judged by the simplest rule there is (one online server is enough). */
export function makeStatus(topology: Topology, of: (id: string) => ServerSpec): SiteStatus {
  return {
    severity: 'operational',
    reasons: [],
    now: NOW,
    takenAt: NOW,
    believed: true,
    services: [],
    groups: groupsOf(topology).map((group) => groupStatus(group, of)),
    openIncidents: [],
    activeMaintenance: [],
    comingMaintenance: [],
  };
}

export const ALL_ONLINE = (): ServerSpec => ({ verdict: 'online', sinceAt: NOW - 43 * DAY_MS });
export const ALL_OFFLINE = (): ServerSpec => ({ verdict: 'offline' });
export const ALL_UNKNOWN = (): ServerSpec => ({ verdict: 'unknown' });

const AGES_MS = [43 * DAY_MS, 5 * 60 * MINUTE_MS, 12 * MINUTE_MS, 118 * DAY_MS, 43 * DAY_MS, 7 * DAY_MS];
const UNUSUAL: Readonly<Record<string, ServerSpec>> = {
  'gateways-s3': { verdict: 'offline' },
  'backup-mx-s2': { verdict: 'online', role: 'maintenance' },
  'storage-s4': { verdict: 'offline', role: 'preparing' },
  'web-service-s3': { verdict: 'offline', role: 'withdrawn' },
  'hosting-servers-s2': { verdict: 'online', role: 'standby' },
  'ftp-s1': { verdict: 'unknown' },
  'database-s2': { verdict: 'offline' },
};

/** A day like any other: a bit of everything. */
export function ORDINARY(id: string): ServerSpec {
  const seed = [...id].reduce((sum, char) => sum + (char.codePointAt(0) ?? 0), 0);
  return UNUSUAL[id] ?? { verdict: 'online', sinceAt: NOW - (AGES_MS[seed % AGES_MS.length] ?? DAY_MS) };
}
