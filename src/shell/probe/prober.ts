import type { Diagnostic } from '../../core/model/diagnostic.ts';
import type { Snapshot } from '../../core/model/snapshot.ts';
import { SECOND_MS } from '../../core/model/time.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Topology } from '../../core/model/topology.ts';
import type { Memory } from '../../core/observe/memory.ts';
import type { ProberMemory } from '../../core/observe/prober-memory.ts';
import { formatDuration } from '../../core/parse/duration.ts';
import { firstWords, quoteValue } from '../../core/parse/value-words.ts';
import { writeInstant } from '../../core/parse/instant.ts';
import type { RoundAccount } from '../../core/observe/account.ts';
import type { Advice } from '../../core/observe/advice.ts';
import { accountOf } from './account-of.ts';
import { adviceOf } from './advice-of.ts';
import type { FolderLock } from '../folder-lock.ts';
import { UserError } from '../user-error.ts';
import type { Cycle } from './cycle.ts';
import { loadProberMemory, saveProberMemory } from './memory-file.ts';
import { codeOf } from './network-errors.ts';
import { createOnChange } from './on-change.ts';
import type { OnChange } from './on-change.ts';
import { persist } from './persist.ts';
import { openPlan } from './plan-source.ts';
import type { Plan, PlanSource } from './plan-source.ts';
import { openProbeLog } from './probe-log.ts';
import type { ProbeLog } from './probe-log.ts';
import { proberRound } from './prober-round.ts';
import { createResolver } from './resolver.ts';
import type { RecordSnapshot } from './recording.ts';
import { logRound } from './round-log.ts';
import { pause } from '../pause.ts';
import { roundTimes } from './round-times.ts';
import type { RoundTimes } from './round-times.ts';
import type { AskedSource } from './sources/ask-sources.ts';
import { createStaffNews } from './staff-news.ts';
import type { StaffNews } from './staff-news.ts';
import { lockState } from './state-lock.ts';
import { createTrouble } from './trouble.ts';
import type { Trouble } from './trouble.ts';

export interface ProberOptions {
  readonly siteDir: string;
  /** Created when it does not exist. */
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Defaults to what topology.yml says. */
  readonly everyMs?: number;
  readonly vantage?: string;
  /** Rounds are started by somebody else, such as cron, each with a prober of its own. */
  readonly single?: boolean;
  /** The program told of changes, its arguments, and the folder it runs in. */
  readonly onChange?: { readonly command: readonly [string, ...string[]]; readonly cwd: string };
  /** Puts a snapshot into the history; returns what staff should know of that. */
  readonly record?: RecordSnapshot;
  /** What is wrong and has to be seen, for whoever watches; one sentence each. */
  say(line: string): void;
  /** What topology.yml was found to be after it changed. */
  onTopology?(diagnostics: readonly Diagnostic[], isGood: boolean): void;
  /** Defaults to the wall clock. */
  now?(): Instant;
}

/** What one round amounted to. */
export interface RoundReport {
  readonly plan: Plan;
  readonly vantage: string;
  readonly times: RoundTimes;
  readonly snapshot: Snapshot;
  /** What each place has seen, the prober’s own among them. */
  readonly seen: Memory;
  readonly cycle: Cycle;
  /** What it was made of. */
  readonly account: RoundAccount;
  /** What staff should know although nothing failed. */
  readonly advice: readonly Advice[];
}

export interface Prober {
  /** What is to be said of topology.yml as it was found at the start. */
  readonly diagnostics: readonly Diagnostic[];
  /** How it goes about it at the moment. */
  settings(): { readonly vantage: string; readonly everyMs: number; readonly servers: number };
  /**
   * One round, written down when it returns; null where it was told to stop meanwhile.
   * @throws UserError where another prober has the state folder by now; nothing is then written
   */
  round(): Promise<RoundReport | null>;
  /**
   * Round after round until it is told to stop. Rejects with a UserError where another prober has the state folder by
   * now, and for a bug.
   */
  run(): Promise<void>;
  /** When nobody is being told of changes any more. */
  told(): Promise<void>;
  /** Ends the round under way, whose findings are dropped, and gives the state folder free. */
  stop(): Promise<void>;
}

