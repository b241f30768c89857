import type { Severity } from '../model/severity.ts';
import { worst } from '../model/severity.ts';
import type { StripView } from './record.ts';

/** The bars of a service with several days to a character. */
export interface TextBars {
  readonly daysEach: number;
  /** Oldest first; the worst of the days a bar stands for. The oldest bar may stand for fewer than the others. */
  readonly bars: readonly Severity[];
}

/** As few days to a bar as `columns` allow. */
export function textBars(strip: StripView, columns: number): TextBars {
  const days = strip.runs.flatMap(({ state, days: count }) => Array.from({ length: count }, () => state));
  const daysEach = Math.max(1, Math.ceil(days.length / columns));
  const bars: Severity[] = [];
  for (let end = days.length; end > 0; end -= daysEach)
    bars.unshift(worst(days.slice(Math.max(0, end - daysEach), end)));
  return { daysEach, bars };
}
