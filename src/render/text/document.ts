/**
 * What the page for terminals says, before it is known whether it is printed for eighty columns or as Markdown. All text in
 * it is plain and clean (see `clean.ts`); whoever prints it escapes it.
 */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: Inlines }
  /** `strong`: what a heading inside staff's text has become. */
  | { readonly kind: 'text'; readonly text: Inlines; readonly strong?: true }
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'list'; readonly first?: number; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'code'; readonly lines: readonly string[] };

/** One line of a table of two columns, with sentences below its second. */
export interface Row {
  readonly term: Inlines;
  readonly value: Inlines;
  /** The value is a drawing in characters, not text. */
  readonly drawn?: true;
  readonly notes: readonly Inlines[];
}

/** Text and links in the order in which they are read. A text holds no line ends; {@link LINE_END} is one. */
export type Inlines = readonly Inline[];
export type Inline = string | Link | typeof LINE_END;

export const LINE_END = Symbol('line end');

export interface Link {
  /** Empty where the address is its own text. */
  readonly text: string;
  /** Absolute. */
  readonly address: string;
  /** Where plain text tells the address: after the text in brackets, on a line of its own, or not at all. */
  readonly told: 'beside' | 'below' | 'not';
}