/**
 * Opens a prober: reads topology.yml, takes the state folder, remembers what it knew.
 * @throws UserError where there is nothing to probe, or another prober has the folder
 */
export function openProber(options: ProberOptions): Prober {
  const { siteDir, stateDir, env, now = Date.now } = options;
  const source = openPlan(siteDir, env);
  return usingState(stateDir, () => {
    const lock = lockState(stateDir, now());
    try {
      const log = openProbeLog({ stateDir, now, onFailure: options.say });
      return new LockedProber({ options, source, log, lock });
    } catch (error) {
      lock.release();
      throw error;
    }
  });
}

/** What the system has against the folder is for the person at the keyboard to put right. */
function usingState<Result>(stateDir: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    if (codeOf(cause) === undefined) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`the state folder ${stateDir} cannot be used: ${reason}`, { cause });
  }
}

interface Opened {
  readonly options: ProberOptions;
  readonly source: PlanSource;
  readonly log: ProbeLog;
  readonly lock: FolderLock;
}

/** Of servers in one message. */
const MAX_NAMED = 5;

class LockedProber implements Prober {
  readonly #options: ProberOptions;
  readonly #source: PlanSource;
  readonly #log: ProbeLog;
  readonly #lock: FolderLock;
  readonly #trouble: Trouble;
  readonly #resolver: ReturnType<typeof createResolver>;
  readonly #command: OnChange | null;
  readonly #news: StaffNews;
  readonly #stopping = new AbortController();
  /** Sources without an answer. */
  readonly #failing = new Set<string>();
  #memory: ProberMemory;
  #underWay: Promise<unknown> = Promise.resolve();

  constructor({ options, source, log, lock }: Opened) {
    this.#options = options;
    this.#source = source;
    this.#log = log;
    this.#lock = lock;
    this.#trouble = createTrouble(log, options.say);
    const { memory, problem } = loadProberMemory(options.stateDir, this.#now());
    if (problem !== null) this.#trouble('the memory', problem);
    this.#memory = memory;
    this.#resolver = createResolver({ memory: memory.addresses, now: () => this.#now() });
    this.#command = openCommand(options, log);
    this.#news = createStaffNews(memory, this.#command, () => this.#rememberTold());
    log.write('start', { vantage: this.#vantage(), servers: source.current().watched.length });
    this.#tellTooSlow();
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#source.diagnostics;
  }

  settings() {
    return {
      vantage: this.#vantage(),
      everyMs: this.#everyMs(),
      servers: this.#source.current().watched.length,
    };
  }

  round(): Promise<RoundReport | null> {
    const next = this.#round();
    this.#underWay = next.catch(() => undefined);
    return next;
  }

  async run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const startedAt = performance.now();
      await this.round();
      await pause(startedAt + this.#everyMs() - performance.now(), this.#stopping.signal);
    }
  }

  async told(): Promise<void> {
    await this.#command?.idle();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#command?.stop();
    await this.#underWay;
    this.#log.write('stop', {});
    this.#lock.release();
  }

  async #round(): Promise<RoundReport | null> {
    this.#refresh();
    const plan = this.#source.current();
    const [vantage, at, times, memory] = [this.#vantage(), this.#now(), this.#times(), this.#memory];
    this.#tellJump(memory.roundAt, at, times);
    this.#lock.touch(at);
    const world = {
      resolve: (host: string, family?: 4 | 6) => this.#resolver.resolve(host, family),
      now: () => this.#now(),
      certificateDays: plan.settings.certificateDays,
    };
    const { signal } = this.#stopping;
    const found = await proberRound({ plan, vantage, times, at, memory, world, signal });
    if (signal.aborted) return null;
    // A round takes its time, and somebody may have deleted the folder and started another prober meanwhile.
    this.#lock.touch(at);
    const { cycle, asked, seen, sources, boots, snapshot } = found;
    const advice = adviceOf(cycle, asked);
    const warnedAt = logRound(this.#log, {
      cycle,
      asked,
      advice,
      leftOut: found.leftOut,
      before: memory.seen,
      after: seen,
      vantage,
      warnedAt: memory.warnedAt,
    });
    const addresses = this.#resolver.remembered();
    this.#memory = { roundAt: at, vantage, seen, sources, boots, warnedAt, addresses, ...this.#news.told() };
    const record = (taken: Snapshot) => this.#record(taken, plan.topology);
    const account = accountOf({ vantage, everyMs: this.#everyMs(), cycle, asked, canaries: found.canaries });
    persist(this.#options.stateDir, { memory: this.#memory, snapshot, account }, record, this.#trouble);
    this.#tellSources(asked);
    this.#news.tell({ topology: plan.topology, vantage, at, snapshot, seen, advice });
    return { plan, vantage, times, snapshot, seen, cycle, account, advice };
  }

  #now(): Instant {
    return Math.floor((this.#options.now ?? Date.now)());
  }

  #everyMs(): number {
    return this.#options.everyMs ?? this.#source.current().settings.everyMs;
  }

  #vantage(): string {
    return this.#options.vantage ?? this.#source.current().settings.vantage;
  }

  #times(): RoundTimes {
    const { settings, topology } = this.#source.current();
    return roundTimes(settings, this.#everyMs(), this.#options.single === true ? topology.site : null);
  }

  #refresh(): void {
    const found = this.#source.refresh();
    if (found === null) return;
    const { isGood, diagnostics } = found;
    this.#log.write(isGood ? 'topology' : 'topology-bad', {
      servers: this.#source.current().watched.length,
      problems: diagnostics.map(({ line, code, message }) => ({ line, code, message })),
    });
    this.#options.onTopology?.(diagnostics, isGood);
    if (isGood) this.#tellTooSlow();
  }

