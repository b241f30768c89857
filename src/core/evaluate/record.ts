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
import { createDeclarations, withoutPlanned } from './declared-timeline.ts';
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

/** Tells what services have been through, again and again; what was worked out of the past is not worked out anew. */
export interface Recorder {
  /** Of every service, in the order of the topology; docs/status-rules.md has the rules. */
  records(input: RecordInput): readonly ServiceRecord[];
}

export function createRecorder(): Recorder {
  let known: Known | null = null;
  const declared = createDeclarations();
  return {
    records(input) {
      const { topology, incidents, zone, asOf } = input;
      const days = daysUntil(asOf, zone);
      const daysFromAt = days[0]?.startAt ?? asOf;
      const startAt = Math.min(daysFromAt, ...PERIODS.map((period) => asOf - PERIOD_MS[period]));
      const declarations = declared.around(topology, incidents, startAt, asOf);
      const before = known?.declarations === declarations && known.startAt <= startAt ? known : null;
      // Pieces that are all made anew begin with this window, which may begin later than the one before.
      let knownFromAt = before?.startAt ?? startAt;
      const services = topology.services.map(({ id }): [Id, KnownService] => {
        const kept = before === null ? [] : stillTrue(before, id, input.history);
        if (kept.length === 0) knownFromAt = startAt;
        const pieces = piecesOf(id, declarations, input, kept.at(-1)?.endAt ?? startAt);
        return [id, knownService([...kept, ...pieces], days, kept.at(-1)?.endAt, before?.services.get(id))];
      });
      known = {
        declarations,
        history: input.history,
        startAt: knownFromAt,
        services: new Map(services),
      };
      return services.map(([id, service]) => record(id, service, { startAt, daysFromAt, asOf }));
    },
  };
}

/** The same, once. */
export function serviceRecords(input: RecordInput): readonly ServiceRecord[] {
  return createRecorder().records(input);
}

interface Known {
  readonly declarations: readonly Declaration[];
  readonly history: History;
  readonly startAt: Instant;
  readonly services: ReadonlyMap<Id, KnownService>;
}

interface KnownService {
  readonly pieces: readonly Piece[];
  /** By the time a day begins, oldest first; with the time it ended, which moves on while it is today. */
  readonly days: ReadonlyMap<Instant, { readonly endAt: Instant; readonly record: DayRecord }>;
}

/** @param keptUntilAt the pieces until then are those of before */
function knownService(
  pieces: readonly Piece[],
  days: readonly Day[],
  keptUntilAt: Instant = -Infinity,
  before?: KnownService,
): KnownService {
  const records = days.map((day): [Instant, { readonly endAt: Instant; readonly record: DayRecord }] => {
    const known = day.endAt <= keptUntilAt ? before?.days.get(day.startAt) : undefined;
    const isSame = known?.endAt === day.endAt && known.record.day === day.day;
    return [day.startAt, isSame ? known : { endAt: day.endAt, record: dayRecord(day, pieces) }];
  });
  return { pieces, days: new Map(records) };
}

/** What was kept begins no later, and is cut to begin then. */
function from(startAt: Instant, pieces: readonly Piece[]): readonly Piece[] {
  const [first, ...rest] = pieces.slice(firstAfter(pieces, startAt));
  return first === undefined ? [] : [{ ...first, startAt: Math.max(first.startAt, startAt) }, ...rest];
}

interface RecordWindow {
  readonly startAt: Instant;
  /** When the first of the days begins. */
  readonly daysFromAt: Instant;
  readonly asOf: Instant;
}

function record(id: Id, service: KnownService, { startAt, daysFromAt, asOf }: RecordWindow): ServiceRecord {
  const pieces = from(startAt, service.pieces);
  return {
    id,
    asOf,
    days: [...service.days.values()].map((day) => day.record),
    periods: PERIODS.map((period) => periodRecord(period, pieces, asOf)),
    outages: outagesIn(pieces.slice(firstAfter(pieces, daysFromAt)), asOf),
  };
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
  fromAt: Instant,
): readonly Piece[] {
  const pieces: Piece[] = [];
  const seen = history.severities('service', service, fromAt, asOf);
  let s = 0;
  let d = firstAfter(declarations, fromAt);
  for (let at = fromAt; at < asOf;) {
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

/** The last one only ended because nobody knew what came next. */
function stillTrue({ history: then, services }: Known, service: Id, history: History): readonly Piece[] {
  const agreesUntil = history.agreesUntil(then);
  const known = services.get(service)?.pieces ?? [];
  const last = known.findLastIndex(({ endAt }) => endAt <= agreesUntil);
  return known.slice(0, Math.min(last + 1, known.length - 1));
}

/** Index of the first of consecutive stretches of time that ends after an instant. */
function firstAfter(stretches: readonly { readonly endAt: Instant }[], at: Instant): number {
  let [from, to] = [0, stretches.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((stretches[middle]?.endAt ?? Infinity) > at) to = middle;
    else from = middle + 1;
  }
  return from;
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
  const byStaff = ({ severity, probed }: Piece) => severity === 'down' && probed !== 'down';
  const total = endAt - startAt;
  const counted = total - spent.unknown - spent.maintenance;
  return {
    period,
    startAt,
    endAt,
    spent,
    downByStaffMs: spentIn(pieces, startAt, endAt, byStaff).down,
    uptime: counted > 0 ? hundredths(counted - spent.down, counted) : null,
    coverage: hundredths(total - spent.unknown, total),
  };
}

/** Hundredths of a percent, rounded down: what is not whole is never told as whole. */
function hundredths(part: number, whole: number): number {
  return Math.floor((part * 10_000) / whole);
}

function spentIn(
  pieces: readonly Piece[],
  startAt: Instant,
  endAt: Instant,
  counts?: (piece: Piece) => boolean,
): Spent {
  const spent = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (let index = firstAfter(pieces, startAt); index < pieces.length; index += 1) {
    const piece = pieces[index];
    if (piece === undefined || piece.startAt >= endAt) break;
    if (counts?.(piece) === false) continue;
    spent[piece.severity] += Math.min(piece.endAt, endAt) - Math.max(piece.startAt, startAt);
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
