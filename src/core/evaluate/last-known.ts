import type { Incident } from '../model/incident.ts';
import type { ProbeEvidence } from '../model/snapshot.ts';
import type { Severity } from '../model/severity.ts';
import type { Instant } from '../model/time.ts';
import type { Topology } from '../model/topology.ts';
import { last, type Cause, type Judged } from './causes.ts';
import { collectDeclared, subjectsIn } from './declared.ts';
import { wasOpen } from './incident.ts';
import { collectPlanned, isPlanInPlay } from './maintenance.ts';
import { evaluatePage } from './page.ts';
import { run, type Run } from './run.ts';
import type { Situation } from './situation.ts';

/** What was known when the evidence was still fresh. */
export interface LastKnown {
  readonly at: Instant;
  readonly run: Run;
  readonly page: Severity;
}

/** Judges everything at the time of a snapshot that has grown old; undefined where there is none. */
export function lastKnownOf(
  topology: Topology,
  evidence: ProbeEvidence,
  incidents: readonly Incident[],
): LastKnown | undefined {
  if (evidence.believed || evidence.fault !== 'old') return undefined;
  const { snapshot } = evidence;
  const at = snapshot.takenAt;
  const open = incidents.filter((incident) => wasOpen(incident, at));
  const maintenance = incidents.filter(
    (incident) => incident.kind === 'maintenance' && isPlanInPlay(incident, at),
  );
  const situation: Situation = {
    evidence: { believed: true, snapshot },
    declared: collectDeclared(open, subjectsIn(topology), at),
    planned: collectPlanned(maintenance, at),
    assumeOnline: false,
  };
  const then = run(topology, situation);
  return { at, run: then, page: evaluatePage(topology, then, situation.declared).severity };
}

/** Adds to an unknown what was last known of the same subject, be it that it was unknown even then. */
export function remember(
  judged: Judged,
  subject: string,
  at: Instant | undefined,
  then: Severity | undefined,
): Judged {
  if (judged.severity !== 'unknown' || at === undefined || then === undefined) return judged;
  return { ...judged, causes: [...judged.causes, cause(subject, at, then)] };
}

/** The same for the page, which remembers each service, in the order of the topology. */
export function rememberPage(judged: Judged, known: LastKnown | undefined): Judged {
  if (judged.severity !== 'unknown' || known === undefined) return judged;
  const services = [...known.run.services].map(([id, { severity }]) => ({ id, severity }));
  if (services.length === 0) return judged;
  const reason = { code: 'last-known', at: known.at, severity: known.page, services } as const;
  return { ...judged, causes: [...judged.causes, { severity: 'unknown', subject: last(''), reason }] };
}

function cause(subject: string, at: Instant, severity: Severity): Cause {
  return { severity: 'unknown', subject: last(subject), reason: { code: 'last-known', at, severity } };
}