  /** A check whose silence outlasts every round can find a server well, and never find it down. */
  #tellTooSlow(): void {
    const { deadlineMs } = this.#times();
    const slow = this.#source
      .current()
      .servers.filter(({ probes }) => probes.some(({ maxMs, muteMs = maxMs }) => muteMs > deadlineMs));
    if (slow.length === 0) return;
    const names = firstWords(
      slow.map(({ id }) => quoteValue(id)),
      MAX_NAMED,
    );
    const message = `checks of ${names} wait longer for an answer than the ${(deadlineMs / SECOND_MS).toFixed(1)} s of a round, so a server that is mute stays unknown; give them a shorter timeout, or look less often`;
    this.#log.write('round', { message });
    this.#options.say(message);
  }

  /** A source that fails is told of when it begins to, and when it is over. */
  #tellSources(asked: readonly AskedSource[]): void {
    for (const { source, failure } of asked) {
      const { name } = source.rules;
      if (failure !== null && !this.#failing.has(name))
        this.#options.say(`source ${quoteValue(name)} has no answer: ${failure}`);
      if (failure === null && this.#failing.has(name))
        this.#options.say(`source ${quoteValue(name)} answers again`);
      if (failure === null) this.#failing.delete(name);
      else this.#failing.add(name);
    }
  }

  #tellJump(lastAt: Instant | null, at: Instant, { rules }: RoundTimes): void {
    if (lastAt === null || Math.abs(at - lastAt) <= rules.restartAfterMs) return;
    const gap = formatDuration(Math.abs(at - lastAt));
    const message = `the last round was ${gap} ${at < lastAt ? 'after' : 'before'} this one, so counting begins anew`;
    this.#log.write('round', { message, last: writeInstant(lastAt) });
    if (this.#options.single === true) this.#options.say(message);
  }

  #record(snapshot: Snapshot, topology: Topology): void {
    for (const message of this.#options.record?.(snapshot, topology, this.#now()) ?? [])
      this.#log.write('history', { message });
  }

  /** Between rounds the rest of the memory is as it was written. */
  #rememberTold(): void {
    this.#memory = { ...this.#memory, ...this.#news.told() };
    try {
      this.#lock.touch(this.#now());
      saveProberMemory(this.#options.stateDir, this.#memory);
    } catch (error) {
      this.#trouble('the memory', error);
    }
  }
}

function openCommand({ onChange, env }: ProberOptions, log: ProbeLog): OnChange | null {
  if (onChange === undefined) return null;
  return createOnChange({
    ...onChange,
    env,
    report: ({ ok, ...outcome }) => log.write(ok ? 'hook' : 'hook-failed', outcome),
  });
}
