import path from 'node:path';
import type { Snapshot } from '../../core/model/snapshot.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Topology } from '../../core/model/topology.ts';
import type { Memory } from '../../core/observe/memory.ts';
import { NO_PROBER_MEMORY, proberMemoryText, readProberMemory } from '../../core/observe/prober-memory.ts';
import { readIfPresent } from '../files.ts';
import { takeLock } from '../folder-lock.ts';
import type { FolderLock } from '../folder-lock.ts';
import { UserError } from '../user-error.ts';
import { codeOf } from './network-errors.ts';
import { createOnChange } from './on-change.ts';
import type { OnChange } from './on-change.ts';
import { replacePrivateFile } from './private-file.ts';
import { createStaffNews } from './staff-news.ts';

/** What staff were told of merged snapshots, in the form of a prober's memory with nothing else in it. */
const MERGE_MEMORY_FILE = 'merge.json';
const LOCK_FILE = 'merge.lock';
/** Stands in messages where a prober's vantage does. */
const MERGED_VANTAGE = 'merge';

interface MergeNews {
  readonly stateDir: string;
  readonly topology: Topology;
  /** What was merged. */
  readonly snapshot: Snapshot;
  /** The program told of changes, its arguments, and the folder it runs in; null where nobody is told. */
  readonly onChange: { readonly command: readonly [string, ...string[]]; readonly cwd: string } | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Instant;
  /** What went wrong, for whoever watches; one sentence each. */
  say(line: string): void;
}

/**
 * Tells staff what the quorum has found anew, and returns when they have been told. A merge beside this one that is still
 * telling is left to it: whatever it does not know of is news to the next merge. What was told is remembered once it was
 * delivered, so what was under way when a merge is killed is told again.
 */
export async function tellMerged(news: MergeNews): Promise<void> {
  const { stateDir, onChange, say } = news;
  const file = path.join(stateDir, MERGE_MEMORY_FILE);
  try {
    // Nobody was ever told, and nobody asks: there is nothing to keep account of.
    if (onChange === null && readIfPresent(file) === null) return;
    const lock = lockNews(news);
    try {
      await tell(news, file);
    } finally {
      lock.release();
    }
  } catch (error) {
    if (!(error instanceof UserError) && codeOf(error) === undefined) throw error;
    say(`staff were not told: ${(error as Error).message}`);
  }
}

/** Apart from the lock of the folder: however long staff take to be told, the next merge is not kept waiting. */
function lockNews({ stateDir, now }: MergeNews): FolderLock {
  return takeLock({
    file: path.join(stateDir, LOCK_FILE),
    what: `the state folder ${stateDir}`,
    now,
    inUse: (holder) =>
      new UserError(`another merge, ${holder}, is still telling them; the next one goes on from there`),
  });
}

async function tell(news: MergeNews, file: string): Promise<void> {
  const { topology, snapshot, now, say } = news;
  const command = openCommand(news);
  let written = readIfPresent(file);
  const remember = () => {
    const text = proberMemoryText({ ...NO_PROBER_MEMORY, ...staff.told() });
    if (text === written) return;
    try {
      replacePrivateFile(file, text);
      written = text;
    } catch (error) {
      say(`what staff were told cannot be written down: ${(error as Error).message}`);
    }
  };
  // A memory that cannot be read is none: better told twice than never.
  const staff = createStaffNews(readProberMemory(written ?? '') ?? NO_PROBER_MEMORY, command, remember);
  staff.tell({
    topology,
    vantage: MERGED_VANTAGE,
    merged: snapshot.vantages,
    at: now,
    snapshot,
    seen: sightOf(snapshot),
    advice: [],
  });
  // What is seen for the first time is no news, and known from then on.
  remember();
  await command?.idle();
}

/** Where no vantage can tell of any server, that is the news, once, instead of a list of all. */
function sightOf({ servers, takenAt }: Snapshot): Memory {
  const isSilent = [...servers.values()].every(({ verdict }) => verdict === 'unknown');
  const sight = isSilent ? 'silent' : 'clear';
  return new Map([[MERGED_VANTAGE, { at: takenAt, sight, sightSinceAt: takenAt, servers: new Map() }]]);
}

function openCommand({ onChange, env, say }: MergeNews): OnChange | null {
  if (onChange === null) return null;
  return createOnChange({
    ...onChange,
    env,
    report({ ok, problem = '', output }) {
      if (!ok) say(`--on-change failed: ${problem}${output === undefined ? '' : `; it said: ${output}`}`);
    },
  });
}
