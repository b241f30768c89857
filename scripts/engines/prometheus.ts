/** The demonstration with Prometheus in place of our own probes; prometheus.sh runs it. docs/engines/prometheus.md tells of it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { replaceFile } from '../../src/shell/files.ts';
import { TOPOLOGY_FILE } from '../../src/shell/load.ts';
import { UserError } from '../../src/shell/user-error.ts';
import { probeCommand, startDemo } from '../demonstration.ts';
import { EXIT, parsePort, say } from '../options.ts';
import type { ExitCode, Io } from '../options.ts';
import { processIo } from '../process-io.ts';
import { tied } from './engine.ts';
import type { Engine } from './engine.ts';
import { missingPrograms, PLACES, startPrometheus } from './prometheus-stack.ts';
import type { PrometheusStack } from './prometheus-stack.ts';
import { handOver } from './targets.ts';

/** What `npm start` shows. */
const EXAMPLE = {
  moment: '2010-09-03 23:10',
  snapshot: 'test/fixtures/snapshots/recorded-2010-09-03.json',
} as const;

/** Everything is looked at each second; a machine that is busy may take its time. */
const SOURCE = { type: 'prometheus', interval: '1s', believed_for: '5s', timeout: '2s' } as const;

/** @param site another site than the example */
async function run(port: number, site: string | undefined, io: Io): Promise<ExitCode> {
  const stopped = io.stopped();
  const missing = missingPrograms();
  if (missing.length > 0) {
    throw new UserError(`not installed here: ${missing.join(', ')}`, {
      exitCode: EXIT.nothing,
      hint: `They are packages of Debian and Ubuntu: apt-get install --no-install-recommends ${missing.join(' ')}`,
    });
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-prometheus-'));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  const stack = await startPrometheus({ folder });
  try {
    const args = { host: '127.0.0.1', port, ...(site === undefined ? EXAMPLE : { site }) };
    const demo = await startDemo(args, io, (siteDir) => proberOf(stack, siteDir, io));
    say(io.stdout, ...addresses(stack));
    await Promise.race([stopped, demo.quit]);
    await demo.close();
  } finally {
    await stack.close();
  }
  return EXIT.fine;
}

/** Nothing but Prometheus tells the copy of the site how its servers are. */
function proberOf(stack: PrometheusStack, siteDir: string, io: Io) {
  const file = path.join(siteDir, TOPOLOGY_FILE);
  const { text, targets } = handOver(readFileSync(file, 'utf8'), [{ ...SOURCE, url: stack.url }]);
  replaceFile(file, text);
  stack.watch(targets);
  const command = probeCommand(siteDir, io);
  const [program, ...args] = tied([command.program, ...command.args]);
  return { ...command, program, args };
}

function addresses({ prometheus, exporters, node }: PrometheusStack): readonly string[] {
  const line = (name: string, { address, pid }: Engine) =>
    `  ${name.padEnd(34)}  http://${address}  process ${String(pid)}`;
  const [frozen, killed] = [String(prometheus.pid), String(exporters.London.pid)];
  return [
    'Nothing but Prometheus tells this page how the servers are:',
    '',
    line('Prometheus', prometheus),
    ...PLACES.map((place) => line(`blackbox exporter of ${place}`, exporters[place])),
    line('node exporter', node),
    '',
    `  kill -STOP ${frozen}  freezes Prometheus, and every light is unknown; kill -CONT ${frozen}`,
    `  kill ${killed}        one place is gone, and the other decides`,
    '',
  ];
}

// A checkout’s orders are given through npm.
const io = { ...processIo(), env: { ...process.env, npm_lifecycle_event: 'demo' } };
try {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '8080' }, site: { type: 'string' } },
  });
  // Where the person is: prometheus.sh has changed folders, as npm does.
  const from = process.env['INIT_CWD'] ?? io.cwd;
  const site = values.site === undefined ? undefined : path.resolve(from, values.site);
  process.exitCode = await run(parsePort(values.port), site, io);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const hint = error instanceof UserError && error.hint !== undefined ? [`    ${error.hint}`] : [];
  say(io.stderr, `${path.basename(import.meta.filename, '.ts')}: ${error.message}`, ...hint);
  process.exitCode = error instanceof UserError ? error.exitCode : EXIT.usage;
}
