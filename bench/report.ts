import type { Row } from './scenarios.ts';

/** The aims, all in CPU time of a cold process, at this many incidents. */
export const AIM_SIZE = 10_000;
const FULL_BUILD_RATIO = 2;
const FULL_BUILD_PEAK_MB = 450;
const OTHERS_CPU_MS = 1_200;

export interface HomeWeight {
  readonly size: number;
  readonly rawBytes: number;
  readonly gzipBytes: number;
}

export function scenarioTable(rows: readonly Row[]): string {
  return table(
    [
      'incidents',
      'scenario',
      'wall s',
      'CPU s',
      'floor CPU s',
      'CPU ÷ floor',
      'peak MB',
      'floor MB',
      'files written',
      'aim',
    ],
    rows.map((row) => [
      row.size.toLocaleString('en-GB'),
      row.scenario,
      seconds(row.build.wallMs),
      seconds(row.build.cpuMs),
      seconds(row.floor.cpuMs),
      (row.build.cpuMs / row.floor.cpuMs).toFixed(2),
      row.build.peakMb.toFixed(0),
      row.floor.peakMb.toFixed(0),
      String(row.pagesWritten),
      verdicts(row)
        .map(({ aim, met }) => `${aim}: ${met ? 'met' : '**missed**'}`)
        .join('; '),
    ]),
  );
}

/** The aims that apply to a row, and whether it meets them. None below {@link AIM_SIZE}. */
export function verdicts(row: Row): readonly { readonly aim: string; readonly met: boolean }[] {
  if (row.size !== AIM_SIZE) return [];
  if (row.scenario !== 'full build') {
    return [{ aim: `≤ ${seconds(OTHERS_CPU_MS)} s CPU`, met: row.build.cpuMs <= OTHERS_CPU_MS }];
  }
  return [
    { aim: `≤ ${FULL_BUILD_RATIO} × floor`, met: row.build.cpuMs <= FULL_BUILD_RATIO * row.floor.cpuMs },
    { aim: `< ${FULL_BUILD_PEAK_MB} MB`, met: row.build.peakMb < FULL_BUILD_PEAK_MB },
  ];
}

export function homeTable(weights: readonly HomeWeight[]): string {
  return table(
    ['incidents', 'home page, bytes', 'gzip, bytes'],
    weights.map(({ size, rawBytes, gzipBytes }) => [
      size.toLocaleString('en-GB'),
      rawBytes.toLocaleString('en-GB'),
      gzipBytes.toLocaleString('en-GB'),
    ]),
  );
}

/** Where the CPU time of one size's builds goes, step by step; what no step claims is the process's own start and end. */
export function stepTable(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ steps }) => steps.map(({ step }) => step)))];
  const body = names.map((name) => [
    name,
    ...rows.map(({ steps }) => {
      const found = steps.filter(({ step }) => step === name);
      return found.length === 0 ? '–' : sum(found.map(({ cpuMs }) => cpuMs)).toFixed(0);
    }),
  ]);
  const rest = rows.map(({ build, steps }) =>
    (build.cpuMs - sum(steps.map(({ cpuMs }) => cpuMs))).toFixed(0),
  );
  return table(
    ['CPU ms', ...rows.map(({ scenario }) => scenario)],
    [
      ...body,
      ['not in a step', ...rest],
      ['whole process', ...rows.map(({ build }) => build.cpuMs.toFixed(0))],
    ],
  );
}

/** What rounds of one size took, beside the least that they could take. */
export interface RoundsRow {
  readonly size: number;
  /** What there is of what the second column counts. */
  readonly count: number;
  readonly firstMs: number;
  readonly usual: { readonly wallMs: number; readonly cpuMs: number };
  readonly floorMs: number;
  readonly peakMb: number;
  readonly aim?: { readonly wallMs: number; readonly peakMb: number };
  readonly met: boolean;
}

/** @param counted the title of the second column */
export function roundsTable(counted: string, rows: readonly RoundsRow[]): string {
  const head = ['first round s', 'a round s', 'floor s', 'round ÷ floor', 'CPU s', 'peak MB', 'aim'];
  const body = rows.map(({ size, count, firstMs, usual, floorMs, peakMb, aim, met }) => [
    size.toLocaleString('en-GB'),
    count.toLocaleString('en-GB'),
    ...[firstMs, usual.wallMs, floorMs].map(seconds),
    (usual.wallMs / floorMs).toFixed(2),
    seconds(usual.cpuMs),
    peakMb.toFixed(0),
    aim === undefined ? '' : `< ${seconds(aim.wallMs)} s, < ${aim.peakMb} MB: ${met ? 'met' : '**missed**'}`,
  ]);
  return table(['servers', counted, ...head], body);
}

export function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(line)].join(
    '\n',
  );
}

export function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
