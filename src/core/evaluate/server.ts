import { compareSeverity } from '../model/severity.ts';
import type { ServerVerdict, Verdict } from '../model/snapshot.ts';
import type { ServerStatus } from '../model/status.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { Role, Server } from '../model/topology.ts';
import { declaredOn, isDeclaredDown, type DeclaredBy } from './declared.ts';
import { isTakenOut } from './maintenance.ts';
import { verdictOf, type Situation } from './situation.ts';

/** Roles that count in the group. The others are shown and named, and are neither red nor green. */
const COUNTED: ReadonlySet<Role> = new Set<Role>(['active', 'maintenance']);

export function evaluateServer(server: Server, situation: Situation): ServerStatus {
  const seen = verdictOf(situation, server.id);
  const declared = [...declaredOn(situation.declared, server.id)].sort((a, b) =>
    compareSeverity(b.severity, a.severity),
  );
  const isDown = isDeclaredDown(situation.declared, server.id);
  const probed: Verdict = situation.assumeOnline ? 'online' : (seen?.verdict ?? 'unknown');
  const verdict: Verdict = isDown ? 'offline' : probed;
  const since = sinceOf(verdict, seen, declared);
  const lastOnlineAt = verdict === 'online' ? undefined : seen?.lastOnlineAt;
  const [worst] = declared;
  return {
    id: server.id,
    role: roleOf(server, situation, isDown),
    counted: COUNTED.has(server.role),
    verdict,
    probed,
    ...(worst === undefined ? {} : { declared: worst.severity }),
    ...since,
    ...(lastOnlineAt === undefined ? {} : { lastOnlineAt }),
    seenFrom: seen?.seenFrom ?? {},
  };
}

function roleOf({ id, role }: Server, situation: Situation, isDown: boolean): Role {
  if (!COUNTED.has(role)) return role;
  // What staff call down is out of order, whoever planned what.
  if (isDown || situation.assumeOnline) return 'active';
  return isTakenOut(situation.planned, id) ? 'maintenance' : role;
}

type Since = Pick<ServerStatus, 'sinceAt' | 'sinceIsAtLeast'>;

function sinceOf(verdict: Verdict, seen: ServerVerdict | undefined, declared: readonly DeclaredBy[]): Since {
  if (verdict === 'unknown') return {};
  if (seen?.verdict === verdict) return verdict === 'online' ? onlineSince(seen) : observedSince(seen);
  const times = declared.flatMap(({ severity, since }) =>
    severity === 'down' && since?.precision === 'minute' ? [since.at] : [],
  );
  return times.length === 0 ? {} : { sinceAt: Math.min(...times) };
}

function observedSince({ sinceAt, sinceIsAtLeast }: ServerVerdict): Since {
  if (sinceAt === undefined) return {};
  return { sinceAt, ...(sinceIsAtLeast === undefined ? {} : { sinceIsAtLeast }) };
}

/**
 * Online since the later of its boot and the end of the last outage anybody observed (docs/status-rules.md).
 * A `since` that is "at least" is the end of no outage, only when looking began: there the boot is all that counts.
 * A boot is told to the minute and no closer: the second tells one machine, and its patches, from others.
 */
function onlineSince(seen: ServerVerdict): Since {
  const { sinceAt, sinceIsAtLeast = false } = seen;
  if (seen.bootedAt === undefined) return observedSince(seen);
  const bootedAt = Math.floor(seen.bootedAt / MINUTE_MS) * MINUTE_MS;
  if (sinceAt === undefined || sinceIsAtLeast) return { sinceAt: bootedAt };
  return { sinceAt: Math.max(sinceAt, bootedAt) };
}

/** Offline, and not on purpose. */
export function isOut(server: ServerStatus): boolean {
  return server.counted && !isInMaintenance(server) && server.verdict === 'offline';
}

/** Not in service on purpose, though it counts. */
export function isInMaintenance({ role }: ServerStatus): boolean {
  return role === 'maintenance';
}
