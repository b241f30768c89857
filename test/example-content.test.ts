import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSite } from '../src/core/check/site.ts';
import { evaluateSite } from '../src/core/evaluate/site.ts';
import { isOpen } from '../src/core/evaluate/incident.ts';
import { DIAGNOSTICS } from '../src/core/model/diagnostic.ts';
import type { Diagnostic } from '../src/core/model/diagnostic.ts';
import type { Effects } from '../src/core/model/incident.ts';
import { ageOf } from '../src/core/model/time.ts';
import type { Moment } from '../src/core/model/time.ts';
import { groupsOf, serversOf } from '../src/core/model/topology.ts';
import { parseIncident } from '../src/core/parse/incident.ts';
import { parseSnapshot } from '../src/core/parse/snapshot.ts';
import { parseTopology } from '../src/core/parse/topology.ts';
import { createZone } from '../src/core/parse/zone.ts';
import { LOG } from './example-log.ts';

const NOW = Date.UTC(2010, 8, 3, 22, 10);
const SNAPSHOT_FILE = 'test/fixtures/snapshots/recorded-2010-09-03.json';
const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

const site = parseTopology(read('topology.yml'), { file: 'topology.yml', env: {} });
const topology = site.topology!;
const { timezone, locale } = topology.site;
const zone = createZone(timezone, locale);
const files = readdirSync(new URL('../incidents', import.meta.url)).map((name) => `incidents/${name}`);
const parsed = new Map(
  files.map((file) => [
    file,
    { text: read(file), ...parseIncident(read(file), { file, digest: file, timezone, locale }) },
  ]),
);
const incidents = [...parsed.values()].flatMap(({ incident }) => incident ?? []);
const snapshot = parseSnapshot(read(SNAPSHOT_FILE), {
  file: SNAPSHOT_FILE,
  now: NOW,
  freshForMs: topology.site.freshForMs,
  serverIds: serversOf(topology).map(({ id }) => id),
});
const evidence = snapshot.evidence;
const status = evaluateSite({ topology, evidence, incidents, now: NOW });

