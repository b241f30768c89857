import type { Block, Inline, Inlines, Row } from './document.ts';
import { LINE_END } from './document.ts';

/**
 * The document as Markdown (CommonMark 0.31, and nothing that GitHub's dialect or a template language would take for markup).
 * No paragraph is broken into lines, so that the beginning of a line is always ours.
 */
export function commonMark(blocks: readonly Block[]): string {
  return `${blockLines(blocks)
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** Two lists that follow each other are one, unless their marks differ. */
const MARKS = { bullet: ['-', '*'], number: ['.', ')'] } as const;
type Marks = 0 | 1;

function blockLines(blocks: readonly Block[]): readonly string[] {
  let marks: Marks = 0;
  return blocks.flatMap((block, index) => {
    const before = blocks[index - 1];
    marks = before !== undefined && isList(before) && isList(block) && marks === 0 ? 1 : 0;
    return [...(index === 0 ? [] : ['']), ...linesOf(block, marks)];
  });
}

function isList({ kind }: Block): boolean {
  return kind === 'list' || kind === 'rows';
}

function linesOf(block: Block, marks: Marks): readonly string[] {
  switch (block.kind) {
    case 'heading':
      // A heading is one line.
      return [
        `${'#'.repeat(block.level)} ${inlineText(block.text.map((inline) => (inline === LINE_END ? ' ' : inline)))}`,
      ];
    case 'text': {
      const text = inlineText(block.text);
      return (block.strong === true && text !== '' ? strong(text) : text).split('\n');
    }
    case 'rows':
      return block.rows.flatMap((row) => indented(`${MARKS.bullet[marks]} `, rowLines(row)));
    case 'list':
      return block.items.flatMap((item, index) => {
        const mark =
          block.first === undefined
            ? MARKS.bullet[marks]
            : `${String(block.first + index)}${MARKS.number[marks]}`;
        const lines = indented(`${mark} `, blockLines(item));
        return index === 0 || item.length <= 1 ? lines : ['', ...lines];
      });
    case 'quote':
      return blockLines(block.blocks).map((line) => `> ${line}`);
    case 'code':
      return fenced(block.lines);
  }
}

function rowLines({ term, value, drawn, notes }: Row): readonly string[] {
  const told = drawn === true ? `\`${plainOf(value)}\`` : inlineText(value, false);
  const head = `${strong(inlineText(term))}: ${told}`;
  return [
    ...[head, ...notes.map((note) => inlineText(note))].map((line, index, all) =>
      index < all.length - 1 ? `${line}\\` : line,
    ),
  ];
}

function indented(mark: string, lines: readonly string[]): readonly string[] {
  const [first = '', ...rest] = lines;
  return [mark + first, ...rest.map((line) => (line === '' ? '' : ' '.repeat(mark.length) + line))];
}

function strong(text: string): string {
  return text
    .split('\\\n')
    .map((line) => `**${line}**`)
    .join('\\\n');
}

function fenced(lines: readonly string[]): readonly string[] {
  const longest = lines.reduce(
    (length, line) => Math.max(length, ...(line.match(/`+/g) ?? []).map((run) => run.length)),
    0,
  );
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return [fence, ...lines, fence];
}

/** @param begins it stands at the beginning of a line. */
function inlineText(inlines: Inlines, begins = true): string {
  let atStart = begins;
  return inlines
    .map((inline) => {
      if (inline === LINE_END) {
        atStart = true;
        return '\\\n';
      }
      const text = printed(inline, atStart);
      atStart &&= text === '';
      return text;
    })
    .join('');
}

function printed(inline: Exclude<Inline, typeof LINE_END>, atStart: boolean): string {
  if (typeof inline === 'string') return atStart ? escapedStart(escaped(inline)) : escaped(inline);
  const { text, address } = inline;
  return text === '' ? `<${inAngles(address)}>` : `[${escaped(text)}](${destination(address)})`;
}

/** Everything that is markup wherever it stands: of CommonMark, of tables and mathematics on GitHub, of template languages. */
const MARKUP = /[\\`*_[\]<>&#|~${}^]/g;

/** What some readers turn into links although nobody marked it up. */
const LIKE_ADDRESS = /:(?=\/\/)|@|(?<=www)\./gi;

function escaped(text: string): string {
  return text.replaceAll(MARKUP, '\\$&').replaceAll(LIKE_ADDRESS, '\\$&');
}

/** Marks of lists, rules and underlinings, which mean something at the beginning of a line only. */
function escapedStart(text: string): string {
  return text.replace(/^(\s*)([-+=:])/, '$1\\$2').replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

/** In an address these would end it, be paired with others outside of it, or be read as something else than an address. */
const NOT_IN_DESTINATION = /[\\()<>`\s|{}$]/g;

function destination(address: string): string {
  return address
    .replaceAll(NOT_IN_DESTINATION, (character) => encodedInAddress(character))
    .replaceAll('&', '&amp;');
}

/** An address that is its own text; nothing in it is an escape or an entity. */
function inAngles(address: string): string {
  return address.replaceAll(/[<>\s`]/g, (character) => encodedInAddress(character));
}

function encodedInAddress(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function plainOf(inlines: Inlines): string {
  return inlines.map((inline) => (typeof inline === 'string' ? inline : '')).join('');
}
