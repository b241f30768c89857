import { compareSeverity } from '../model/severity.ts';
import type { ServerVerdict, Verdict } from '../model/snapshot.ts';
import type { ServerStatus } from '../model/status.ts';
import type { Instant } from '../model/time.ts';
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
  const sinceAt = sinceOf(verdict, seen, declared);
  const [worst] = declared;
  return {
    id: server.id,
    role: roleOf(server, situation, isDown),
    counted: COUNTED.has(server.role),
    verdict,
    probed,
    ...(worst === undefined ? {} : { declared: worst.severity }),
    ...(sinceAt === undefined ? {} : { sinceAt }),
    seenFrom: seen?.seenFrom ?? {},
  };
}

function roleOf({ id, role }: Server, situation: Situation, isDown: boolean): Role {
  if (!COUNTED.has(role)) return role;
  // What staff call down is out of order, whoever planned what.
  if (isDown || situation.assumeOnline) return 'active';
  return isTakenOut(situation.planned, id) ? 'maintenance' : role;
}

function sinceOf(
  verdict: Verdict,
  seen: ServerVerdict | undefined,
  declared: readonly DeclaredBy[],
): Instant | undefined {
  if (verdict === 'unknown') return undefined;
  if (seen?.verdict === verdict)
    return verdict === 'online' ? latest(seen.sinceAt, seen.bootedAt) : seen.sinceAt;
  const times = declared.flatMap(({ severity, since }) =>
    severity === 'down' && since?.precision === 'minute' ? [since.at] : [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

function latest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

/** Offline, and not on purpose. */
export function isOut(server: ServerStatus): boolean {
  return server.counted && !isInMaintenance(server) && server.verdict === 'offline';
}

/** Not in service on purpose, though it counts. */
export function isInMaintenance({ role }: ServerStatus): boolean {
  return role === 'maintenance';
}
