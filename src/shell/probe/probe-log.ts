import { appendFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../../core/model/time.ts';
import { writeInstant } from '../../core/parse/instant.ts';
import { fileStat, isAbsent, makeFolders } from '../files.ts';

export const LOG_FILE = 'probe.log';
const MAX_LOG_BYTES = 5_000_000;
/** `probe.log` and four older ones, `probe.log.1` the newest of them. */
const MAX_LOG_FILES = 5;

/** Everything that is written down, with what it is about. Private details go here and nowhere else. */
export const LOG_EVENTS = {
  /** The prober began, or ended. */
  start: 'info',
  stop: 'info',
  /** topology.yml was read anew, or could not be. */
  topology: 'info',
  'topology-bad': 'error',
  /** A failed round of one server, with each check that failed. */
  failed: 'info',
  /** Votes began to say something else (`soft`), or what is told changed (`hard`). */
  soft: 'info',
  hard: 'warning',
  /** The vantage became blind or doubtful, or sees clearly again. */
  sight: 'warning',
  /** What is no failure and staff should know: a certificate near its end, a plug-in's warning. */
  advice: 'warning',
  /** A monitoring engine had no answer, or none that can be read. */
  source: 'warning',
  /** A round that was not like others: too little time, a process that was held up, a clock that jumped. */
  round: 'warning',
  /** When a machine started could not be told. */
  boot: 'info',
  /** `--on-change` ran, or failed. */
  hook: 'info',
  'hook-failed': 'error',
  /** Something of the state could not be read or written. */
  state: 'error',
  /** The history had something to say of a snapshot. */
  history: 'warning',
} as const satisfies Readonly<Record<string, 'info' | 'warning' | 'error'>>;

export type LogEvent = keyof typeof LOG_EVENTS;
export type LogFields = Readonly<Record<string, unknown>>;

export interface ProbeLog {
  write(event: LogEvent, fields: LogFields): void;
}

interface LogOptions {
  readonly stateDir: string;
  now(): Instant;
  /** Told once in a row of failures: a disk that is full must not end the prober. */
  onFailure(problem: string): void;
  readonly maxBytes?: number;
}

/** `state/probe.log`: one JSON object a line, for its owner alone, never more than {@link MAX_LOG_FILES} files of bounded size. */
export function openProbeLog({ stateDir, now, onFailure, maxBytes = MAX_LOG_BYTES }: LogOptions): ProbeLog {
  const file = path.join(stateDir, LOG_FILE);
  makeFolders(stateDir);
  let isFailing = false;
  return {
    write(event, fields) {
      const line = `${JSON.stringify({ at: writeInstant(now()), level: LOG_EVENTS[event], event, ...fields })}\n`;
      try {
        if ((fileStat(file)?.size ?? 0) + Buffer.byteLength(line) > maxBytes) rotate(file);
        appendFileSync(file, line, { mode: 0o600 });
        isFailing = false;
      } catch (error) {
        if (!isFailing) onFailure(`${LOG_FILE} cannot be written: ${(error as Error).message}`);
        isFailing = true;
      }
    },
  };
}

function rotate(file: string): void {
  const name = (age: number) => (age === 0 ? file : `${file}.${String(age)}`);
  rmSync(name(MAX_LOG_FILES - 1), { force: true });
  for (let age = MAX_LOG_FILES - 2; age >= 0; age -= 1) {
    try {
      renameSync(name(age), name(age + 1));
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
  }
}
