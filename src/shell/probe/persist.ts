import path from 'node:path';
import type { Snapshot } from '../../core/model/snapshot.ts';
import { accountText } from '../../core/observe/account.ts';
import type { RoundAccount } from '../../core/observe/account.ts';
import type { ProberMemory } from '../../core/observe/prober-memory.ts';
import { snapshotText } from '../../core/observe/snapshot-text.ts';
import { saveProberMemory } from './memory-file.ts';
import { replacePrivateFile } from './private-file.ts';

export const SNAPSHOT_NAME = 'snapshot.json';
/** What the last round was made of, for `probe --explain`. */
export const ACCOUNT_NAME = 'votes.json';

/** What is written down, in this order. */
export const STEPS = ['the memory', 'the history', 'the snapshot', 'the votes'] as const;
export type Step = (typeof STEPS)[number];

interface Found {
  readonly memory: ProberMemory;
  readonly snapshot: Snapshot;
  readonly account: RoundAccount;
}

/**
 * Writes down what a round found, so that a kill between any two steps loses nothing that anybody has read:
 *
 * 1. the prober's memory, from which everything else follows: whatever is told below is remembered already, so the next
 *    start goes on from it. Told the other way round, an outage that members had read of could be forgotten;
 * 2. the history: what members read in the snapshot is in it;
 * 3. the snapshot, the only one that members see. Killed before it, the last one stands until the next round, and its age
 *    tells so;
 * 4. the votes it was made of, which nothing follows from: they are for staff who ask.
 *
 * A step that fails is reported (`onOutcome` has null for one that went well) and does not keep the others from being
 * tried: a full disk for the history is no reason to leave members without a light.
 */
export function persist(
  stateDir: string,
  { memory, snapshot, account }: Found,
  record: (snapshot: Snapshot) => void,
  onOutcome: (what: Step, error: unknown) => void,
): void {
  const steps: readonly (readonly [Step, () => void])[] = [
    ['the memory', () => saveProberMemory(stateDir, memory)],
    ['the history', () => record(snapshot)],
    ['the snapshot', () => writeSnapshot(path.join(stateDir, SNAPSHOT_NAME), snapshot)],
    ['the votes', () => replacePrivateFile(path.join(stateDir, ACCOUNT_NAME), accountText(account))],
  ];
  for (const [what, step] of steps) {
    try {
      step();
      onOutcome(what, null);
    } catch (error) {
      onOutcome(what, error);
    }
  }
}

export function writeSnapshot(file: string, snapshot: Snapshot): void {
  replacePrivateFile(file, snapshotText(snapshot));
}
