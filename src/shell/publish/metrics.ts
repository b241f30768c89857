import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DIAGNOSTIC_SEVERITIES } from '../../core/model/diagnostic.ts';
import { SECOND_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import { PROBLEM_CODES } from './turn.ts';
import type { Problem, TurnReport } from './turn.ts';

/** What the publisher did since it was started. */
export interface PublishTotals {
  readonly turns: number;
  /** Turns that published nothing. */
  readonly failures: number;
  readonly pagesRendered: number;
  /** When a turn last published; absent where none has, and nobody remembers an earlier one. */
  readonly publishedAt?: Instant;
}

/** At the start; `publishedAt` is what an earlier process left, such as the time in heartbeat.json. */
export function startTotals(publishedAt?: Instant): PublishTotals {
  return { turns: 0, failures: 0, pagesRendered: 0, ...(publishedAt === undefined ? {} : { publishedAt }) };
}

export function addTurn(totals: PublishTotals, report: TurnReport): PublishTotals {
  return {
    ...totals,
    turns: totals.turns + 1,
    failures: totals.failures + (report.published ? 0 : 1),
    pagesRendered: totals.pagesRendered + report.pagesRendered,
    ...(report.published ? { publishedAt: endOf(report) } : {}),
  };
}

const endOf = ({ startedAt, durationMs }: TurnReport): Instant => startedAt + durationMs;

interface Sample {
  /** Absent where there is nothing to tell: the metric is left out. */
  readonly value: number | undefined;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Metric {
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: (report: TurnReport, totals: PublishTotals) => readonly Sample[];
}

const only =
  (value: (report: TurnReport, totals: PublishTotals) => number | undefined): Metric['samples'] =>
  (report, totals) => [{ value: value(report, totals) }];

/** To the millisecond; a clock for durations gives more digits than mean anything. */
const seconds = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms) / SECOND_MS);

/** Every metric, by its name. Base units and endings as https://prometheus.io/docs/practices/naming/ has them. */
const METRICS: Readonly<Record<`signalbox_${string}`, Metric>> = {
  signalbox_publish_success: {
    type: 'gauge',
    help: 'Whether the last turn published (1), or left the last good site as it was (0).',
    samples: only(({ published }) => (published ? 1 : 0)),
  },
  signalbox_publish_timestamp_seconds: {
    type: 'gauge',
    help: 'When a turn last published, in Unix time. Its age is time() minus this.',
    samples: only((_, { publishedAt }) => seconds(publishedAt)),
  },
  signalbox_publish_duration_seconds: {
    type: 'gauge',
    help: 'How long the last turn took.',
    samples: only(({ durationMs }) => seconds(durationMs)),
  },
  signalbox_snapshot_timestamp_seconds: {
    type: 'gauge',
    help: 'When the probes looked, in Unix time. The age of what members read is time() minus this.',
    samples: only(({ takenAt }) => seconds(takenAt)),
  },
  signalbox_snapshot_age_seconds: {
    type: 'gauge',
    help: 'How old the snapshot was at the end of the last turn. Stands still when the publisher does.',
    samples: only((report) =>
      report.takenAt === undefined ? undefined : seconds(Math.max(0, endOf(report) - report.takenAt)),
    ),
  },
  signalbox_valid_until_timestamp_seconds: {
    type: 'gauge',
    help: 'When what is published stops being believed, in Unix time. Absent when it is not.',
    samples: only(({ validUntilAt }) => seconds(validUntilAt)),
  },
  signalbox_publish_pages_planned: {
    type: 'gauge',
    help: 'Pages the site has, as the last turn planned it.',
    samples: only(({ pagesPlanned }) => pagesPlanned),
  },
  signalbox_publish_pages_rendered: {
    type: 'gauge',
    help: 'Pages the last turn rendered.',
    samples: only(({ pagesRendered }) => pagesRendered),
  },
  signalbox_publish_files_written: {
    type: 'gauge',
    help: 'Files the last turn wrote.',
    samples: only(({ changed }) => changed.length),
  },
  signalbox_publish_files_deleted: {
    type: 'gauge',
    help: 'Files the last turn deleted.',
    samples: only(({ deleted }) => deleted.length),
  },
  signalbox_diagnostics: {
    type: 'gauge',
    help: 'What check would find in the content, by severity.',
    samples: ({ diagnostics }) =>
      DIAGNOSTIC_SEVERITIES.map((severity) => ({
        labels: { severity },
        value: diagnostics.filter((found) => found.severity === severity).length,
      })),
  },
  signalbox_problem: {
    type: 'gauge',
    help: 'Whether the last turn had this problem (1) or not (0).',
    samples: ({ problems }) =>
      PROBLEM_CODES.map((code) => ({
        labels: { code },
        value: problems.some((problem) => problem.code === code) ? 1 : 0,
      })),
  },
  signalbox_turns_total: {
    type: 'counter',
    help: 'Turns since the publisher was started.',
    samples: only((_, { turns }) => turns),
  },
  signalbox_turn_failures_total: {
    type: 'counter',
    help: 'Turns since the publisher was started that published nothing.',
    samples: only((_, { failures }) => failures),
  },
  signalbox_pages_rendered_total: {
    type: 'counter',
    help: 'Pages rendered since the publisher was started.',
    samples: only((_, { pagesRendered }) => pagesRendered),
  },
};

/** A turn in Prometheus' text format, version 0.0.4; `totals` includes it. */
export function metricsText(report: TurnReport, totals: PublishTotals): string {
  return Object.entries(METRICS)
    .map(([name, metric]) => family(name, metric, metric.samples(report, totals)))
    .join('');
}

/** Labels and help are our own words, without anything that would have to be escaped; a test reads them back. */
function family(name: string, { type, help }: Metric, samples: readonly Sample[]): string {
  const lines = samples.flatMap(({ value, labels = {} }) => {
    if (value === undefined) return [];
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${String(value)}\n`;
  });
  if (lines.length === 0) return '';
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

/** Another user reads it: node_exporter's. */
const MODE = 0o644;

/**
 * Replaces the file whole, so that nobody reads half of it; null where that went well. Its folder has to exist: in one that
 * was made here, because of a typing mistake, nobody would look.
 */
export function writeMetrics(file: string, text: string): Problem | null {
  // The collector reads every name that ends in `.prom`, and this one does not.
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${String(process.pid)}.tmp`);
  try {
    writeFileSync(temporary, text);
    // The mode a file is made with is cut by the umask.
    chmodSync(temporary, MODE);
    renameSync(temporary, file);
    return null;
  } catch (error) {
    const { message } = error as Error;
    try {
      rmSync(temporary, { force: true });
    } catch {
      // It is in the way of nobody, and the next turn replaces it.
    }
    return { code: 'metrics-failed', message: `the metrics cannot be written to ${file}: ${message}` };
  }
}
