import type { VNode } from 'preact';
import type { Severity } from '../../src/core/model/severity.ts';
import type { StripRun, StripView } from '../../src/core/view/record.ts';
import type { Kit } from '../kit.ts';

/** A day is so many units wide, the gap behind its bar included; the drawing is so many high. */
const DAY = 4;
const BAR = 3;
const HEIGHT = 24;

/**
 * Where a bar's lines lie. Each state has its shape, told apart in black and white: low while nothing was wrong, split
 * for planned work, hollow for days nobody looked at; the worse, the taller, and split where it was down in part.
 * Widths of lines and the dashes that make bars of them are in the stylesheet.
 */
const LINES: Readonly<Record<Exclude<Severity, 'unknown'>, readonly number[]>> = {
  operational: [20],
  maintenance: [17.5, 22.5],
  degraded: [16],
  partial: [5.5, 18.5],
  down: [12],
};

/** From the worst to the mildest, so that the same days give the same drawing. */
const DRAWN = ['down', 'partial', 'degraded', 'maintenance', 'operational', 'unknown'] as const;

/** A bar for each day; `large` on the service's own page. */
export function UptimeStrip(
  props: { readonly strip: StripView; readonly large?: boolean },
  { words, keep }: Kit,
): VNode {
  const { strip, large = false } = props;
  return keep('strip', [strip, large], () => (
    <svg
      class={large ? 'bars large' : 'bars'}
      viewBox={`0 0 ${strip.total * DAY - 1} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words.strip(strip)}
    >
      <Bars runs={strip.runs} />
    </svg>
  ));
}

/** Three days of one kind, for the key to the bars. Hidden from assistive technology: the word beside it says the same. */
export function StripSample({ state }: { readonly state: Severity }) {
  return (
    <svg
      class="bars sample"
      viewBox={`0 0 ${3 * DAY - 1} ${HEIGHT}`}
      width="11"
      height="24"
      aria-hidden="true"
    >
      <Bars runs={[{ state, days: 3 }]} />
    </svg>
  );
}

/** One path for each state that occurs, however many days there are. */
function Bars({ runs }: { readonly runs: readonly StripRun[] }) {
  return (
    <>
      {DRAWN.map((state) => {
        const d = pathOf(state, runs);
        return d === '' ? null : <path class={`bar-${state}`} d={d} />;
      })}
    </>
  );
}

function pathOf(state: Severity, runs: readonly StripRun[]): string {
  let x = 0;
  let d = '';
  for (const run of runs) {
    const length = run.days * DAY - (DAY - BAR);
    if (run.state === state) d += runPath(state, x, length);
    x += run.days * DAY;
  }
  return d;
}

/** A line that dashes cut into bars, or a frame around days nobody looked at. */
function runPath(state: Severity, x: number, length: number): string {
  if (state === 'unknown') return `M${x} 16.5h${length}v7h-${length}z`;
  return LINES[state].map((y) => `M${x} ${y}h${length}`).join('');
}
