import { SECOND_MS } from '../../core/model/time.ts';

/*
 * A timer that knows whether anybody was listening. When this process is busy for three seconds, every timer of one
 * second fires at its end, before the answers that arrived meanwhile are read: two thousand healthy servers "time out"
 * at once. So a timer that fires late gives back what was lost, once, and what has arrived is read first.
 */

/** Firing later than this past its due time means that the process was busy. */
const MAX_LATE_MS = 50;
/** No more than this is given back. */
const MAX_GIVEN_BACK_MS = SECOND_MS;

interface GuardedTimer {
  cancel(): void;
}

/** How long a {@link startGuardedTimer} of `ms` may take at most while the process is not busy. */
export function longestWait(ms: number): number {
  return ms + Math.min(ms, MAX_GIVEN_BACK_MS);
}

/**
 * Calls `onExpired` once, `ms` from now. `lagged` is true where the process was busy for so long that "no answer" says
 * nothing of the other side: more was lost than could be given back.
 */
export function startGuardedTimer(ms: number, onExpired: (lagged: boolean) => void): GuardedTimer {
  let dueAt = performance.now() + ms;
  let givenBack = false;
  let lagged = false;
  const fire = () => {
    const lateMs = performance.now() - dueAt;
    if (lateMs < 0) {
      // The loop counts from when its turn began, which may be long before the timer was started.
      timer = setTimeout(fire, -lateMs);
    } else if (lateMs <= MAX_LATE_MS) {
      onExpired(lagged);
    } else if (givenBack) {
      onExpired(true);
    } else {
      const backMs = Math.min(lateMs, ms, MAX_GIVEN_BACK_MS);
      givenBack = true;
      lagged = backMs < lateMs;
      dueAt = performance.now() + backMs;
      timer = setTimeout(fire, backMs);
    }
  };
  let timer = setTimeout(fire, ms);
  return { cancel: () => clearTimeout(timer) };
}
