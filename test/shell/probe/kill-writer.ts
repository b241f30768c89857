/**
 * A prober's writing without its asking: round after round as fast as it can, with the code that writes the real one's
 * memory, history and snapshot. Run as a program, with the folder in its environment, it waits for a line on standard
 * input and says `ack N` on standard output when round N is written down.
 */
import { writeSync } from 'node:fs';
import { once } from 'node:events';
import type { Snapshot } from '../../../src/core/model/snapshot.ts';
import type { Topology } from '../../../src/core/model/topology.ts';
import type { Vote } from '../../../src/core/model/vote.ts';
import { NO_PROBER_MEMORY } from '../../../src/core/observe/prober-memory.ts';
import type { RoundAccount } from '../../../src/core/observe/account.ts';
import type { ProberMemory } from '../../../src/core/observe/prober-memory.ts';
import { observe } from '../../../src/core/observe/round.ts';
import { snapshotOf } from '../../../src/core/observe/snapshot.ts';
import { loadProberMemory } from '../../../src/shell/probe/memory-file.ts';
import { persist } from '../../../src/shell/probe/persist.ts';
import { recordInto } from '../../../src/shell/probe/recording.ts';
import { lockState } from '../../../src/shell/probe/state-lock.ts';

export const START = Date.UTC(2010, 8, 3);
export const MINUTE = 60_000;
const VANTAGE = 'london';
/** The state folder of a writer. */
export const STATE_VARIABLE = 'SIGNALBOX_TEST_STATE';
export const SERVERS = Array.from({ length: 12 }, (_, index) => `gw${String(index)}`);

/** The votes of a round follow from its number alone, so that a round that is done over finds what it found before. */
function votesOf(round: number): readonly Vote[] {
  return SERVERS.map((server, index): Vote => {
    const isDown = (round * 7 + index * 5) % 23 < 6 && Math.floor(round / (index + 2)) % 2 === 0;
    const [verdict, reason] = isDown ? (['offline', 'refused'] as const) : (['online', 'ok'] as const);
    return { server, vantage: VANTAGE, verdict, reason, at: START + round * MINUTE };
  });
}

export const roundOf = (at: number) => (at - START) / MINUTE;

/** One round more than the memory has seen. */
export function nextRound(before: ProberMemory): { memory: ProberMemory; snapshot: Snapshot; round: number } {
  const round = before.roundAt === null ? 0 : roundOf(before.roundAt) + 1;
  const at = START + round * MINUTE;
  const rules = { failAfter: 2, recoverAfter: 1, restartAfterMs: 2 * MINUTE };
  const after = observe(
    before.seen,
    { at, votes: votesOf(round), canaries: new Map([[VANTAGE, 'answering']]) },
    rules,
  );
  const snapshot = snapshotOf(after, {
    at,
    freshForMs: 5 * MINUTE,
    servers: SERVERS,
    source: 'signalbox-probe',
  });
  return { memory: { ...before, roundAt: at, vantage: VANTAGE, seen: after }, snapshot, round };
}

export const TOPOLOGY: Topology = {
  site: {
    name: 'Small Mail',
    url: 'https://status.small.example',
    timezone: 'UTC',
    locale: 'en-GB',
    freshForMs: 5 * MINUTE,
  },
  zones: [
    {
      id: 'core',
      name: 'core',
      colour: 'grey',
      groups: [
        {
          id: 'machines',
          name: 'machines',
          zoneId: 'core',
          redundancy: { kind: 'any' },
          supporting: true,
          servers: SERVERS.map((id) => ({ id, name: id, role: 'active', groupId: 'machines' })),
        },
      ],
    },
  ],
  services: [],
  flows: [],
};

/** Takes the folder and writes until it is killed. Whatever goes wrong is said and ends it. */
async function write(stateDir: string): Promise<void> {
  console.log('ready');
  await once(process.stdin, 'data');
  lockState(stateDir, Date.now());
  const { memory, problem } = loadProberMemory(stateDir, START);
  if (problem !== null) throw new Error(problem);
  const record = recordInto(stateDir);
  let current: ProberMemory = memory;
  for (;;) {
    const { memory: next, snapshot, round } = nextRound(current);
    persist(
      stateDir,
      { memory: next, snapshot, account: accountOf(snapshot.takenAt) },
      (taken) => {
        for (const remark of record(taken, TOPOLOGY, taken.takenAt)) writeSync(1, `remark ${remark}\n`);
      },
      (_, error) => {
        if (error !== null) throw error;
      },
    );
    current = next;
    writeSync(1, `ack ${String(round)}\n`);
  }
}

function accountOf(at: number): RoundAccount {
  return { at, vantage: VANTAGE, everyMs: MINUTE, votes: [], sources: [], canaries: new Map() };
}

export const NOTHING: ProberMemory = NO_PROBER_MEMORY;

const stateDir = process.env[STATE_VARIABLE];
if (stateDir !== undefined) await write(stateDir);
