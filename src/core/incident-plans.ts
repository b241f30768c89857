import type { Effects, Incident } from './model/incident.ts';
import type { CalendarDay, Moment } from './model/time.ts';
import type { PagePlan } from './page-plan.ts';
import { archiveEntry } from './plan-desk.ts';
import type { ArchiveEntry, PlanDesk } from './plan-desk.ts';
import type { ViewContext } from './view/context.ts';
import { incidentPath, incidentView, relationsOf } from './view/incident.ts';
import type { RelationsView } from './view/incident.ts';
import { stripWindow } from './view/strip-window.ts';

/** What an entry's plan was made from, besides the desk. */
interface Known {
  readonly incident: Incident;
  readonly relations: string;
  /** Whether the day it is told on has a page. */
  readonly isTold: boolean;
  readonly entry: ArchiveEntry;
}

/** The pages of incidents. One whose file, relations and day are as they were keeps its plan. */
export class IncidentPlans {
  #known = new Map<string, Known>();

  /** In the order of the incidents. */
  plan(desk: PlanDesk): readonly ArchiveEntry[] {
    const { incidents } = desk.reading;
    const told = new Set(desk.days.map(({ day }) => day));
    const relationsFor = relationsOf(incidents);
    const before = this.#known;
    this.#known = new Map();
    return incidents.map((incident) => {
      const known = before.get(incident.slug);
      const related = relationsFor(incident.slug);
      const relations = relationInputs(related);
      const ownDay = desk.reading.daysOf(incident).told;
      const isTold = told.has(ownDay);
      const same = known?.incident === incident && known.relations === relations && known.isTold === isTold;
      const entry = same ? known.entry : incidentEntry(desk, incident, related, isTold ? ownDay : undefined);
      this.#known.set(incident.slug, { incident, relations, isTold, entry });
      return entry;
    });
  }
}

function incidentEntry(
  desk: PlanDesk,
  incident: Incident,
  relations: RelationsView,
  day: CalendarDay | undefined,
): ArchiveEntry {
  const make = (): PagePlan => {
    const { site, context, strips } = desk;
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
        relationInputs(relations),
        day,
        strips.inputs(incident),
      ].join('\n'),
      ...changed(incident, context),
      view: () =>
        incidentView({
          context: desk.context,
          incident,
          prose: desk.reading.prose(incident.slug),
          relations,
          probes: desk.strips.view(incident),
          day,
        }),
    };
  };
  return archiveEntry(make, stripWindow(incident, desk.context.zone)?.endAt);
}

/** Most entries follow nothing and are followed by nothing. */
function relationInputs(relations: RelationsView): string {
  const { follows, followUps } = relations;
  return follows === undefined && followUps.length === 0 ? '' : JSON.stringify(relations);
}

/** What the page calls the subjects the file names. Ids cannot hold a line break or a tab; names come JSON-quoted. */
export function namesIn(incident: Incident, { names }: ViewContext): string {
  let text = '';
  const add = ({ affects }: Effects) => {
    for (const { id } of affects) text += `\t${id}=${JSON.stringify(names[id] ?? null)}`;
  };
  add(incident.effects);
  for (const { effects } of incident.updates) if (effects !== undefined) add(effects);
  return text;
}

export function lastMoment(incident: Incident): Moment {
  return incident.updates.at(-1)?.at ?? incident.started;
}

/** When what an incident's file says changed last. */
export function changed(
  incident: Incident,
  { zone }: ViewContext,
): Pick<PagePlan, 'changedAt' | 'changedOn'> {
  const { at, precision } = lastMoment(incident);
  return { changedAt: at, ...(precision === 'day' ? { changedOn: zone.dayOf(at) } : {}) };
}
