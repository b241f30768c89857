/**
 * What readers get while the site is republished: `npx tsx bench/load.ts [--server nginx|caddy] [--seconds 30]
 * [--connections 200] [--releases]`. The example site is published each second with another snapshot, by `signalbox publish`, behind the
 * real web server with the configuration of docs/deploy. `wrk` asks for four paths in turn, compressed; beside it a reader
 * fetches whole pages and all they link to, and takes nothing torn, nothing missing, nothing that is not a page.
 * Needs wrk, and nginx or Caddy. All of it happens on the loopback device.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { replaceFile } from '../src/shell/files.ts';
import { isInstalled, startWebServer } from '../test/support/web-servers.ts';
import type { WebServerName } from '../test/support/web-servers.ts';
import { readSite } from './load-reader.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SNAPSHOT = path.join(ROOT, 'test/fixtures/snapshots/recorded-2010-09-03.json');
/** The server whose light changes each second. */
const FLICKERING = 'gw1';
const SNAPSHOT_MS = 1_000;
const FIRST_PUBLISH_MS = 30_000;

const { values } = parseArgs({
  options: {
    server: { type: 'string', default: 'nginx' },
    seconds: { type: 'string', default: '30' },
    connections: { type: 'string', default: '200' },
    releases: { type: 'boolean', default: false },
  },
});
const server = values.server as WebServerName;
for (const [program, flag] of [
  ['wrk', '-v'],
  [server, server === 'caddy' ? 'version' : '-v'],
] as const)
  if (!isInstalled(program, flag)) throw new Error(`${program} is not installed`);

const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-load-'));
const site = path.join(folder, 'site');
const out = path.join(folder, 'public', 'site');

/** Another state each second, as of now. */
function writeSnapshot(turn: number): void {
  const snapshot = JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as {
    taken_at: string;
    servers: Record<string, { verdict: string; since?: string }>;
  };
  const now = new Date().toISOString();
  snapshot.taken_at = now;
  snapshot.servers[FLICKERING] = { verdict: turn % 2 === 0 ? 'online' : 'offline', since: now };
  replaceFile(path.join(site, 'state/snapshot.json'), JSON.stringify(snapshot));
}

function startPublisher() {
  for (const name of ['topology.yml', 'incidents', 'content'])
    cpSync(path.join(ROOT, name), path.join(site, name), { recursive: true });
  mkdirSync(path.dirname(out), { recursive: true });
  writeSnapshot(0);
  const cli = path.join(ROOT, 'scripts/cli.ts');
  const args = [
    ...['publish', '--every', '1s', '--precompress', '--log', 'json', '--site', site, '--out', out],
    ...(values.releases ? ['--releases', '3'] : []),
  ];
  const publisher = spawn(process.execPath, ['--import', 'tsx', cli, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [publisher.stdout, publisher.stderr])
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    writeSnapshot(turn);
  }, SNAPSHOT_MS);
  const ended = once(publisher, 'exit');
  return {
    said: () => said,
    running: () => publisher.exitCode === null,
    async stop() {
      clearInterval(timer);
      publisher.kill('SIGTERM');
      await ended;
    },
  };
}

/** Where wrk's own summary rounds, its script does not. */
function wrkScript(paths: readonly string[]): string {
  return `local paths = {${paths.map((name) => `"${name}"`).join(', ')}}
local turn = 0
wrk.headers["Accept-Encoding"] = "gzip"
request = function()
  turn = turn % #paths + 1
  return wrk.format("GET", paths[turn])
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('RESULT {"requests":%d,"us":%d,"bytes":%d,"p50":%d,"p99":%d,"max":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\\n',
    summary.requests, summary.duration, summary.bytes, latency:percentile(50), latency:percentile(99), latency.max,
    e.connect, e.read, e.write, e.status, e.timeout))
end
`;
}

interface WrkResult {
  readonly requests: number;
  readonly us: number;
  readonly bytes: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly connect: number;
  readonly read: number;
  readonly write: number;
  readonly status: number;
  readonly timeout: number;
}

async function runWrk(port: number, paths: readonly string[]): Promise<WrkResult> {
  const script = path.join(folder, 'paths.lua');
  writeFileSync(script, wrkScript(paths));
  const args = ['-t2', `-c${values.connections}`, `-d${values.seconds}s`, '--latency', '-s', script];
  const child = spawn('wrk', [...args, `http://127.0.0.1:${String(port)}/`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'close');
  const line = /^RESULT (.*)$/m.exec(said)?.[1];
  if (line === undefined) throw new Error(`wrk said no result: ${said}`);
  return JSON.parse(line) as WrkResult;
}

async function waitForSite(publisher: { said(): string; running(): boolean }): Promise<void> {
  const startedAt = performance.now();
  while (!existsSync(path.join(out, 'heartbeat.json'))) {
    if (!publisher.running() || performance.now() - startedAt > FIRST_PUBLISH_MS)
      throw new Error(`nothing was published: ${publisher.said()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const publisher = startPublisher();
try {
  await waitForSite(publisher);
  const own = path.join(folder, 'server');
  mkdirSync(own);
  const web = await startWebServer(server, { root: out, folder: own });
  const incident = /\/incidents\/[^<]+\//.exec(readFileSync(path.join(out, 'sitemap.xml'), 'utf8'))![0];
  const paths = ['/', '/infrastructure/', incident, '/heartbeat.json'];
  const noise = loadavg()[0] ?? 0;
  const reader = readSite(web.port);
  const result = await runWrk(web.port, paths);
  const read = await reader.stop();
  await web.stop();
  const { requests, us, bytes, p50, p99, max, ...errors } = result;
  const ms = (value: number) => (value / 1000).toFixed(1);
  console.log(
    [
      `${server}${values.releases ? ' before a link to releases' : ''}, ${values.connections} connections, ${values.seconds} s, paths ${paths.join(' ')}`,
      `load of the machine before it began: ${noise.toFixed(2)}`,
      `${Math.round((requests / us) * 1e6).toLocaleString('en')} requests/s, ${(bytes / us).toFixed(1)} MB/s`,
      `p50 ${ms(p50)} ms, p99 ${ms(p99)} ms, longest ${ms(max)} ms`,
      `errors of wrk: ${JSON.stringify(errors)}`,
      `meanwhile ${String(read.heartbeats)} publishes were seen, ${String(read.pages)} whole pages and files read`,
      ...read.faults.slice(0, 20),
    ].join('\n'),
  );
  const failed = Object.values(errors).some((count) => count > 0) || read.faults.length > 0;
  process.exitCode = failed || read.pages === 0 || read.heartbeats < 2 ? 1 : 0;
} finally {
  await publisher.stop();
  rmSync(folder, { recursive: true, force: true });
}
