import type { GlyphState } from './state-glyph.tsx';

/**
 * Marks what carries a light of now: an element whose class names a state, its glyph, or a word in the diagram. When the
 * page has gone stale, the script of `src/render/freshness-script.ts` turns all of them to unknown.
 */
export const LIGHT = { 'data-light': '' } as const;

/** Marks what is told only while the lights hold: reasons, ages, spares. It is not shown on a page that has gone stale. */
export const NOW = { 'data-now': '' } as const;

/** States that staff chose: they claim nothing that could go out of date with the probes. */
const CLAIM_NOTHING: ReadonlySet<GlyphState> = new Set(['standby', 'preparing', 'withdrawn']);

/** {@link LIGHT} for what claims something. */
export function lightOf(state: GlyphState): Partial<typeof LIGHT> {
  return isClaim(state) ? LIGHT : {};
}

export function isClaim(state: GlyphState): boolean {
  return !CLAIM_NOTHING.has(state);
}
