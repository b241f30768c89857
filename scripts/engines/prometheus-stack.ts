import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { replaceFile } from '../../src/shell/files.ts';
import { UserError } from '../../src/shell/user-error.ts';
import { startEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { machinesFile, probedFile } from './targets.ts';
import type { Target } from './targets.ts';

/** The programs, by the names of Debian’s packages, which are those of their commands. */
export const PROGRAMS = {
  prometheus: 'prometheus',
  blackbox: 'prometheus-blackbox-exporter',
  node: 'prometheus-node-exporter',
} as const;

/** Where the configuration looks from: a blackbox exporter each. */
export const PLACES = ['London', 'Amsterdam'] as const;
export type Place = (typeof PLACES)[number];

type Configuration = 'prometheus.yml' | 'rules.yml';
const FOLDER = fileURLToPath(new URL('prometheus/', import.meta.url));

export interface PrometheusStack {
  readonly url: string;
  readonly prometheus: Engine;
  readonly exporters: Readonly<Record<Place, Engine>>;
  readonly node: Engine;
  /** Prometheus is told of a change of the configuration by {@link PrometheusStack.reload}. */
  configuration(file: Configuration): string;
  configure(file: Configuration, text: string): void;
  /** As it was in the beginning. */
  restore(file: Configuration): void;
  /** Ends when Prometheus goes by the configuration as it is now. */
  reload(): Promise<void>;
  /** What is looked at from now on. Prometheus notices within seconds. */
  watch(targets: readonly Target[]): void;
  close(): Promise<void>;
}

export interface StackOptions {
  /** Of its own: the configuration and what Prometheus stores. Removing it is the caller’s business. */
  readonly folder: string;
  /** What is looked at from the beginning. */
  readonly targets?: readonly Target[];
  /** Prometheus answers only who knows the password of web.yml. */
  readonly isGuarded?: boolean;
}

/** Names of the programs that are not installed here. */
export function missingPrograms(): readonly string[] {
  return Object.values(PROGRAMS).filter(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined,
  );
}

/** Starts Prometheus and its exporters. @throws UserError where one cannot be started; none is left running then */
export async function startPrometheus({
  folder,
  targets = [],
  isGuarded = false,
}: StackOptions): Promise<PrometheusStack> {
  const started: Engine[] = [];
  const close = async () => {
    await Promise.all(started.splice(0).map((engine) => engine.end()));
  };
  const start = async (...args: Parameters<typeof startEngine>) => {
    const engine = await startEngine(...args);
    started.push(engine);
    return engine;
  };
  try {
    for (const file of ['blackbox.yml', 'prometheus.yml', 'rules.yml', 'web.yml'])
      replaceFile(path.join(folder, file), readFileSync(path.join(FOLDER, file), 'utf8'));
    const [london, amsterdam, node] = await Promise.all([
      ...PLACES.map((place) => start(`the blackbox exporter of ${place}`, blackboxOptions(folder))),
      start('the node exporter', nodeOptions(folder)),
    ]);
    if (london === undefined || amsterdam === undefined || node === undefined)
      throw new Error('none started');
    const exporters = { London: london, Amsterdam: amsterdam };
    const shared = shareFolder(folder, exporters, node);
    shared.watch(targets);
    const prometheus = await start('Prometheus', prometheusOptions(folder, isGuarded));
    return {
      ...shared,
      url: `http://${prometheus.address}`,
      prometheus,
      exporters,
      node,
      reload: () => prometheus.signal('SIGHUP', /msg="Completed loading of configuration file"/),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function blackboxOptions(cwd: string) {
  return {
    program: PROGRAMS.blackbox,
    // Of the time Prometheus gives, a second, the exporter would keep half to itself.
    args: (address: string) => [
      '--config.file=blackbox.yml',
      '--timeout-offset=0.1',
      `--web.listen-address=${address}`,
    ],
    cwd,
  };
}

function nodeOptions(cwd: string) {
  return {
    program: PROGRAMS.node,
    args: (address: string) => [
      '--collector.disable-defaults',
      '--collector.stat',
      `--web.listen-address=${address}`,
    ],
    cwd,
  };
}

/** How long new targets may wait; without it five seconds. Not every version knows it. */
const HASTE = '--scrape.discovery-reload-interval=1s';

function prometheusOptions(cwd: string, isGuarded: boolean) {
  const knowsHaste = spawnSync(PROGRAMS.prometheus, [HASTE, '--version'], { stdio: 'ignore' }).status === 0;
  return {
    program: PROGRAMS.prometheus,
    args: (address: string) => [
      '--config.file=prometheus.yml',
      '--storage.tsdb.path=data',
      `--web.listen-address=${address}`,
      ...(knowsHaste ? [HASTE] : []),
      ...(isGuarded ? ['--web.config.file=web.yml'] : []),
    ],
    ready: /msg="Server is ready to receive web requests\."/,
    cwd,
  };
}

/** Puts the addresses that the exporters got into the configuration, and tells how it is changed. */
function shareFolder(folder: string, exporters: PrometheusStack['exporters'], node: Engine) {
  const file = (name: string) => path.join(folder, name);
  const configuration: PrometheusStack['configuration'] = (name) => readFileSync(file(name), 'utf8');
  const configure: PrometheusStack['configure'] = (name, text) => replaceFile(file(name), text);
  const watch = (targets: readonly Target[]) => {
    const write = (name: string, found: object) =>
      replaceFile(file(`targets/${name}`), JSON.stringify(found, null, 2));
    write('servers.json', probedFile(targets));
    write('machines.json', machinesFile(targets, node.address));
  };
  const addressed = PLACES.reduce(
    (text, place) => withAddress(text, place, exporters[place].address),
    configuration('prometheus.yml'),
  );
  configure('prometheus.yml', addressed);
  const first = { 'prometheus.yml': addressed, 'rules.yml': configuration('rules.yml') };
  return {
    configuration,
    configure,
    restore: (name: Configuration) => configure(name, first[name]),
    watch,
  };
}

function withAddress(text: string, place: Place, address: string): string {
  const written = `${place.toLowerCase()}.internal:9115`;
  if (text.includes(written)) return text.replaceAll(written, address);
  throw new UserError(`prometheus.yml does not name ${written}`);
}
