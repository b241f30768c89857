import type { ComponentChange } from '../../core/view/api-affected.ts';
import type { ApiComponent } from '../../core/view/api-components.ts';
import type { Step } from '../../core/view/api-course.ts';
import type { ApiEntry } from '../../core/view/api-incidents.ts';
import type { ApiView } from '../../core/view/api-page.ts';
import { STATUSPAGE } from '../../core/view/api-severity.ts';
import { incidentPath } from '../../core/view/incident.ts';
import type { Prose } from '../../core/model/incident.ts';
import type { Site } from '../../core/model/topology.ts';
import type { Words } from '../words/words.ts';
import { isoInstant } from './iso-instant.ts';
import { plainText } from './plain-text.ts';

/*
 * The objects of the Statuspage API v2 as genuine ones are: these keys, in this order, and no other. Programs that are strict
 * refuse a key too many; what is ours alone stands in `/api/signalbox.json`.
 */

export interface StatuspageInput {
  readonly view: ApiView;
  readonly site: Site;
  readonly words: Words;
  prose(slug: string): Prose;
}

export function pageObject({ view, site }: StatuspageInput) {
  return {
    id: pageId(site),
    name: site.name,
    url: site.url,
    time_zone: site.timezone,
    updated_at: isoInstant(view.changedAt),
  };
}

/** From the address, which is what stays when a site gets another name: `status-example-org`. */
export function pageId({ url }: Pick<Site, 'url'>): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

export function statusObject({ view, words }: StatuspageInput) {
  return {
    indicator: STATUSPAGE[view.severity].indicator,
    description: words.text(`api.page.${view.severity}`),
  };
}

export function componentObject(component: ApiComponent, { view, site }: StatuspageInput) {
  const { id, name, about, severity, position, zone, children, changedAt } = component;
  return {
    id,
    name,
    status: STATUSPAGE[severity].component,
    created_at: isoInstant(Math.min(view.knownSince, changedAt)),
    updated_at: isoInstant(changedAt),
    position,
    description: about === undefined ? null : plainText(about) || null,
    // A client hides what is not shown off, and nothing of a status page is to be hidden.
    showcase: true,
    start_date: null,
    group_id: zone ?? null,
    page_id: pageId(site),
    group: children !== undefined,
    only_show_if_degraded: false,
    ...(children === undefined ? {} : { components: children }),
  };
}

export function incidentObject(entry: ApiEntry, input: StatuspageInput) {
  const { incident, status, worst, components, steps } = entry;
  const { slug, title, kind } = incident;
  const named = new Set(components);
  const prose = input.prose(slug);
  return {
    id: slug,
    name: title,
    status,
    created_at: isoInstant(entry.createdAt),
    updated_at: isoInstant(entry.updatedAt),
    monitoring_at: isoOrNull(entry.monitoringAt),
    resolved_at: isoOrNull(entry.endedAt),
    impact: kind === 'maintenance' ? STATUSPAGE.maintenance.impact : STATUSPAGE[worst].impact,
    shortlink: `${input.site.url}${incidentPath(slug)}`,
    started_at: isoInstant(entry.startedAt),
    page_id: pageId(input.site),
    incident_updates: steps
      .map((step, index) => updateObject(entry, step, entry.changes[index] ?? [], prose, input))
      .reverse(),
    components: input.view.components
      .filter(({ id }) => named.has(id))
      .map((component) => componentObject(component, input)),
  };
}

export function maintenanceObject(entry: ApiEntry, input: StatuspageInput) {
  const { startAt, endAt } = entry.window ?? { startAt: entry.startedAt, endAt: entry.startedAt };
  return {
    ...incidentObject(entry, input),
    scheduled_for: isoInstant(startAt),
    scheduled_until: isoInstant(endAt),
  };
}

function updateObject(
  { incident }: ApiEntry,
  step: Step,
  changes: readonly ComponentChange[],
  prose: Prose,
  { view, words }: StatuspageInput,
) {
  const { slug, updates } = incident;
  const name = typeof step.update === 'number' ? (updates[step.update]?.id ?? '') : step.update;
  const at = isoInstant(step.at);
  return {
    id: `${slug}.${name}`,
    status: step.status,
    body: bodyOf(step, prose) || words.text(`api.step.${step.status}`),
    incident_id: slug,
    created_at: at,
    updated_at: at,
    display_at: at,
    affected_components: changes.map(({ id, from, to }) => ({
      code: id,
      name: view.components.find((component) => component.id === id)?.fullName ?? id,
      old_status: STATUSPAGE[from].component,
      new_status: STATUSPAGE[to].component,
    })),
    deliver_notifications: true,
    custom_tweet: null,
    tweet_id: null,
  };
}

/** What stands above the first mark belongs to the first update. */
function bodyOf({ update }: Step, { summary, updates }: Prose): string {
  if (typeof update !== 'number') return '';
  const texts = [update === 0 ? summary : '', updates[update] ?? ''];
  return plainText(texts.filter((text) => text.trim() !== '').join('\n\n'));
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : isoInstant(at);
}
