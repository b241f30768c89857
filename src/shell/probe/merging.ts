import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import { serversOf } from '../../core/model/topology.ts';
import type { Topology } from '../../core/model/topology.ts';
import { mergeSnapshots } from '../../core/observe/merge.ts';
import type { Merged, MergeFile } from '../../core/observe/merge.ts';
import { MAX_SNAPSHOT_LENGTH, MAX_VANTAGES } from '../../core/parse/snapshot-schema.ts';
import { fileStat, isAbsent } from '../files.ts';
import { requireSite } from '../staff-file-site.ts';
import { UserError } from '../user-error.ts';
import { SNAPSHOT_NAME, writeSnapshot } from './persist.ts';
import type { RecordSnapshot } from './recording.ts';
import { lockState } from './state-lock.ts';

/** Where fetched snapshots are looked for when none are named. */
export const VANTAGES_FOLDER = 'vantages';
/** Any text of the longest length allowed fits, whatever its characters. */
const MAX_FILE_BYTES = 4 * MAX_SNAPSHOT_LENGTH;

export interface MergeOptions {
  readonly siteDir: string;
  /** Created when it does not exist; its history gets what is merged. */
  readonly stateDir: string;
  /** Absolute paths; the files of `vantages/` in the state folder where there are none. */
  readonly files: readonly string[];
  /** Defaults to `snapshot.json` in the state folder. */
  readonly outFile?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Instant;
  /** How messages name a file. */
  nameOf(file: string): string;
  readonly record?: RecordSnapshot;
}

export interface MergeReport extends Merged {
  readonly outFile: string;
  readonly topology: Topology;
  /** What the history had to say. */
  readonly remarks: readonly string[];
}

/**
 * Merges snapshots of several probers into one and puts it into the history. Where no file can be used nothing is written,
 * so that the last one ages and says so.
 * @throws UserError where topology.yml cannot be read, or a prober or another merge has the state folder
 */
export function mergeFiles(options: MergeOptions): MergeReport {
  const { siteDir, stateDir, env, now, nameOf, record } = options;
  const topology = requireSite(siteDir, env);
  const outFile = options.outFile ?? path.join(stateDir, SNAPSHOT_NAME);
  const lock = lockState(stateDir, now);
  try {
    const files = options.files.length > 0 ? options.files : vantageFiles(stateDir);
    const merged = mergeSnapshots({
      files: files.map((file) => readFile(file, nameOf(file))),
      previous: readFile(outFile, '').text,
      now,
      freshForMs: topology.site.freshForMs,
      serverIds: serversOf(topology).map(({ id }) => id),
    });
    if (merged.snapshot === null) return { ...merged, outFile, topology, remarks: [] };
    // What members read is in the history before they read it.
    const remarks = record?.(merged.snapshot, topology, now) ?? [];
    writeSnapshot(outFile, merged.snapshot);
    return { ...merged, outFile, topology, remarks };
  } finally {
    lock.release();
  }
}

function vantageFiles(stateDir: string): readonly string[] {
  const folder = path.join(stateDir, VANTAGES_FOLDER);
  const names = namesIn(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  if (names.length <= MAX_VANTAGES) return names.map((name) => path.join(folder, name));
  throw new UserError(
    `${folder} holds ${String(names.length)} files, expected at most ${String(MAX_VANTAGES)}`,
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Somebody else put it there: a pipe is not waited for, and what is too large is not read. */
function readFile(file: string, name: string): MergeFile {
  try {
    const found = fileStat(file);
    if (found === undefined) return { name, text: null };
    if (!found.isFile()) return { name, text: null, fault: 'it is no plain file' };
    if (found.size > MAX_FILE_BYTES) {
      const [size, limit] = [String(found.size), String(MAX_FILE_BYTES)];
      return { name, text: null, fault: `it has ${size} bytes, expected at most ${limit}` };
    }
    return { name, text: readFileSync(file, 'utf8') };
  } catch (error) {
    return { name, text: null, fault: `it cannot be read: ${(error as Error).message}` };
  }
}
