import type { Snapshot } from '../../core/model/snapshot.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Topology } from '../../core/model/topology.ts';
import { openRecorder } from '../memory.ts';
import type { Recorder } from '../memory.ts';

/** Puts a snapshot into the history; returns what staff should know of that. */
export type RecordSnapshot = (snapshot: Snapshot, topology: Topology, now: Instant) => readonly string[];

/**
 * The history of a state folder, opened with the first snapshot. One that cannot be opened throws each time, and is tried
 * again with the next snapshot: a prober does not end because the past cannot be written down.
 */
export function recordInto(stateDir: string): RecordSnapshot {
  let recorder: Recorder | null = null;
  return (snapshot, topology, now) => {
    const repairs: string[] = [];
    if (recorder === null) {
      recorder = openRecorder(stateDir);
      repairs.push(...recorder.repairs);
    }
    return [...repairs, ...recorder.record(snapshot, topology, now)];
  };
}
