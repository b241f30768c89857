/**
 * A day in the life of a publisher that runs on, in a process of its own: `node life-minutes.mjs DIST SITE OUT STATE SNAPSHOT
 * MINUTES`. Each minute has a new snapshot; in some a server fails or comes back, in some an entry is edited. Prints one JSON
 * line of what each minute took. What is not the publisher's work (writing snapshot, memory and entry) is not counted.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Publisher {
  turn(): Promise<{ published: boolean; pagesRendered: number; problems: readonly { code: string }[] }>;
  stop(): Promise<void>;
}

interface Snapshot {
  taken_at: string;
  servers: Record<string, { verdict: string; since: string; seen_from: Record<string, string> }>;
}

export type MinuteKind = 'snapshot' | 'state' | 'edit';

export interface Minute {
  readonly minute: number;
  readonly kind: MinuteKind;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly pages: number;
  readonly rssMb: number;
}

const [dist = '', siteDir = '', outDir = '', stateDir = '', snapshotFile = '', minutes = '0'] =
  process.argv.slice(2);
const MINUTE_MS = 60_000;

const { openPublisher } = (await import(join(dist, 'src/shell/publish/publisher.js'))) as {
  openPublisher(options: unknown): Publisher;
};
const { openRecorder } = (await import(join(dist, 'src/shell/memory.js'))) as {
  openRecorder(folder: string): { record(snapshot: unknown, topology: unknown, now: number): unknown };
};
const { parseTopology } = (await import(join(dist, 'src/core/parse/topology.js'))) as {
  parseTopology(text: string, context: unknown): { topology: unknown };
};

const snapshot = JSON.parse(readFileSync(snapshotFile, 'utf8')) as Snapshot;
const startedAt = Date.parse(snapshot.taken_at);
const { topology } = parseTopology(readFileSync(join(siteDir, 'topology.yml'), 'utf8'), {
  file: 'topology.yml',
  env: {},
});
const recorder = openRecorder(join(snapshotFile, '..'));
const servers = Object.keys(snapshot.servers);
const entries = readdirSync(join(siteDir, 'incidents')).sort();
let now = startedAt;
const silent = new Proxy({}, { get: () => () => undefined });
const publisher = openPublisher({
  siteDir, outDir, stateDir, snapshotFile, env: {}, lasting: true, precompress: false,
  log: silent, lock: silent, now: () => now,
}); // prettier-ignore

for (let minute = 0; minute <= Number(minutes); minute += 1) {
  const kind = kindOf(minute);
  now = startedAt + minute * MINUTE_MS;
  if (kind === 'edit') edit(minute);
  look(minute, kind === 'state');
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const report = await publisher.turn();
  const used = process.cpuUsage(cpu);
  if (!report.published || report.problems.length > 0) throw new Error(JSON.stringify(report.problems));
  const line: Minute = {
    minute,
    kind,
    cpuMs: (used.user + used.system) / 1000,
    wallMs: performance.now() - wall,
    pages: report.pagesRendered,
    rssMb: process.memoryUsage.rss() / 1024 / 1024,
  };
  console.log(JSON.stringify(line));
}
await publisher.stop();

/** One minute in ten something happens. */
function kindOf(minute: number): MinuteKind {
  if (minute % 20 === 5) return 'state';
  return minute % 20 === 15 ? 'edit' : 'snapshot';
}

function edit(minute: number): void {
  const file = join(siteDir, 'incidents', entries[(minute * 7919) % entries.length] ?? '');
  writeFileSync(file, `${readFileSync(file, 'utf8').trimEnd()}\nPostscript ${minute} from our engineers.\n`);
}

/** As the prober does: the snapshot, then the memory. */
function look(minute: number, changes: boolean): void {
  snapshot.taken_at = new Date(now).toISOString();
  const server = snapshot.servers[servers[minute % servers.length] ?? ''];
  if (changes && server !== undefined) {
    server.verdict = server.verdict === 'online' ? 'offline' : 'online';
    server.since = snapshot.taken_at;
    for (const vantage of Object.keys(server.seen_from)) server.seen_from[vantage] = server.verdict;
  }
  writeFileSync(snapshotFile, JSON.stringify(snapshot));
  const verdicts = Object.entries(snapshot.servers).map(
    ([id, { verdict }]) => [id, { verdict, seenFrom: {} }] as const,
  );
  recorder.record({ takenAt: now, vantages: [], servers: new Map(verdicts) }, topology, now);
}
