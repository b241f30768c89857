import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So much garbage may lie about in a process that runs on. */
const MAX_GROWTH_BYTES = 32 * 1024 * 1024;

/** What one piece of work needed is let go of in the course of the next ones. */
const TURNS_AFTER = 3;

/** Keeps a process that runs on from growing with what it once needed. */
export interface HeapKeeper {
  /**
   * Called between one piece of work and the next.
   * @param wasLarge it needed much that is not needed any more
   */
  tidy(wasLarge: boolean): void;
}

/**
 * V8 clears away what is not used any more only when there is about as much of it as of what is; after one large piece of work,
 * such as the first publish of ten thousand pages, it would hold on to hundreds of megabytes for good. Clearing takes about a tenth of
 * a second for them, so it is done when it is worth it: a few times a day.
 */
export function createHeapKeeper(): HeapKeeper {
  const collect = collector();
  let kept = process.memoryUsage().heapUsed;
  // It has just been started, which is a large piece of work.
  let turnsLeft = TURNS_AFTER;
  return {
    tidy(wasLarge) {
      if (wasLarge) turnsLeft = TURNS_AFTER;
      if (turnsLeft > 0) turnsLeft -= 1;
      else if (process.memoryUsage().heapUsed - kept < MAX_GROWTH_BYTES) return;
      collect();
      kept = process.memoryUsage().heapUsed;
    },
  };
}

/** What `node --expose-gc` gives, for a process that was started without it. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
