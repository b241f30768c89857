import type { Id } from '../../core/model/topology.ts';

/**
 * Everything that determines a layout, and nothing that changes with a state: the lead of a cache key.
 * Plain JSON, keys always written in the same order.
 */
export interface DiagramInput {
  readonly zones: readonly InputZone[];
  readonly flows: readonly InputFlow[];
  readonly texts: ReservedTexts;
}

export interface InputZone {
  readonly id: Id;
  readonly name: string;
  readonly groups: readonly InputGroup[];
}

export interface InputGroup {
  readonly id: Id;
  readonly name: string;
  readonly servers: readonly { readonly id: Id; readonly name: string }[];
}

export interface InputFlow {
  readonly from: Id;
  readonly to: Id;
  readonly fallback: boolean;
}

/** All texts a state can put into a box. The widest is reserved, so that no change of state moves anything. */
export interface ReservedTexts {
  readonly server: readonly string[];
  readonly group: readonly string[];
  readonly since: readonly string[];
  readonly internet: string;
}

/** User units; one unit is one CSS pixel where the drawing is shown at its natural size. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** Lines of text that start at `x`; `y` is the first baseline. */
export interface TextBlock extends Point {
  readonly lines: readonly string[];
}

export interface DrawnServer {
  readonly id: Id;
  /** Centre of the light. */
  readonly dot: Point;
  readonly name: TextBlock;
  /** Where the word or the online time goes. `end`: the text ends at x. */
  readonly state: Point & { readonly anchor: 'start' | 'end' };
}

export interface DrawnGroup extends Rect {
  readonly id: Id;
  readonly title: TextBlock;
  /** Centre of the group's own light. */
  readonly glyph: Point;
  readonly servers: readonly DrawnServer[];
  /** Height of the line between the servers and what they amount to. */
  readonly ruleY: number;
  /** First baseline of {@link FOOT_LINES} lines: "1 of 3 offline; works", "for at least 43 days". */
  readonly foot: Point;
  /** Width in which the foot must fit. */
  readonly footWidth: number;
}

export interface DrawnZone extends Rect {
  readonly id: Id;
  readonly title: TextBlock;
}

export interface DrawnEdge extends InputFlow {
  /** At least two, alternately horizontal and vertical; the last one is the tip of the arrow. */
  readonly points: readonly Point[];
}

/** A long state ("works less well than usual") takes the line of the time as well. */
export const FOOT_LINES = 2;

/** One arrangement of the whole diagram. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Width of the container, in CSS pixels, from which its smallest text is readable. One of {@link WIDTH_STEPS}. */
  readonly readableFrom: number;
  readonly internet: (Rect & { readonly icon: Point; readonly label: Point }) | null;
  readonly zones: readonly DrawnZone[];
  readonly groups: readonly DrawnGroup[];
  readonly edges: readonly DrawnEdge[];
}

/**
 * Up to three arrangements of one topology. One that could not be read at any sensible width is null;
 * where a container is too small for all of them, the list below the diagram serves.
 */
export interface DiagramLayout {
  readonly version: number;
  /** Left to right. */
  readonly wide: Drawing | null;
  /** Top to bottom, boxes side by side: tablets and paper. */
  readonly medium: Drawing | null;
  /** One column of boxes, for phones. */
  readonly narrow: Drawing | null;
}

export const DRAWING_KINDS = ['wide', 'medium', 'narrow'] as const;
export type DrawingKind = (typeof DRAWING_KINDS)[number];

/** Widths at which the stylesheet can change from one drawing to the next (`templates/style/diagram.css`). */
export const WIDTH_STEPS = [280, 560, 680, 800, 960, 1080, 1220, 1360, 1520, 1760] as const;

/** Part of every cache key: raise it whenever the same input would be laid out differently. */
export const LAYOUT_VERSION = 1;
