import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileProgram, type Measurement, measure, median, ROOT } from './measure.ts';
import { NODE_OPTIONS } from './probe.ts';
import { roundsTable, type RoundsRow } from './report.ts';

const NOW = Date.UTC(2010, 8, 3);
const VANTAGES = 3;
/** The first asks for the past too; the median of the others is what a round costs. */
const ROUNDS = 6;
/** The aims for {@link AIM_SERVERS}. */
const AIM_SERVERS = 2_000;
const ROUND_MS = 1_000;
const PEAK_MB = 150;

/** What a round of asking Prometheus costs, beside the same questions with nothing made of the answers. Prints a table. */
export async function benchPrometheus(sizes: readonly number[], usage: string): Promise<boolean> {
  const rows: RoundsRow[] = [];
  for (const size of sizes) rows.push(await benchEngine(size, usage));
  console.log(`\nRounds of asking Prometheus:\n\n${roundsTable('votes', rows)}`);
  return rows.every(({ met }) => met);
}

async function benchEngine(size: number, usage: string): Promise<RoundsRow> {
  const engine = spawn(process.execPath, [compileProgram('prometheus-engine'), String(size), String(NOW)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = String((await once(engine.stdout, 'data'))[0]).trim();
    const sources = pathToFileURL(join(ROOT, 'dist/src/shell/probe/sources')).href;
    const floor = measure([...NODE_OPTIONS, compileProgram('prometheus-floor'), port, String(ROUNDS)], usage);
    const rounds = measure(
      [
        ...NODE_OPTIONS,
        compileProgram('prometheus-rounds'),
        sources,
        port,
        String(size),
        String(NOW),
        String(ROUNDS),
      ],
      usage,
    );
    return {
      size,
      count: size * VANTAGES,
      firstMs: rounds.steps[0]?.wallMs ?? NaN,
      usual: usual(rounds),
      floorMs: usual(floor).wallMs,
      peakMb: rounds.peakMb,
      ...(size === AIM_SERVERS ? { aim: { wallMs: ROUND_MS, peakMb: PEAK_MB } } : {}),
      met: size !== AIM_SERVERS || (slowest(rounds) < ROUND_MS && rounds.peakMb < PEAK_MB),
    };
  } finally {
    engine.kill();
  }
}

const slowest = ({ steps }: Measurement) => Math.max(...steps.map(({ wallMs }) => wallMs));

function usual({ steps }: Measurement) {
  const later = steps.slice(1);
  if (later.length === 0) throw new Error('the program told no times');
  return {
    wallMs: median(later.map(({ wallMs }) => wallMs)),
    cpuMs: median(later.map(({ cpuMs }) => cpuMs)),
  };
}
