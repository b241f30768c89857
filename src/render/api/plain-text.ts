import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';

const parser = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** What a browser would take for the beginning of a tag, a comment or the like. */
const TAG = /<(?=[A-Za-z/!?])([^<>]*)(>?)/g;

/**
 * Staff's and owners' Markdown as plain text: paragraphs with an empty line between, items with a dash or their number,
 * addresses in brackets behind the words of their links. Many programs print the texts of this API as HTML, so nothing that
 * a browser would take for a tag is left: its brackets become ‹ and ›.
 */
export function plainText(markdown: string): string {
  const lines = blockLines(parser.parse(markdown, {}));
  return lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
    .replaceAll(TAG, (_, inner: string, end: string) => `‹${inner}${end === '' ? '' : '›'}`);
}

interface List {
  /** Of the next item; null where items have dashes. */
  next: number | null;
}

function blockLines(tokens: readonly Token[]): readonly string[] {
  const lines: string[] = [];
  const lists: List[] = [];
  let mark = '';
  const put = (text: string) => {
    const indent = '  '.repeat(Math.max(0, lists.length - 1));
    for (const [index, line] of text.split('\n').entries()) {
      const blank = ' '.repeat(mark.length);
      lines.push(lists.length === 0 ? line : `${indent}${index === 0 ? mark : blank}${line}`);
    }
    mark = ' '.repeat(mark.length);
  };
  for (const token of tokens) {
    const list = lists.at(-1);
    switch (token.type) {
      case 'bullet_list_open':
      case 'ordered_list_open':
        lists.push({ next: token.type === 'ordered_list_open' ? Number(token.attrGet('start') ?? 1) : null });
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop();
        mark = '';
        if (lists.length === 0) lines.push('');
        break;
      case 'list_item_open':
        mark = list?.next === null || list === undefined ? '- ' : `${String(list.next++)}. `;
        break;
      case 'inline':
        put(inlineText(token.children ?? []));
        break;
      case 'code_block':
      case 'fence':
        put(token.content.replace(/\n$/, ''));
        lines.push('');
        break;
      case 'hr':
        lines.push('');
        break;
      case 'paragraph_close':
      case 'heading_close':
        if (!token.hidden && lists.length === 0) lines.push('');
        break;
      default:
    }
  }
  return lines;
}

function inlineText(tokens: readonly Token[]): string {
  let text = '';
  const links: { readonly address: string; readonly from: number }[] = [];
  for (const token of tokens) {
    switch (token.type) {
      case 'softbreak':
      case 'hardbreak':
        text += '\n';
        break;
      case 'link_open':
        links.push({ address: String(token.attrGet('href') ?? ''), from: text.length });
        break;
      case 'link_close': {
        const link = links.pop();
        if (link !== undefined && saysMore(link.address, text.slice(link.from))) text += ` (${link.address})`;
        break;
      }
      case 'image':
        text += inlineText(token.children ?? []);
        break;
      default:
        text += token.content;
    }
  }
  return text;
}

/** An address that is its own words need not be told twice. */
function saysMore(address: string, words: string): boolean {
  return address !== '' && address !== words && address !== `mailto:${words}`;
}
