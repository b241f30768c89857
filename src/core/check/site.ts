import { compareDiagnostics } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Incident, Place } from '../model/incident.ts';
import type { SiteStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import type { Id, Topology } from '../model/topology.ts';
import { checkClock } from './clock.ts';
import { checkSubjects } from './subjects.ts';
import { checkRoles, checkUnusedGroups } from './topology.ts';
import { checkNames, checkReferences, checkUrls } from './urls.ts';

export interface CheckInput {
  readonly topology: Topology;
  /** As diagnostics print it, `topology.yml`. */
  readonly topologyFile: string;
  /** Where each id stands in that file. */
  readonly places: ReadonlyMap<Id, Place>;
  /** The published entries. */
  readonly incidents: readonly Incident[];
  /** All incident files, drafts included. */
  readonly files: readonly string[];
  readonly status: Pick<SiteStatus, 'openIncidents' | 'activeMaintenance'>;
  readonly now: Instant;
}

/**
 * What goes wrong in practice and no parser sees, because it lies between files or between a file and the clock.
 * Returns every problem, in the total order of diagnostics; what the parsers found is not repeated.
 * Linear in the number of updates.
 */
export function checkSite(input: CheckInput): Diagnostic[] {
  const { topology, incidents, files, status, now } = input;
  return [
    ...checkUnusedGroups(input),
    ...checkRoles(input),
    ...checkSubjects(topology, incidents),
    ...checkUrls(files),
    ...checkNames(files),
    ...checkReferences(incidents, files),
    ...checkClock({ site: topology.site, incidents, status, now }),
  ].sort(compareDiagnostics);
}
