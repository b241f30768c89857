import { PERIODS, RECORD_DAYS } from '../../../src/core/model/record.ts';
import type {
  DayRecord,
  Outage,
  PeriodRecord,
  ServiceRecord,
  Spent,
} from '../../../src/core/model/record.ts';
import { SEVERITIES, type Severity } from '../../../src/core/model/severity.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/core/model/time.ts';
import { CONTEXT, NOW } from './fixtures.ts';

/** A day as one letter: `+` well, `m` planned work, `?` not observed, `~` working less well, `/` partly down, `x` down. */
const LETTERS: Readonly<Record<string, Severity>> = {
  '+': 'operational',
  m: 'maintenance',
  '?': 'unknown',
  '~': 'degraded',
  '/': 'partial',
  x: 'down',
};

const FAULT_MS = 65 * MINUTE_MS;

export function spent(parts: Partial<Spent> = {}): Spent {
  const entries = SEVERITIES.map((severity) => [severity, parts[severity] ?? 0]);
  return Object.fromEntries(entries) as Record<Severity, number>;
}

/** One day of 24 hours; what is wrong on it lasts 65 minutes, and what is not observed all of it. */
export function dayOf(letter: string, day: string): DayRecord {
  const worst = LETTERS[letter];
  if (worst === undefined) throw new Error(`"${letter}" is no kind of day`);
  const length = worst === 'unknown' ? DAY_MS : worst === 'operational' ? 0 : FAULT_MS;
  return { day, worst, spent: spent({ operational: DAY_MS - length, [worst]: length || DAY_MS }) };
}

export function period(overrides: Partial<PeriodRecord> = {}): PeriodRecord {
  return {
    period: '90d',
    startAt: NOW - 90 * DAY_MS,
    endAt: NOW,
    spent: spent({ operational: 90 * DAY_MS }),
    downByStaffMs: 0,
    uptime: 10_000,
    coverage: 10_000,
    ...overrides,
  };
}

export function outage(overrides: Partial<Outage> = {}): Outage {
  return {
    startAt: Date.parse('2010-08-31T15:57:00Z'),
    endAt: Date.parse('2010-08-31T18:09:00Z'),
    lasting: false,
    severity: 'down',
    witness: 'probes',
    incidents: [],
    ...overrides,
  };
}

/** @param letters of the latest days, the last one today; the days before them are well. */
export function recordOf(letters = '', overrides: Partial<ServiceRecord> = {}): ServiceRecord {
  const days = [...letters.padStart(RECORD_DAYS, '+')];
  const today = CONTEXT.zone.dayOf(NOW);
  return {
    id: 'incoming-mail',
    asOf: NOW,
    days: days.map((letter, index) => dayOf(letter, CONTEXT.zone.addDays(today, index + 1 - days.length))),
    periods: PERIODS.map((name) => period({ period: name })),
    outages: [],
    ...overrides,
  };
}
