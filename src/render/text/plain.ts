import type { Block, Inline, Inlines, Row } from './document.ts';
import { LINE_END } from './document.ts';
import { widthOf } from './width.ts';
import { wrap } from './wrap.ts';

/** Of a line, at most. */
export const COLUMNS = 80;

/** Text is not squeezed into less, however deep it stands. */
const LEAST_COLUMNS = 20;

/** The first column of a table, at most; what is longer has a line to itself. */
const TERM_COLUMNS = 26;
const GAP = '  ';

const RULES = { 1: '=', 2: '-' } as const;

export interface PlainOptions {
  /** Absolute address of the site: an address too long for a line is told from there on. */
  readonly siteUrl: string;
  /** Says below which address those that begin with a slash are; asked for where there are any. */
  addressesBelow(siteUrl: string): string;
}

/** The document for a terminal: lines of at most {@link COLUMNS} columns, none with a blank at its end, one line feed at the end of all. */
export function plainText(blocks: readonly Block[], options: PlainOptions): string {
  const printer = new PlainPrinter(options.siteUrl);
  const lines = printer.blocks(blocks, COLUMNS);
  const below = printer.shortenedAny ? ['', ...wrap(options.addressesBelow(options.siteUrl), COLUMNS)] : [];
  return `${[...lines, ...below].map((line) => line.trimEnd()).join('\n')}\n`;
}

class PlainPrinter {
  readonly #siteUrl: string;
  /** True once an address was told without the site's own part. */
  shortenedAny = false;

  constructor(siteUrl: string) {
    this.#siteUrl = siteUrl;
  }

  blocks(blocks: readonly Block[], width: number): readonly string[] {
    return blocks.flatMap((block, index) => [...(index === 0 ? [] : ['']), ...this.#block(block, width)]);
  }

  #block(block: Block, width: number): readonly string[] {
    switch (block.kind) {
      case 'heading': {
        const lines = this.#inlines(block.text, width);
        if (block.level === 3) return lines;
        const longest = Math.max(1, ...lines.map(widthOf));
        return [...lines, RULES[block.level].repeat(longest)];
      }
      case 'text':
        return this.#inlines(block.text, width);
      case 'rows':
        return this.#rows(block.rows, width);
      case 'list':
        return block.items.flatMap((item, index) => {
          const mark = block.first === undefined ? '- ' : `${String(block.first + index)}. `;
          const lines = this.#indented(mark, ' '.repeat(mark.length), item, width);
          return index === 0 || isShort(block.items) ? lines : ['', ...lines];
        });
      case 'quote':
        return this.#indented('> ', '> ', block.blocks, width);
      case 'code':
        return this.#code(block.lines, width);
    }
  }

  #indented(first: string, rest: string, blocks: readonly Block[], width: number): readonly string[] {
    const inner = width - rest.length;
    // Who nests that deep has the text, without the steps.
    if (inner < LEAST_COLUMNS) return this.blocks(blocks, width);
    const lines = this.blocks(blocks, inner);
    return lines.length === 0 ? [first] : lines.map((line, index) => (index === 0 ? first : rest) + line);
  }

  #code(lines: readonly string[], width: number): readonly string[] {
    const [indent, inner] = width < LEAST_COLUMNS ? ['', width] : ['    ', width - 4];
    // Blanks are part of what code says, so that it is cut and not wrapped.
    return lines
      .flatMap((line) => wrap(line.replaceAll(' ', '\u00a0'), inner))
      .map((line) => indent + line.replaceAll('\u00a0', ' '));
  }

  #rows(rows: readonly Row[], width: number): readonly string[] {
    const terms = rows.map(({ term }) => plainOf(term));
    const widest = Math.max(...terms.map(widthOf).filter((columns) => columns <= TERM_COLUMNS), 0);
    const indent = ' '.repeat(widest) + GAP;
    const inner = Math.max(LEAST_COLUMNS, width - indent.length);
    // Addresses stand below each other: all in the second column, or all beneath the first.
    const isWide = rows.some(({ value }) =>
      addressesBelow(value).some((address) => widthOf(address) > inner),
    );
    const [margin, room] = isWide ? [GAP, width - GAP.length] : [indent, inner];
    return rows.flatMap(({ value, notes }, index) => {
      const term = terms[index] ?? '';
      const text = [value, ...notes].flatMap((inlines) => this.#textLines(inlines, inner));
      const addresses = addressesBelow(value).flatMap((address) => this.#addressLines(address, room));
      const lines = [...text.map((line) => indent + line), ...addresses.map((line) => margin + line)];
      const [first = '', ...rest] = lines;
      if (widthOf(term) > widest || !first.startsWith(indent)) return [...wrap(term, width), ...lines];
      return [term + ' '.repeat(widest - widthOf(term)) + first.slice(widest), ...rest];
    });
  }

  #inlines(inlines: Inlines, width: number): readonly string[] {
    const addresses = addressesBelow(inlines).flatMap((address) => this.#addressLines(address, width));
    return [...this.#textLines(inlines, width), ...addresses];
  }

  /** Nothing where there is an address alone. */
  #textLines(inlines: Inlines, width: number): readonly string[] {
    const text = inlines.map((inline) => this.#told(inline)).join('');
    return text === '' ? [] : wrap(text, width);
  }

  #told(inline: Inline): string {
    if (inline === LINE_END) return '\n';
    if (typeof inline === 'string') return inline;
    const { text, address, told } = inline;
    if (told !== 'beside' || text === address || `mailto:${text}` === address) return text;
    return text === '' ? address : `${text} (${address.replace(/^mailto:([^?]*).*/, '$1')})`;
  }

  /** An address that is broken leads nowhere, so where the whole does not fit, its way below the site is told. */
  #addressLines(address: string, width: number): readonly string[] {
    if (widthOf(address) <= width) return [address];
    const isOwn = address.startsWith(`${this.#siteUrl}/`);
    this.shortenedAny ||= isOwn;
    return wrap(isOwn ? address.slice(this.#siteUrl.length) : address, width);
  }
}

function addressesBelow(inlines: Inlines): readonly string[] {
  return inlines.flatMap((inline) =>
    typeof inline === 'object' && inline.told === 'below' ? [inline.address] : [],
  );
}

/** A list of short things stands close. */
function isShort(items: readonly (readonly Block[])[]): boolean {
  return items.every((item) => item.length === 1 && item[0]?.kind === 'text');
}

function plainOf(inlines: Inlines): string {
  return inlines
    .map((inline) => (inline === LINE_END ? ' ' : typeof inline === 'string' ? inline : inline.text))
    .join('');
}
