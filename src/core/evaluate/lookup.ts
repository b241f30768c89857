import type { Incident } from '../model/incident.ts';

const maps = new WeakMap<readonly Incident[], ReadonlyMap<string, Incident>>();

/** Slug → incident; made once for each list. */
export function bySlug(incidents: readonly Incident[]): ReadonlyMap<string, Incident> {
  let map = maps.get(incidents);
  if (map === undefined) {
    map = new Map(incidents.map((incident) => [incident.slug, incident]));
    maps.set(incidents, map);
  }
  return map;
}
