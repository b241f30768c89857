import type { SpentView, StripView } from '../../core/view/record.ts';
import type { Severity } from '../../core/model/severity.ts';
import type { SeenView } from '../../core/view/server.ts';
import type { BaseWords } from './words.ts';

/** Days without a fault first, then from the worst to the mildest, then those that say nothing of the service. */
const ORDER: readonly Severity[] = ['operational', 'down', 'partial', 'degraded', 'maintenance', 'unknown'];

/** `90 days: 87 without a fault, 1 down, 2 partly down; 99.97% up of 98.2% observed.` */
export function describeStrip(words: BaseWords, strip: StripView): string {
  const daysIn = (state: Severity) =>
    strip.runs.reduce((sum, run) => sum + (run.state === state ? run.days : 0), 0);
  const counts = ORDER.map((state) => ({ state, count: daysIn(state) }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => words.text(`record.count.${state}`, { count }))
    .join(words.text('record.count.separator'));
  return words.text('record.strip', { days: strip.total, counts, uptime: describeUptime(words, strip) });
}

/** Never uptime without how much of the time was observed. */
export function describeUptime(
  words: BaseWords,
  { uptime, coverage }: Pick<StripView, 'uptime' | 'coverage'>,
): string {
  if (uptime === null) return words.text('record.uptime.none');
  if (coverage === 10_000) return words.text('record.uptime.throughout', { uptime: words.percent(uptime) });
  return words.text('record.uptime', { uptime: words.percent(uptime), coverage: words.percent(coverage) });
}

/** How long it was what, a sentence each, worst first. `downByStaffMs`: the part of the time down that only staff declared. */
export function describeSpent(
  words: BaseWords,
  spent: readonly SpentView[],
  downByStaffMs = 0,
): readonly string[] {
  return spent.map(({ severity, lengthMs }) => {
    const duration = words.duration(lengthMs);
    if (severity !== 'down' || downByStaffMs === 0)
      return words.text(`record.spent.${severity}`, { duration });
    if (downByStaffMs >= lengthMs) return words.text('record.spent.down-all-staff', { duration });
    return words.text('record.spent.down-some-staff', { duration, staff: words.duration(downByStaffMs) });
  });
}

const VERDICTS_TOLD = ['online', 'offline', 'unknown'] as const;

/** `London sees it, Amsterdam does not`, or `not seen from London and Amsterdam` where they agree. */
export function describeSeen(words: BaseWords, seen: SeenView): string {
  const told = VERDICTS_TOLD.filter((verdict) => seen[verdict].length > 0);
  const [only] = told;
  if (only !== undefined && told.length === 1)
    return words.text(`seen.${only}`, { vantages: words.list(seen[only]) });
  return told
    .map((verdict, index) => {
      const vantages = words.list(seen[verdict]);
      const form = verdict === 'offline' && index === 0 ? 'offline-first' : verdict;
      return words.text(`seen.differs.${form}`, { count: seen[verdict].length, vantages });
    })
    .join(words.text('seen.differs.separator'));
}
