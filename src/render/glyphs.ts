import type { Severity } from '../core/model/severity.ts';
import type { Verdict } from '../core/model/snapshot.ts';
import type { Role } from '../core/model/topology.ts';

/** Everything that has a light: a severity (page, service, group) or what one server is doing. */
export type GlyphState = Severity | Verdict | Exclude<Role, 'active'>;

export interface GlyphPath {
  readonly d: string;
  /** Drawn as a line of this width instead of an area. */
  readonly line?: number;
  readonly dash?: string;
}

export interface Glyph {
  /** A custom property of the stylesheet, or the colour of the text around it for lights that claim nothing. */
  readonly colour: string;
  readonly paths: readonly GlyphPath[];
}

const DISC = 'M-7 0a7 7 0 1 0 14 0a7 7 0 1 0-14 0z';
const RING: GlyphPath = { d: 'M-6.2 0a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0z', line: 1.6 };
const DASHED: GlyphPath = { ...RING, line: 1.8, dash: '3.25 3.24' };
const SQUARE = 'M-4.6-6.6h9.2a2 2 0 0 1 2 2v9.2a2 2 0 0 1-2 2h-9.2a2 2 0 0 1-2-2v-9.2a2 2 0 0 1 2-2z';

// The mark inside a filled shape is a hole (even-odd), so it takes whatever lies behind and needs no second colour.
const TICK = 'M-1.4 4.2L4.4-2.6L3-3.8L-1.5 1.5L-3.2-.3L-4.6 1z';
const PAUSE = 'M-3-3.2h2v6.4h-2zM1-3.2h2v6.4h-2z';
const CROSS =
  'M-3.9-2.6L-2.6-3.9L0-1.3L2.6-3.9L3.9-2.6L1.3 0L3.9 2.6L2.6 3.9L0 1.3L-2.6 3.9L-3.9 2.6L-1.3 0z';
const TRIANGLE = 'M-1.2-6.6a1.4 1.4 0 0 1 2.4 0l6 10.8a1.4 1.4 0 0 1-1.2 2.1h-12a1.4 1.4 0 0 1-1.2-2.1z';
const WARNING = 'M-1-2.6h2l-.3 4.2h-1.4zM-1 2.7h2v1.9h-2z';
const HALF = 'M-6.6 4.6v-9.2a2 2 0 0 1 2-2h4.6v13.2h-4.6a2 2 0 0 1-2-2z';
const OUTLINE =
  'M-4.6-5.8h9.2a1.2 1.2 0 0 1 1.2 1.2v9.2a1.2 1.2 0 0 1-1.2 1.2h-9.2a1.2 1.2 0 0 1-1.2-1.2v-9.2a1.2 1.2 0 0 1 1.2-1.2z';
const QUESTION: GlyphPath = { d: 'M-1.9-1.6a1.9 1.9 0 1 1 2.9 1.6c-.7.4-1 .8-1 1.5M0 3.2v.4', line: 1.5 };

const UNKNOWN: Glyph = { colour: 'var(--state-unknown)', paths: [RING, QUESTION] };
const MAINTENANCE: Glyph = { colour: 'var(--state-maintenance)', paths: [{ d: DISC + PAUSE }] };
const DOWN: Glyph = { colour: 'var(--state-down)', paths: [{ d: SQUARE + CROSS }] };

/** One shape per state, told apart in black and white; drawn in a square of 16 units around the origin. */
export const GLYPHS: Readonly<Record<GlyphState, Glyph>> = {
  operational: { colour: 'var(--state-operational)', paths: [{ d: DISC + TICK }] },
  maintenance: MAINTENANCE,
  unknown: UNKNOWN,
  degraded: { colour: 'var(--state-degraded)', paths: [{ d: TRIANGLE + WARNING }] },
  partial: { colour: 'var(--state-partial)', paths: [{ d: HALF }, { d: OUTLINE, line: 1.6 }] },
  down: DOWN,
  online: { colour: 'var(--state-operational)', paths: [{ d: DISC }] },
  offline: DOWN,
  standby: { colour: 'currentColor', paths: [DASHED] },
  preparing: { colour: 'currentColor', paths: [DASHED, { d: 'M-2.8 0h5.6M0-2.8v5.6', line: 1.5 }] },
  withdrawn: { colour: 'currentColor', paths: [DASHED, { d: 'M-2.8 0h5.6', line: 1.5 }] },
};
