import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileProgram, type Measurement, measure, ROOT } from './measure.ts';
import { roundsTable, type RoundsRow } from './report.ts';

const CONCURRENCY = 50;
/** How long a server may take to greet; the mute ones take all of it. */
const TIMEOUT_MS = 5_000;
/** The first knows nothing, the second has found out who is down, the third is as all that follow. */
const ROUNDS = 3;
const PEAK_MB = 100;
const SERVERS_IN_GROUP = 250;
/** As docs/prober.md has it for a prober that is kept running: without them V8 collects less and takes half as much again. */
export const NODE_OPTIONS = ['--max-semi-space-size=2', '--max-old-space-size=96'];

/** The aims for a round that is like most: wall time by number of servers. */
const ROUND_MS: ReadonlyMap<number, number> = new Map([
  [200, 6_000],
  [2_000, 11_000],
]);

/** What rounds of probes cost, beside a bare loop of connections; one row a number of servers. Prints a table. */
export async function benchProbes(sizes: readonly number[], usage: string): Promise<boolean> {
  const rows: RoundsRow[] = [];
  for (const size of sizes) rows.push(await benchFleet(size, usage));
  console.log(
    `\nRounds of probes, ${CONCURRENCY} at once, ${TIMEOUT_MS / 1000} s for an answer:\n\n${roundsTable('mute', rows)}`,
  );
  return rows.every(({ met }) => met);
}

async function benchFleet(size: number, usage: string): Promise<RoundsRow> {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  const fleet = spawn(process.execPath, [compileProgram('probe-fleet'), String(size)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const ports = JSON.parse(await firstLine(fleet.stdout)) as number[];
    writeFileSync(join(folder, 'ports.json'), JSON.stringify(ports));
    writeFileSync(join(folder, 'topology.yml'), topologyText(ports));
    const prober = pathToFileURL(join(ROOT, 'dist/src/shell/probe/prober.js')).href;
    const floor = measure(
      [compileProgram('probe-floor'), join(folder, 'ports.json'), String(CONCURRENCY), String(TIMEOUT_MS)],
      usage,
    );
    const rounds = measure(
      [...NODE_OPTIONS, compileProgram('probe-rounds'), prober, folder, String(ROUNDS)],
      usage,
    );
    const aim = ROUND_MS.get(size);
    const met = aim === undefined || (last(rounds).wallMs < aim && rounds.peakMb < PEAK_MB);
    return {
      size,
      count: Math.floor(size / 20),
      firstMs: (rounds.steps[0] ?? last(rounds)).wallMs,
      usual: last(rounds),
      floorMs: last(floor).wallMs,
      peakMb: rounds.peakMb,
      ...(aim === undefined ? {} : { aim: { wallMs: aim, peakMb: PEAK_MB } }),
      met,
    };
  } finally {
    fleet.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  while (!text.includes('\n')) text += String((await once(stream, 'data'))[0]);
  return text;
}

function topologyText(ports: readonly number[]): string {
  const groups: string[] = [];
  for (let start = 0; start < ports.length; start += SERVERS_IN_GROUP) {
    const servers = ports
      .slice(start, start + SERVERS_IN_GROUP)
      .map(
        (port) => `          - {id: s${port}, probe: {ftp: {host: 127.0.0.1, port: ${port}, timeout: 5s}}}`,
      );
    groups.push(`      - id: g${start}`, '        servers:', ...servers);
  }
  return [
    'site: {name: Bench, url: "https://status.example.org", timezone: UTC}',
    'zones:',
    '  - id: all',
    '    groups:',
    ...groups,
    'services: [{id: service, needs: [g0]}]',
    `probing: {concurrency: ${CONCURRENCY}}`,
    '',
  ].join('\n');
}

function last({ steps }: Measurement) {
  const step = steps.at(-1);
  if (step === undefined) throw new Error('the program told no times');
  return step;
}
