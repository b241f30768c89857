import type { Instant } from '../../core/model/time.ts';
import { createHeapKeeper } from '../heap-keeper.ts';
import type { HeapKeeper } from '../heap-keeper.ts';
import { hasErrors } from '../report.ts';
import { openSiteBuilder } from '../site-builder.ts';
import type { BuildReport, BuildTurn, SiteBuilder, WrittenReport } from '../site-builder.ts';
import { watchIncidents } from '../incident-watch.ts';
import type { IncidentWatch } from '../incident-watch.ts';
import { INCIDENTS_FOLDER } from '../load.ts';
import { createDeployer } from './deploy.ts';
import type { Deployer, DeployerOptions } from './deploy.ts';
import { failureOf, Stopped } from './failures.ts';
import { GoodTopology } from './good-topology.ts';
import { LastPublish } from './last-publish.ts';
import type { PublishLog } from './log.ts';
import { addTurn, metricsText, startTotals, writeMetrics } from './metrics.ts';
import type { PublishTotals } from './metrics.ts';
import { pingHeartbeat } from './ping.ts';
import type { OutputLock } from './publish-lock.ts';
import { pullContent } from './pull.ts';
import type { Hold } from './release-hold.ts';
import { openReleases } from './releases.ts';
import { createTarget } from './target.ts';
import type { OutputTarget } from './target.ts';
import type { Changes, Problem, ProblemCode, TurnReport } from './turn.ts';

export interface PublisherOptions {
  readonly siteDir: string;
  readonly outDir: string;
  readonly stateDir: string;
  readonly snapshotFile?: string;
  readonly demonstration?: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The process goes on and publishes again. */
  readonly lasting: boolean;
  readonly pull?: { readonly limitMs: number };
  /** The output folder is a link to the newest of so many releases. */
  readonly releases?: number;
  readonly precompress: boolean;
  readonly deploy?: Pick<DeployerOptions, 'command' | 'cwd' | 'limitMs'>;
  readonly heartbeat?: URL;
  readonly metricsFile?: string;
  readonly log: PublishLog;
  readonly lock: OutputLock;
  now(): Instant;
}

/** The dead man's switch is on another continent, perhaps; but a turn does not wait for it for long. */
const PING_LIMIT_MS = 10_000;
/** So many rendered pages leave much behind. */
const MANY_PAGES = 500;
/** A stopped publisher lets go of what is under way within this time. */
const STOP_MS = 800;

/** Publishes the site, turn after turn. One turn at a time. */
export interface Publisher {
  /**
   * Never rejects where the publisher goes on: what went wrong is in the report.
   * @throws UserError where another publisher has the output folder by now
   */
  turn(): Promise<TurnReport>;
  /** What is under way is let go of, so that the last good site stays; nothing can be published afterwards. */
  stop(): Promise<void>;
}

export function openPublisher(options: PublisherOptions): Publisher {
  return new SitePublisher(options);
}

class SitePublisher implements Publisher {
  readonly #options: PublisherOptions;
  readonly #builder: SiteBuilder;
  readonly #watch: IncidentWatch | null;
  readonly #target: OutputTarget;
  readonly #deployer: Deployer | null;
  readonly #heap: HeapKeeper | null;
  readonly #good: GoodTopology;
  readonly #last: LastPublish;
  readonly #stopping = new AbortController();
  #totals: PublishTotals;
  /** What the turn before could not do after its heartbeat was written. */
  #late: readonly Problem[] = [];
  #underWay: Promise<unknown> = Promise.resolve();

