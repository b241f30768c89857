import { SECOND_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import type { LogWriter } from './log-writer.ts';

/** What is done sooner needs no telling. */
const PATIENCE_MS = 2 * SECOND_MS;
/** Between two lines in a log, and between two looks of a line on a terminal. */
const LINE_EVERY_MS = 5 * SECOND_MS;
const SHOW_EVERY_MS = 100;

interface Progress {
  tell(done: number, total: number): void;
  /** The turn is over, however far it got. */
  end(): void;
}

/** How far a long turn is: one line that changes on a terminal, and now and then a line of its own elsewhere. */
export function createProgress(writer: LogWriter, now: () => Instant): Progress {
  let beganAt: Instant | null = null;
  let saidAt: Instant | null = null;
  const everyMs = writer.isTerminal ? SHOW_EVERY_MS : LINE_EVERY_MS;
  return {
    tell(done, total) {
      const at = now();
      beganAt ??= at;
      if (Math.abs(at - beganAt) < PATIENCE_MS) return;
      if (saidAt !== null && Math.abs(at - saidAt) < everyMs) return;
      saidAt = at;
      const line = `${String(done)} of ${String(total)} pages`;
      if (writer.isTerminal) writer.showPassing(line);
      else writer.write({ event: 'progress', fields: { done, total }, lines: [`${line}.`] });
    },
    end() {
      beganAt = null;
      saidAt = null;
      writer.clearPassing();
    },
  };
}
