import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Inside `node_modules`, so that the compiled floor finds its libraries. */
const CACHE = join(ROOT, 'node_modules/.cache/signalbox-bench');
const TIMEOUT_MS = 300_000;

/** What one run of a program took, as a whole process from a cold start. */
export interface Measurement {
  readonly wallMs: number;
  /** User and system time. */
  readonly cpuMs: number;
  readonly peakMb: number;
  readonly steps: readonly Step[];
}

/** One line the build prints with SIGNALBOX_TIMINGS=1. */
export interface Step {
  readonly step: string;
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Compiles one of the benchmark's own programs, because running TypeScript costs half a second that is nobody's. */
export function compileProgram(name: string): string {
  mkdirSync(CACHE, { recursive: true });
  const source = readFileSync(join(ROOT, 'bench', `${name}.ts`), 'utf8');
  const file = join(CACHE, `${name}.mjs`);
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  writeFileSync(file, outputText);
  return file;
}

/** Runs `node` with the arguments and measures it. Throws with what it printed when it fails. */
export function measure(args: readonly string[], usageProgram: string): Measurement {
  const usageFile = join(CACHE, `usage-${process.pid}.json`);
  rmSync(usageFile, { force: true });
  const startedAt = process.hrtime.bigint();
  const result = spawnSync(process.execPath, ['--import', pathToFileURL(usageProgram).href, ...args], {
    cwd: ROOT,
    env: { ...process.env, BENCH_USAGE: usageFile, SIGNALBOX_TIMINGS: '1', NODE_ENV: 'production' },
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  const wallMs = Number(process.hrtime.bigint() - startedAt) / 1e6;
  if (result.status !== 0) {
    const words = `${result.stdout}\n${result.stderr}`.slice(-4000);
    throw new Error(
      `${basename(args[0] ?? 'node')} ended with ${result.status ?? result.signal ?? 'nothing'}:\n${words}`,
      {
        cause: result.error,
      },
    );
  }
  const usage = JSON.parse(readFileSync(usageFile, 'utf8')) as { cpuMs: number; peakKb: number };
  rmSync(usageFile, { force: true });
  return { wallMs, cpuMs: usage.cpuMs, peakMb: usage.peakKb / 1024, steps: stepsIn(result.stderr) };
}

function stepsIn(stderr: string): readonly Step[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{"step":'))
    .map((line) => JSON.parse(line) as Step);
}

/** How many files below a folder were written since the instant (epoch ms). A rename counts: it gives the file a new change time. */
export function filesWrittenSince(folder: string, sinceMs: number): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).ctimeMs >= sinceMs,
  ).length;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
