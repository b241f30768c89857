/**
 * Rounds of the compiled prober, one after the other, its clock a minute further with each. Run as a program:
 * `probe-rounds.js PROBER SITE ROUNDS`; prints what each round took in the form of the build's timings.
 */
import { join } from 'node:path';

interface Prober {
  round(): Promise<unknown>;
  stop(): Promise<void>;
}

const [module = '', siteDir = '', rounds = ''] = process.argv.slice(2);
const { openProber } = (await import(module)) as { openProber(options: object): Prober };
let now = Date.UTC(2010, 8, 3);
const prober = openProber({
  siteDir,
  stateDir: join(siteDir, 'state'),
  env: {},
  single: true,
  say: (line: string) => console.error(line),
  now: () => now,
});
for (let round = 1; round <= Number(rounds); round += 1) {
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  await prober.round();
  const { user, system } = process.cpuUsage(cpu);
  const step = {
    step: `round ${round}`,
    wallMs: performance.now() - startedAt,
    cpuMs: (user + system) / 1000,
  };
  console.error(JSON.stringify(step));
  now += 60_000;
}
await prober.stop();
