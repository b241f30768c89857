import type { Severity } from '../model/severity.ts';
import type { ServerStatus } from '../model/status.ts';

/** How the counted servers of a group stand, and how many must be online. */
export interface Tally {
  readonly total: number;
  readonly required: number;
  readonly online: number;
  readonly offline: number;
  readonly unknown: number;
  readonly inMaintenance: number;
}

export function tallyOf(servers: readonly ServerStatus[], required: number): Tally {
  const counted = servers.filter((server) => server.counted);
  const inService = counted.filter(({ role }) => role !== 'maintenance');
  const count = (verdict: ServerStatus['verdict']) =>
    inService.filter((server) => server.verdict === verdict).length;
  return {
    total: counted.length,
    required,
    online: count('online'),
    offline: count('offline'),
    unknown: count('unknown'),
    inMaintenance: counted.length - inService.length,
  };
}

export interface TallyVerdict {
  readonly severity: Severity;
  /** True where it is known to be faulty and may be worse. */
  readonly atLeast: boolean;
}

/**
 * The rule of redundancy, between the best case (all unknown servers are online) and the worst (all are offline).
 * Equal: that. If the best case is no fault: unknown. Otherwise partial, at least.
 */
export function verdictOfTally(tally: Tally): TallyVerdict {
  const { online, offline, unknown } = tally;
  const best = severityOf({ ...tally, online: online + unknown });
  const worst = severityOf({ ...tally, offline: offline + unknown });
  if (best === worst) return { severity: best, atLeast: unknown > 0 };
  if (best === 'operational' || best === 'maintenance') return { severity: 'unknown', atLeast: false };
  return { severity: 'partial', atLeast: true };
}

/** The severity when every state is known. Missing on purpose is maintenance only where those servers would make it enough. */
function severityOf({ online, offline, inMaintenance, required }: Tally): Severity {
  if (online >= required) return 'operational';
  if (offline === 0 && online + inMaintenance >= required) return 'maintenance';
  return online === 0 ? 'down' : 'partial';
}
