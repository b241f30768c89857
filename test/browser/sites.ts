import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSite } from '../../src/shell/build.ts';
import { parseTopology } from '../../src/core/parse/topology.ts';
import { crowdedIncidents, crowdedSnapshot, crowdedTopology } from './crowded-site.ts';
import { badMonths, memoryFiles } from './remembered.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const RECORDED_SNAPSHOT = join(ROOT, 'test/fixtures/snapshots/recorded-2010-09-03.json');

/** 2010-09-03 23:10 in London: the recorded moment. */
const RECORDED_AT = Date.parse('2010-09-03T22:10:00Z');
const HOUR_MS = 3_600_000;

/** The conditions a page must stand up to. */
export const SITES = [
  'example',
  'bad months',
  'everything down',
  'stale snapshot',
  'no snapshot',
  'crowded',
  'empty',
] as const;
export type SiteName = (typeof SITES)[number];

/** A site built into a temporary folder. */
export interface BuiltSite {
  readonly folder: string;
  readonly url: string;
  remove(): void;
}

interface Inputs {
  readonly topology: string;
  readonly incidents: Readonly<Record<string, string>>;
  readonly snapshot?: unknown;
  /** True where eighty days of faults are remembered. */
  readonly remembers?: true;
  /** True where the example's own incidents are told. */
  readonly told?: true;
  /** Epoch ms. */
  readonly now: number;
}

/** Builds one of the sites at its own instant, marked as recorded, so that no clock has a say. */
export async function buildNamedSite(name: SiteName): Promise<BuiltSite> {
  const base = mkdtempSync(join(tmpdir(), 'signalbox-browser-'));
  const siteDir = join(base, 'site');
  const snapshotFile = join(base, 'snapshot.json');
  const folder = join(base, 'public');
  const inputs = inputsOf(name);
  mkdirSync(join(siteDir, 'incidents'), { recursive: true });
  writeFileSync(join(siteDir, 'topology.yml'), inputs.topology);
  for (const [file, text] of Object.entries(inputs.incidents))
    writeFileSync(join(siteDir, 'incidents', file), text);
  for (const part of ['content', 'theme', ...(inputs.told === true ? ['incidents'] : [])]) {
    if (existsSync(join(ROOT, part))) cpSync(join(ROOT, part), join(siteDir, part), { recursive: true });
  }
  if (inputs.snapshot !== undefined) writeFileSync(snapshotFile, JSON.stringify(inputs.snapshot));
  if (inputs.remembers === true) writeMemory(join(base, 'history'), inputs);
  await buildSite({
    siteDir,
    outDir: folder,
    stateDir: join(base, 'state'),
    snapshotFile,
    now: inputs.now,
    recorded: true,
    env: {},
  });
  const url = /^\s+url: (\S+)/m.exec(inputs.topology)?.[1] ?? '';
  return { folder, url, remove: () => rmSync(base, { recursive: true, force: true }) };
}

function writeMemory(folder: string, { topology: text, now }: Inputs): void {
  const { topology } = parseTopology(text, { file: 'topology.yml', env: {} });
  if (topology === null) throw new Error('the site has no topology that can be read');
  mkdirSync(folder);
  for (const [file, lines] of Object.entries(memoryFiles(badMonths(topology, now))))
    writeFileSync(join(folder, file), lines);
}

function inputsOf(name: SiteName): Inputs {
  const topology = readFileSync(join(ROOT, 'topology.yml'), 'utf8');
  const recorded = JSON.parse(readFileSync(RECORDED_SNAPSHOT, 'utf8')) as RecordedSnapshot;
  const example: Inputs = { topology, incidents: {}, snapshot: recorded, now: RECORDED_AT };
  switch (name) {
    case 'example':
      return { ...example, told: true };
    case 'bad months':
      return { ...example, told: true, remembers: true, snapshot: seenDifferently(recorded) };
    case 'empty':
      return example;
    case 'everything down':
      return {
        ...example,
        incidents: { '2010-09-03-everything-is-down.md': EVERYTHING_DOWN },
        snapshot: allOffline(recorded),
        remembers: true,
      };
    case 'stale snapshot':
      return { ...example, now: RECORDED_AT + 2 * HOUR_MS, remembers: true };
    case 'no snapshot':
      return { topology, incidents: {}, now: RECORDED_AT };
    case 'crowded':
      return {
        topology: crowdedTopology(),
        incidents: crowdedIncidents(),
        snapshot: crowdedSnapshot(),
        now: RECORDED_AT,
        remembers: true,
      };
  }
}

interface RecordedSnapshot {
  readonly vantage_times?: Readonly<Record<string, string>>;
  readonly servers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function allOffline(snapshot: RecordedSnapshot): RecordedSnapshot {
  const offline = {
    verdict: 'offline',
    since: '2010-09-03T20:12:00Z',
    seen_from: { london: 'offline', amsterdam: 'offline' },
  };
  const servers = Object.fromEntries(Object.keys(snapshot.servers).map((id) => [id, offline]));
  return { ...snapshot, servers };
}

/** Two places that do not agree and did not look at the same time, a prober that began to look late, a server last seen long ago. */
function seenDifferently(snapshot: RecordedSnapshot): RecordedSnapshot {
  const { servers } = snapshot;
  return {
    ...snapshot,
    vantage_times: { london: '2010-09-03T22:10:00Z', amsterdam: '2010-09-03T22:11:20Z' },
    servers: {
      ...servers,
      gw1: { ...servers['gw1'], seen_from: { london: 'online', amsterdam: 'offline' } },
      spam1: { verdict: 'online', since: '2010-08-22T20:00:00Z', since_at_least: true },
      mx1: {
        verdict: 'offline',
        since: '2010-09-03T20:12:00Z',
        last_online: '2010-09-03T14:02:00Z',
        seen_from: { london: 'offline', amsterdam: 'offline' },
      },
      web1: { verdict: 'unknown', last_online: '2010-09-02T14:02:00Z', seen_from: { london: 'unknown' } },
    },
  };
}

const EVERYTHING_DOWN = `---
title: Everything is down
affects: {incoming-mail: down, web-access: down, client-access: down, hosting: down}
mail: delayed
next_update: "23:00"
---

[21:15] None of our servers answers. We are on our way to the data centre.

[22:00] Identified: the power to the whole building has failed.
`;
