import { expect } from 'vitest';
import { BELIEVED_MS } from './prometheus-run.ts';
import type { Mode, Run } from './prometheus-run.ts';

/* What engines die of. Each was measured to look like health somewhere. */

export interface Illness {
  /** Ends when it has come about. */
  fall(run: Run): Promise<unknown>;
  mend(run: Run): Promise<unknown>;
  /** Prometheus answers all the while, at first with what it saw before. */
  readonly answersOn?: true;
  /** Why its servers are unknown then. */
  readonly doubts: Readonly<Record<Mode, string>>;
  /** Sees that there is something which must not be believed. */
  tempts?(run: Run): Promise<void>;
}

const exportersOf = ({ stack }: Run) => Object.values(stack.exporters);

const killedExporters: Illness = {
  fall: (run) => Promise.all(exportersOf(run).map((exporter) => exporter.end('SIGKILL'))),
  mend: (run) => Promise.all(exportersOf(run).map((exporter) => exporter.start())),
  answersOn: true,
  doubts: { probes: 'not-reported', alerts: 'not-reported' },
};

const frozen: Illness = {
  fall: ({ stack }) => stack.prometheus.signal('SIGSTOP'),
  mend: ({ stack }) => stack.prometheus.signal('SIGCONT'),
  doubts: { probes: 'source-failed', alerts: 'source-failed' },
};

const stoppedScraper: Illness = {
  async fall({ stack }) {
    const text = stack.configuration('prometheus.yml');
    const without = text.replace(/^scrape_configs:[^]*/m, '');
    expect(without).not.toBe(text);
    stack.configure('prometheus.yml', without);
    await stack.reload();
  },
  async mend({ stack }) {
    stack.restore('prometheus.yml');
    await stack.reload();
  },
  answersOn: true,
  doubts: { probes: 'stale', alerts: 'stale' },
  async tempts(run) {
    expect(await run.ask('probe_success{server="gw1"}')).toEqual(['1', '1']);
    for (const seconds of await run.ask('time() - timestamp(probe_success{server="gw1"})'))
      expect(1000 * Number(seconds)).toBeGreaterThan(BELIEVED_MS);
  },
};

const killed: Illness = {
  fall: ({ stack }) => stack.prometheus.end('SIGKILL'),
  mend: ({ stack }) => stack.prometheus.start(),
  doubts: { probes: 'source-failed', alerts: 'source-failed' },
};

export const ILLNESSES: readonly (readonly [string, Illness])[] = [
  ['both exporters are killed', killedExporters],
  ['Prometheus is frozen', frozen],
  ['Prometheus scrapes nothing any more, and still answers 1', stoppedScraper],
  ['Prometheus is killed', killed],
];
