import type { CheckInput } from '../../../src/core/check/site.ts';
import { checkSite } from '../../../src/core/check/site.ts';
import type { Declarable, Effects, Incident, Reference, Update } from '../../../src/core/model/incident.ts';
import type { Diagnostic } from '../../../src/core/model/diagnostic.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import type { Instant } from '../../../src/core/model/time.ts';
import type { Group, Role, Topology } from '../../../src/core/model/topology.ts';

/** 3 September 2010, 23:10 in London. */
export const NOW: Instant = Date.UTC(2010, 8, 3, 22, 10);

/** `london('2010-09-03 09:41')`: an instant of British Summer Time, one hour ahead of UTC. */
export function london(text: string): Instant {
  return Date.parse(`${text.replace(' ', 'T')}:00Z`) - HOUR_MS;
}

export function group(id: string, roles: Readonly<Record<string, Role>>, more: Partial<Group> = {}): Group {
  const servers = Object.entries(roles).map(([server, role]) => ({
    id: server,
    name: server,
    role,
    groupId: id,
  }));
  return { id, name: id, zoneId: 'mail', redundancy: { kind: 'any' }, supporting: false, servers, ...more };
}

/** Two services on two groups, one of them with a fallback, and nothing to complain of. */
export function topology(groups: Partial<Record<'gateways' | 'storage' | 'extra', Group>> = {}): Topology {
  const {
    gateways = group(
      'gateways',
      { gw1: 'active', gw2: 'active' },
      { name: 'AV/GreyListing', fallback: { to: 'backup-mx', effect: 'Mail is delayed.' } },
    ),
    storage = group('storage', { store1: 'active', store2: 'active' }, { redundancy: { kind: 'all' } }),
    extra,
  } = groups;
  const all = [
    gateways,
    group('backup-mx', { mx1: 'active' }),
    storage,
    ...(extra === undefined ? [] : [extra]),
  ];
  return {
    site: {
      name: 'Example Mail',
      url: 'https://status.example.org',
      timezone: 'Europe/London',
      locale: 'en-GB',
      freshForMs: 5 * MINUTE_MS,
    },
    zones: [{ id: 'mail', name: 'Mail', colour: 'blue', groups: all }],
    services: [
      { id: 'incoming-mail', name: 'Incoming Mail', needs: ['gateways', 'storage'], degradedWithout: [] },
      { id: 'web-access', name: 'Web Access', needs: ['storage'], degradedWithout: [] },
    ],
    flows: [],
  };
}

export function effects(affects: Readonly<Record<string, Declarable>>, line = 3): Effects {
  const entries = Object.entries(affects);
  return {
    affects: entries.map(([id, severity], index) => ({ id, severity, line, column: 11 + index })),
    unreadable: false,
  };
}

/** An update to the minute, or to the day where the text has no clock time. */
export function update(when: string, more: Partial<Update> = {}): Update {
  const at = london(when.includes(':') ? when : `${when} 00:00`);
  return { id: when, at: { at, precision: when.includes(':') ? 'minute' : 'day' }, line: 6, ...more };
}

/** Resolved on 31 August unless told otherwise. */
export function incident(slug: string, more: Partial<Incident> = {}): Incident {
  const updates = more.updates ?? [update('2010-08-31 16:57'), update('2010-08-31 19:09', { line: 8 })];
  const first = updates[0] ?? update('2010-08-31');
  return {
    slug,
    file: `incidents/${slug}.md`,
    kind: 'incident',
    title: 'Service Down',
    date: slug.slice(0, 10),
    started: first.at,
    effects: effects({}),
    resolved: { at: london('2010-08-31 19:09'), precision: 'minute' },
    cancelled: false,
    pinned: false,
    references: [],
    digest: '0',
    ...more,
    updates,
  };
}

export function refersTo(slug: string, line = 5, column = 10): Reference {
  return { slug, line, column };
}

export const PLACES = new Map(
  ['gateways', 'gw1', 'gw2', 'backup-mx', 'mx1', 'storage', 'store1', 'store2', 'extra', 'extra1'].map(
    (id, index) => [id, { line: 10 + index, column: 11 }],
  ),
);

/** Checks what is given, the rest being sound. Every incident without `resolved` counts as open, every one in `active` as under way. */
export function check(input: Partial<CheckInput> & { active?: readonly string[] }): Diagnostic[] {
  const { incidents = [], active = [] } = input;
  return checkSite({
    topology: topology(),
    topologyFile: 'topology.yml',
    places: PLACES,
    incidents,
    files: incidents.map(({ file }) => file),
    status: {
      openIncidents: incidents
        .filter((it) => it.kind === 'incident' && it.resolved === null)
        .map(({ slug }) => slug),
      activeMaintenance: active,
    },
    now: NOW,
    ...input,
  });
}

/** `file:line:col severity code: message (hint)`, as a test reads it. */
export function lines(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(
    ({ file, line, column, severity, code, message, hint }) =>
      `${file}:${String(line)}:${String(column)} ${severity} ${code}: ${message} (${hint ?? 'no hint'})`,
  );
}
