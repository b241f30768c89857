import type { History } from '../model/history.ts';
import type { Incident } from '../model/incident.ts';
import { PERIODS, RECORD_DAYS } from '../model/record.ts';
import type {
  DayRecord,
  Outage,
  Period,
  PeriodRecord,
  ServiceRecord,
  Spent,
  Witness,
} from '../model/record.ts';
import { isFault, SEVERITIES, worst } from '../model/severity.ts';
import type { Severity } from '../model/severity.ts';
import { DAY_MS } from '../model/time.ts';
import type { Instant } from '../model/time.ts';
import type { Id, Topology } from '../model/topology.ts';
import type { Zone } from '../parse/zone.ts';
import { declarationsAround, withoutPlanned } from './declared-timeline.ts';
import type { Declaration } from './declared-timeline.ts';

export const PERIOD_MS: Readonly<Record<Period, number>> = {
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '90d': 90 * DAY_MS,
  '365d': 365 * DAY_MS,
};

export interface RecordInput {
  readonly topology: Topology;
  readonly incidents: readonly Incident[];
  readonly history: History;
  readonly zone: Zone;
  /** The time of the data; everything ends here. */
  readonly asOf: Instant;
}

/** A stretch in which neither what probes saw nor what staff declared changed. */
interface Piece {
  readonly startAt: Instant;
  readonly endAt: Instant;
  /** Probes and staff together, planned work taken for planned. */
  readonly severity: Severity;
  /** What probes saw, planned work taken for planned. */
  readonly probed: Severity;
  readonly declared: Severity;
  /** Slugs of those that declared it; asked for where it is told. */
  incidents(): readonly string[];
}

/** What every service has been through, in the order of the topology; docs/status-rules.md has the rules. */
export function serviceRecords(input: RecordInput): readonly ServiceRecord[] {
  const { topology, incidents, zone, asOf } = input;
  const days = daysUntil(asOf, zone);
  const startAt = Math.min(days[0]?.startAt ?? asOf, ...PERIODS.map((period) => asOf - PERIOD_MS[period]));
  const declarations = declarationsAround(topology, incidents, startAt, asOf);
  return topology.services.map(({ id }) => {
    const pieces = piecesOf(id, declarations, input, startAt);
    const shown = pieces.filter(({ endAt }) => endAt > (days[0]?.startAt ?? asOf));
    return {
      id,
      asOf,
      days: days.map((day) => dayRecord(day, shown)),
      periods: PERIODS.map((period) => periodRecord(period, pieces, asOf)),
      outages: outagesIn(shown, asOf),
    };
  });
}

interface Day {
  readonly day: string;
  readonly startAt: Instant;
  readonly endAt: Instant;
}

function daysUntil(asOf: Instant, zone: Zone): readonly Day[] {
  const today = zone.dayOf(asOf);
  return Array.from({ length: RECORD_DAYS }, (_, index) => {
    const day = zone.addDays(today, index + 1 - RECORD_DAYS);
    const endAt = Math.min(asOf, zone.startOfDay(zone.addDays(day, 1)));
    return { day, startAt: zone.startOfDay(day), endAt };
  });
}

/** Both timelines cover the window, so walking through them side by side does too. */
function piecesOf(
  service: Id,
  declarations: readonly Declaration[],
  { history, asOf }: RecordInput,
  startAt: Instant,
): readonly Piece[] {
  const seen = history.severities('service', service, startAt, asOf);
  const pieces: Piece[] = [];
  let s = 0;
  let d = declarations.findIndex((declaration) => declaration.endAt > startAt);
  for (let at = startAt; at < asOf;) {
    const [stretch, declaration] = [seen[s], declarations[d]];
    if (stretch === undefined || declaration === undefined) break;
    const endAt = Math.min(stretch.endAt, declaration.endAt);
    pieces.push({ startAt: at, endAt, ...judgedPiece(service, stretch.state, declaration) });
    if (stretch.endAt === endAt) s++;
    if (declaration.endAt === endAt) d++;
    at = endAt;
  }
  return pieces;
}

function judgedPiece(
  service: Id,
  seen: Severity,
  declaration: Declaration,
): Omit<Piece, 'startAt' | 'endAt'> {
  const probed = withoutPlanned(seen, declaration.explained.get(service) ?? 'operational');
  const declared = declaration.declared.get(service) ?? 'operational';
  return {
    severity: worst([probed, declared]),
    probed,
    declared,
    incidents: () => (isFault(declared) ? declaration.blamed(service) : []),
  };
}

/** A few green minutes do not make a green day: where nobody looked for most of it, it is unknown, unless a fault is known. */
function dayRecord({ day, startAt, endAt }: Day, pieces: readonly Piece[]): DayRecord {
  const spent = spentIn(pieces, startAt, endAt);
  const tells = (severity: Severity) =>
    severity === 'unknown' ? spent.unknown * 2 >= endAt - startAt : spent[severity] > 0;
  return { day, spent, worst: worst(SEVERITIES.filter(tells)) };
}

function periodRecord(period: Period, pieces: readonly Piece[], endAt: Instant): PeriodRecord {
  const startAt = endAt - PERIOD_MS[period];
  const spent = spentIn(pieces, startAt, endAt);
  const byStaff = pieces.filter(({ severity, probed }) => severity === 'down' && probed !== 'down');
  const total = endAt - startAt;
  const counted = total - spent.unknown - spent.maintenance;
  return {
    period,
    startAt,
    endAt,
    spent,
    downByStaffMs: spentIn(byStaff, startAt, endAt).down,
    uptime: counted > 0 ? hundredths(counted - spent.down, counted) : null,
    coverage: hundredths(total - spent.unknown, total),
  };
}

/** Hundredths of a percent, rounded down: what is not whole is never told as whole. */
function hundredths(part: number, whole: number): number {
  return Math.floor((part * 10_000) / whole);
}

function spentIn(pieces: readonly Piece[], startAt: Instant, endAt: Instant): Spent {
  const spent = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const piece of pieces) {
    const lengthMs = Math.min(piece.endAt, endAt) - Math.max(piece.startAt, startAt);
    if (lengthMs > 0) spent[piece.severity] += lengthMs;
  }
  return spent;
}

/** Newest first. Pieces that touch and are equally bad are one outage, whoever saw which of them. */
function outagesIn(pieces: readonly Piece[], asOf: Instant): readonly Outage[] {
  const outages: Outage[] = [];
  for (const piece of pieces) {
    const { severity, startAt, endAt } = piece;
    if (!isFault(severity)) continue;
    const last = outages.at(-1);
    const goesOn = last?.endAt === startAt && last.severity === severity;
    const outage: Outage = {
      startAt: goesOn ? last.startAt : startAt,
      endAt,
      lasting: endAt === asOf,
      severity,
      witness: goesOn ? together(last.witness, witnessOf(piece)) : witnessOf(piece),
      incidents: goesOn ? [...new Set([...piece.incidents(), ...last.incidents])] : piece.incidents(),
    };
    if (goesOn) outages[outages.length - 1] = outage;
    else outages.push(outage);
  }
  return outages.reverse();
}

function witnessOf({ probed, declared }: Piece): Witness {
  if (!isFault(declared)) return 'probes';
  return isFault(probed) ? 'both' : 'staff';
}

function together(a: Witness, b: Witness): Witness {
  return a === b ? a : 'both';
}
