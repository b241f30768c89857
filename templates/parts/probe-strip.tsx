import type { VNode } from 'preact';
import type { Severity } from '../../src/core/model/severity.ts';
import type { ProbeStripsView } from '../../src/core/view/strip.ts';
import type { GroupStripView } from '../../src/core/view/strip-course.ts';
import type { Segment } from '../../src/core/view/strip-drawing.ts';
import type { ScaleMark, ScaleView } from '../../src/core/view/strip-scale.ts';
import { describeAccount, describeSpans } from '../../src/render/words/probe-account.ts';
import type { Kit } from '../kit.ts';
import { Section } from './section.tsx';
import { ShortTime, sentence } from './text.tsx';

/** How high a strip's drawing is, in its own units; it is as wide as a hundred, and stretched to the page. */
const HEIGHT = 24;

/**
 * From where to where a state is drawn. Each has its shape, told apart in black and white, the same as the bars of the
 * services' pages: low while nothing was wrong, split for planned work, hollow where nobody could tell; the worse, the
 * taller, and split where it was down in part.
 */
const BANDS: Readonly<Record<Severity, readonly (readonly [top: number, bottom: number])[]>> = {
  operational: [[16, 24]],
  maintenance: [
    [16, 19],
    [21, 24],
  ],
  unknown: [[16.5, 23.5]],
  degraded: [[8, 24]],
  partial: [
    [0, 11],
    [13, 24],
  ],
  down: [[0, 24]],
};

export interface ProbeStripsProps {
  readonly strips: ProbeStripsView;
}

/** What the probes saw around an incident: each group in a sentence, and as strips on one axis. */
export function ProbeStrips({ strips }: ProbeStripsProps, kit: Kit): VNode {
  const { words, parts } = kit;
  const { startAt, endAt, extent, blind, groups, unlisted, states } = strips;
  // On one day, which the page tells further up, its times will do.
  const near = words.isoDay(startAt) === words.isoDay(endAt) ? startAt : undefined;
  const ends = {
    start: <ShortTime at={startAt} near={near ?? endAt} kit={kit} />,
    end: <ShortTime at={endAt} near={near ?? startAt} kit={kit} />,
  };
  return (
    <Section
      id="probeStrips"
      heading={words.text('strip.heading')}
      aside={sentence(kit, extent === 'whole' ? 'strip.range' : `strip.range.${extent}`, ends)}
    >
      {blind.spans.length === 0 ? null : (
        <p>{words.text('strip.blind', { spans: describeSpans(words, blind, startAt) })}</p>
      )}
      <ul class="probed">
        {groups.map((group, index) => (
          <parts.GroupStrip group={group} strips={strips} axis={index === groups.length - 1} />
        ))}
      </ul>
      {unlisted.count === 0 ? null : (
        <p class="quiet">
          {words.text(unlisted.changed > 0 ? 'strip.unlisted.changed' : 'strip.unlisted', unlisted)}
        </p>
      )}
      {states.every((state) => state === 'operational') ? null : <Key states={states} kit={kit} />}
    </Section>
  );
}

export interface GroupStripProps {
  readonly group: GroupStripView;
  readonly strips: ProbeStripsView;
  /** Set on the last group: times stand below it also where nothing happened in it. */
  readonly axis: boolean;
}

/** One group. The drawing is for those who see it; the sentence says the same. */
export function GroupStrip({ group, strips, axis }: GroupStripProps, kit: Kit): VNode {
  const { words } = kit;
  const { startAt, endAt, extent, blind, scale } = strips;
  const { name, account, segments, servers, undrawn } = group;
  const told = describeAccount(words, account, {
    group: name,
    reference: startAt,
    ...(extent === 'part' ? { until: endAt } : {}),
    watched: blind.spans.length === 0,
  });
  return (
    <li class={servers.length === 0 ? 'calm' : undefined}>
      {servers.length === 0 ? null : <h3>{name}</h3>}
      <p>{told.join(' ')}</p>
      <div class="strips" aria-hidden="true">
        <p>{servers.length === 0 ? null : words.text('strip.whole')}</p>
        <Strip segments={segments} large={servers.length > 0} />
        {servers.map((server) => (
          <>
            <p>{server.name}</p>
            <Strip segments={server.segments} />
          </>
        ))}
        {undrawn === 0 ? null : (
          <>
            <p>{words.text('strip.undrawn', { count: undrawn })}</p>
            <div></div>
          </>
        )}
        {servers.length > 0 || axis ? <Scale scale={scale} kit={kit} /> : null}
      </div>
    </li>
  );
}

function Strip({ segments, large = false }: { segments: readonly Segment[]; large?: boolean }) {
  return (
    <svg class={large ? 'strip large' : 'strip'} viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none">
      <Bands segments={segments} />
    </svg>
  );
}

/** One path for each state, however often it came and went. */
function Bands({ segments }: { readonly segments: readonly Segment[] }) {
  const states = [...new Set(segments.map(({ state }) => state))];
  return (
    <>
      {states.map((state) => (
        <path
          class={`is-${state}`}
          d={segments.map((segment) => (segment.state === state ? bandPath(segment) : '')).join('')}
        />
      ))}
    </>
  );
}

function bandPath({ from, to, state }: Segment): string {
  const width = Math.round((to - from) * 100) / 100;
  return BANDS[state].map(([top, bottom]) => `M${from} ${top}h${width}V${bottom}h-${width}z`).join('');
}

function Key({ states, kit }: { readonly states: readonly Severity[]; readonly kit: Kit }) {
  return (
    <ul class="key" aria-hidden="true">
      {states.map((state) => (
        <li>
          <svg class="strip" viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none">
            <Bands segments={[{ from: 0, to: 100, state }]} />
          </svg>
          {kit.words.text(`strip.key.${state}`)}
        </li>
      ))}
    </ul>
  );
}

/** When staff wrote, what time was planned, and the times of the clock. Drawn in pixels, so that its text is not stretched. */
function Scale({ scale, kit }: { readonly scale: ScaleView; readonly kit: Kit }) {
  const { ticks, updates, planned } = scale;
  const { words } = kit;
  return (
    <>
      {planned === undefined ? null : (
        <>
          <p>{words.text('strip.row.planned')}</p>
          <svg class="scale" height="14">
            <line x1={`${planned.from}%`} x2={`${planned.to}%`} y1="7" y2="7" />
            <line x1={`${planned.from}%`} x2={`${planned.from}%`} y1="2" y2="12" />
            <line x1={`${planned.to}%`} x2={`${planned.to}%`} y1="2" y2="12" />
          </svg>
        </>
      )}
      {updates.length === 0 ? null : (
        <>
          <p>{words.text('strip.row.updates')}</p>
          <svg class="scale marks" height="24">
            {updates.map((mark) => (
              <Mark mark={mark} length={8} text={words.clock(mark.at)} />
            ))}
          </svg>
        </>
      )}
      <p></p>
      <svg class="scale" height="24">
        <line x1="0" x2="100%" y1="0.5" y2="0.5" />
        {ticks.map((tick) => (
          <Mark mark={tick} length={6} text={tick.day ? words.dayShort(tick.at) : words.clock(tick.at)} />
        ))}
      </svg>
    </>
  );
}

function Mark({ mark, length, text }: { mark: ScaleMark; length: number; text: string }) {
  const x = `${mark.position}%`;
  return (
    <>
      <line x1={x} x2={x} y1="0" y2={length} />
      {mark.label === undefined ? null : (
        <text x={x} y="20" text-anchor={mark.label}>
          {text}
        </text>
      )}
    </>
  );
}
