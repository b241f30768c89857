import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTopology } from '../../src/core/parse/topology.ts';
import { buildSite } from '../../src/shell/build.ts';
import { crowdedSnapshot, crowdedTopology } from './crowded-site.ts';
import { memoryFiles } from './remembered.ts';
import type { Episode } from './remembered.ts';
import type { BuiltSite } from './sites.ts';

/** 2010-09-03 23:10 in London. */
const NOW = Date.parse('2010-09-03T22:10:00Z');
const MINUTE_MS = 60_000;

/**
 * A summer in which everything happened that a timeline and strips have to tell: a short outage, one over days, a night
 * in which nobody looked, a day without rest among forty servers, planned work, an announcement, and one that is open.
 */
export async function buildEventfulSite(): Promise<BuiltSite> {
  const base = mkdtempSync(join(tmpdir(), 'signalbox-eventful-'));
  const write = (folder: string, files: Readonly<Record<string, string>>) => {
    mkdirSync(join(base, folder), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(base, folder, name), text);
  };
  write('site', { 'topology.yml': crowdedTopology() });
  write('site/incidents', INCIDENTS);
  write('memory', { 'snapshot.json': JSON.stringify(crowdedSnapshot()) });
  write('memory/history', memory());
  const folder = join(base, 'public');
  await buildSite({
    siteDir: join(base, 'site'),
    outDir: folder,
    stateDir: join(base, 'state'),
    snapshotFile: join(base, 'memory', 'snapshot.json'),
    now: NOW,
    recorded: true,
    env: {},
  });
  return {
    folder,
    url: 'https://status.example.org',
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

const gone = (id: string, from: string, to: string): Episode => ({
  kind: 'server',
  id,
  from,
  to,
  state: 'offline',
});

function memory(): Readonly<Record<string, string>> {
  const { topology } = parseTopology(crowdedTopology(), { file: 'topology.yml', env: {} });
  if (topology === null) throw new Error('the site has no topology that can be read');
  return memoryFiles({
    topology,
    from: '2010-07-25T07:02:00Z',
    until: new Date(NOW).toISOString(),
    episodes: [
      // 14:12 to 14:31 in London.
      gone('gw1', '2010-08-31T13:12:00Z', '2010-08-31T13:31:00Z'),
      gone('gw2', '2010-09-02T22:50:00Z', '2010-09-03T19:00:00Z'),
      ...daysOfTrouble(),
      ...dayWithoutRest(),
    ],
    gaps: [{ from: '2010-08-05T02:10:00Z', to: '2010-08-05T03:20:00Z' }],
  });
}

function daysOfTrouble(): readonly Episode[] {
  return Array.from({ length: 40 }, (_, index) => {
    const at = Date.parse('2010-08-10T08:00:00Z') + index * 173 * MINUTE_MS;
    const iso = (instant: number) => new Date(instant).toISOString();
    const from = iso(at);
    const to = iso(at + (3 + (index % 7) * 9) * MINUTE_MS);
    return index % 2 === 0
      ? gone('store-03', from, to)
      : { kind: 'group', id: 'storage', from, to, state: 'partial' };
  });
}

/** More than three hundred changes between six in the morning and nine in the evening. */
function dayWithoutRest(): readonly Episode[] {
  return Array.from({ length: 160 }, (_, index) => {
    const at = Date.parse('2010-08-20T05:00:00Z') + index * 5 * MINUTE_MS;
    const iso = (instant: number) => new Date(instant).toISOString();
    return gone(
      `store-${String((index % 38) + 1).padStart(2, '0')}`,
      iso(at),
      iso(at + (2 + (index % 9)) * MINUTE_MS),
    );
  });
}

const INCIDENTS = {
  '2010-07-01-before.md':
    '---\ntitle: Before anybody looked\naffects: [gateways]\n---\n[10:00] Broken.\n\n[11:00] Resolved.\n',
  '2010-08-05-night.md':
    '---\ntitle: A night\naffects: [gateways]\n---\n[03:30] Nobody could tell.\n\n[04:40] Resolved.\n',
  '2010-08-10-long.md':
    '---\ntitle: Slow storage on and off\naffects: {storage: degraded, service-1: degraded}\n---\n[09:30] Investigating.\n\n[11/08 09:00] Identified.\n\n[13/08 12:00] Monitoring.\n\n[15/08 10:30] Resolved.\n',
  '2010-08-20-busy.md':
    '---\ntitle: No rest\naffects: {storage: partial}\n---\n[07:30] Investigating.\n\n[07:45] More.\n\n[12:40] Monitoring.\n\n[21:00] Resolved.\n',
  '2010-08-25-news.md': '---\ntitle: New opening hours\nkind: announcement\n---\nWe are there until nine.\n',
  '2010-08-28-work.md':
    '---\ntitle: New kernels\nkind: maintenance\naffects: {gateways: degraded}\nwindow: {from: "2010-09-03 01:00", to: "2010-09-03 03:00"}\n---\n[10:00] Scheduled.\n\n[03/09 02:45] Completed.\n',
  '2010-08-31-short.md':
    '---\ntitle: A gateway failed\naffects: {service-0: degraded}\n---\n[14:20] One does not answer.\n\n[14:40] Resolved.\n',
  '2010-09-03-open.md':
    '---\ntitle: Still at it\naffects: {service-0: degraded, service-1: degraded}\n---\n[20:15] Investigating.\n\n[20:50] Identified.\n',
};
