import { evaluateSite } from '../../../src/core/evaluate/site.ts';
import type { Declarable, Effects, Incident, Mail, Phase, Update } from '../../../src/core/model/incident.ts';
import type { Severity } from '../../../src/core/model/severity.ts';
import type { ProbeEvidence, ServerVerdict, Verdict } from '../../../src/core/model/snapshot.ts';
import type { GroupStatus, Reason, ServiceStatus, SiteStatus } from '../../../src/core/model/status.ts';
import { HOUR_MS, MINUTE_MS, type Instant, type Moment } from '../../../src/core/model/time.ts';
import {
  serversOf,
  type Group,
  type Redundancy,
  type Role,
  type Topology,
} from '../../../src/core/model/topology.ts';

/** 3 September 2010, 23:10 in London. */
export const NOW: Instant = Date.UTC(2010, 8, 3, 22, 10);
export const TAKEN_AT: Instant = NOW - MINUTE_MS;
export const FRESH_FOR_MS = 5 * MINUTE_MS;

/** `3 September 2010` at the given London time, or on another day of that month. */
export function at(clock: string, day = 3): Instant {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return Date.UTC(2010, 8, day, hours, minutes) - HOUR_MS;
}

export function minute(clock: string, day = 3): Moment {
  return { at: at(clock, day), precision: 'minute' };
}

export function dayOf(day: number): Moment {
  return { at: at('00:00', day), precision: 'day' };
}

export interface GroupSpec {
  /** `'gw1 gw2:maintenance'` */
  readonly servers: string;
  /** `'any'` unless told otherwise; a number is `at_least`. */
  readonly rule?: 'any' | 'all' | number;
  readonly fallback?: string;
  readonly effect?: string;
}

export interface ServiceSpec {
  readonly needs?: string;
  readonly without?: string;
}

const words = (text = '') => text.split(' ').filter((word) => word !== '');

export function topology(
  groups: Readonly<Record<string, GroupSpec | string>>,
  services: Readonly<Record<string, ServiceSpec | string>> = {},
): Topology {
  const specs = Object.entries(groups).map(([id, spec]) =>
    makeGroup(id, typeof spec === 'string' ? { servers: spec } : spec),
  );
  return {
    site: {
      name: 'Example Mail',
      url: 'https://status.example.org',
      timezone: 'Europe/London',
      locale: 'en-GB',
      freshForMs: FRESH_FOR_MS,
    },
    zones: [{ id: 'zone', name: 'Zone', colour: 'blue', groups: specs }],
    services: Object.entries(services).map(([id, spec]) => {
      const { needs, without } = typeof spec === 'string' ? { needs: spec, without: '' } : spec;
      return { id, name: id, needs: words(needs), degradedWithout: words(without) };
    }),
    flows: [],
  };
}

function makeGroup(id: string, { servers, rule = 'any', fallback, effect }: GroupSpec): Group {
  const redundancy: Redundancy =
    typeof rule === 'number' ? { kind: 'at-least', count: rule } : { kind: rule };
  return {
    id,
    name: id,
    zoneId: 'zone',
    redundancy,
    supporting: false,
    ...(fallback === undefined ? {} : { fallback: { to: fallback, effect: `${fallback} carries ${id}.` } }),
    ...(effect === undefined ? {} : { effect }),
    servers: words(servers).map((word) => {
      const [server = '', role = 'active'] = word.split(':');
      return { id: server, name: server, role: role as Role, groupId: id };
    }),
  };
}

/** `'gw1:offline gw2:unknown'`, every other server of the topology online; `gw1:offline@09:12` says since when. */
export function evidence(site: Topology, verdicts = ''): ProbeEvidence & { believed: true } {
  const told = new Map(words(verdicts).map((word) => splitAt(word, ':')));
  const servers = new Map(
    serversOf(site).map(({ id }): [string, ServerVerdict] => {
      const [verdict, since] = splitAt(told.get(id) ?? 'online', '@');
      const time = since === '' ? {} : { sinceAt: at(since) };
      return [id, { verdict: verdict as Verdict, ...time, seenFrom: { london: verdict as Verdict } }];
    }),
  );
  return { believed: true, snapshot: { takenAt: TAKEN_AT, vantages: ['london'], servers } };
}

function splitAt(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/** `'web:down mail:degraded'` */
export function effects(affects: string, mail?: Mail, unreadable = false): Effects {
  const declarations = words(affects).map((word, column) => {
    const [id, severity] = splitAt(word, ':');
    return { id, severity: (severity || 'degraded') as Declarable, line: 1, column };
  });
  return { affects: declarations, unreadable, ...(mail === undefined ? {} : { mail }) };
}

export interface EntrySpec extends Partial<Omit<Incident, 'effects' | 'updates' | 'resolved' | 'started'>> {
  readonly affects?: string;
  readonly mail?: Mail;
  readonly unreadable?: boolean;
  readonly started?: Moment;
  readonly resolved?: Moment | null;
  readonly updates?: readonly Update[];
}

/** An open incident since 22:00 that affects nothing, unless told otherwise. */
export function incident(slug: string, spec: EntrySpec = {}): Incident {
  const {
    affects = '',
    mail,
    unreadable = false,
    started = minute('22:00'),
    resolved = null,
    updates,
    ...more
  } = spec;
  return {
    slug,
    file: `incidents/${slug}.md`,
    kind: 'incident',
    title: `Title of ${slug}`,
    date: '2010-09-03',
    started,
    updates: updates ?? [update(started)],
    effects: effects(affects, mail, unreadable),
    resolved,
    cancelled: false,
    pinned: false,
    references: [],
    digest: slug,
    ...more,
  };
}

/** Maintenance with a window from `from` to `to` on 3 September, `'22:00'` to `'23:30'` unless told otherwise. */
export function maintenance(
  slug: string,
  affects: string,
  spec: EntrySpec & { from?: string; to?: string } = {},
): Incident {
  const { from = '22:00', to = '23:30', ...more } = spec;
  const window = { startAt: at(from), endAt: at(to) };
  return incident(slug, { kind: 'maintenance', affects, window, started: minute('12:00'), ...more });
}

export function update(moment: Moment, more: { phase?: Phase; effects?: Effects } = {}): Update {
  return { id: `u-${moment.at}`, at: moment, line: 1, ...more };
}

export interface Case {
  readonly site: Topology;
  readonly probes?: string | ProbeEvidence;
  readonly incidents?: readonly Incident[];
  readonly now?: Instant;
}

export function evaluate({ site, probes = '', incidents = [], now = NOW }: Case): SiteStatus {
  const believed = typeof probes === 'string' ? evidence(site, probes) : probes;
  return evaluateSite({ topology: site, evidence: believed, incidents, now });
}

export function groupIn(status: SiteStatus, id: string): GroupStatus {
  return must(status.groups.find((group) => group.id === id));
}

export function serviceIn(status: SiteStatus, id: string): ServiceStatus {
  return must(status.services.find((service) => service.id === id));
}

export function codes(status: { readonly reasons: readonly Reason[] }): string {
  return status.reasons.map(({ code }) => code).join(' ');
}

/** `'mail:operational web:down'` */
export function severities(items: readonly { readonly id: string; readonly severity: Severity }[]): string {
  return items.map(({ id, severity }) => `${id}:${severity}`).join(' ');
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the test asks for something that is not there');
  return value;
}