  constructor(options: PublisherOptions) {
    const { siteDir, stateDir, outDir, lasting } = options;
    this.#options = options;
    this.#builder = openSiteBuilder(options, lasting);
    const outputs = () => this.#builder.outputs();
    this.#target = createTarget({
      outDir,
      precompress: options.precompress,
      single: !lasting,
      outputs,
      ...(options.releases === undefined
        ? {}
        : { releases: { all: openReleases(outDir), keep: options.releases } }),
    });
    this.#deployer = deployerOf(options, () => this.#target.files());
    this.#watch = lasting ? watchIncidents(siteDir, INCIDENTS_FOLDER) : null;
    this.#heap = lasting ? createHeapKeeper() : null;
    this.#good = new GoodTopology(stateDir);
    this.#last = new LastPublish(outDir);
    this.#totals = startTotals(this.#last.at);
  }

  turn(): Promise<TurnReport> {
    const turn = this.#turn();
    this.#underWay = turn.catch(() => undefined);
    return turn;
  }

  async #turn(): Promise<TurnReport> {
    const { log, lock } = this.#options;
    const startedMs = performance.now();
    const { now, problem: clock } = this.#last.tell(this.#options.now());
    lock.touch(now);
    const problems: Problem[] = clock === null ? [] : [clock];
    const pulled = await this.#pull();
    if (pulled !== null) problems.push(pulled);
    const built = await this.#build(now, problems);
    const deployed = await this.#deploy(built);
    const report: TurnReport = {
      startedAt: now,
      durationMs: performance.now() - startedMs,
      ...built,
      problems: [...problems, ...deployed],
    };
    const told = await this.#tell(report);
    log.turn(told);
    this.#heap?.tidy(report.pagesRendered > MANY_PAGES);
    return told;
  }

  async #pull(): Promise<Problem | null> {
    const { pull, siteDir, env } = this.#options;
    if (pull === undefined) return null;
    return pullContent({ siteDir, limitMs: pull.limitMs, env, signal: this.#stopping.signal });
  }

  /** Where it fails, the last good site stays. @throws where it must not go on: what is no fault of files or disks, in a single turn */
  async #build(now: Instant, problems: Problem[]): Promise<Built> {
    const hold = this.#target.held();
    if (hold !== null) {
      problems.push(heldBy(hold));
      return NOTHING_BUILT;
    }
    const tell = (problem: Problem) => {
      if (problems.every(({ code }) => code !== problem.code)) problems.push(problem);
    };
    try {
      const touched = (await this.#watch?.touched()) ?? null;
      const report = await this.#builder.build({
        now,
        touched,
        goodTopology: this.#good.text,
        ...this.#hooks(now, problems, tell),
      });
      this.#watch?.done();
      this.#last.at = now;
      for (const problem of await this.#settle(report)) tell(problem);
      return published(
        report,
        this.#target.allOf({ changed: report.filesWritten, deleted: report.filesDeleted }),
      );
    } catch (error) {
      if (this.#stopping.signal.aborted) throw new Stopped();
      const failure = failureOf(error);
      if (failure === null || (failure.problem.code === 'bug' && !this.#options.lasting)) throw error;
      tell(failure.problem);
      return { ...NOTHING_BUILT, diagnostics: failure.diagnostics };
    }
  }

  /** What is left to do for the turns to come; the site is published, whatever comes of it. */
  async #settle({ topologyKept, stateFault }: BuildReport): Promise<readonly Problem[]> {
    if (stateFault !== null) return [{ code: 'not-written', message: stateFault }];
    try {
      if (!topologyKept) this.#good.keep(this.#builder.topologyText());
      await this.#target.settle();
      return [];
    } catch (error) {
      const failure = failureOf(error);
      if (failure === null || failure.problem.code === 'bug') throw error;
      return [failure.problem];
    }
  }

  #hooks(
    now: Instant,
    problems: readonly Problem[],
    tell: (problem: Problem) => void,
  ): Omit<BuildTurn, 'now'> {
    const { log } = this.#options;
    const [target, deployer] = [this.#target, this.#deployer];
    const letGo = () => {
      if (this.#stopping.signal.aborted) throw new Stopped();
    };
    return {
      base: () => target.base(),
      folder: async (changes) => {
        letGo();
        deployer?.begin();
        return target.folderFor(changes, now);
      },
      replacing(folder, output) {
        letGo();
        target.replacing(folder, output);
      },
      written: async (report, folder) => {
        for (const problem of problemsOf(report)) tell(problem);
        for (const problem of await target.written(report, folder)) tell(problem);
        const standing = [...problems, ...this.#late].map(({ code }) => code);
        return [...new Set(standing)].sort();
      },
      finish() {
        const hold = target.show();
        if (hold !== null) tell(heldBy(hold));
        return hold === null;
      },
      progress(done, total) {
        log.progress(done, total);
      },
      letGo,
    };
  }

  /** Hands over what changed, and says what is wrong with handing over. */
  async #deploy({ published: isPublished, changed, deleted }: Built): Promise<readonly Problem[]> {
    const deployer = this.#deployer;
    if (deployer === null) return [];
    const hold = this.#target.held();
    if (hold !== null) deployer.add({ changed: [], deleted: [] }, hold.to);
    else if (isPublished) deployer.add({ changed, deleted });
    if (this.#options.lasting) deployer.start();
    else await deployer.run();
    return [deployer.problem()].flatMap((problem) => problem ?? []);
  }

  /** Tells the dead man's switch and whoever reads the metrics. */
  async #tell(report: TurnReport): Promise<TurnReport> {
    const { heartbeat, metricsFile } = this.#options;
    const late: Problem[] = [];
    if (heartbeat !== undefined) {
      const signal = this.#stopping.signal;
      const failed = await pingHeartbeat({ url: heartbeat, report, limitMs: PING_LIMIT_MS, signal });
      if (failed !== null) late.push(failed);
    }
    this.#totals = addTurn(this.#totals, report);
    if (metricsFile !== undefined) {
      const failed = writeMetrics(metricsFile, metricsText(withLate(report, late), this.#totals));
      if (failed !== null) late.push(failed);
    }
    const deploys = report.problems.filter(({ code }) => code === 'deploy-failed');
    this.#late = [...late, ...deploys];
    return withLate(report, late);
  }

  async stop(): Promise<void> {
    const { lock, log } = this.#options;
    this.#stopping.abort();
    const ended = Promise.all([this.#underWay, this.#deployer?.stop()]);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
    this.#watch?.close();
    // A cache that is not written costs time, and a lock that stays is taken over from a process that is gone.
    for (const end of [() => this.#builder.close(), () => lock.release()]) unlessTheDiskRefuses(end);
    log.stop();
  }
}

function deployerOf(options: PublisherOptions, allFiles: () => readonly string[]): Deployer | null {
  const { deploy, env, stateDir, outDir, log } = options;
  if (deploy === undefined) return null;
  return createDeployer({
    ...deploy,
    env,
    stateDir,
    outDir,
    allFiles,
    report(outcome) {
      if (!outcome.ok) log.deployOutput(outcome.output.split('\n'));
    },
  });
}

function unlessTheDiskRefuses(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (failureOf(error)?.problem.code !== 'not-written') throw error;
  }
}

type Built = Omit<TurnReport, 'startedAt' | 'durationMs' | 'problems'>;

const NOTHING_BUILT: Built = {
  published: false,
  diagnostics: [],
  changed: [],
  deleted: [],
  pagesPlanned: 0,
  pagesRendered: 0,
};

function heldBy({ who, to }: Hold): Problem {
  const message = `${who} put the release ${to} back; nothing is published until «signalbox rollback --resume»`;
  return { code: 'held', message };
}

function published(report: BuildReport, { changed, deleted }: Changes): Built {
  const { takenAt, validUntilAt } = report.status;
  const { diagnostics, pagesPlanned, pagesRendered } = report;
  return {
    published: true,
    diagnostics,
    changed,
    deleted,
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(validUntilAt === undefined ? {} : { validUntilAt }),
    pagesPlanned,
    pagesRendered,
  };
}

/** What is wrong with the content, in the words of the log. */
function problemsOf(report: WrittenReport): readonly Problem[] {
  const found = (code: ProblemCode, message: string, isSo: boolean): readonly Problem[] =>
    isSo ? [{ code, message }] : [];
  return [
    ...found(
      'topology-kept',
      'topology.yml cannot be used; the last good one stays in force until it is mended',
      report.topologyKept,
    ),
    ...found(
      'content-errors',
      'the content has errors; what can be read of it was published',
      hasErrors(report.diagnostics),
    ),
    ...found(
      'snapshot-unusable',
      'there is no snapshot that can be read, so every light is unknown',
      !report.snapshotRead,
    ),
  ];
}

function withLate(report: TurnReport, late: readonly Problem[]): TurnReport {
  return late.length === 0 ? report : { ...report, problems: [...report.problems, ...late] };
}
