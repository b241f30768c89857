import { setMaxListeners } from 'node:events';
import type { Instant } from '../../core/model/time.ts';
import type { Id } from '../../core/model/topology.ts';
import { VOTE_REASONS } from '../../core/model/vote.ts';
import type { Vote, VoteReason } from '../../core/model/vote.ts';
import { foldReasons, isWorthAskingAgain, reasonUnderLag } from '../../core/observe/outcome.ts';
import type { Round } from '../../core/observe/round.ts';
import { runBootCheck, runCheck } from './check.ts';
import type { BootAnswer } from './boot/boot-kind.ts';
import type { BootCheck, Check, ProbedServer } from './check.ts';
import type { ProbeOutcome, ProbeWorld } from './kind.ts';
import { watchLoopLag } from './loop-lag.ts';
import { openPool } from './pool.ts';
import type { Lane, Pool } from './pool.ts';

/** How a server stood before the round. */
export interface Standing {
  /** Who did not answer last time waits apart from those who did. */
  readonly lane: Lane;
  /** An outage that is known of is not asked about twice. */
  readonly isOffline: boolean;
  /** Nobody could tell last time, so it comes first this time. */
  readonly wasMissed: boolean;
}

export interface CycleOptions {
  readonly vantage: string;
  /** When the round begins; all its votes bear this time, so that a round is one instant. */
  readonly at: Instant;
  readonly servers: readonly ProbedServer[];
  readonly canaries: readonly Check[];
  /** Those whose turn it is to be asked when they started. */
  readonly boots: ReadonlyMap<Id, BootCheck>;
  standing(server: Id): Standing;
  readonly concurrency: number;
  /** Pause before a check that failed is asked once more; 0 for never. */
  readonly retryAfterMs: number;
  /** What has no answer by then is not known. */
  readonly deadlineMs: number;
  /** Checks begin within so long, one after the other; 0 for as soon as there is a place. */
  readonly spreadMs: number;
  readonly world: Omit<ProbeWorld, 'signal'>;
  /** Ends the round at once; what it returns is then worth nothing. */
  readonly signal: AbortSignal;
}

/** One check of one server, as it came out. */
export interface CheckResult {
  readonly server: Id;
  readonly kind: string;
  /** What may be believed of it. */
  readonly reason: VoteReason;
  /** Null where its turn never came, or it had no answer when the round was over. */
  readonly outcome: ProbeOutcome | null;
  /** True where it was asked again. */
  readonly retried: boolean;
}

export interface Cycle {
  readonly round: Round;
  /** In the order of servers and their checks. */
  readonly checks: readonly CheckResult[];
  /** In the order of the file; null for one without an answer. */
  readonly canaries: readonly (ProbeOutcome | null)[];
  readonly boots: ReadonlyMap<Id, BootAnswer>;
  readonly durationMs: number;
  /** The longest time at a stretch in which this process did nothing. */
  readonly lagMs: number;
}

/** A check under way, or done. */
interface Job {
  readonly check: Check;
  outcome: ProbeOutcome | null;
  retried: boolean;
}

interface ServerJob extends Job {
  readonly server: Id;
}

/** One round: every check once, a failed one twice, canaries along with them. Settles by the deadline. */
export async function runCycle(options: CycleOptions): Promise<Cycle> {
  const lag = watchLoopLag();
  const ending = new AbortController();
  setMaxListeners(0, ending.signal);
  const end = () => ending.abort();
  options.signal.addEventListener('abort', end, { once: true });
  const pool = openPool(options);
  const asker = createAsker(pool, { ...options.world, signal: ending.signal }, options);
  try {
    const canaries = options.canaries.map((check) => asker.ask(job(check), 'quick', 0, true));
    const jobs = askServers(asker, options);
    const boots = asker.askBoots(options.boots);
    await pool.drain();
    if (canaries.some(isAnswering) && newlyFailing(jobs, options)) await asker.askAgain(canaries);
    // All of it is copied: what comes in after the end changes nothing any more.
    return cycleOf(
      { jobs, canaries, boots: new Map(boots), durationMs: pool.elapsedMs(), lagMs: lag.worstMs() },
      options,
    );
  } finally {
    ending.abort();
    options.signal.removeEventListener('abort', end);
    lag.stop();
  }
}

const job = (check: Check): Job => ({ check, outcome: null, retried: false });
const isAnswering = ({ outcome }: Job) => outcome?.reason === 'ok';

function newlyFailing(jobs: readonly ServerJob[], { standing }: CycleOptions): boolean {
  return jobs.some(
    ({ server, outcome }) =>
      outcome !== null && VOTE_REASONS[outcome.reason] === 'offline' && !standing(server).isOffline,
  );
}

