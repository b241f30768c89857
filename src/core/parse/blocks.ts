import MarkdownIt from 'markdown-it';

export const CONTAINERS = ['list', 'quote', 'code'] as const;
export type Container = (typeof CONTAINERS)[number];

/** A list, quote or piece of code that stands at the top level of a text, with all that is inside it. */
export interface Block {
  readonly container: Container;
  /** First line, from 0. */
  readonly from: number;
  /** First line behind it. */
  readonly to: number;
}

const CONTAINER_OF_TOKEN: Readonly<Record<string, Container>> = {
  bullet_list_open: 'list',
  ordered_list_open: 'list',
  blockquote_open: 'quote',
  fence: 'code',
  code_block: 'code',
};

/** Inside a list or quote this many levels deep, Markdown is text. */
const MAX_NESTING = 20;

/** The same dialect that renders the pages, stopped before it looks inside paragraphs. */
const blocksOnly = new MarkdownIt('default', { html: false, maxNesting: MAX_NESTING });
blocksOnly.core.ruler.enableOnly(['normalize', 'block']);

/** The containers at the top level of a Markdown text, in order. */
export function topLevelContainers(text: string): Block[] {
  const blocks: Block[] = [];
  for (const { type, level, map } of blocksOnly.parse(text, {})) {
    const container = CONTAINER_OF_TOKEN[type];
    if (level === 0 && map !== null && container !== undefined)
      blocks.push({ container, from: map[0], to: map[1] });
  }
  return blocks;
}

/**
 * The container that makes a line text. A line of a list that is not indented, and a line of a quote without its `>`,
 * belong to them by CommonMark's laziness alone; whoever begins such a line with a time has left them.
 */
export function containerOf(line: string, index: number, blocks: readonly Block[]): Block | undefined {
  const block = blocks.find(({ from, to }) => from <= index && index < to);
  if (block === undefined || block.container === 'code') return block;
  const lazy =
    block.container === 'quote'
      ? !/^ {0,3}>/.test(line)
      : index > block.from && !/^(?: {2}|\t| ?(?:[-*+]|\d+[.)])[ \t])/.test(line);
  return lazy ? undefined : block;
}
