import type { ProbeEvidence, ServerVerdict } from '../model/snapshot.ts';
import { NOTHING_DECLARED, type Declared } from './declared.ts';
import { NOTHING_PLANNED, type Planned } from './maintenance.ts';
import type { Id } from '../model/topology.ts';

/** All that statuses are judged by, at one instant. */
export interface Situation {
  readonly evidence: ProbeEvidence;
  readonly declared: Declared;
  readonly planned: Planned;
  /** Every server is taken to be in service and online, so that only staff's word is left. */
  readonly assumeOnline: boolean;
}

/** What the probes alone see. */
export function withoutIncidents(situation: Situation): Situation {
  return { ...situation, declared: NOTHING_DECLARED };
}

/** What open incidents alone amount to. */
export function incidentsOnly(situation: Situation): Situation {
  return { ...situation, planned: NOTHING_PLANNED, assumeOnline: true };
}

/** A server's entry in the evidence; undefined where there is none to believe. */
export function verdictOf({ evidence }: Situation, server: Id): ServerVerdict | undefined {
  return evidence.believed ? evidence.snapshot.servers.get(server) : undefined;
}
