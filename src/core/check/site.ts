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

/** Checks one site again and again. */
export interface SiteChecker {
  /**
   * What goes wrong in practice and no parser sees, because it lies between files or between a file and the clock.
   * Returns every problem, in the total order of diagnostics; what the parsers found is not repeated.
   * Linear in the number of updates; what lies between files is found once, as long as they are the same.
   */
  check(input: CheckInput): Diagnostic[];
}

export function createChecker(): SiteChecker {
  let known: (Files & { readonly found: readonly Diagnostic[] }) | null = null;
  return {
    check(input) {
      const { topology, topologyFile, incidents, files, status, now } = input;
      if (known?.topology !== topology || known.incidents !== incidents || known.files !== files) {
        known = { topology, topologyFile, incidents, files, found: betweenFiles(input) };
      }
      return [
        ...checkRoles(input),
        ...known.found,
        ...checkClock({ site: topology.site, incidents, status, now }),
      ].sort(compareDiagnostics);
    },
  };
}

/** The same, once. */
export function checkSite(input: CheckInput): Diagnostic[] {
  return createChecker().check(input);
}

type Files = Pick<CheckInput, 'topology' | 'topologyFile' | 'incidents' | 'files'>;

function betweenFiles(input: CheckInput): readonly Diagnostic[] {
  const { topology, incidents, files } = input;
  return [
    ...checkUnusedGroups(input),
    ...checkSubjects(topology, incidents),
    ...checkUrls(files),
    ...checkNames(files),
    ...checkReferences(incidents, files),
  ];
}
