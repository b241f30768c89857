import { isPromiseOverdue } from '../check/clock.ts';
import { effectsWritten } from '../evaluate/incident.ts';
import { bySlug } from '../evaluate/lookup.ts';
import type { Incident, Prose } from '../model/incident.ts';
import type { ServiceRecord } from '../model/record.ts';
import type { Disagreement, SiteStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import type { Id } from '../model/topology.ts';
import { calendarOffer } from './calendar.ts';
import type { Frame, Names, ViewContext } from './context.ts';
import { frameOf, nameOf } from './context.ts';
import type { EffectsView, EntryView } from './entry.ts';
import { effectsView, entryView, tenseOf, wordsOf } from './entry.ts';
import type { LogView } from './log.ts';
import { logView } from './log.ts';
import { expectedEffects, isQuiet, plannedWork } from './maintenance.ts';
import type { StripView } from './record.ts';
import { stripView } from './record.ts';
import type { ServiceView, SparesView } from './services.ts';
import { serviceViews, sparesViews, unreportedFault } from './services.ts';

/** What is told in full above the log; what goes beyond is listed by title, then only counted. */
export const OPEN_ENTRIES = 8;
export const OPEN_WORDS = 700;
export const OPEN_ENTRY_WORDS = 350;
export const MAINTENANCE_ENTRIES = 6;
export const MAINTENANCE_WORDS = 250;
export const MAINTENANCE_ENTRY_WORDS = 100;

/** The lights of a live page: what they say, when that was seen, until when it holds. */
export interface LightsView {
  /** Of the page that shows them, to load it again. */
  readonly path: string;
  readonly status: Pick<
    SiteStatus,
    'severity' | 'reasons' | 'services' | 'takenAt' | 'validUntilAt' | 'believed'
  >;
  readonly names: Names;
  /** Set in a recorded build: the instant the page shows. Then nothing expires. */
  readonly recordedAt?: Instant;
}

/** An open incident; its updates are newest first. */
export interface OpenView extends EntryView {
  /** In force now. */
  readonly effects?: EffectsView;
  readonly promise?: { readonly at: Instant; readonly overdue: boolean };
}

export interface MaintenanceView extends EntryView {
  readonly active: boolean;
  /** Below the site's URL: the same for one's own calendar; absent where there is nothing to look forward to. */
  readonly calendar?: string;
  /** What staff expect it to do; absent where it is cancelled. */
  readonly effects?: EffectsView;
}

/** The bars of one service. */
export interface ServiceStripView {
  readonly id: Id;
  readonly name: string;
  readonly strip: StripView;
}

export interface HomeView {
  readonly frame: Frame;
  readonly lights: LightsView;
  readonly services: readonly ServiceView[];
  readonly spares: readonly SparesView[];
  /** Set where probes see a fault that staff have not spoken of. */
  readonly unreported?: Disagreement;
  readonly open: readonly OpenView[];
  /** Open incidents beyond {@link OPEN_ENTRIES}. */
  readonly openUnlisted: number;
  /** Under way first, then by when they begin. Work that no service will feel is on the infrastructure page only. */
  readonly maintenance: readonly MaintenanceView[];
  readonly maintenanceUnlisted: number;
  /** In file order; empty where nobody ever looked. */
  readonly strips: readonly ServiceStripView[];
  readonly log: LogView;
}

export interface HomeInput {
  readonly context: ViewContext;
  readonly status: SiteStatus;
  /** Newest first. */
  readonly incidents: readonly Incident[];
  prose(slug: string): Prose;
  readonly now: Instant;
  readonly recorded: boolean;
  /** What the services have been through, in file order; empty where nobody ever looked. */
  readonly records: readonly ServiceRecord[];
}

export function homeView(input: HomeInput): HomeView {
  const { context, status, incidents, now } = input;
  const known = bySlug(incidents);
  const pick = (slugs: readonly string[]) => slugs.flatMap((slug) => known.get(slug) ?? []);
  const open = pick(status.openIncidents);
  const active = new Set(status.activeMaintenance);
  const work = plannedWork(status, incidents, now);
  const maintenance = work.filter((incident) => !isQuiet(incident, context.topology));
  const unreported = unreportedFault(status);
  return {
    frame: frameOf(context, '/'),
    lights: lightsView('/', input),
    services: serviceViews(status, context.names),
    spares: sparesViews(status, context.topology, context.names),
    ...(unreported === null ? {} : { unreported }),
    open: openViews(open.slice(0, OPEN_ENTRIES), input),
    openUnlisted: Math.max(0, open.length - OPEN_ENTRIES),
    maintenance: maintenanceViews(maintenance.slice(0, MAINTENANCE_ENTRIES), active, input),
    maintenanceUnlisted: Math.max(0, maintenance.length - MAINTENANCE_ENTRIES),
    strips: input.records.map((record) => ({
      id: record.id,
      name: nameOf(context.names, record.id),
      strip: stripView(record),
    })),
    log: logView({
      context,
      incidents,
      prose: (slug) => input.prose(slug),
      now,
      toldAbove: new Set(status.openIncidents),
      notYet: new Set(work.map(({ slug }) => slug)),
    }),
  };
}

/** `now` is kept only by a recorded build: a live page that printed it would change although nothing did. */
export function lightsView(
  path: string,
  input: {
    readonly context: ViewContext;
    readonly status: SiteStatus;
    readonly now: Instant;
    readonly recorded: boolean;
  },
): LightsView {
  const { severity, reasons, services, takenAt, validUntilAt, believed } = input.status;
  return {
    path,
    status: {
      severity,
      reasons,
      services,
      ...(takenAt === undefined ? {} : { takenAt }),
      ...(validUntilAt === undefined ? {} : { validUntilAt }),
      believed,
    },
    names: input.context.names,
    ...(input.recorded ? { recordedAt: input.now } : {}),
  };
}

function openViews(incidents: readonly Incident[], input: HomeInput): readonly OpenView[] {
  let left = OPEN_WORDS;
  return incidents.map((incident) => {
    const wordLimit = Math.min(OPEN_ENTRY_WORDS, left);
    const { context, now } = input;
    const entry = entryView(incident, input.prose(incident.slug), context, { wordLimit, now });
    left -= wordsOf(entry);
    return {
      ...entry,
      // Also where the file says how it ended, and this page shows a moment before that.
      tag: { code: 'open' },
      updates: entry.updates.toReversed(),
      ...effectsOf(incident, input),
      ...promiseOf(incident, input.now),
    };
  });
}

function maintenanceViews(
  incidents: readonly Incident[],
  active: ReadonlySet<string>,
  input: HomeInput,
): readonly MaintenanceView[] {
  let left = MAINTENANCE_WORDS;
  return incidents.map((incident) => {
    const wordLimit = Math.min(MAINTENANCE_ENTRY_WORDS, left);
    const { context, now } = input;
    const entry = entryView(incident, input.prose(incident.slug), context, { wordLimit, now });
    const effects = expectedEffects(incident, context, now);
    left -= wordsOf(entry);
    return {
      ...entry,
      updates: entry.updates.toReversed(),
      active: active.has(incident.slug),
      ...calendarOffer(incident),
      ...(effects === null ? {} : { effects }),
    };
  });
}

function effectsOf(incident: Incident, { context, now }: HomeInput): { effects?: EffectsView } {
  const effects = effectsView(effectsWritten(incident, now), context, tenseOf(incident, now));
  return effects === null ? {} : { effects };
}

function promiseOf(incident: Incident, now: Instant): { promise?: { at: Instant; overdue: boolean } } {
  const at = incident.nextUpdateAt;
  return at === undefined ? {} : { promise: { at, overdue: isPromiseOverdue(incident, now) } };
}