/** `2010-08-31 16:57` in the site's zone, or the day alone. */
function words({ at, precision }: Moment): string {
  const minute = zone.minuteOfDay(at);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = ` ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
  return `${zone.dayOf(at)}${precision === 'day' ? '' : clock}`;
}

function affectsOf(effects: Effects): Record<string, string> {
  return Object.fromEntries(effects.affects.map(({ id, severity }) => [id, severity]));
}

/** The marks of a file in the very form they were written, found without the parser. */
const MARK = /^(?:\[\d\d[.:]\d\d\]|\d\d:\d\d - \d\d:\d\d|\d\d:\d\d:|\d\d:\d\d -)/gm;

describe('the log', () => {
  test('has these ten entries and no other', () => {
    expect(files.sort()).toEqual(LOG.map(({ slug }) => `incidents/${slug}.md`).sort());
  });

  test.each(LOG)('$slug', (expected) => {
    const { text, incident, prose } = parsed.get(`incidents/${expected.slug}.md`)!;
    const entry = incident!;
    expect(text.match(MARK) ?? []).toEqual(expected.marks);
    expect({
      slug: entry.slug,
      title: entry.title,
      tag: entry.titleTag,
      kind: entry.kind,
      date: entry.date,
      started: words(entry.started),
      resolved: entry.resolved === null ? null : words(entry.resolved),
      updates: entry.updates.map(({ at }) => words(at)),
      until: entry.updates.map(({ untilAt }) => untilAt).filter((at) => at !== undefined),
      phases: entry.updates.map(({ phase }) => phase),
      affects: affectsOf(entry.effects),
      later: entry.updates.map(({ effects }) => (effects === undefined ? undefined : affectsOf(effects))),
      mail: entry.effects.mail,
      follows: entry.follows,
    }).toEqual({
      slug: expected.slug,
      title: expected.title,
      tag: expected.tag,
      kind: expected.kind ?? 'incident',
      date: expected.slug.slice(0, 10),
      started: expected.started,
      resolved: expected.resolved,
      updates: expected.updates,
      until: expected.until === undefined ? [] : [Date.parse(`${expected.until.replace(' ', 'T')}:00+01:00`)],
      phases: expected.phases ?? expected.updates.map(() => undefined),
      affects: expected.affects ?? {},
      later: expected.later ?? expected.updates.map(() => undefined),
      mail: expected.mail,
      follows: expected.follows,
    });
    const told = [prose.summary, ...prose.updates].join('\n');
    expect(expected.facts.filter((fact) => !fact.test(told))).toEqual([]);
  });

  test('only the entry of 2 September is open, and it takes no light', () => {
    expect(incidents.filter((entry) => isOpen(entry, NOW)).map(({ slug }) => slug)).toEqual([LOG[0]!.slug]);
    expect(status.openIncidents).toEqual([LOG[0]!.slug]);
  });
});

describe('the topology', () => {
  const zones = topology.zones.map(({ colour, groups }) => [colour, groups.map(({ name }) => name)]);

  test('has the three coloured zones and all their groups', () => {
    expect(zones).toEqual([
      ['yellow', ['AV/GreyListing', 'Spam Firewalls', 'Backup MX']],
      ['blue', ['Mail Servers', 'Mail Storage', 'Mail Backups', 'Web Service', 'Database Service']],
      ['green', ['FTP Service', 'Hosting Service']],
    ]);
  });

  test('has the four services in their order', () => {
    expect(topology.services.map(({ name }) => name)).toEqual([
      'Incoming Mail',
      'Web Access',
      'Client Access',
      'Hosting Service',
    ]);
  });

  test('any one server is enough, except in mail storage', () => {
    const kinds = groupsOf(topology).map(({ id, redundancy }) => [id, redundancy.kind]);
    expect(kinds.filter(([, kind]) => kind !== 'any')).toEqual([['storage', 'all']]);
  });

  test('busy gateways fall back on Backup MX, and only Mail Backups are needed by nobody', () => {
    const groups = groupsOf(topology);
    expect(groups.flatMap(({ id, fallback }) => (fallback === undefined ? [] : [[id, fallback.to]]))).toEqual(
      [['gateways', 'backup-mx']],
    );
    expect(groups.filter(({ supporting }) => supporting).map(({ id }) => id)).toEqual(['backups']);
  });

  test('one server is out on purpose', () => {
    const out = serversOf(topology).filter(({ role }) => role !== 'active');
    expect(out.map(({ id, role }) => [id, role])).toEqual([['store4', 'preparing']]);
  });
});

describe('the recorded moment', () => {
  const byServer = new Map(
    status.groups.flatMap(({ servers }) => servers).map((server) => [server.id, server]),
  );
  const online = (id: string) => {
    const { count, unit } = ageOf(byServer.get(id)!.sinceAt!, NOW);
    return `${String(count)} ${unit}s`;
  };

  test('is believed, from two vantages, and covers every server', () => {
    expect(evidence.believed).toBe(true);
    const shot = evidence.believed ? evidence.snapshot : null;
    expect(shot?.takenAt).toBe(NOW);
    expect(shot?.vantages).toHaveLength(2);
    expect([...(shot?.servers.keys() ?? [])].sort()).toEqual(
      serversOf(topology)
        .map(({ id }) => id)
        .sort(),
    );
  });

  test('shows four green services, and everything that counts online', () => {
    expect(status.severity).toBe('operational');
    expect(status.services.map(({ severity }) => severity)).toEqual(
      Array.from({ length: 4 }, () => 'operational'),
    );
    expect([...byServer.values()].filter(({ verdict }) => verdict !== 'online').map(({ id }) => id)).toEqual([
      'store4',
    ]);
    expect(byServer.get('store4')?.counted).toBe(false);
  });

  const ages: readonly [server: string, age: string, why: string][] = [
    ['gw1', '43 days', 'no entry speaks of it'],
    ['spam2', '5 hours', 'routine, and nothing noticed'],
    ['host2', '12 minutes', 'routine, and nothing noticed'],
    ['web3', '38 hours', 'repaired on the morning of 2 September'],
    ['mail3', '3 days', 'reinstated on 31 August by 19:09'],
    ['store2', '3 days', 'the last server up on 31 August by 11:40'],
    ['web2', '28 days', 'rebooted on the morning of 6 August'],
    ['store1', '38 days', 'repaired on 27 July by 16:50'],
    ['mail1', '38 days', 'rebooted on 27 July at 15:15'],
    ['db1', '49 days', 'restarted on 16 July between 16:00 and 16:45'],
  ];
  test.each(ages)('%s has been online for %s: %s', (server, age) => {
    expect(online(server)).toBe(age);
  });

  test('no server stayed up through an outage of its own that the log tells of', () => {
    const rebooted = ['mail1', 'mail2'].map((id) =>
      words({ at: byServer.get(id)!.sinceAt!, precision: 'minute' }),
    );
    for (const time of rebooted) expect(time >= '2010-07-27 15:15' && time <= '2010-07-27 15:30').toBe(true);
    for (const id of ['db1', 'db2', 'store3']) {
      const time = words({ at: byServer.get(id)!.sinceAt!, precision: 'minute' });
      expect(time >= '2010-07-16 16:00' && time <= '2010-07-16 16:45').toBe(true);
    }
  });
});

test('nobody has anything to complain of but the clock', () => {
  const found: Diagnostic[] = [
    ...site.diagnostics,
    ...snapshot.diagnostics,
    ...[...parsed.values()].flatMap(({ diagnostics }) => diagnostics),
    ...checkSite({
      topology,
      topologyFile: 'topology.yml',
      places: site.places,
      incidents,
      files,
      status,
      now: NOW,
    }),
  ];
  const sober = found.filter(({ code }) => !('clock' in DIAGNOSTICS[code]));
  expect(sober).toEqual([]);
  expect(found.map(({ code, file }) => `${code} ${file}`)).toEqual([
    `open-too-long incidents/${LOG[0]!.slug}.md`,
  ]);
});

test('the explanations are Markdown files that begin with a heading, in the order of the page', () => {
  const folder = new URL('../content/infrastructure/', import.meta.url);
  const headings = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(new URL(name, folder), 'utf8').split('\n')[0]);
  expect(headings).toEqual([
    '# Infrastructure Explained',
    '# Coloured Groupings Explained',
    '# Online Times',
    '# Offline Servers',
  ]);
});
