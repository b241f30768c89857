import type { Step } from './persist.ts';
import type { ProbeLog } from './probe-log.ts';

/** Told of something that could not be written or read; null for one that went well. */
export type Trouble = (what: Step, error: unknown) => void;

/** Says what cannot be read or written, once in a row; the log has it each time. */
export function createTrouble(log: ProbeLog, say: (line: string) => void): Trouble {
  const failing = new Set<Step>();
  return (what, error) => {
    if (error === null) {
      failing.delete(what);
      return;
    }
    const problem = error instanceof Error ? `${what} could not be written: ${error.message}` : String(error);
    log.write('state', { problem });
    if (!failing.has(what)) say(problem);
    failing.add(what);
  };
}
