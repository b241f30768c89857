import { GLYPHS } from '../../src/render/glyphs.ts';
import type { GlyphState } from '../../src/render/glyphs.ts';
import { LIGHT } from './light.ts';

export type { GlyphState } from '../../src/render/glyphs.ts';

/** What a glyph is drawn with, without the picture around it. */
export function GlyphPaths({ state }: { readonly state: GlyphState }) {
  const glyph = GLYPHS[state];
  return (
    <>
      {glyph.paths.map(({ d, line, dash }) =>
        line === undefined ? (
          <path d={d} fill={glyph.colour} fill-rule="evenodd" />
        ) : (
          <path
            d={d}
            fill="none"
            stroke={glyph.colour}
            stroke-width={line}
            stroke-dasharray={dash}
            stroke-linecap={dash === undefined ? 'round' : undefined}
          />
        ),
      )}
    </>
  );
}

const DEFAULT_SIZE = 16;

/**
 * The light of a state, for HTML. Hidden from assistive technology: the word beside it says the same.
 * `size` in CSS pixels. Needs no stylesheet but the `--state-…` properties. `lit`: it tells of now, and goes out when
 * what it tells is too old to be believed.
 */
export function StateGlyph({
  state,
  size = DEFAULT_SIZE,
  lit = false,
}: {
  readonly state: GlyphState;
  readonly size?: number;
  readonly lit?: boolean;
}) {
  return (
    <svg
      class={`glyph glyph-${state}`}
      viewBox="-8 -8 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      {...(lit ? LIGHT : {})}
    >
      <GlyphPaths state={state} />
    </svg>
  );
}

/** The same light inside another SVG, centred on `cx`, `cy`, within a square of twice `r` user units. */
export function StateGlyphShape({
  state,
  cx,
  cy,
  r,
  lit = false,
}: {
  readonly state: GlyphState;
  readonly cx: number;
  readonly cy: number;
  readonly r: number;
  readonly lit?: boolean;
}) {
  const scale = r === DEFAULT_SIZE / 2 ? '' : `scale(${r / (DEFAULT_SIZE / 2)})`;
  return (
    <g class={`glyph-${state}`} transform={`translate(${cx} ${cy})${scale}`} {...(lit ? LIGHT : {})}>
      <GlyphPaths state={state} />
    </g>
  );
}
