import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { editIncident, type GeneratedSite, LATER, NOW } from './generated-site.ts';
import { filesWrittenSince, type Measurement, measure, median, type Step } from './measure.ts';

export const SCENARIOS = [
  'full build',
  'unchanged rebuild',
  'one incident edited',
  'snapshot changed',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** The medians of one scenario at one size, beside those of the floor that wrote as many files. */
export interface Row {
  readonly size: number;
  readonly scenario: Scenario;
  readonly build: Figures;
  readonly floor: Figures;
  readonly pagesWritten: number;
  readonly steps: readonly Step[];
}

export interface Figures {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMb: number;
}

export interface Programs {
  readonly cli: string;
  readonly floor: string;
  readonly usage: string;
}

interface Sample {
  readonly build: Measurement;
  readonly floor: Measurement;
  readonly pagesWritten: number;
}

/**
 * Every scenario `runs` times. The build and its floor take turns, so that what else the machine does hits both;
 * a round goes through the scenarios in their order, because each but the first starts from what the one before left.
 */
export function runScenarios(
  site: GeneratedSite,
  size: number,
  runs: number,
  programs: Programs,
): readonly Row[] {
  const samples = new Map<Scenario, Sample[]>(SCENARIOS.map((scenario) => [scenario, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const scenario of SCENARIOS) samples.get(scenario)?.push(sampleOf(scenario, site, run, programs));
  }
  return SCENARIOS.map((scenario) => rowOf(size, scenario, samples.get(scenario) ?? []));
}

function sampleOf(scenario: Scenario, site: GeneratedSite, run: number, programs: Programs): Sample {
  const out = join(site.folder, '..', 'out');
  const floorOut = join(site.folder, '..', 'floor');
  if (scenario === 'full build')
    for (const folder of [out, join(site.folder, 'state')]) rmSync(folder, { recursive: true, force: true });
  if (scenario === 'one incident edited') editIncident(site.editedFile, run);
  const changed = scenario === 'snapshot changed';
  const startedAt = Date.now();
  const build = measure(
    // prettier-ignore
    [programs.cli, 'build', '--site', site.folder, '--out', out,
      '--snapshot', changed ? site.laterSnapshotFile : site.snapshotFile, '--now', changed ? LATER : NOW],
    programs.usage,
  );
  const pagesWritten = filesWrittenSince(out, startedAt);
  rmSync(floorOut, { recursive: true, force: true });
  const floor = measure([programs.floor, site.folder, floorOut, String(pagesWritten)], programs.usage);
  return { build, floor, pagesWritten };
}

function rowOf(size: number, scenario: Scenario, samples: readonly Sample[]): Row {
  const builds = samples.map(({ build }) => build);
  return {
    size,
    scenario,
    build: figuresOf(builds),
    floor: figuresOf(samples.map(({ floor }) => floor)),
    pagesWritten: median(samples.map(({ pagesWritten }) => pagesWritten)),
    steps: stepsOfMiddle(builds),
  };
}

function figuresOf(measurements: readonly Measurement[]): Figures {
  return {
    wallMs: median(measurements.map(({ wallMs }) => wallMs)),
    cpuMs: median(measurements.map(({ cpuMs }) => cpuMs)),
    peakMb: median(measurements.map(({ peakMb }) => peakMb)),
  };
}

/** Of the run in the middle: medians of each step would not add up to anything. */
function stepsOfMiddle(measurements: readonly Measurement[]): readonly Step[] {
  const sorted = [...measurements].sort((a, b) => a.cpuMs - b.cpuMs);
  return sorted[sorted.length >> 1]?.steps ?? [];
}
