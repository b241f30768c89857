import { compareText } from '../model/diagnostic.ts';
import type { Severity } from '../model/severity.ts';
import type { Reason, ServerStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
import type { Group, Id } from '../model/topology.ts';
import { at, type Judged } from './causes.ts';
import { windowCauses } from './maintenance.ts';
import { isInMaintenance, isOut } from './server.ts';
import type { Situation } from './situation.ts';
import { verdictOfTally, type Tally } from './tally.ts';

/** Judges a group by its own servers alone. */
export function judgeServers(
  group: Group,
  servers: readonly ServerStatus[],
  tally: Tally,
  situation: Situation,
): Judged {
  if (tally.total === 0) {
    if (situation.assumeOnline) return { severity: 'operational', causes: [] };
    return judge(group, 'unknown', [{ code: 'no-server-in-service', group: group.id }]);
  }
  const { severity, atLeast } = verdictOfTally(tally);
  if (severity === 'operational') return { severity, causes: [] };
  const judged = judge(group, severity, serverReasons(group, servers, tally, atLeast, situation));
  const plans = servers.filter(isInMaintenance).flatMap(({ id }) => situation.planned.active.get(id) ?? []);
  return { severity, causes: [...judged.causes, ...at(severity, windowCauses(plans, group.id))] };
}

function serverReasons(
  { id: group }: Group,
  servers: readonly ServerStatus[],
  { total, required }: Tally,
  atLeast: boolean,
  { evidence }: Situation,
): readonly Reason[] {
  const counted = servers.filter((server) => server.counted);
  const offline = counted.filter(isOut);
  const unknown = counted.filter((server) => !isInMaintenance(server) && server.verdict === 'unknown');
  const planned = counted.filter(isInMaintenance);
  const reasons: Reason[] = [];
  if (offline.length > 0) {
    const sinceAt = sinceWhenAll(offline);
    const since = sinceAt === undefined ? {} : { sinceAt };
    reasons.push({ code: 'servers-offline', group, servers: idsOf(offline), total, ...since });
  }
  if (unknown.length > 0 && evidence.believed) {
    reasons.push({ code: 'servers-unknown', group, servers: idsOf(unknown), total, atLeast });
  }
  if (unknown.length > 0 && !evidence.believed) reasons.push(noEvidence(evidence));
  if (planned.length > 0)
    reasons.push({ code: 'servers-in-maintenance', group, servers: idsOf(planned), total });
  if (total < required) reasons.push({ code: 'too-few-servers', group, total, required });
  return reasons;
}

function noEvidence(evidence: Extract<Situation['evidence'], { believed: false }>): Reason {
  const { fault } = evidence;
  return { code: 'no-evidence', fault, ...(fault === 'old' ? { takenAt: evidence.snapshot.takenAt } : {}) };
}

/** All of them are offline since the latest of their times; not known where one of those is not, or where that one is only when looking began. */
function sinceWhenAll(servers: readonly ServerStatus[]): Instant | undefined {
  const times = servers.flatMap(({ sinceAt }) => sinceAt ?? []);
  if (times.length !== servers.length) return undefined;
  const latest = Math.max(...times);
  const isKnown = servers.some((server) => server.sinceAt === latest && server.sinceIsAtLeast === undefined);
  return isKnown ? latest : undefined;
}

function idsOf(servers: readonly ServerStatus[]): readonly Id[] {
  return servers.map(({ id }) => id).sort(compareText);
}

function judge({ id }: Group, severity: Severity, reasons: readonly Reason[]): Judged {
  return { severity, causes: reasons.map((reason) => ({ severity, subject: id, reason })) };
}
