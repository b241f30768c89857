import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { handOver } from '../../scripts/engines/targets.ts';
import { startPrometheus } from '../../scripts/engines/prometheus-stack.ts';
import type { PrometheusStack } from '../../scripts/engines/prometheus-stack.ts';
import { DAY_MS } from '../../src/core/model/time.ts';
import type { Topology } from '../../src/core/model/topology.ts';
import { serversOf } from '../../src/core/model/topology.ts';
import { readOriginal, writeCopy } from '../../src/demo/demo-site.ts';
import type { Original } from '../../src/demo/demo-site.ts';
import { dialectOf } from '../../src/demo/demo-topology.ts';
import { startFleet } from '../../src/demo/fleet.ts';
import type { Fleet } from '../../src/demo/fleet.ts';
import { pageWords } from '../../src/demo/page-words.ts';
import { createWords } from '../../src/render/words/words.ts';
import { buildSite } from '../../src/shell/build.ts';
import { openProber } from '../../src/shell/probe/prober.ts';
import type { Prober, RoundReport } from '../../src/shell/probe/prober.ts';
import { REPOSITORY } from '../support/example-site.ts';
import { writeFiles } from '../support/folder.ts';

/*
 * The whole way: small servers, two blackbox exporters and a node exporter that look at them, Prometheus, our prober, the
 * pages. Two probers ask the same Prometheus, one of them for probes and the other for alerts.
 */

export const MODES = ['probes', 'alerts'] as const;
export type Mode = (typeof MODES)[number];

/** What web.yml of scripts/engines/prometheus holds the hash of. */
export const PASSWORD = 'only-for-this-test-7Qw2';
const ENV = { PROMETHEUS_PASSWORD: PASSWORD };

/** What Prometheus has not looked at for so long is unknown. It looks each second. */
export const BELIEVED_MS = 3_000;
const SOURCE = {
  type: 'prometheus',
  user: 'signalbox',
  password: '${PROMETHEUS_PASSWORD}',
  interval: '1s',
  believed_for: `${String(BELIEVED_MS / 1000)}s`,
  timeout: '2s',
};
const OF_MODE = {
  probes: {},
  alerts: { votes: 'alerts' },
} as const satisfies Record<Mode, object>;

/** A round has most of it, and an engine that hangs takes all of that. */
const EVERY_MS = 1_000;
/** Rounds follow one another more quickly than that; what is seen twice counts once. */
const PAUSE_MS = 300;
/** On a machine that has other things to do. */
const PATIENCE_MS = 40_000;

/** A round of each prober. */
export interface Look {
  readonly startedAt: number;
  readonly rounds: Readonly<Record<Mode, RoundReport>>;
}

export interface Page {
  /** What the home page says, by the message table. */
  readonly words: readonly string[];
  /** The text of the home page as it was built, and of the page of the infrastructure. */
  readonly home: string;
  readonly infrastructure: string;
}

export interface Run {
  readonly stack: PrometheusStack;
  readonly fleet: Fleet;
  /** Where the two sites are, with what the probers and builds wrote. */
  readonly sites: Readonly<Record<Mode, string>>;
  /** What the probers said to whoever watches. */
  readonly said: readonly string[];
  look(): Promise<Look>;
  /** Looks again and again; returns all looks, of which the last is the first that it is so of. */
  lookUntil(what: string, isSo: (look: Look) => boolean): Promise<readonly Look[]>;
  /** Values that Prometheus answers at this moment, as texts. */
  ask(query: string): Promise<readonly string[]>;
  /** Builds the site of what is known by now. */
  page(mode: Mode): Promise<Page>;
  close(): Promise<void>;
}

