import { compareDiagnostics } from '../model/diagnostic.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Incident, Place } from '../model/incident.ts';
import type { SiteStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import type { Id, Topology } from '../model/topology.ts';
import { checkClock } from './clock.ts';
import { checkSecurity } from './security.ts';
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
  const groups = remembering(checkUnusedGroups, ({ topology }) => [topology]);
  const subjects = remembering(
    ({ topology, incidents }) => checkSubjects(topology, incidents),
    ({ topology, incidents }) => [topology, incidents],
  );
  const names = remembering(
    ({ files }) => [...checkUrls(files), ...checkNames(files)],
    ({ files }) => [files],
  );
  const references = remembering(
    ({ incidents, files }) => checkReferences(incidents, files),
    ({ incidents, files }) => [incidents, files],
  );
  return {
    check(input) {
      const { topology, incidents, status, now } = input;
      return [
        ...groups(input),
        ...checkRoles(input),
        ...checkSecurity(input),
        ...subjects(input),
        ...names(input),
        ...references(input),
        ...checkClock({ site: topology.site, incidents, status, now }),
      ].sort(compareDiagnostics);
    },
  };
}

type Check = (input: CheckInput) => readonly Diagnostic[];

/** What a check found the last time, as long as what it looks at is the same. */
function remembering(check: Check, looksAt: (input: CheckInput) => readonly unknown[]): Check {
  let known: { readonly at: readonly unknown[]; readonly found: readonly Diagnostic[] } | null = null;
  return (input) => {
    const at = looksAt(input);
    if (known?.at.every((thing, index) => thing === at[index]) !== true) known = { at, found: check(input) };
    return known.found;
  };
}

/** The same, once. */
export function checkSite(input: CheckInput): Diagnostic[] {
  return createChecker().check(input);
}
