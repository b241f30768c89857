import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { cleanCode, cleanLine } from './clean.ts';
import type { Addresses } from './addresses.ts';
import type { Block, Inline, Inlines } from './document.ts';
import { LINE_END } from './document.ts';

/** Staff's Markdown as blocks: what stands in it, without how it is to look. */
export type Prose = (markdown: string) => readonly Block[];

/**
 * Reads Markdown as the pages do. Paragraphs, lists, quotes and code stay what they are; headings become bold paragraphs,
 * because they stand below headings of ours; tables become lists of rows, pictures links. Emphasis is left out, and raw HTML
 * is text. Links whose scheme the pages refuse are text here, too.
 */
export function createProse(addresses: Addresses): Prose {
  const md = new MarkdownIt({ html: false, linkify: true, typographer: false });
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: true, fuzzyIP: false });
  md.validateLink = (address) => address.startsWith('#') || addresses.absolute(address) !== null;
  return (markdown) => new ProseReader(md.parse(markdown, {}), addresses).blocks('');
}

/** Goes through the tokens once, which come as a flat list with openings and closings. */
class ProseReader {
  readonly #tokens: readonly Token[];
  readonly #addresses: Addresses;
  #next = 0;

  constructor(tokens: readonly Token[], addresses: Addresses) {
    this.#tokens = tokens;
    this.#addresses = addresses;
  }

  /** Everything up to the closing token `end`, which is passed. */
  blocks(end: string): readonly Block[] {
    const blocks: Block[] = [];
    for (let token = this.#take(); token !== undefined && token.type !== end; token = this.#take()) {
      const block = this.#block(token);
      if (block !== null) blocks.push(block);
    }
    return blocks;
  }

  #take(): Token | undefined {
    return this.#tokens[this.#next++];
  }

  #block(token: Token): Block | null {
    switch (token.type) {
      case 'inline':
        return textBlock(this.#inlines(token));
      case 'heading_open': {
        const [text] = this.blocks('heading_close');
        return text?.kind === 'text' ? { ...text, strong: true } : null;
      }
      case 'bullet_list_open':
        return this.#list('bullet_list_close');
      case 'ordered_list_open':
        return this.#list('ordered_list_close', Number(token.attrGet('start') ?? 1));
      case 'blockquote_open':
        return notEmpty({ kind: 'quote', blocks: this.blocks('blockquote_close') });
      case 'table_open':
        return this.#table();
      case 'fence':
      case 'code_block':
        return notEmpty({ kind: 'code', lines: cleanCode(token.content) });
      default:
        // Openings and closings of paragraphs, and rules, which are for the eye.
        return null;
    }
  }

  #list(end: string, first?: number): Block | null {
    const items: (readonly Block[])[] = [];
    for (let token = this.#take(); token !== undefined && token.type !== end; token = this.#take()) {
      if (token.type === 'list_item_open') items.push(this.blocks('list_item_close'));
    }
    return { kind: 'list', ...(first === undefined ? {} : { first }), items };
  }

  /** A row an item, its cells parted by bars. */
  #table(): Block | null {
    const items: (readonly Block[])[] = [];
    let row: Inline[] = [];
    for (
      let token = this.#take();
      token !== undefined && token.type !== 'table_close';
      token = this.#take()
    ) {
      if (token.type === 'tr_open') row = [];
      else if (token.type === 'inline')
        row.push(...(row.length === 0 ? [] : [' | ']), ...this.#inlines(token));
      else if (token.type === 'tr_close') items.push([{ kind: 'text', text: merged(row) }]);
    }
    return { kind: 'list', items };
  }

  #inlines({ children }: Token): Inlines {
    const inlines: Inline[] = [];
    let address: string | null = null;
    let linked = '';
    for (const child of children ?? []) {
      if (child.type === 'link_open')
        [address, linked] = [this.#addresses.absolute(String(child.attrGet('href') ?? '')), ''];
      else if (child.type === 'link_close') {
        inlines.push(linkTo(address, linked));
        address = null;
      } else if (address !== null) linked += textOf(child);
      else if (child.type === 'hardbreak') inlines.push(LINE_END);
      else if (child.type === 'image')
        inlines.push(linkTo(this.#addresses.absolute(String(child.attrGet('src') ?? '')), textOf(child)));
      else inlines.push(textOf(child));
    }
    return merged(inlines);
  }
}

function textOf(token: Token): string {
  if (token.type === 'softbreak' || token.type === 'hardbreak') return ' ';
  if (token.type === 'image') return (token.children ?? []).map(textOf).join('');
  return token.content;
}

function linkTo(address: string | null, text: string): Inline {
  const clean = cleanLine(text);
  return address === null ? clean : { text: clean === address ? '' : clean, address, told: 'beside' };
}

/** Adjacent texts as one, clean; no line begins or ends with a blank. */
function merged(inlines: Inlines): Inlines {
  const joined: Inline[] = [];
  for (const inline of inlines) {
    const last = joined.at(-1);
    if (typeof inline === 'string' && typeof last === 'string') joined[joined.length - 1] = last + inline;
    else joined.push(inline);
  }
  return joined
    .map((inline, index) =>
      typeof inline === 'string' ? between(inline, joined[index - 1], joined[index + 1]) : inline,
    )
    .filter((inline) => inline !== '');
}

/** Blanks at the ends of a text count only where a link stands there. */
function between(text: string, before: Inline | undefined, after: Inline | undefined): string {
  const clean = cleanLine(text);
  const isLink = (inline: Inline | undefined) => typeof inline === 'object';
  if (clean === '') return isLink(before) && isLink(after) && text !== '' ? ' ' : '';
  return (
    (isLink(before) && /^\s/.test(text) ? ' ' : '') + clean + (isLink(after) && /\s$/.test(text) ? ' ' : '')
  );
}

function textBlock(text: Inlines): Block | null {
  return text.length === 0 ? null : { kind: 'text', text };
}

function notEmpty(block: Extract<Block, { kind: 'quote' | 'code' }>): Block | null {
  return (block.kind === 'quote' ? block.blocks : block.lines).length === 0 ? null : block;
}
