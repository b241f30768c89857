import { checkSite } from './check/site.ts';
import { evaluateSite } from './evaluate/site.ts';
import { compareDiagnostics } from './model/diagnostic.ts';
import type { Diagnostic } from './model/diagnostic.ts';
import type { Effects, Incident, Prose } from './model/incident.ts';
import type { SiteStatus } from './model/status.ts';
import type { CalendarDay, Instant, Moment } from './model/time.ts';
import { place } from './page-place.ts';
import { readSources } from './read.ts';
import { recordsOf, servicePlans } from './service-plans.ts';
import { daysOfTimeline, timelinePlans } from './timeline-plans.ts';
import type { Reading, Sources } from './sources.ts';
import { viewContext } from './view/context.ts';
import type { ViewContext } from './view/context.ts';
import { archiveOf, HISTORY_PATH, historyView, monthPath, monthView, neighboursOf } from './view/history.ts';
import { homeView } from './view/home.ts';
import type { HomeInput } from './view/home.ts';
import { incidentPath, incidentView, relationsOf } from './view/incident.ts';
import type { RelationsView } from './view/incident.ts';
import { infrastructureView } from './view/infrastructure.ts';
import { notFoundView } from './view/not-found.ts';
import type { PageName, PageViews } from './view/pages.ts';
import { createStrips } from './view/strip.ts';
import { dayToldOf } from './view/timeline-days.ts';
import type { TimelineDay } from './view/timeline-days.ts';

/** One page that will stand in the output folder, whether or not it has to be rendered this time. */
export interface PagePlanOf<K extends PageName> {
  readonly name: K;
  /** Below the site's URL, `/history/2010/08/`. */
  readonly path: string;
  /** Below the output folder, `history/2010/08/index.html`. */
  readonly output: string;
  /** Prints the time of the data, so it changes with every snapshot. */
  readonly live: boolean;
  /** Text of everything in the site the page is made of: equal inputs, equal page. The program and the theme come on top. */
  readonly inputs: string;
  /** When the page's facts last changed; absent for pages that are not listed or are live. */
  readonly changedAt?: Instant;
  /** Set where no more than the day is known. */
  readonly changedOn?: CalendarDay;
  /** @param layout of the diagram; only the infrastructure page asks for it. */
  view(layout: unknown): PageViews[K];
}

export type PagePlan = { [K in PageName]: PagePlanOf<K> }[PageName];

export interface CompiledSite {
  readonly reading: Reading;
  readonly status: SiteStatus;
  /** Every page, live ones last. */
  readonly pages: readonly PagePlan[];
}

/**
 * The whole pipeline from texts to what each page may print. `site` is null where topology.yml has errors;
 * every other bad file is salvaged, and `diagnostics` says what was wrong with it.
 *
 * @param recorded the site shows a moment and does not expire.
 * @param demonstration every page says that it is one.
 */
export function compile(
  sources: Sources,
  {
    recorded = false,
    demonstration = false,
  }: { readonly recorded?: boolean; readonly demonstration?: boolean } = {},
): { readonly site: CompiledSite | null; readonly diagnostics: readonly Diagnostic[] } {
  const { reading, usable, diagnostics } = readSources(sources);
  if (reading === null || !usable) return { site: null, diagnostics };
  const site = compileReading(reading, recorded, demonstration);
  return {
    site,
    diagnostics: [...diagnostics, ...checkReading(reading, site.status)].sort(compareDiagnostics),
  };
}

/** The pages of a site that has been read. */
export function compileReading(reading: Reading, recorded: boolean, demonstration = false): CompiledSite {
  const status = evaluateSite(reading);
  const context = viewContext(reading.topology, demonstration);
  return { reading, status, pages: planPages(reading, context, status, recorded) };
}

/** What goes wrong across files; in addition to the reading's own diagnostics. */
export function checkReading(reading: Reading, status: SiteStatus): readonly Diagnostic[] {
  return checkSite({ ...reading, status });
}

function planPages(
  reading: Reading,
  context: ViewContext,
  status: SiteStatus,
  recorded: boolean,
): PagePlan[] {
  const days = daysOfTimeline(reading, context);
  return [
    ...incidentPlans(reading, context, days),
    ...archivePlans(reading, context),
    ...timelinePlans(reading, context, days, siteInputs(context)),
    ...livePlans(reading, context, status, recorded),
  ];
}

