import type { Incident } from '../model/incident.ts';
import type { DayRecord, Outage, PeriodRecord, ServiceRecord, Spent } from '../model/record.ts';
import { SEVERITIES } from '../model/severity.ts';
import type { Severity } from '../model/severity.ts';
import type { CalendarDay, Instant, Moment } from '../model/time.ts';
import type { IncidentLink } from './entry.ts';
import { linkOf } from './entry.ts';

/** Days of one kind in a row. */
export interface StripRun {
  readonly state: Severity;
  readonly days: number;
}

/** The bars of one service, a bar a day, and what they amount to. */
export interface StripView {
  readonly fromDay: CalendarDay;
  readonly toDay: CalendarDay;
  readonly total: number;
  /** Oldest first. */
  readonly runs: readonly StripRun[];
  /** Of the whole strip, in hundredths of a percent, rounded down; null where nothing was observed. */
  readonly uptime: number | null;
  readonly coverage: number;
}

/** Time that was not plainly well, worst first; only what there was. */
export interface SpentView {
  readonly severity: Exclude<Severity, 'operational' | 'unknown'>;
  readonly lengthMs: number;
}

/** One row of the table behind the bars: a day of its own, or a run of days that were all well, or all not observed. */
export interface DaysView {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
  readonly state: Severity;
  readonly spent: readonly SpentView[];
  /** Hundredths of a percent, rounded down. */
  readonly coverage: number;
}

export type UptimeView = Pick<PeriodRecord, 'period' | 'uptime' | 'coverage' | 'downByStaffMs'> & {
  readonly spent: readonly SpentView[];
};

export type OutageView = Pick<Outage, 'severity' | 'witness' | 'lasting'> & {
  /** Known to the day where staff wrote no more. */
  readonly from: Moment;
  readonly to: Moment;
  readonly incidents: readonly IncidentLink[];
};

/** What a service's own page tells of the past. */
export interface RecordView {
  readonly strip: StripView;
  readonly periods: readonly UptimeView[];
  /** Newest first. */
  readonly outages: readonly OutageView[];
  readonly outagesUnlisted: number;
  /** Newest first. */
  readonly days: readonly DaysView[];
}

/** A service that flaps has hundreds; what goes beyond is counted, and its days are all in the table. */
export const OUTAGES_LISTED = 25;

/** The period whose uptime stands beside the bars. */
const STRIP_PERIOD: PeriodRecord['period'] = '90d';

export function recordView(record: ServiceRecord, bySlug: ReadonlyMap<string, Incident>): RecordView {
  const { periods, outages, days } = record;
  return {
    strip: stripView(record),
    periods: periods.map(uptimeView),
    outages: outages.slice(0, OUTAGES_LISTED).map((outage) => outageView(outage, bySlug)),
    outagesUnlisted: Math.max(0, outages.length - OUTAGES_LISTED),
    days: daysViews(days),
  };
}

export function stripView({ days, periods }: ServiceRecord): StripView {
  const { uptime = null, coverage = 0 } = periods.find(({ period }) => period === STRIP_PERIOD) ?? {};
  const runs: { state: Severity; days: number }[] = [];
  for (const { worst: state } of days) {
    const last = runs.at(-1);
    if (last?.state === state) last.days++;
    else runs.push({ state, days: 1 });
  }
  return {
    fromDay: days.at(0)?.day ?? '',
    toDay: days.at(-1)?.day ?? '',
    total: days.length,
    runs,
    uptime,
    coverage,
  };
}

function daysViews(days: readonly DayRecord[]): readonly DaysView[] {
  const rows: { state: Severity; days: DayRecord[] }[] = [];
  for (const day of days.toReversed()) {
    const state = day.worst;
    const last = rows.at(-1);
    const joins = last?.state === state && (state === 'operational' || state === 'unknown');
    if (last !== undefined && joins) last.days.push(day);
    else rows.push({ state, days: [day] });
  }
  return rows.map((row) => {
    const spent = addUp(row.days.map((day) => day.spent));
    return {
      from: row.days.at(-1)?.day ?? '',
      to: row.days.at(0)?.day ?? '',
      state: row.state,
      spent: spentView(spent),
      coverage: coverageOf(spent),
    };
  });
}

function uptimeView({ period, uptime, coverage, downByStaffMs, spent }: PeriodRecord): UptimeView {
  return { period, uptime, coverage, downByStaffMs, spent: spentView(spent) };
}

/** Incidents that are gone meanwhile are left out; what they declared counts no more either. */
function outageView(outage: Outage, bySlug: ReadonlyMap<string, Incident>): OutageView {
  const { severity, witness, lasting, startAt, endAt } = outage;
  const known = outage.incidents.flatMap((slug) => bySlug.get(slug) ?? []);
  const days = new Set(known.flatMap(daysWritten));
  const moment = (at: Instant): Moment => ({ at, precision: days.has(at) ? 'day' : 'minute' });
  return {
    severity,
    witness,
    lasting,
    from: moment(startAt),
    to: moment(endAt),
    incidents: known.map(linkOf),
  };
}

/** The instants that stand for a whole day in what staff wrote. */
function daysWritten({ started, resolved, updates }: Incident): readonly Instant[] {
  const moments = [started, ...(resolved === null ? [] : [resolved]), ...updates.map(({ at }) => at)];
  return moments.flatMap(({ at, precision }) => (precision === 'day' ? [at] : []));
}

const TOLD = SEVERITIES.filter(
  (severity): severity is SpentView['severity'] => severity !== 'operational' && severity !== 'unknown',
).reverse();

function spentView(spent: Spent): readonly SpentView[] {
  return TOLD.map((severity) => ({ severity, lengthMs: spent[severity] })).filter(
    ({ lengthMs }) => lengthMs > 0,
  );
}

function lengthOf(spent: Spent): number {
  return SEVERITIES.reduce((sum, severity) => sum + spent[severity], 0);
}

function observedOf(spent: Spent): number {
  return lengthOf(spent) - spent.unknown;
}

function coverageOf(spent: Spent): number {
  const length = lengthOf(spent);
  return length === 0 ? 0 : Math.floor((observedOf(spent) * 10_000) / length);
}

function addUp(spents: readonly Spent[]): Spent {
  const sum = (severity: Severity) => spents.reduce((total, spent) => total + spent[severity], 0);
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, sum(severity)])) as Record<
    Severity,
    number
  >;
}