/** Starts everything in a folder of its own. */
export async function startRun(folder: string): Promise<Run> {
  const original = readOriginal(REPOSITORY, {});
  const servers = serversOf(original.model).map(({ id, role }, index) => ({
    id,
    role,
    dialect: dialectOf(original.plan.probes.get(id)),
    bootedAt: Date.UTC(2026, 0, 1) + index * DAY_MS,
  }));
  const fleet = await startFleet(servers, Date.now);
  const sites = { probes: path.join(folder, 'probes'), alerts: path.join(folder, 'alerts') };
  for (const mode of MODES) writeSite(sites[mode], original, fleet);
  const { targets } = handOver(topologyOf(sites.probes), []);
  const stack = await startPrometheus({ folder: path.join(folder, 'engines'), targets, isGuarded: true });
  for (const mode of MODES) {
    const source = { ...SOURCE, ...OF_MODE[mode], url: stack.url };
    const { text } = handOver(topologyOf(sites[mode]), [source]);
    writeFiles(sites[mode], { 'topology.yml': text });
  }
  const said: string[] = [];
  const open = (mode: Mode): Prober => {
    const stateDir = path.join(sites[mode], 'state');
    const say = (line: string) => said.push(line);
    return openProber({ siteDir: sites[mode], stateDir, env: ENV, everyMs: EVERY_MS, say });
  };
  const probers = { probes: open('probes'), alerts: open('alerts') };
  const look = async (): Promise<Look> => {
    const startedAt = Date.now();
    const [probes, alerts] = await Promise.all([probers.probes.round(), probers.alerts.round()]);
    if (probes === null || alerts === null) throw new Error('a prober was stopped');
    return { startedAt, rounds: { probes, alerts } };
  };
  return {
    stack,
    fleet,
    sites,
    said,
    look,
    lookUntil: (what, isSo) => lookUntil(look, what, isSo),
    ask: (query) => askDirectly(stack.url, query),
    page: (mode) => pageOf(sites[mode], original.model),
    async close() {
      await Promise.all(MODES.map((mode) => probers[mode].stop()));
      await stack.close();
      await fleet.close();
    },
  };
}

/** The example’s topology, pointed at the fleet, without its entries. */
function writeSite(siteDir: string, original: Original, fleet: Fleet): void {
  const targets = [...fleet.servers.values()].map(
    ({ id, dialect, port }) => [id, { dialect, port, bootUrl: fleet.bootUrl(id) }] as const,
  );
  writeCopy(siteDir, { ...original, incidents: [], content: [] }, new Map(targets), siteDir);
}

const topologyOf = (siteDir: string) => readFileSync(path.join(siteDir, 'topology.yml'), 'utf8');

async function lookUntil(
  look: () => Promise<Look>,
  what: string,
  isSo: (look: Look) => boolean,
): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (const startedAt = performance.now(); ; await pause(PAUSE_MS)) {
    const next = await look();
    looks.push(next);
    if (isSo(next)) return looks;
    if (performance.now() - startedAt > PATIENCE_MS)
      throw new Error(`${String(PATIENCE_MS)} ms were not enough until ${what}: ${seen(next)}`);
  }
}

function seen({ rounds }: Look): string {
  const told = MODES.map((mode) => [
    mode,
    rounds[mode].account.sources,
    [...rounds[mode].snapshot.servers].map(([id, { verdict }]) => `${id} ${verdict}`),
  ]);
  return JSON.stringify(told);
}

async function askDirectly(url: string, query: string): Promise<readonly string[]> {
  const authorization = `Basic ${Buffer.from(`signalbox:${PASSWORD}`).toString('base64')}`;
  const answer = await fetch(`${url}/api/v1/query?${String(new URLSearchParams({ query }))}`, {
    headers: { authorization },
  });
  const { data } = (await answer.json()) as {
    readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
  };
  return data.result.map(({ value }) => value[1]);
}

async function pageOf(siteDir: string, topology: Topology): Promise<Page> {
  const outDir = path.join(siteDir, '_site');
  const { status } = await buildSite({ siteDir, outDir, stateDir: path.join(siteDir, 'state'), env: ENV });
  const { timezone, locale } = topology.site;
  const { headline, notes } = pageWords(status, topology, createWords({ timezone, locale }));
  const text = (file: string) => textOf(readFileSync(path.join(outDir, file), 'utf8'));
  return {
    words: [headline, ...notes],
    home: text('index.html'),
    infrastructure: text('infrastructure/index.html'),
  };
}

/** What somebody reads. */
function textOf(html: string): string {
  return html
    .replace(/<(script|style)\b[^]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .replace(/ (?=[.,:;])/g, '');
}
