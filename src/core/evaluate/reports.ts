import type { Severity } from '../model/severity.ts';
import type { Reason, ServerStatus } from '../model/status.ts';
import type { Group, Id } from '../model/topology.ts';
import type { Cause } from './causes.ts';
import { declaredOn, faultsIn, type DeclaredBy } from './declared.ts';
import type { Situation } from './situation.ts';

/** Causes for what open incidents report of one subject. */
export function reportCauses(
  entries: readonly DeclaredBy[],
  reported: Id,
  subject: Id,
  severity?: Severity,
): readonly Cause[] {
  return faultsIn(entries).map((entry) => {
    const { incident, since, mail } = entry;
    const told = {
      incident: incident.slug,
      title: incident.title,
      ...(since === undefined ? {} : { since }),
      ...(mail === undefined ? {} : { mail }),
    };
    const reason: Reason = { code: 'declared', subject: reported, severity: entry.severity, ...told };
    return { severity: severity ?? entry.severity, subject, reason };
  });
}

/** What open incidents report of a group and of its servers. */
export interface Reports {
  readonly onGroup: readonly Cause[];
  readonly onServers: readonly Cause[];
}

export function reportsOnGroup(
  group: Group,
  servers: readonly ServerStatus[],
  own: Severity,
  { declared }: Situation,
): Reports {
  const down = servers.filter((server) => server.counted && server.declared === 'down');
  return {
    onGroup: reportCauses(declaredOn(declared, group.id), group.id, group.id),
    onServers: down.flatMap(({ id }) => {
      const entries = declaredOn(declared, id).filter(({ severity }) => severity === 'down');
      return reportCauses(entries, id, group.id, own);
    }),
  };
}
