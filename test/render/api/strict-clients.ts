import type { StatuspageFiles } from './statuspage-schemas.ts';

/*
 * What programs were seen to do with these files, as small functions of our own. Each throws, or gives an answer that is
 * wrong, where a file is not as its program expects it.
 */

/** A poller that announces the newest word on the newest incident, and looks no further. */
export function newestWord({ 'api/v2/incidents.json': { incidents } }: StatuspageFiles): string | null {
  const [incident] = incidents;
  if (incident === undefined) return null;
  const [update] = incident.incident_updates;
  if (update === undefined) throw new TypeError('an incident without a word');
  return `${incident.name}: ${update.body}`;
}

/** An exporter whose series are called by group and name: of two that are called the same one is lost. */
export function series({
  'api/v2/components.json': { components },
}: StatuspageFiles): ReadonlyMap<string, string> {
  const groups = new Map(components.filter(({ group }) => group).map(({ id, name }) => [id, name]));
  return new Map(
    components
      .filter(({ group }) => !group)
      .map(({ name, group_id, status }) => [`${groups.get(group_id ?? '') ?? ''}/${name}`, status]),
  );
}

/** A page of somebody else's that shows what is meant to be shown, regrouped by `group_id`. */
export function tree({ 'api/v2/summary.json': { components } }: StatuspageFiles): readonly string[] {
  const shown = components.filter(({ showcase }) => showcase);
  return shown
    .filter(({ group_id }) => group_id === null)
    .flatMap(({ id, name, components: children }) => [
      name,
      ...(children ?? []).map((child) => {
        const row = shown.find((one) => one.id === child);
        if (row?.group_id !== id) throw new TypeError(`${name} has a child that is not there`);
        return `- ${row.name}`;
      }),
    ]);
}

/** An exporter for which all work in the summary is active unless it is over. */
export function workUnderWay({ 'api/v2/summary.json': summary }: StatuspageFiles): readonly string[] {
  return summary.scheduled_maintenances
    .filter(({ status }) => status !== 'completed')
    .map(({ name }) => name);
}

/** A client in a language that reads dates and times into their own types, and refuses what is neither. */
export function refusedTimes(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, inner]) =>
      refusedTimes(inner, Array.isArray(value) ? key : name),
    );
  if (/_(at|for|until)$/.test(key) && value !== null) {
    const isTime =
      typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value);
    return isTime && !Number.isNaN(Date.parse(value)) ? [] : [`${key}: ${String(value)}`];
  }
  if (key === 'start_date' && value !== null) {
    return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? [] : [`${key}: ${String(value)}`];
  }
  return [];
}

/** So much of components.json one client reads, and no more. */
export const MOST_BYTES = 1_048_576;
