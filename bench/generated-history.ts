import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { byMonth, record } from '../src/core/evaluate/recording.ts';
import type { Recording } from '../src/core/evaluate/recording.ts';
import type { ServerVerdict } from '../src/core/model/snapshot.ts';
import { serversOf } from '../src/core/model/topology.ts';
import type { Topology } from '../src/core/model/topology.ts';
import { writeHistoryLine } from '../src/core/parse/history-lines.ts';
import { monthOf, writeInstant } from '../src/core/parse/instant.ts';
import { parseTopology } from '../src/core/parse/topology.ts';
import { createRandom } from './random.ts';

const DAY_MS = 24 * 3_600_000;
const OUTAGES_PER_DAY = 2;
const OUTAGE_MS = 20 * 60_000;

/**
 * Writes `history/` beside a snapshot: two outages a day, of twenty minutes, each of one server, watched without a gap
 * from `fromAt` on. What the recorder itself would have written.
 */
export function generateHistory(
  snapshotFile: string,
  topologyFile: string,
  fromAt: number,
  untilAt: number,
): void {
  const topology = patient(readTopology(topologyFile));
  const servers = serversOf(topology).map(({ id }) => id);
  const random = createRandom(servers.length);
  const files = new Map<string, string>();
  let before: Recording | null = null;
  const look = (takenAt: number, offline?: string) => {
    const seen = servers.map((id): [string, ServerVerdict] => [
      id,
      { verdict: id === offline ? 'offline' : 'online', seenFrom: {} },
    ]);
    const snapshot = { takenAt, vantages: [], servers: new Map(seen) };
    const outcome = record({ before, topology, snapshot, now: takenAt });
    if (outcome.type === 'out-of-order') throw new Error('the generated looks go back in time');
    before = outcome.recording;
    for (const [month, lines] of byMonth(outcome.lines, monthOf(takenAt))) {
      files.set(
        month,
        (files.get(month) ?? '') + lines.map((line) => `${writeHistoryLine(line)}\n`).join(''),
      );
    }
  };
  look(fromAt);
  for (let at = fromAt + DAY_MS / 4; at < untilAt - OUTAGE_MS; at += DAY_MS / OUTAGES_PER_DAY) {
    look(at, random.pick(servers));
    look(at + OUTAGE_MS);
  }
  const folder = join(dirname(snapshotFile), 'history');
  mkdirSync(folder, { recursive: true });
  for (const [month, text] of files) writeFileSync(join(folder, `${month}.ndjson`), text);
  writeFileSync(join(folder, 'observed.json'), `${JSON.stringify({ until: writeInstant(untilAt) })}\n`);
}

function readTopology(file: string): Topology {
  const { topology } = parseTopology(readFileSync(file, 'utf8'), { file, env: {} });
  if (topology === null) throw new Error(`${file} is no topology`);
  return topology;
}

/** Nobody has to look each minute for what is not written each minute. */
function patient(topology: Topology): Topology {
  return { ...topology, site: { ...topology.site, freshForMs: DAY_MS } };
}
