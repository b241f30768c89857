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
/** Who was away for more than this share of the time, and could not make up for it, has not listened. */
const LAG_SHARE = 1 / 4;

interface GuardedTimer {
  cancel(): void;
}

/** How long a {@link startGuardedTimer} of `ms` may take at most while the process is not busy. */
export function longestWait(ms: number): number {
  return ms + Math.min(ms, MAX_GIVEN_BACK_MS);
}

/**
 * Calls `onExpired` once, `ms` from now. `lagged` is true where the process was busy for so long that "no answer" says
 * nothing of the other side: what was lost and not given back is more than a quarter of `ms`.
 */
export function startGuardedTimer(ms: number, onExpired: (lagged: boolean) => void): GuardedTimer {
  let dueAt = performance.now() + ms;
  let givenBack = false;
  let lostMs = 0;
  const fire = () => {
    const lateMs = performance.now() - dueAt;
    if (lateMs < 0) {
      // The loop counts from when its turn began, which may be long before the timer was started.
      timer = setTimeout(fire, -lateMs);
      return;
    }
    const wasBusy = lateMs > MAX_LATE_MS;
    if (wasBusy) lostMs += lateMs;
    if (!wasBusy || givenBack) {
      onExpired(lostMs > ms * LAG_SHARE);
      return;
    }
    const backMs = Math.min(lateMs, ms, MAX_GIVEN_BACK_MS);
    givenBack = true;
    lostMs -= backMs;
    dueAt = performance.now() + backMs;
    timer = setTimeout(fire, backMs);
  };
  let timer = setTimeout(fire, ms);
  return { cancel: () => clearTimeout(timer) };
}