interface Asker {
  ask<J extends Job>(asked: J, lane: Lane, dueMs: number, mayRetry: boolean): J;
  askBoots(boots: ReadonlyMap<Id, BootCheck>): ReadonlyMap<Id, BootAnswer>;
  /** Once more at the end of the round, where there is time: the line may have broken in the middle of it. */
  askAgain(canaries: readonly Job[]): Promise<void>;
}

function createAsker(pool: Pool, world: ProbeWorld, { deadlineMs, retryAfterMs }: CycleOptions): Asker {
  const isTimeFor = (ms: number) => pool.elapsedMs() + ms <= deadlineMs;
  const put = (asked: Job, lane: Lane, dueMs: number, then: () => void) => {
    pool.add({
      lane,
      dueMs,
      async run() {
        asked.outcome = await runCheck(asked.check, world);
        then();
      },
    });
  };
  const retry = (asked: Job) => {
    const { outcome, check } = asked;
    const isWanted = retryAfterMs > 0 && outcome !== null && isWorthAskingAgain(outcome.reason);
    if (!isWanted || !isTimeFor(retryAfterMs + check.maxMs)) return;
    asked.retried = true;
    put(asked, 'slow', pool.elapsedMs() + retryAfterMs, () => undefined);
  };
  return {
    ask(asked, lane, dueMs, mayRetry) {
      put(asked, lane, dueMs, () => {
        if (mayRetry) retry(asked);
      });
      return asked;
    },
    askBoots(boots) {
      const answers = new Map<Id, BootAnswer>();
      for (const [server, boot] of boots) {
        const run = async () => {
          answers.set(server, await runBootCheck(boot, world));
        };
        pool.add({ lane: 'slow', dueMs: 0, run });
      }
      return answers;
    },
    async askAgain(canaries) {
      if (!isTimeFor(Math.max(...canaries.map(({ check }) => check.maxMs)))) return;
      for (const canary of canaries) put(canary, 'quick', 0, () => undefined);
      await pool.drain();
    },
  };
}

function askServers(asker: Asker, options: CycleOptions): readonly ServerJob[] {
  const dueMs = startTimes(options);
  return options.servers.flatMap((server) =>
    server.probes.map((check) => {
      const { lane, isOffline, wasMissed } = options.standing(server.id);
      // Behind those nobody has asked for longer; both at once otherwise.
      const due = lane === 'slow' ? Number(!wasMissed) : (dueMs.get(server.id) ?? 0);
      return asker.ask({ ...job(check), server: server.id }, lane, due, !isOffline);
    }),
  );
}

/** When each server's checks begin: evenly over the time there is, those that may take longest first, so that they end in time. */
function startTimes({ servers, deadlineMs, retryAfterMs, spreadMs }: CycleOptions): ReadonlyMap<Id, number> {
  const latest = servers.map(({ id, probes }) => {
    const longestMs = Math.max(0, ...probes.map(({ maxMs }) => maxMs));
    return { id, latestMs: Math.max(0, deadlineMs - 2 * longestMs - retryAfterMs) };
  });
  latest.sort((a, b) => a.latestMs - b.latestMs);
  return new Map(
    latest.map(({ id, latestMs }, index) => [id, Math.min((index / servers.length) * spreadMs, latestMs)]),
  );
}

interface Found extends Pick<Cycle, 'boots' | 'durationMs' | 'lagMs'> {
  readonly jobs: readonly ServerJob[];
  readonly canaries: readonly Job[];
}

function cycleOf({ jobs, canaries, ...rest }: Found, { vantage, at, servers }: CycleOptions): Cycle {
  const believed = ({ outcome, check }: Job) =>
    outcome === null ? 'not-probed' : reasonUnderLag(outcome.reason, check.maxMs, rest.lagMs);
  const checks = jobs.map((asked): CheckResult => {
    const { server, check, outcome, retried } = asked;
    return { server, kind: check.kind, reason: believed(asked), outcome, retried };
  });
  const reasons = new Map<Id, VoteReason[]>(servers.map(({ id }) => [id, []]));
  for (const { server, reason } of checks) reasons.get(server)?.push(reason);
  const votes = servers.map(({ id }): Vote => {
    const reason = foldReasons(reasons.get(id) ?? []);
    return { server: id, vantage, verdict: VOTE_REASONS[reason], reason, at };
  });
  return {
    round: { at, votes, canaries: canaryState(vantage, canaries.map(believed)) },
    checks,
    canaries: canaries.map(({ outcome }) => outcome),
    ...rest,
  };
}

/** Blind where none answers. One that we were too busy to hear proves nothing. */
function canaryState(vantage: string, reasons: readonly VoteReason[]): Round['canaries'] {
  if (reasons.length === 0) return new Map();
  const isBlind = reasons.every((reason) => reason !== 'ok' && reason !== 'lag');
  return new Map([[vantage, isBlind ? 'failing' : 'answering']]);
}
