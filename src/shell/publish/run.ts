import { pause } from '../pause.ts';
import { Stopped } from './failures.ts';
import type { Publisher } from './publisher.ts';

/**
 * One turn after another, until it is told to stop. A turn that takes longer than the time to the next is not hurried:
 * the ones it missed are left out.
 */
export async function publishEvery(
  publisher: Publisher,
  everyMs: number,
  stopped: Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  const told = stopped.then(() => stopping.abort());
  const turns = async () => {
    for (let dueMs = performance.now(); !stopping.signal.aborted;) {
      await publisher.turn();
      const missed = Math.floor((performance.now() - dueMs) / everyMs);
      dueMs += (missed + 1) * everyMs;
      await pause(dueMs - performance.now(), stopping.signal);
    }
  };
  try {
    await Promise.race([told, turns()]);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    await publisher.stop();
  }
}
