import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSite } from './generated-site.ts';
import { generatedTopology } from './generated-topology.ts';
import type { Minute, MinuteKind } from './life-minutes.ts';
import { compileProgram, measure, median, ROOT } from './measure.ts';
import { table } from './report.ts';

const SERVERS = 200;
const AIMS_MS: Readonly<Record<MinuteKind, number>> = { snapshot: 50, state: 100, edit: 250 };
const AIM_MB = 300;
/** No minute counts before everything has been seen once. */
const WARM_MINUTE = 10;
/** What the allocator may keep more of at the end than at the beginning. */
const GROWTH_MB = 20;

const WORDS: Readonly<Record<MinuteKind, string>> = {
  snapshot: 'a new snapshot',
  state: 'a server changed',
  edit: 'an entry edited',
};

/** One publisher that lives on for a day, over as many incidents; prints what a minute takes. True where every aim is met. */
export function benchLife(incidents: number, minutes: number, usageProgram: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-life-'));
  try {
    const site = generateSite(join(folder, 'site'), incidents, ROOT, generatedTopology(SERVERS));
    const [out, state] = [join(folder, 'out'), join(folder, 'state')];
    mkdirSync(state);
    const program = compileProgram('life-minutes');
    const args = [join(ROOT, 'dist'), site.folder, out, state, site.snapshotFile];
    // The first publish of all is that of a process of its own: wherever a publisher is started again, there was one before.
    const first = measure([program, ...args, '0'], usageProgram);
    const lived = live([program, ...args, String(minutes)]);
    return print(incidents, first.cpuMs, lived);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function live(args: readonly string[]): readonly Minute[] {
  const result = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status !== 0) throw new Error(`the publisher ended: ${result.stderr.slice(-4000)}`);
  return result.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Minute);
}

function print(incidents: number, firstCpuMs: number, minutes: readonly Minute[]): boolean {
  const warm = minutes.filter(({ minute }) => minute > WARM_MINUTE);
  const kinds = Object.keys(AIMS_MS) as MinuteKind[];
  const rows = kinds.map((kind) => {
    const its = warm.filter((minute) => minute.kind === kind);
    return { kind, count: its.length, cpuMs: median(its.map(({ cpuMs }) => cpuMs)), wallMs: median(its.map(({ wallMs }) => wallMs)), pages: median(its.map(({ pages }) => pages)) }; // prettier-ignore
  });
  const [early, late] = [rssAt(minutes, WARM_MINUTE), minutes.at(-1)?.rssMb ?? Number.NaN];
  console.log(
    `\nA publisher over ${incidents.toLocaleString('en-GB')} incidents and ${SERVERS} servers, ${minutes.length - 1} minutes (first publish ${(firstCpuMs / 1000).toFixed(1)} s CPU, first turn ${(minutes[0]?.cpuMs ?? 0).toFixed(0)} ms):\n`,
  );
  console.log(
    table(
      ['a minute with', 'minutes', 'CPU ms', 'wall ms', 'pages', 'aim'],
      rows.map(({ kind, count, cpuMs, wallMs, pages }) => [
        WORDS[kind],
        String(count),
        cpuMs.toFixed(0),
        wallMs.toFixed(0),
        String(pages),
        `≤ ${AIMS_MS[kind]} ms: ${cpuMs <= AIMS_MS[kind] ? 'met' : '**missed**'}`,
      ]),
    ),
  );
  const isLean = late <= AIM_MB && late - early <= GROWTH_MB;
  console.log(
    `\nMemory at minute ${WARM_MINUTE}: ${early.toFixed(0)} MB, at the end: ${late.toFixed(0)} MB (≤ ${AIM_MB} MB, no growth: ${isLean ? 'met' : '**missed**'})`,
  );
  return isLean && rows.every(({ kind, cpuMs }) => cpuMs <= AIMS_MS[kind]);
}

function rssAt(minutes: readonly Minute[], at: number): number {
  return minutes.find(({ minute }) => minute === at)?.rssMb ?? Number.NaN;
}
