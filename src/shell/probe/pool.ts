/** Checks of servers that answer, and those of servers that are down; the latter take their whole timeout each. */
const LANES = ['quick', 'slow'] as const;
export type Lane = (typeof LANES)[number];

export interface Task {
  readonly lane: Lane;
  /** Not before; in milliseconds since the pool was opened. */
  readonly dueMs: number;
  /** Has to settle, and never rejects. */
  run(): Promise<void>;
}

interface PoolOptions {
  /** Tasks under way at once, both lanes together; 1 or more. */
  readonly concurrency: number;
  /** Nothing is started from then on, and nothing waited for; in milliseconds since the pool was opened. */
  readonly deadlineMs: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

export interface Pool {
  /** May be called by a task. */
  add(task: Task): void;
  elapsedMs(): number;
  /** Until everything is done, the deadline is over, or it was told to stop. May be called again after more was added. */
  drain(): Promise<void>;
}

/** Each lane has its share of the places for as long as it has something to do: a third is for the slow. */
const SLOW_SHARE = 3;

/**
 * Runs tasks, so many at once. Neither lane can starve the other: the slow ones never take more than their share while
 * quick ones are still to be started, be it later, and the quick ones leave them that share.
 */
export function openPool({ concurrency, deadlineMs, signal }: PoolOptions): Pool {
  const openedAt = performance.now();
  const slowShare = Math.floor(concurrency / SLOW_SHARE);
  const waiting: Record<Lane, Task[]> = { quick: [], slow: [] };
  const active: Record<Lane, number> = { quick: 0, slow: 0 };
  let onChange: () => void = () => undefined;

  const elapsedMs = () => performance.now() - openedAt;
  const isOver = () => signal.aborted || elapsedMs() >= deadlineMs;
  const mayStart = (lane: Lane, nowMs: number): boolean => {
    if (active.quick + active.slow >= concurrency) return false;
    if (lane === 'slow') return active.slow < slowShare || waiting.quick.length === 0;
    const slowDue = waiting.slow.slice(0, slowShare).filter(({ dueMs }) => dueMs <= nowMs).length;
    return active.quick < concurrency - Math.min(slowShare, active.slow + slowDue);
  };
  const start = (task: Task) => {
    active[task.lane] += 1;
    void task.run().finally(() => {
      active[task.lane] -= 1;
      onChange();
    });
  };
  const startAll = (nowMs: number) => {
    for (const lane of LANES) {
      for (let next = waiting[lane][0]; next !== undefined; next = waiting[lane][0]) {
        if (next.dueMs > nowMs || !mayStart(lane, nowMs)) break;
        waiting[lane].shift();
        start(next);
      }
    }
  };
  /** When time alone lets something happen; what was due and has no place waits for one to become free. */
  const nextMs = (nowMs: number): number => {
    const coming = LANES.flatMap((lane) => firstAfter(waiting[lane], nowMs)?.dueMs ?? []);
    return Math.min(deadlineMs, ...coming);
  };

  return {
    add(task) {
      insert(waiting[task.lane], task);
      onChange();
    },
    elapsedMs,
    drain: () =>
      new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', look);
          onChange = () => undefined;
          resolve();
        };
        const look = () => {
          clearTimeout(timer);
          if (isOver()) return end();
          // One time for both: what comes due in between would be neither started nor waited for.
          const nowMs = elapsedMs();
          startAll(nowMs);
          const isIdle = LANES.every((lane) => waiting[lane].length + active[lane] === 0);
          if (isIdle) return end();
          timer = setTimeout(look, Math.max(1, Math.ceil(nextMs(nowMs) - elapsedMs())));
        };
        onChange = look;
        signal.addEventListener('abort', look);
        look();
      }),
  };
}

/** Behind those that are due as early. */
function insert(tasks: Task[], task: Task): void {
  const place = tasks.findLastIndex(({ dueMs }) => dueMs <= task.dueMs);
  tasks.splice(place + 1, 0, task);
}

/** The first that is due later than `ms`. A round looks for it at every answer, so it is not looked for one by one. */
function firstAfter(tasks: readonly Task[], ms: number): Task | undefined {
  let [low, high] = [0, tasks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tasks[middle]?.dueMs ?? Infinity) > ms) high = middle;
    else low = middle + 1;
  }
  return tasks[low];
}
