import { performance } from 'node:perf_hooks';

/**
 * With `SIGNALBOX_TIMINGS=1` in the environment, one JSON line per step on standard error:
 * `{"step":"load","cpuMs":12.3,"wallMs":14.1}`. Times are since the step before; the first counts from the start of the process.
 */
export function createTimings(enabled = process.env.SIGNALBOX_TIMINGS === '1'): (step: string) => void {
  let cpu = 0;
  let wall = 0;
  return (step) => {
    if (!enabled) return;
    const usage = process.cpuUsage();
    const cpuNow = (usage.user + usage.system) / 1000;
    const wallNow = performance.now();
    const line = { step, cpuMs: round(cpuNow - cpu), wallMs: round(wallNow - wall) };
    process.stderr.write(`${JSON.stringify(line)}\n`);
    cpu = cpuNow;
    wall = wallNow;
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
