import type { Font } from './text.ts';

/** Sizes in user units, the same in all three drawings so that they read as one hand. */
export const TITLE: Font = { size: 14, bold: true };
export const TITLE_LINE = 18;
export const NAME: Font = { size: 13, bold: false };
export const NAME_LINE = 16;
export const SMALL: Font = { size: 12, bold: false };
export const SMALL_LINE = 16;

export const PAD = 12;
export const DOT_RADIUS = 6;
export const GLYPH_RADIUS = 8;
/** From the left edge of a light to the text beside it. */
export const DOT_SPACE = 19;
/** Least space between a server's name and its state. Also takes up what a wider font needs. */
export const STATE_GAP = 9;
export const ROW = 23;
export const COLUMN_GAP = 24;

/** The smallest text must not get smaller than this on the screen, in CSS pixels. */
export const LEAST_TEXT = 10.5;

export interface BoxLimits {
  /** A box is never narrower. */
  readonly minWidth: number;
  /** Server names and titles wrap rather than make a box of one column wider than this. */
  readonly maxWidth: number;
  readonly maxColumns: number;
  /** A group of more servers than this is set in columns, about this many times as many rows as columns. */
  readonly oneColumn: number;
  readonly rowsPerColumn: number;
}

export const BOX_LIMITS: Readonly<Record<'wide' | 'medium', BoxLimits>> = {
  wide: { minWidth: 156, maxWidth: 232, maxColumns: 4, oneColumn: 8, rowsPerColumn: 5 },
  medium: { minWidth: 156, maxWidth: 232, maxColumns: 3, oneColumn: 6, rowsPerColumn: 2.5 },
};
