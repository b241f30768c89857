import { readFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Diagnostic } from '../../../src/core/model/diagnostic.ts';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import { serversOf } from '../../../src/core/model/topology.ts';
import { parseSnapshot } from '../../../src/core/parse/snapshot.ts';
import { openProber } from '../../../src/shell/probe/prober.ts';
import type { Prober, ProberOptions, RoundReport } from '../../../src/shell/probe/prober.ts';
import { requireSite } from '../../../src/shell/staff-file-site.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

export const START = Date.UTC(2010, 8, 3, 22, 10);
export const MINUTE = 60_000;

/** A topology of servers that are checked by TCP on ports of this machine; a text is the probe as YAML. */
export function topologyText(
  servers: Readonly<Record<string, number | string>>,
  probing: Readonly<Record<string, unknown>> = {},
): string {
  const rows = Object.entries(servers).map(([id, probe]) => {
    const check = typeof probe === 'number' ? `{tcp: '127.0.0.1:${String(probe)}'}` : probe;
    return `          - {id: ${id}, probe: ${check}}`;
  });
  return [
    'site: {name: Small Mail, url: "https://status.small.example", timezone: Europe/London}',
    'zones:',
    '  - id: core',
    '    groups:',
    '      - id: machines',
    '        name: Machines',
    '        servers:',
    ...rows,
    'services:',
    '  - {id: mail, needs: [machines]}',
    `probing: ${JSON.stringify({ every: '1m', vantage: 'london', retry_after: '0s', ...probing })}`,
    '',
  ].join('\n');
}

/** A site in a folder of its own, and probers for it whose clock goes on by a minute a round. */
export function probedSite(topology: string) {
  const siteDir = temporaryFolder();
  const stateDir = path.join(siteDir, 'state');
  writeFiles(siteDir, { 'topology.yml': topology });
  const said: string[] = [];
  const found: { isGood: boolean; diagnostics: readonly Diagnostic[] }[] = [];
  const recorded: Snapshot[] = [];
  let now = START;

  const open = (options: Partial<ProberOptions> = {}): Prober => {
    const prober = openProber({
      siteDir,
      stateDir,
      env: {},
      say: (line) => said.push(line),
      onTopology: (diagnostics, isGood) => found.push({ isGood, diagnostics }),
      record: (snapshot) => {
        recorded.push(snapshot);
        return [];
      },
      now: () => now,
      single: true,
      ...options,
    });
    onTestFinished(() => prober.stop());
    return prober;
  };
  const round = async (prober: Prober): Promise<RoundReport> => {
    const report = await prober.round();
    now += MINUTE;
    if (report === null) throw new Error('the prober was stopped');
    return report;
  };
  const read = (name: string) => readFileSync(path.join(stateDir, name), 'utf8');

  return {
    siteDir,
    stateDir,
    said,
    found,
    recorded,
    open,
    round,
    read,
    now: () => now,
    advance: (ms: number) => (now += ms),
    write: (files: Readonly<Record<string, string>>) => writeFiles(siteDir, files),
    /** The snapshot as pages would read it. */
    snapshot(): Snapshot {
      const ids = serversOf(requireSite(siteDir, {})).map(({ id }) => id);
      const { evidence, diagnostics } = parseSnapshot(read('snapshot.json'), {
        file: 'snapshot.json',
        now,
        freshForMs: 5 * MINUTE,
        serverIds: ids,
      });
      if (diagnostics.length > 0 || !('snapshot' in evidence)) throw new Error(JSON.stringify(diagnostics));
      return evidence.snapshot;
    },
    log: () =>
      read('probe.log')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown> & { event: string }),
  };
}
