import { worst, type Severity } from '../model/severity.ts';
import type { GroupStatus, ServerStatus, Spares } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import type { Group, Redundancy } from '../model/topology.ts';
import { statusOf, type Cause, type Judged } from './causes.ts';
import { judgeServers } from './group-servers.ts';
import { excuse } from './maintenance.ts';
import { reportsOnGroup } from './reports.ts';
import { evaluateServer, isInMaintenance, isOut } from './server.ts';
import type { Situation } from './situation.ts';
import { tallyOf, type Tally } from './tally.ts';

/** A group as services see it: its own severity, without its fallback. */
export interface GroupVerdict {
  readonly group: Group;
  readonly judged: Judged;
  /** True when an open incident reports a fault of it or puts one of its counted servers down. */
  readonly isReported: boolean;
  readonly status: GroupStatus;
}

/**
 * Judges one group. A window excuses what the probes see of it; where an open incident puts one of its servers down,
 * what is wrong is no longer what was planned, and nothing is excused.
 */
export function evaluateGroup(group: Group, situation: Situation): GroupVerdict {
  const servers = group.servers.map((server) => evaluateServer(server, situation));
  const tally = tallyOf(servers, requiredOf(group.redundancy, servers, situation));
  const own = judgeServers(group, servers, tally, situation);
  const { onGroup, onServers } = reportsOnGroup(group, servers, own.severity, situation);
  const out = servers.filter(isOut).map(({ id }) => id);
  const seen = onServers.length > 0 ? own : excuse(own, group.id, situation.planned, out);
  const severity = worst([seen.severity, ...onGroup.map((cause) => cause.severity)]);
  const causes = [...seen.causes, ...onServers, ...onGroup, ...effectOf(group, severity)];
  const judged: Judged = { severity, causes };
  const isReported = onServers.length + onGroup.length > 0;
  return { group, judged, isReported, status: statusOfGroup(group, servers, tally, judged) };
}

function requiredOf(
  redundancy: Redundancy,
  servers: readonly ServerStatus[],
  { assumeOnline }: Situation,
): number {
  const counted = servers.filter((server) => server.counted).length;
  if (redundancy.kind === 'all') return counted;
  const required = redundancy.kind === 'any' ? 1 : redundancy.count;
  // That a group is short of servers is no word of staff's.
  return assumeOnline ? Math.min(required, counted) : required;
}

/** What the loss of the group means; told when it is lost, wholly or in part, on purpose or not. */
function effectOf({ id, effect }: Group, severity: Severity): readonly Cause[] {
  const isLost = severity === 'partial' || severity === 'down' || severity === 'maintenance';
  return effect === undefined || !isLost
    ? []
    : [{ severity, subject: id, reason: { code: 'effect', group: id, effect } }];
}

function statusOfGroup(
  group: Group,
  servers: readonly ServerStatus[],
  tally: Tally,
  judged: Judged,
): GroupStatus {
  const { total, required, online } = tally;
  const since = enoughSince(servers, required);
  const spares = judged.severity === 'operational' && total > required ? sparesOf(tally) : undefined;
  return {
    id: group.id,
    ...statusOf(judged),
    servers,
    ...(spares === undefined ? {} : { spares }),
    total,
    required,
    online,
    offline: tally.offline,
    unknown: tally.unknown,
    inMaintenance: tally.inMaintenance,
    ...(since === undefined ? {} : { onlineAtLeastSinceAt: since }),
  };
}

/** None is left only where that is known: a server nobody can ask may be the spare. */
function sparesOf({ total, required, online, unknown }: Tally): Spares {
  if (online === total) return 'full';
  return online > required || unknown > 0 ? 'reduced' : 'none';
}

/** The k-th earliest `sinceAt` of the servers that carry the group: since then at least k of them have. */
function enoughSince(servers: readonly ServerStatus[], required: number): Instant | undefined {
  const carrying = servers.filter(
    (server) => server.counted && !isInMaintenance(server) && server.verdict === 'online',
  );
  const times = carrying.flatMap(({ sinceAt }) => sinceAt ?? []).sort((a, b) => a - b);
  return times[required - 1];
}
