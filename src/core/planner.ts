import { createRecorder } from './evaluate/record.ts';
import { evaluateSite } from './evaluate/site.ts';
import type { ServiceRecord } from './model/record.ts';
import type { SiteStatus } from './model/status.ts';
import type { Instant } from './model/time.ts';
import type { Topology } from './model/topology.ts';
import { HistoryPlans } from './history-plans.ts';
import { IncidentPlans } from './incident-plans.ts';
import { livePlans } from './live-plans.ts';
import type { PagePlan } from './page-plan.ts';
import { siteInputs } from './plan-desk.ts';
import type { ArchiveEntry, PlanDesk } from './plan-desk.ts';
import { subscribePlan } from './subscribe-plan.ts';
import { recordsOf } from './service-plans.ts';
import type { Reading } from './sources.ts';
import { TimelineCalendar } from './timeline-calendar.ts';
import { subjectsText, TimelinePlans } from './timeline-plans.ts';
import { viewContext } from './view/context.ts';
import type { ViewContext } from './view/context.ts';
import { archiveOf } from './view/history.ts';
import { createStrips } from './view/strip.ts';

export interface PlanOptions {
  /** The site shows a moment and does not expire. */
  readonly recorded: boolean;
  /** Every page says that it is a demonstration. */
  readonly demonstration: boolean;
}

export interface CompiledSite {
  readonly reading: Reading;
  readonly status: SiteStatus;
  readonly context: ViewContext;
  /** What the services have been through, in file order; empty where nobody ever looked. */
  readonly records: readonly ServiceRecord[];
  /** It shows a moment and does not expire. */
  readonly recorded: boolean;
  /** Pages that change only with their facts. The same list as the time before where none of them did. */
  readonly archive: readonly PagePlan[];
  /** Every page, live ones last. */
  readonly pages: readonly PagePlan[];
}

/** Plans the pages of one reading after another. What a reading has in common with the one before is not planned anew. */
export interface Planner {
  plan(reading: Reading, options: PlanOptions): CompiledSite;
}

export function createPlanner(): Planner {
  let known: KnownSite | null = null;
  return {
    plan(reading, options) {
      const status = evaluateSite(reading);
      if (known?.serves(reading.topology, options) !== true) known = new KnownSite(reading, options);
      const archive = known.archive(reading);
      const { context } = known.desk;
      const records = recordsOf(reading, context, status, known.recorder);
      const live = livePlans(reading, context, status, options.recorded, records);
      const { recorded } = options;
      return { reading, status, context, records, recorded, archive, pages: [...archive, ...live] };
    },
  };
}

/** What is remembered of a site while its topology stays the same. */
class KnownSite {
  readonly desk: PlanDesk;
  readonly recorder = createRecorder();
  readonly #options: PlanOptions;
  readonly #calendar = new TimelineCalendar();
  readonly #incidents = new IncidentPlans();
  readonly #history = new HistoryPlans();
  readonly #timeline = new TimelinePlans();
  #entries: readonly ArchiveEntry[] = [];
  #plans: readonly PagePlan[] | null = null;

  constructor(reading: Reading, options: PlanOptions) {
    const context = viewContext(reading.topology, options.demonstration);
    this.#options = options;
    this.desk = {
      reading,
      context,
      site: siteInputs(context),
      strips: createStrips(reading.history, context),
      archive: archiveOf(reading.incidents),
      days: [],
      subjects: subjectsText(context),
    };
  }

  serves(topology: Topology, { demonstration }: PlanOptions): boolean {
    return this.desk.reading.topology === topology && this.#options.demonstration === demonstration;
  }

  archive(reading: Reading): readonly PagePlan[] {
    const { desk } = this;
    const before = desk.reading;
    const days = this.#calendar.days(reading, desk.context);
    const isSame = this.#plans !== null && before.incidents === reading.incidents && desk.days === days;
    if (before.incidents !== reading.incidents) desk.archive = archiveOf(reading.incidents);
    if (before.history !== reading.history) desk.strips = createStrips(reading.history, desk.context);
    desk.reading = reading;
    desk.days = days;
    if (!isSame) {
      this.#entries = [
        ...this.#incidents.plan(desk),
        ...this.#history.plan(desk),
        subscribePlan(desk),
        ...this.#timeline.plan(desk),
      ];
    }
    const agreesUntilAt = reading.history.agreesUntil(before.history);
    return this.#settle(isSame, agreesUntilAt);
  }

  /** Plans anew what the probes have been looking at since. */
  #settle(isSame: boolean, agreesUntilAt: Instant): readonly PagePlan[] {
    let changed = !isSame;
    for (const entry of this.#entries) {
      if (entry.dependsUntilAt < agreesUntilAt) continue;
      const plan = entry.make();
      if (plan.inputs === entry.plan.inputs) continue;
      entry.plan = plan;
      changed = true;
    }
    if (changed || this.#plans === null) this.#plans = this.#entries.map(({ plan }) => plan);
    return this.#plans;
  }
}