function incidentPlans(reading: Reading, context: ViewContext, days: readonly TimelineDay[]): PagePlan[] {
  const strips = createStrips(reading.history, context);
  const told = new Set(days.map(({ day }) => day));
  const relations = relationsOf(reading.incidents);
  const site = siteInputs(context);
  return reading.incidents.map((incident) => {
    const related = relations(incident.slug);
    const ownDay = dayToldOf(incident, context.zone);
    const day = told.has(ownDay) ? ownDay : undefined;
    return {
      name: 'incident',
      path: incidentPath(incident.slug),
      output: `incidents/${incident.slug}/index.html`,
      live: false,
      inputs: [
        site,
        incident.digest,
        incident.date,
        namesIn(incident, context),
        relationInputs(related),
        day,
        strips.inputs(incident),
      ].join('\n'),
      ...changed(incident, context),
      view: () =>
        incidentView({
          context,
          incident,
          prose: reading.prose(incident.slug),
          relations: related,
          probes: strips.view(incident),
          day,
        }),
    };
  });
}

/** Most entries follow nothing and are followed by nothing. */
function relationInputs(relations: RelationsView): string {
  const { follows, followUps } = relations;
  return follows === undefined && followUps.length === 0 ? '' : JSON.stringify(relations);
}

function archivePlans(reading: Reading, context: ViewContext): PagePlan[] {
  const archive = archiveOf(reading.incidents);
  const site = siteInputs(context);
  const months = [...archive].map(([month, incidents]): PagePlan => {
    const view = () => monthView(context, archive, month);
    const { newer = null, older = null } = neighboursOf(archive, month);
    const entries = incidents.map((incident) =>
      [incident.slug, incident.date, incident.digest, namesIn(incident, context)].join(' '),
    );
    return {
      name: 'month',
      ...place(monthPath(month)),
      live: false,
      inputs: JSON.stringify([site, entries, newer, older]),
      ...changed(latestOf(incidents), context),
      view,
    };
  });
  const counts = [...archive].map(([month, incidents]) => [month, incidents.length]);
  const history = () => historyView(context, archive);
  const notFound = () => notFoundView(context);
  return [
    ...months,
    {
      name: 'history',
      ...place(HISTORY_PATH),
      live: false,
      inputs: JSON.stringify([site, counts]),
      view: history,
    },
    { name: 'notFound', path: '/404.html', output: '404.html', live: false, inputs: site, view: notFound },
  ];
}

function livePlans(
  reading: Reading,
  context: ViewContext,
  status: SiteStatus,
  recorded: boolean,
): PagePlan[] {
  const prose = (slug: string) => reading.prose(slug);
  const input = {
    ...reading,
    context,
    status,
    recorded,
    prose,
    records: recordsOf(reading, context, status),
  };
  const infrastructure = infrastructureView({ ...input, layout: null });
  return [
    {
      name: 'infrastructure',
      ...place('/infrastructure/'),
      live: true,
      inputs: JSON.stringify([infrastructure, reading.topology.flows]),
      view: (layout) => ({ ...infrastructure, layout }),
    },
    ...servicePlans(input),
    { name: 'home', ...place('/'), live: true, inputs: homeInputs(input), view: () => homeView(input) },
  ];
}

const NO_PROSE: Prose = { summary: '', updates: [] };

/**
 * The home page without its texts, and the digests of the files whose texts it may print. Without texts no cap on
 * words is reached, so these are at least the files the page does print; and no file has to be parsed to find out.
 */
function homeInputs(input: HomeInput): string {
  const digestOf = new Map(input.incidents.map(({ slug, digest }) => [slug, digest]));
  const texts: string[] = [];
  const prose = (slug: string) => {
    texts.push(digestOf.get(slug) ?? '');
    return NO_PROSE;
  };
  const page = JSON.stringify(homeView({ ...input, prose }));
  return [page, ...texts].join('\n');
}

/** What of the site every page prints around its content, and how it prints times. */
function siteInputs({ topology, demonstration }: ViewContext): string {
  const { name, url, timezone, locale, contact = null } = topology.site;
  return JSON.stringify([name, url, timezone, locale, contact, demonstration]);
}

/** What the page calls the subjects the file names. Ids cannot hold a line break or a tab; names come JSON-quoted. */
function namesIn(incident: Incident, { names }: ViewContext): string {
  let text = '';
  const add = ({ affects }: Effects) => {
    for (const { id } of affects) text += `\t${id}=${JSON.stringify(names[id] ?? null)}`;
  };
  add(incident.effects);
  for (const { effects } of incident.updates) if (effects !== undefined) add(effects);
  return text;
}

function lastMoment(incident: Incident): Moment {
  return incident.updates.at(-1)?.at ?? incident.started;
}

function changed(incident: Incident, { zone }: ViewContext): Pick<PagePlan, 'changedAt' | 'changedOn'> {
  const { at, precision } = lastMoment(incident);
  return { changedAt: at, ...(precision === 'day' ? { changedOn: zone.dayOf(at) } : {}) };
}

/** @param incidents at least one. */
function latestOf(incidents: readonly Incident[]): Incident {
  return incidents.reduce((latest, incident) =>
    lastMoment(incident).at > lastMoment(latest).at ? incident : latest,
  );
}
