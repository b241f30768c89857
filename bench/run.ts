/** `npm run bench -- [--sizes 10,100,1000,10000] [--runs 3] [--profile] [--servers 200,2000] [--minutes 1440]`: see docs/performance.md and docs/prober.md. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { generateSite } from './generated-site.ts';
import { benchLife } from './life.ts';
import { compileProgram, measure, median, ROOT } from './measure.ts';
import { benchProbes } from './probe.ts';
import { benchPrometheus } from './prometheus.ts';
import { type HomeWeight, homeTable, scenarioTable, stepTable, table, verdicts } from './report.ts';
import { type Programs, type Row, runScenarios } from './scenarios.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10,100,1000,10000' },
    runs: { type: 'string', default: '3' },
    profile: { type: 'boolean', default: false },
    servers: { type: 'string', default: '200,2000' },
    minutes: { type: 'string', default: '1440' },
  },
});
const sizes = values.sizes.split(',').map(count);
const runs = count(values.runs);

const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: { signalbox: string };
};
const programs: Programs = {
  cli: join(ROOT, bin.signalbox),
  floor: compileProgram('floor'),
  usage: compileProgram('usage'),
};

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, medians of ${runs}, cold processes.\n`,
);
const weights: HomeWeight[] = [];
const rows = sizes.flatMap((size) => benchSize(size));
console.log(`${scenarioTable(rows)}\n\n${homeTable(weights)}`);
if (values.profile) printProfile(rows);
const lifeMet = benchLife(Math.max(...sizes), count(values.minutes), programs.usage);
const servers = values.servers.split(',').map(count);
const probesMet = await benchProbes(servers, programs.usage);
const enginesMet = await benchPrometheus(servers, programs.usage);
if (!probesMet || !enginesMet || !lifeMet || rows.some((row) => verdicts(row).some(({ met }) => !met)))
  console.log('\nNot every aim is met.');

function benchSize(size: number): readonly Row[] {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-bench-'));
  try {
    const site = generateSite(join(folder, 'site'), size, ROOT);
    const measured = runScenarios(site, size, runs, programs);
    const home = readFileSync(join(folder, 'out', 'index.html'));
    weights.push({ size, rawBytes: home.length, gzipBytes: gzipSync(home).length });
    return measured;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function printProfile(measured: readonly Row[]): void {
  const largest = Math.max(...sizes);
  console.log(
    `\nAt ${largest.toLocaleString('en-GB')} incidents:\n\n${stepTable(measured.filter(({ size }) => size === largest))}`,
  );
  const imports = [
    '@11ty/eleventy',
    'elkjs',
    'zod',
    'yaml',
    'markdown-it',
    'temporal-polyfill',
    'preact-render-to-string',
    'commander',
  ];
  const bare = importCpuMs('');
  const body = imports.map((name) => [name, (importCpuMs(`await import('${name}');`) - bare).toFixed(0)]);
  console.log(`\n${table(['import alone', 'CPU ms'], [['(bare node)', bare.toFixed(0)], ...body])}`);
}

function importCpuMs(program: string): number {
  const args = ['--input-type=module', '--eval', program];
  return median(Array.from({ length: runs }, () => measure(args, programs.usage).cpuMs));
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new RangeError(`"${text}" is not a whole number above 0`);
  return number;
}
