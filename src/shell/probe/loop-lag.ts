/** How often it is looked whether this process still runs; also the least lag that is noticed. */
const BEAT_MS = 50;

interface LoopLag {
  /** The longest time at a stretch in which this process did nothing, since it is watched; in milliseconds. */
  worstMs(): number;
  stop(): void;
}

/**
 * Watches whether this process is held up: by work of its own, by a machine that is busy, or because it was stopped.
 * Nobody who was away can say that there was no answer.
 */
export function watchLoopLag(): LoopLag {
  let expectedAt = performance.now() + BEAT_MS;
  let worstMs = 0;
  const look = () => {
    // Asked in the middle of a hold-up, the beat that is overdue counts already.
    worstMs = Math.max(worstMs, performance.now() - expectedAt);
  };
  const timer = setInterval(() => {
    look();
    expectedAt = performance.now() + BEAT_MS;
  }, BEAT_MS);
  timer.unref();
  return {
    worstMs() {
      look();
      return worstMs;
    },
    stop: () => clearInterval(timer),
  };
}
